from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.audio.waveform import Waveform
from engine.speech.prosody import Prosody, measure_prosody
from engine.speech.transcript import SpokenWord

Speech = Callable[[str], NDArray[np.float32]]
RATE = 16_000


def wave(samples: NDArray[np.float32], rate: int = RATE) -> Waveform:
    return Waveform(samples[:, None], rate)


def words(text: str, seconds: float) -> list[SpokenWord]:
    """Spread words evenly over a recording."""
    parts = text.split()
    step = seconds / len(parts)
    return [SpokenWord(word, n * step, (n + 1) * step, 1.0) for n, word in enumerate(parts)]


TEXT = "slow and sad like walking home alone in the rain"


def measure(samples: NDArray[np.float32], rate: int = RATE) -> Prosody | None:
    return measure_prosody(wave(samples, rate), words(TEXT, len(samples) / rate))


def sing(spread: float, seconds: float = 3.0, level: float = 0.1) -> NDArray[np.float32]:
    """Make a voice-like sound: syllables whose pitch moves by ``spread`` semitones about 150 Hz."""
    times = np.arange(int(seconds * RATE)) / RATE
    pitch = 150 * 2 ** (spread * np.sin(2 * np.pi * 0.7 * times) / 12)
    phase = 2 * np.pi * np.cumsum(pitch) / RATE
    voice = sum(np.sin(n * phase) / n for n in range(1, 12))
    loud = np.clip(np.sin(2 * np.pi * 2 * times), 0, 1) ** 0.5
    return np.asarray(level * loud * voice, dtype=np.float32)


def test_the_measures_are_what_was_made() -> None:
    found = measure(sing(2.0))
    assert found is not None
    assert found.pitch == pytest.approx(12 * np.log2(150 / 55), abs=0.4)
    assert found.spread == pytest.approx(2.0 / 2**0.5, abs=0.3)
    assert found.rate == pytest.approx(15 / 3)  # vowels in a row, also silent ones
    assert found.pauses == 0


def test_louder_by_six_decibels_is_six_decibels_louder() -> None:
    quiet, loud = measure(sing(2.0)), measure(2 * sing(2.0))
    assert quiet is not None
    assert loud is not None
    assert loud.loudness - quiet.loudness == pytest.approx(6.02, abs=0.05)
    assert (loud.pitch, loud.spread) == pytest.approx((quiet.pitch, quiet.spread), abs=1e-3)


def test_played_faster_it_is_higher_and_faster() -> None:
    slow, fast = measure(sing(2.0)), measure(sing(2.0), int(1.25 * RATE))
    assert slow is not None
    assert fast is not None
    assert fast.pitch - slow.pitch == pytest.approx(12 * np.log2(1.25), abs=0.3)
    assert fast.rate == pytest.approx(1.25 * slow.rate, rel=0.01)


def test_pauses_between_words_are_counted_apart() -> None:
    said: Sequence[SpokenWord] = [
        SpokenWord("slow", 0.0, 0.5, 1.0),
        SpokenWord("and", 0.6, 1.0, 1.0),
        SpokenWord("sad", 2.0, 2.5, 1.0),
    ]
    found = measure_prosody(wave(sing(2.0)), said)
    assert found is not None
    assert found.pauses == pytest.approx(1.0 / 2.5)
    assert found.rate == pytest.approx(3 / 1.5)


def noise(level: float) -> NDArray[np.float32]:
    return np.random.default_rng(0).normal(0, level, 3 * RATE).astype(np.float32)


@pytest.mark.parametrize(
    ("samples", "why"),
    [
        (sing(2.0, seconds=0.3), "too short"),
        (np.zeros(3 * RATE, np.float32), "silent"),
        (sing(0.0), "without melody"),
        (np.clip(20 * sing(2.0), -0.9, 0.9), "clipped"),
        (sing(2.0) + noise(0.3), "noisy"),
        (noise(0.1), "noise alone"),
        (np.full(3 * RATE, np.nan, np.float32), "no numbers"),
        (np.full(3 * RATE, 0.5, np.float32), "a constant"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_recording_that_does_not_tell_gives_nothing(
    samples: NDArray[np.float32], why: str
) -> None:
    assert measure(samples) is None, why


def test_speech_without_words_gives_nothing() -> None:
    assert measure_prosody(wave(sing(2.0)), []) is None
    assert measure_prosody(wave(sing(2.0)), words("hm", 3.0)) is None


@pytest.mark.parametrize("name", ["dashwood", "kennedy", "seven_seas"])
def test_real_speech_is_measured(speech: Speech, name: str) -> None:
    found = measure(speech(name))
    assert found is not None
    assert 5 < found.pitch < 28
    assert 0.8 < found.spread < 6
