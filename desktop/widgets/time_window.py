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
    def around(
        cls, position: float, timeline: Timeline, width: float, zoom: float = 1.0
    ) -> TimeWindow:
        """Show the whole piece if there is room, else the stretch around ``position``.

        Parameters
        ----------
        zoom
            How many times as near as usual.
        """
        whole = width / max(timeline.duration, 0.1)
        scale = whole
        if timeline.chords:
            scale = max(scale, NARROWEST * len(timeline.chords) / timeline.chords[-1].end)
        scale = max(scale * zoom, whole)
        return cls(scale, 0.0).starting_at(position - NOW * width / scale, timeline, width)

    def starting_at(self, seconds: float, timeline: Timeline, width: float) -> TimeWindow:
        """Have a moment at the left edge, as far as there is more of the piece to show."""
        most = max(timeline.duration, 0.1) * self.scale - width
        return TimeWindow(self.scale, min(max(seconds * self.scale, 0.0), max(most, 0.0)))

    def x(self, seconds: float) -> float:
        """Give the place of a moment."""
        return seconds * self.scale - self.offset

    def seconds(self, x: float) -> float:
        """Give the moment at a place."""
        return (x + self.offset) / self.scale
