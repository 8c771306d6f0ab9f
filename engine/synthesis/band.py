"""Those who play the parts of a piece, each role by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from engine.composition.score import Role
from engine.options import RenderOptions
from engine.progress import Progress
from engine.synthesis.part_player import PartPlayer
from engine.synthesis.timed_performance import Part

__all__ = ["Band", "BandMember", "Parts", "SoundfontBand"]

Parts = Mapping[Role, Sequence[Part]] | Mapping[Role | None, Sequence[Part]]
"""The parts of each role, one for each player; more join behind those that are there."""


class BandMember(Protocol):
    """Plays a role, whole or as it grows; see `PartPlayer`."""

    @property
    def stem(self) -> NDArray[np.float32]:
        """All that is computed, shape (2, n_frames); not to be changed."""
        ...

    def play_until(self, parts: Sequence[Part], seconds: float, progress: Progress) -> None:
        """Go on to a moment up to which the notes are known, or shortly before it."""
        ...

    def finish(self, parts: Sequence[Part], progress: Progress) -> NDArray[np.float32]:
        """Play to the end; give all of it, shape (2, n_frames)."""
        ...


class Band(Protocol):
    """Finds players, and makes ready what they play together."""

    @property
    def share(self) -> float:
        """Of the time of playing that goes into making ready, 0 to 1."""
        ...

    def ready(self, parts: Parts, seconds: float | None, progress: Progress) -> None:
        """Make ready what is needed to play up to a moment; None for the end."""
        ...

    def seat(self, role: Role | None, space: str) -> BandMember:
        """Find somebody to play a role in a space."""
        ...


class SoundfontBand:
    """FluidSynth plays everything, and needs nothing made ready."""

    share = 0.0

    def __init__(self, options: RenderOptions) -> None:
        self._options = options

    def ready(self, parts: Parts, seconds: float | None, progress: Progress) -> None:
        """Do nothing."""

    def seat(self, role: Role | None, space: str) -> PartPlayer:
        """Find somebody to play a role in a space."""
        return PartPlayer(role, self._options, space)
