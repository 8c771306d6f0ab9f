"""The stems of a piece: what each part sounds like, before they come together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from engine.composition.score import Role

__all__ = ["BEATEN", "Gains", "Stems", "flat", "length_of", "stretches", "sum_of"]

Stems = Mapping[Role | None, NDArray[np.float32]]
"""What each part sounds like, shape (2, n_frames), in lengths of their own; None is a mix."""
Gains = Callable[[Role | None], float]
"""What the user's faders say: a factor for each role, 1 where they say nothing."""

BEATEN = ("drums", "percussion")
"""Roles that give the beat and no pitch."""


def flat(_role: Role | None) -> float:
    """Leave every part as it is."""
    return 1.0


def length_of(stems: Stems) -> int:
    """Give the frames of the longest stem."""
    return max((stem.shape[1] for stem in stems.values()), default=0)


def sum_of(stems: Stems, stretch: slice, gains: Gains = flat) -> NDArray[np.float32]:
    """Add a stretch of all stems up, shape (2, n); what has ended is silent."""
    # stem by stem: BLAS adds in another order on each processor
    total = np.zeros((2, stretch.stop - stretch.start), np.float32)
    for role, stem in stems.items():
        factor, part = gains(role), stem[:, stretch]
        if factor:
            total[:, : part.shape[1]] += part if factor == 1 else np.float32(factor) * part
    return total


def stretches(start: int, end: int, size: int) -> Iterator[slice]:
    """Cut what lies between two frames into slices, so that memory does not grow with it."""
    for first in range(start, end, size):
        yield slice(first, min(first + size, end))
