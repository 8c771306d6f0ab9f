"""Tests of the filters, beside SciPy's own."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import numpy as np
import pytest
from scipy import signal

from engine.audio import filtering
from engine.audio.filtering import Filter, high_pass, low_pass, shelf

RATE = 44_100


@pytest.fixture(params=["as it is", "gone", "another"])
def scipy_s_inside(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Let what SciPy keeps to itself be as it is, or as another version may have it."""
    if request.param == "gone":
        monkeypatch.setattr(filtering.PathFinder, "find_spec", lambda *_: None)
    elif request.param == "another":
        monkeypatch.setattr(filtering, "module_from_spec", lambda _: SimpleNamespace())
    filtering._sosfilt.cache_clear()
    yield
    filtering._sosfilt.cache_clear()


@pytest.mark.usefixtures("scipy_s_inside")
def test_filters_go_on_as_scipy_s_do() -> None:
    samples = np.random.default_rng(0).standard_normal((2, 3, 5_000)).astype(np.float32)
    sections = np.concatenate([high_pass(90, RATE), shelf(2_800, 2.5, RATE)])
    one = Filter(sections)
    ours = np.concatenate([one(part) for part in np.split(samples, [7, 2_000], axis=-1)], axis=-1)
    assert np.array_equal(ours, signal.sosfilt(sections, samples.astype(float)))


def test_a_high_pass_is_butterworth_s() -> None:
    for frequency in (20, 150, 4_000):
        theirs = signal.butter(2, frequency, "highpass", fs=RATE, output="sos")
        assert np.allclose(high_pass(frequency, RATE), theirs, rtol=1e-9)


def test_a_low_pass_is_butterworth_s() -> None:
    for frequency in (150, 4_000):
        theirs = signal.butter(2, frequency, "lowpass", fs=RATE, output="sos")
        assert np.allclose(low_pass(frequency, RATE), theirs, rtol=1e-9)


def test_silence_stays_silence() -> None:
    assert not Filter(high_pass(90, RATE))(np.zeros((2, 64))).any()
