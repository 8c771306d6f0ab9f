"""The stretch of a piece that is in sight: chords and notes share it, and stand in line."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.viewmodels.timeline import Timeline

__all__ = ["TimeWindow"]

NARROWEST = 76.0
"""Pixels that a chord of average length gets at least."""

NOW = 0.3
"""Where the playhead stands, as a share of the width, while the piece wanders past it."""


@dataclass(frozen=True)
class TimeWindow:
    """Maps seconds to pixels.

    Attributes
    ----------
    scale
        Pixels a second.
    offset
        Pixels that have wandered out at the left.
    """

    scale: float
    offset: float

    @classmethod
    def around(cls, position: float, timeline: Timeline, width: float) -> TimeWindow:
        """Show the whole piece if there is room, else the stretch around ``position``."""
        duration = max(timeline.duration, 0.1)
        scale = width / duration
        if timeline.chords:
            scale = max(scale, NARROWEST * len(timeline.chords) / timeline.chords[-1].end)
        offset = position * scale - NOW * width
        return cls(scale, min(max(offset, 0.0), max(duration * scale - width, 0.0)))

    def x(self, seconds: float) -> float:
        """Give the place of a moment."""
        return seconds * self.scale - self.offset

    def seconds(self, x: float) -> float:
        """Give the moment at a place."""
        return (x + self.offset) / self.scale
