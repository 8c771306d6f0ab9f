"""Follows the pitch of a voice.

References
----------
de Cheveigné & Kawahara, "YIN, a fundamental frequency estimator for speech and music", Journal of
the Acoustical Society of America 2002.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.audio.periodicity import normalised_difference

__all__ = ["HOP", "SAMPLE_RATE", "track_pitch"]

SAMPLE_RATE = 8_000
"""In Hz, of what is tracked: the voice's fundamental lies far below half of it."""
HOP = 0.01
"""Seconds from frame to frame."""

_LOWEST, _HIGHEST = 60.0, 500.0  # Hz: from deep men to children
_WINDOW = 320  # samples, 40 ms: two periods of the lowest voice
_PERIODIC = 0.15  # YIN's threshold


def track_pitch(samples: NDArray[np.float32]) -> NDArray[np.float64]:
    """Give the fundamental frequency in Hz every `HOP` seconds.

    Parameters
    ----------
    samples
        Shape (n,), at `SAMPLE_RATE`.

    Returns
    -------
    NDArray
        Shape (n_frames,), 0 where nothing is periodic.
    """
    shortest, longest = int(SAMPLE_RATE / _HIGHEST), int(SAMPLE_RATE / _LOWEST) + 1
    frames = _cut(samples, _WINDOW + longest)
    if not len(frames):
        return np.zeros(0)
    normalised = normalised_difference(frames, _WINDOW)
    found = normalised[:, shortest:longest]
    periods = shortest + _first_dips(found)
    rows = np.arange(len(frames))
    is_periodic = normalised[rows, periods] < _PERIODIC
    refined = periods + _offsets(normalised, rows, periods)
    return np.where(is_periodic, SAMPLE_RATE / refined, 0.0)


def _cut(samples: NDArray[np.float32], length: int) -> NDArray[np.float64]:
    """Cut frames of ``length`` samples, a hop apart; shape (n_frames, length)."""
    if len(samples) < length:
        return np.zeros((0, length))
    windows = np.lib.stride_tricks.sliding_window_view(samples.astype(np.float64), length)
    return windows[:: int(HOP * SAMPLE_RATE)]


def _first_dips(found: NDArray[np.float64]) -> NDArray[np.intp]:
    """Find the first valley below the threshold, or the deepest point: not an octave too low."""
    is_valley = np.zeros(found.shape, dtype=bool)
    is_valley[:, 1:-1] = (found[:, 1:-1] <= found[:, 2:]) & (found[:, 1:-1] < found[:, :-2])
    is_deep = is_valley & (found < _PERIODIC)
    dips: NDArray[np.intp] = np.where(
        is_deep.any(axis=1), is_deep.argmax(axis=1), found.argmin(axis=1)
    )
    return dips


def _offsets(
    normalised: NDArray[np.float64], rows: NDArray[np.int64], periods: NDArray[np.intp]
) -> NDArray[np.float64]:
    """Refine periods to a fraction of a sample by a parabola through the valley."""
    left, middle, right = (normalised[rows, periods + step] for step in (-1, 0, 1))
    bend = left - 2 * middle + right
    offsets = 0.5 * (left - right) / np.where(np.abs(bend) < 1e-12, np.inf, bend)
    clipped: NDArray[np.float64] = np.clip(offsets, -0.5, 0.5)
    return clipped
