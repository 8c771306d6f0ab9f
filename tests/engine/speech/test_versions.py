from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.speech.versions import agreement, versions, without_noise

RATE = 16_000


def signal_to_noise(said: np.ndarray, heard: np.ndarray) -> float:
    """In dB, of what is left of a known sound, at the gain that fits best."""
    gain = heard @ said / (said @ said)
    return float(10 * np.log10(np.square(gain * said).sum() / np.square(heard - gain * said).sum()))


@pytest.mark.parametrize("level", [0.003, 0.01])
def test_noise_is_taken_away_and_the_voice_stays(speech: Any, level: float) -> None:
    said = np.pad(speech("kennedy")[: 4 * RATE], RATE // 2)
    noisy = said + np.random.default_rng(0).normal(0, level, len(said)).astype(np.float32)
    quiet = without_noise(noisy)
    assert signal_to_noise(said, quiet) > signal_to_noise(said, noisy) + 2
    pause = slice(0, RATE // 3)
    assert np.square(quiet[pause]).mean() < 0.05 * np.square(noisy[pause]).mean()


@pytest.mark.parametrize("n_samples", [0, 1, 511, 5000])
def test_any_length_has_its_versions(n_samples: int) -> None:
    sounds = versions(np.full(n_samples, 0.1, np.float32))
    lengths = [len(sound) for sound in sounds]
    assert lengths[0] == n_samples
    assert lengths[2] <= n_samples <= lengths[1] <= 1.2 * n_samples
    assert all(np.isfinite(sound).all() for sound in sounds)


def test_texts_agree_by_their_words() -> None:
    said = agreement(["Make it faster.", "make it faster", "Make it castor.", "make it faster!"])
    assert min(said) > 0.6
    assert max(said) < 1
    assert said[0] == max(said) > said[2]
    assert agreement(["A wish for music.", "Thank you.", "", "She sells shells."]) == [0, 0, 0, 0]
    assert agreement(["alone"]) == [0]
