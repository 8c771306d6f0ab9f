"""Makes sound as loud as asked while it is still growing."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from engine.audio.loudness import CEILING_DB, integrated_loudness, limit
from engine.audio.waveform import Waveform
from engine.composition.plan import Plan
from engine.composition.planning.brief import PieceBrief
from engine.composition.planning.briefing import brief_piece
from engine.composition.playing.joining_parts import joining_in
from engine.composition.score import TICKS_PER_BEAT

__all__ = ["GrowingMaster", "expected_gain"]

_CONTEXT = 4096  # frames: the limiter looks 51 ms to either side
_GATE = 0.1  # sections 10 dB below the mean count little (BS.1770's relative gate)
_MOST_DB = 30.0
_JOINS = 0.15
"""Power that a part that joins in adds to tune, chords and bass: it is softer by 8 to 16 steps."""


class GrowingMaster:
    """One gain from the first sample to the last, and a limiter that waits for what it looks at.

    Parameters
    ----------
    gain
        Linear.
    """

    def __init__(self, gain: float) -> None:
        self._gain = np.float32(gain)
        self._ceiling = 10 ** (CEILING_DB / 20)
        self._n_given = 0

    def more(self, raw: NDArray[np.float32], *, is_last: bool = False) -> NDArray[np.float32]:
        """Give the next finished samples, shape (n, 2).

        Parameters
        ----------
        raw
            All samples so far, from the first one.
        """
        end = len(raw) if is_last else (len(raw) - _CONTEXT) // _CONTEXT * _CONTEXT
        start = self._n_given
        if end <= start:
            return raw[:0].copy()
        first = max(0, start - _CONTEXT)
        limited = limit(raw[first : end + _CONTEXT] * self._gain, self._ceiling)
        self._n_given = end
        return limited[start - first : end - first]


def expected_gain(plan: Plan, first: Waveform, n_bars: int, target: float) -> float:
    """Estimate the gain that a whole piece will need from how its first bars sound.

    Parameters
    ----------
    first
        The first ``n_bars`` bars, as they come out of the synthesizer.
    target
        In LUFS.

    Returns
    -------
    float
        Linear. What is loud by its notes is known from the plan: FluidSynth's loudness goes with
        40 log₁₀ of velocity, and with 10 log₁₀ of the notes a second.
    """
    if first.peak == 0:
        return 1.0
    # at full scale, since the meter takes anything below -70 LUFS for silence
    samples = first.samples / np.float32(first.peak)
    loudness = integrated_loudness(Waveform(samples, first.sample_rate))
    loudness += 20 * math.log10(first.peak)
    gain_db = target - loudness - _swell(plan, n_bars)
    return float(10 ** (min(gain_db, _MOST_DB) / 20))


def _swell(plan: Plan, n_bars: int) -> float:
    """Say by how many dB the whole will be louder than the first bars."""
    powers = np.array(list(_powers(brief_piece(plan))))
    return 10 * math.log10(_mean(powers) / _mean(powers[:n_bars]))


def _powers(brief: PieceBrief) -> Iterator[tuple[float, float]]:
    """Give for each bar its seconds and its power, in any unit."""
    beats = brief.metre.ticks_per_bar / TICKS_PER_BEAT
    for section in brief.sections:
        asked = section.expression
        parts = 1 + _JOINS * len(joining_in(section, brief))
        for bar in range(section.first_bar, section.end_bar):
            velocity = asked.velocity + section.louder(bar)
            # amplitude goes with the square of the velocity (General MIDI), power with its fourth
            # power
            yield beats * 60 / asked.tempo, velocity**4 * asked.density * parts


def _mean(bars: NDArray[np.float64]) -> float:
    """Give the mean power of bars, quiet ones left out."""
    seconds, power = bars.T
    counts = power >= _GATE * float(seconds @ power / seconds.sum())
    return float(seconds[counts] @ power[counts] / seconds[counts].sum())
