from __future__ import annotations

import numpy as np
import pytest

from engine.tonality import KRUMHANSL, TEMPERLEY, Profiles, key_fits


@pytest.mark.parametrize("profiles", [KRUMHANSL, TEMPERLEY])
@pytest.mark.parametrize("tonic", [0, 1, 7, 11])
def test_a_profile_fits_its_own_key_wholly_and_no_other(profiles: Profiles, tonic: int) -> None:
    for mode in (0, 1):
        fits = key_fits(np.roll(profiles[mode], tonic), profiles)
        assert fits[mode, tonic] == pytest.approx(1)
        assert np.sum(fits > 0.999) == 1


def test_fits_are_correlations() -> None:
    sounding = np.random.default_rng(1).random((3, 12))
    fits = key_fits(sounding)
    assert fits.shape == (3, 2, 12)
    expected = np.corrcoef(np.roll(KRUMHANSL[1], 5), sounding[2])[0, 1]
    assert fits[2, 1, 5] == pytest.approx(expected)


@pytest.mark.parametrize("level", [0.0, 0.1, 480.0])
def test_silence_and_all_notes_alike_fit_nothing(level: float) -> None:
    assert key_fits(np.full(12, level)) == pytest.approx(np.zeros((2, 12)), abs=1e-3)
