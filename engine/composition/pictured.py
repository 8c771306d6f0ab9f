"""What a composer can show of what it has learned, and of how it comes to its notes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from engine.composition.score import Score

__all__ = ["Film", "Insight", "Look", "Pictured", "Pixels"]

Pixels = NDArray[np.uint8]
"""Red, green and blue, shape (height, width, 3)."""


@dataclass(frozen=True, eq=False)
class Film:
    """Pictures of one size, each shown for as many milliseconds."""

    frames: tuple[Pixels, ...]
    delays_ms: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Look:
    """Pictures, films and music by name."""

    pictures: Mapping[str, Pixels] = field(default_factory=dict)
    films: Mapping[str, Film] = field(default_factory=dict)
    scores: Mapping[str, Score] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Insight:
    """What there is to draw, for who paints it in colours of their own.

    Attributes
    ----------
    filters
        What the units that matter most call for (up to 1) and speak against (down to −1), shape
        (n filters, rows, sixteenths of a bar): the pitches, the highest first, then holding on and
        silence.
    steps
        Chains from noise to a bar of melody, shape (n steps, n chains, pitches, sixteenths), the
        highest pitch first: 0 is silence, 1 a note that goes on, 2 one that begins.
    highest
        The MIDI number of the first row.
    """

    filters: NDArray[np.float32]
    steps: NDArray[np.uint8]
    highest: int


@runtime_checkable
class Pictured(Protocol):
    """A composer that can be looked into."""

    def look(self, seed: int) -> Look:
        """Show what it has learned; the same seed shows the same."""
        ...

    def insight(self, seed: int) -> Insight:
        """Give what `look` draws."""
        ...
