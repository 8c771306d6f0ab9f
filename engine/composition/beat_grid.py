"""Finds the beats of music that was played freely and written down as it was played.

Such a file counts its ticks by a clock that knows nothing of the beat. The beat is the pulse that
most notes begin on, most of all low ones, and that never jumps: found by dynamic programming.

References
----------
Ellis, "Beat tracking by dynamic programming", Journal of New Music Research 36 (2007).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from engine.composition.grid import TICKS_PER_COLUMN
from engine.composition.score import TICKS_PER_BEAT, Note

__all__ = ["find_beats", "is_on_grid", "place_on_beats"]

Numbers = NDArray[np.float64]

_OFF_GRID = 0.15
"""Mean distance of onsets from the nearest sixteenth, in sixteenths: by chance it would be .25."""
_FRAME = 0.02  # seconds: onsets that near are one
_PERIODS = (0.3, 1.1)
"""The shortest and the longest beat, in seconds."""
_USUAL_PERIOD = 0.55  # seconds; left to themselves people tap every .6 s (Fraisse 1982)
_SPREAD = 0.45  # octaves about the usual period
_TIGHTNESS = 60.0
_LOW = 52
"""Notes below this pitch mark bars more than others do."""
_BEATS_PER_BAR = 4


def is_on_grid(starts: Sequence[float]) -> bool:
    """Say whether notes begin near the sixteenths that a file counts.

    Parameters
    ----------
    starts
        In beats; not to be rounded before.
    """
    steps = np.asarray(starts) * (TICKS_PER_BEAT / TICKS_PER_COLUMN)
    return bool(np.abs(steps - np.round(steps)).mean() < _OFF_GRID)


def find_beats(notes: Sequence[Note], seconds_per_tick: float) -> Numbers:
    """Give the beats from the first bar line on, in ticks of the notes' own clock.

    Bars have four beats and begin where low notes and many notes do.
    """
    last = max(note.end for note in notes) * seconds_per_tick
    envelope = np.zeros(int(last / _FRAME) + 2)
    for note in notes:
        envelope[int(note.start * seconds_per_tick / _FRAME)] += 1 + (note.pitch < _LOW)
    strength = np.convolve(np.sqrt(envelope), [0.3, 0.8, 1.0, 0.8, 0.3], mode="same")
    frames = _follow(strength / (strength.std() + 1e-9), _period(strength))
    weights = strength[frames]
    phase = int(np.argmax([weights[first::_BEATS_PER_BAR].sum() for first in range(4)]))
    return np.asarray(frames[phase:] * _FRAME / seconds_per_tick)


def _period(strength: Numbers) -> int:
    """Find the time between beats, in frames: where the music is most like itself."""
    lags = np.arange(int(_PERIODS[0] / _FRAME), int(_PERIODS[1] / _FRAME))
    centred = strength - strength.mean()
    likeness = np.array([centred[lag:] @ centred[:-lag] for lag in lags if lag < len(centred)])
    lags = lags[: len(likeness)]
    usual = np.exp(-0.5 * (np.log2(lags * _FRAME / _USUAL_PERIOD) / _SPREAD) ** 2)
    return int(lags[np.argmax(likeness * usual)]) if len(lags) else int(_USUAL_PERIOD / _FRAME)


def _follow(strength: Numbers, period: int) -> NDArray[np.int64]:
    """Give the frames of the beats: strong ones, the same time apart as far as they can be."""
    steps = np.arange(period // 2, 2 * period)
    costs = _TIGHTNESS * np.log(steps / period) ** 2
    total, before = strength.copy(), np.full(len(strength), -1)
    for frame in range(period // 2, len(strength)):
        known = steps[: np.searchsorted(steps, frame, side="right")]
        scores = total[frame - known] - costs[: len(known)]
        best = int(scores.argmax())
        if scores[best] > 0:
            total[frame] += scores[best]
            before[frame] = frame - known[best]
    tail = min(period, len(total))
    frame = len(total) - tail + int(total[-tail:].argmax())
    beats = [frame]
    while before[frame] >= 0:
        frame = int(before[frame])
        beats.append(frame)
    return np.array(beats[::-1])


def place_on_beats(notes: Iterable[Note], beats: Numbers) -> list[Note]:
    """Move notes to the grid that beats span; what begins before the first bar is left out."""
    if len(beats) < 2:
        return []
    ends = beats[-1] + (beats[-1] - beats[-2]) * np.arange(1, 9)
    known = np.concatenate([beats, ends])
    ticks = np.arange(len(known)) * float(TICKS_PER_BEAT)
    placed = []
    for note in notes:
        start, end = np.interp([note.start, note.end], known, ticks)
        if note.start >= known[0] - (known[1] - known[0]) / 8:
            begin = round(float(start))
            placed.append(Note(begin, max(1, round(float(end)) - begin), note.pitch, note.velocity))
    return placed
