from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.audio.waveform import Waveform
from engine.speech.cleaning import clean

RATE = 16_000
TIMES = np.arange(3 * RATE) / RATE


def cleaned(*channels: np.ndarray) -> np.ndarray:
    return clean(Waveform(np.stack(channels, axis=1).astype(np.float32), RATE))


def likeness(one: np.ndarray, other: np.ndarray) -> float:
    """Correlate, the lowest tones aside, which no recording needs."""
    return float(abs(np.corrcoef(one, cleaned(other))[0, 1]))


def loudness(samples: np.ndarray) -> float:
    return float(np.sqrt(np.square(samples).mean()))


@pytest.mark.parametrize("gain", [1e-3, 0.01, 0.02, 1.0, 5.0])
def test_speech_of_any_loudness_becomes_as_loud_as_usual(speech: Any, gain: float) -> None:
    assert 0.02 < loudness(cleaned(gain * speech("dashwood"))) < 0.3


@pytest.mark.parametrize("frequency", [50.0, 60.0])
def test_hum_and_offset_set_no_level(speech: Any, frequency: float) -> None:
    said = 0.01 * speech("dashwood")[: len(TIMES)]
    times = TIMES[: len(said)]
    harmonics = (np.sin(2 * np.pi * k * frequency * times) / k**2 for k in range(1, 8))
    spoilt = 0.3 + said + 0.1 * sum(harmonics)
    assert likeness(cleaned(spoilt), said) > 0.85


def test_a_click_sets_no_level(speech: Any) -> None:
    said = 0.005 * speech("dashwood")
    said[5_000:5_003] = 0.9
    assert loudness(cleaned(said)[8_000:]) > 0.02


def test_opposite_channels_do_not_cancel(speech: Any) -> None:
    said = speech("dashwood")
    assert likeness(cleaned(said, -said), said) > 0.99


@pytest.mark.parametrize("place", [0, 1])
def test_the_channel_that_holds_the_speech_is_heard(speech: Any, place: int) -> None:
    said = speech("dashwood")
    other = np.random.default_rng(0).normal(0, 0.2, len(said))
    channels = [other, other]
    channels[place] = said
    assert likeness(cleaned(*channels), said) > 0.99


def test_samples_that_are_no_numbers_spoil_no_recording(speech: Any) -> None:
    said = speech("dashwood")
    spoilt = said.copy()
    spoilt[[1_000, 2_000, 3_000]] = np.nan, np.inf, -np.inf
    assert likeness(cleaned(spoilt)[6_000:], said[6_000:]) > 0.95
    assert np.isfinite(cleaned(spoilt)).all()


@pytest.mark.parametrize("n_frames", [0, 1, 100, 9_000])
def test_any_length_stays_as_it_is(n_frames: int) -> None:
    assert len(cleaned(np.ones(n_frames))) == n_frames


@pytest.mark.parametrize("frequency", [0, 30, 50, 60, 70])
def test_what_is_below_a_voice_is_taken_out(speech: Any, frequency: float) -> None:
    said = speech("dashwood")[: len(TIMES)]
    rumble = np.cos(2 * np.pi * frequency * TIMES[: len(said)])
    assert likeness(cleaned(said + 0.2 * rumble), said) > 0.99
