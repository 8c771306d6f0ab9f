"""Music as the script that began this project sees it: all keys at once, cut into short windows.

Its chunk holds keys over 15 sixteenths; a window here is the bar of 16 that a chunk nearly is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from engine.composition.score import Note

__all__ = ["WINDOW", "Window", "scale_share", "windows_of"]

WINDOW = 16
_SIXTEENTH = 6  # ticks
_MAJOR = (0, 2, 4, 5, 7, 9, 11)
_SCALES = np.array([[(pitch - tonic) % 12 in _MAJOR for pitch in range(12)] for tonic in range(12)])

Window = NDArray[np.bool_]
"""Shape (16, 128): which keys are held in each sixteenth."""


def windows_of(notes: Sequence[Note]) -> Iterator[Window]:
    """Cut music into windows one after the other; silent ones and the rest at the end are left out.

    A note shorter than a sixteenth still takes one, as in the script.
    """
    if not notes:
        return
    n_windows = round(max(note.end for note in notes) / _SIXTEENTH) // WINDOW
    held = np.zeros(((n_windows + 2) * WINDOW, 128), np.bool_)
    for note in notes:
        start = round(note.start / _SIXTEENTH)
        held[start : max(start + 1, round(note.end / _SIXTEENTH)), note.pitch] = True
    windows = held[: n_windows * WINDOW].reshape(n_windows, WINDOW, 128)
    yield from windows[windows.any((1, 2))]


def scale_share(window: Window) -> float:
    """Give the share of what is held in a window that the best major scale has, 0 to 1."""
    counts = window.sum(0)
    classes = np.array([counts[pitch::12].sum() for pitch in range(12)])
    return float((_SCALES @ classes).max() / classes.sum())
