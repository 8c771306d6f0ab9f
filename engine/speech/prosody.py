"""Measures how something was said: pitch, loudness, rate and pauses.

References
----------
Juslin & Laukka, "Communication of emotions in vocal expression and music performance: different
channels, same code?", Psychological Bulletin 2003.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.audio.resampling import resample
from engine.audio.waveform import Waveform
from engine.speech.pitch import HOP, SAMPLE_RATE, track_pitch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from engine.speech.transcript import SpokenWord

__all__ = ["Prosody", "measure_prosody"]

_SHORTEST = 0.8  # seconds of recording that say anything about its manner
_LONGEST = 30.0  # seconds that are looked at
_LEAST_VOICED = 0.4  # seconds
_LEAST_WORDS = 2
_LEAST_CONTRAST = 12.0  # dB between speech and what is between it
_LEAST_SPREAD = 0.4  # semitones; whoever speaks moves more
_AT_PEAK = 0.002  # share of the samples that may lie at the very top of an unclipped recording
_PAUSE = 0.2  # seconds between words that are heard as a pause
_VOWELS = re.compile(r"[aeiouyáéíóúàèìòùäëïöüâêîôûãõ]+", re.IGNORECASE)


@dataclass(frozen=True)
class Prosody:
    """How a recording was spoken.

    Attributes
    ----------
    pitch
        Median, in semitones above 55 Hz.
    spread
        Standard deviation of the pitch, in semitones.
    loudness
        Of the voiced parts, in dB below full scale.
    rate
        Syllables a second, pauses left out.
    pauses
        Share of the time between first and last word, 0 to 1.
    """

    pitch: float
    spread: float
    loudness: float
    rate: float
    pauses: float


def measure_prosody(waveform: Waveform, words: Sequence[SpokenWord]) -> Prosody | None:
    """Measure a recording; None where it does not tell.

    That is so for recordings that are too short, silent, clipped, noisy or without melody.

    Parameters
    ----------
    words
        What was heard in it, with times.
    """
    if waveform.duration < _SHORTEST or len(words) < _LEAST_WORDS:
        return None
    samples = _prepare(waveform)
    if _is_clipped(waveform) or not np.any(samples):
        return None
    levels = _levels(samples)
    # of percentiles, so that no single click and no single gap decides
    if np.percentile(levels, 95) - np.percentile(levels, 5) < _LEAST_CONTRAST:
        return None
    pitches = track_pitch(samples)
    levels = levels[: len(pitches)]
    is_voice = (pitches > 0) & (levels > np.percentile(levels, 95) - 25)
    if np.sum(is_voice) * HOP < _LEAST_VOICED:
        return None
    # 55 Hz is an A, below every voice
    semitones = 12 * np.log2(pitches[is_voice] / 55)
    spread = float(np.std(_without_octave_errors(semitones)))
    rate, pauses = _measure_times(words)
    if spread < _LEAST_SPREAD or rate <= 0:
        return None
    loudness = float(10 * np.log10(np.mean(10 ** (levels[is_voice] / 10))))
    return Prosody(float(np.median(semitones)), spread, loudness, rate, pauses)


def _prepare(waveform: Waveform) -> NDArray[np.float32]:
    with np.errstate(invalid="ignore"):
        mono = np.nan_to_num(waveform.mono(), posinf=1.0, neginf=-1.0)
    mono = mono[: int(_LONGEST * waveform.sample_rate)]
    return resample(Waveform(mono[:, None], waveform.sample_rate), SAMPLE_RATE).samples[:, 0]


def _is_clipped(waveform: Waveform) -> bool:
    """Say whether the tops are cut off: then many samples share the largest value."""
    size = np.abs(waveform.samples)
    peak = float(size.max(initial=0.0))
    # Converters and codecs leave tops that were cut off not quite level.
    return not np.isfinite(peak) or float(np.mean(size >= 0.995 * peak)) > _AT_PEAK


def _levels(samples: NDArray[np.float32]) -> NDArray[np.float64]:
    """Give the level of 40 ms every `HOP`, in dB below full scale."""
    hop, n_hops = int(HOP * SAMPLE_RATE), 4
    power = np.add.reduceat(samples.astype(np.float64) ** 2, np.arange(0, len(samples), hop)) / hop
    smooth = np.convolve(power, np.full(n_hops, 1 / n_hops), mode="valid")
    levels: NDArray[np.float64] = 10 * np.log10(np.maximum(smooth, 1e-10))
    return levels


def _without_octave_errors(semitones: NDArray[np.float64]) -> NDArray[np.float64]:
    # whoever speaks stays within an octave; what lies beyond is the tracker's slip
    near: NDArray[np.float64] = semitones[np.abs(semitones - np.median(semitones)) < 10]
    return near


def _measure_times(words: Sequence[SpokenWord]) -> tuple[float, float]:
    """Give syllables a second while speaking, and the share of pauses."""
    gaps = [max(later.start - earlier.end, 0.0) for earlier, later in itertools.pairwise(words)]
    pauses = sum(gap for gap in gaps if gap >= _PAUSE)
    whole = words[-1].end - words[0].start
    syllables = sum(max(len(_VOWELS.findall(word.text)), 1) for word in words)
    if whole - pauses <= 0:
        return 0.0, 0.0
    return syllables / (whole - pauses), pauses / whole
