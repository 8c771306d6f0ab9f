"""The simplest models of a frame: each key by itself.

They are the published table's first rows, and pin down what its figures mean: nats per frame, the
mean over all frames of all pieces.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

__all__ = ["note_frequencies", "note_unigram", "random_keys"]

Frames = NDArray[np.bool_]


def random_keys(frames: Frames) -> float:
    """Mean log-likelihood of frames (N, V) if every key is a fair coin."""
    return int(frames.shape[1]) * math.log(0.5)


def note_frequencies(frames: Frames, *, shared: bool = False) -> NDArray[np.float64]:
    """Give the chance of each key by its count in frames (N, V), each seen half a time more.

    Parameters
    ----------
    shared
        All keys have one chance.
    """
    chances: NDArray[np.float64] = (frames.sum(0) + 0.5) / (len(frames) + 1)
    return np.full_like(chances, chances.mean()) if shared else chances


def note_unigram(train: Frames, test: Frames, *, shared: bool = False) -> float:
    """Mean log-likelihood of test frames if keys sound independently, by their frequencies."""
    chances = note_frequencies(train, shared=shared)
    return float(np.log(np.where(test, chances, 1 - chances)).sum(1).mean())
