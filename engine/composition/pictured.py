"""What a composer can show of what it has learned, and of how it comes to its notes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from engine.composition.score import Score

__all__ = ["Film", "Look", "Pictured", "Pixels"]

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


@runtime_checkable
class Pictured(Protocol):
    """A composer that can be looked into."""

    def look(self, seed: int) -> Look:
        """Show what it has learned; the same seed shows the same."""
        ...
