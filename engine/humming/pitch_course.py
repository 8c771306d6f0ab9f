"""Follows the pitch of a hummed tune through noise, vibrato and breath.

YIN says for each frame how well each pitch would explain it; of all courses of pitch the most
likely one is taken (Viterbi), which moves little from frame to frame and falls silent where nothing
explains the sound. A threshold, which speech does well with, loses a tune in a noisy room.

References
----------
de Cheveigné & Kawahara, "YIN, a fundamental frequency estimator for speech and music", Journal of
the Acoustical Society of America 111 (2002).
Mauch & Dixon, "pYIN: a fundamental frequency estimator using probabilistic threshold
distributions", ICASSP 2014.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from engine.audio.periodicity import normalised_difference

__all__ = ["HOP", "RATE", "follow_pitch"]

Numbers = NDArray[np.float64]

RATE = 16_000
"""In Hz, of what is followed."""
HOP = 0.01
"""Seconds from frame to frame."""
_STEP = int(RATE * HOP)

_LOWEST, _HIGHEST = 38.0, 86.0
"""MIDI pitches, D2 to D6: from a deep man to a child or somebody who whistles low."""
_FINENESS = 5  # steps a semitone: a vibrato moves a few of them a frame
_PITCHES = np.arange(_LOWEST, _HIGHEST + 1e-9, 1 / _FINENESS)
_LAGS = RATE / (440 * 2 ** ((_PITCHES - 69) / 12))

_LONGEST = int(_LAGS.max()) + 2
_WINDOW = 320  # samples, 20 ms: two periods of most men, more of anybody else
_FRAMES_AT_ONCE = 2000  # 20 s: bounds the memory, about 20 MB

_SILENT = 0.38
"""How badly a frame has to be explained before it is silence: YIN's difference is 0 for what
repeats perfectly, 1 for noise, and about .2 at a signal-to-noise ratio of 10 dB."""
_LOWER = 0.03
"""Cost of an octave down: what repeats after a period repeats after two."""
_MOVE, _FARTHEST = 0.02, 4
"""Cost of a step to a neighbour, and how many of them a frame; glides are as fast as that."""
_LEAP = 0.6
"""Cost of any other pitch, and of falling silent or beginning."""


def follow_pitch(samples: NDArray[np.float32]) -> Numbers:
    """Give the MIDI pitch every `HOP` seconds.

    Parameters
    ----------
    samples
        Shape (n,), at `RATE`.

    Returns
    -------
    NDArray
        Shape (n_frames,), in semitones, 69 for 440 Hz; NaN where nothing repeats.
    """
    costs = np.concatenate([np.zeros((0, len(_PITCHES)), dtype=np.float32), *_costs(samples)])
    if not len(costs):
        return np.zeros(0)
    course = _best_course(costs)
    is_sung = course < len(_PITCHES)
    return np.where(is_sung, _PITCHES[np.minimum(course, len(_PITCHES) - 1)], np.nan)


def _costs(samples: NDArray[np.float32]) -> Iterator[NDArray[np.float32]]:
    """Say how badly each pitch explains each frame, 0 to about 1; shape (n, n_pitches) each."""
    length = _WINDOW + _LONGEST
    padded = np.pad(samples, (length // 2, length // 2)).astype(np.float64)
    frames = np.lib.stride_tricks.sliding_window_view(padded, length)[::_STEP]
    below = np.floor(_LAGS).astype(int)
    part = _LAGS - below
    lower = _LOWER * (_HIGHEST - _PITCHES) / 12
    for first in range(0, len(frames), _FRAMES_AT_ONCE):
        difference = normalised_difference(frames[first : first + _FRAMES_AT_ONCE], _WINDOW)
        between = difference[:, below] * (1 - part) + difference[:, below + 1] * part
        yield (between + lower).astype(np.float32)


def _best_course(costs: NDArray[np.float32]) -> NDArray[np.intp]:
    """Find the course of least cost; the state after the last pitch is silence."""
    n_frames, n_pitches = costs.shape
    frames = np.column_stack([costs, np.full(n_frames, _SILENT, dtype=np.float32)])
    total = frames[0].astype(np.float64)
    before = np.empty((n_frames, n_pitches + 1), dtype=np.int16)
    own = np.arange(n_pitches + 1)
    for frame in range(1, n_frames):
        best = int(total.argmin())
        cheapest, way = total.copy(), own.copy()
        for step in range(1, _FARTHEST + 1):
            for to, source in (
                (slice(step, n_pitches), slice(0, n_pitches - step)),
                (slice(0, n_pitches - step), slice(step, n_pitches)),
            ):
                moved = total[source] + _MOVE * step
                is_better = moved < cheapest[to]
                cheapest[to] = np.where(is_better, moved, cheapest[to])
                way[to] = np.where(is_better, own[source], way[to])
        is_leap = total[best] + _LEAP < cheapest
        before[frame] = np.where(is_leap, best, way)
        total = np.where(is_leap, total[best] + _LEAP, cheapest) + frames[frame]
    course = np.empty(n_frames, dtype=np.intp)
    course[-1] = total.argmin()
    for frame in range(n_frames - 1, 0, -1):
        course[frame - 1] = before[frame, course[frame]]
    return course
