from __future__ import annotations

import numpy as np
import pytest

from engine.speech.pitch import HOP, SAMPLE_RATE, track_pitch


def hum(frequency: float, seconds: float = 1.0, n_overtones: int = 6) -> np.ndarray:
    times = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    tones = [np.sin(2 * np.pi * frequency * n * times) / n for n in range(1, n_overtones)]
    return np.asarray(0.2 * np.sum(tones, axis=0), dtype=np.float32)


@pytest.mark.parametrize("frequency", [75.0, 110.0, 147.3, 220.0, 330.0, 450.0])
def test_a_hum_is_tracked_within_a_hundredth(frequency: float) -> None:
    found = track_pitch(hum(frequency))
    assert found == pytest.approx(np.full(len(found), frequency), rel=0.01)


def test_a_missing_fundamental_is_heard() -> None:
    samples = hum(130.0) - hum(130.0, n_overtones=2)
    assert np.median(track_pitch(samples)) == pytest.approx(130, rel=0.01)


def test_a_glide_is_followed_in_time() -> None:
    frequencies = np.linspace(120, 240, 2 * SAMPLE_RATE)
    samples = np.sin(2 * np.pi * np.cumsum(frequencies) / SAMPLE_RATE).astype(np.float32)
    found = track_pitch(samples)
    assert found[int(1.0 / HOP)] == pytest.approx(181, rel=0.03)


def test_noise_and_silence_have_no_pitch() -> None:
    noise = np.random.default_rng(0).normal(0, 0.1, 2 * SAMPLE_RATE).astype(np.float32)
    assert np.mean(track_pitch(noise) > 0) < 0.05
    assert not track_pitch(np.zeros(SAMPLE_RATE, np.float32)).any()
    assert len(track_pitch(np.zeros(10, np.float32))) == 0
