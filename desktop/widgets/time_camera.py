"""Which stretch of a piece chords and notes show together: near or far, wandering or held."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from desktop.viewmodels.timeline import Timeline
from desktop.widgets.time_window import TimeWindow

__all__ = ["TimeCamera"]

NEAREST = 6.0
"""Times as near as at first."""
FARTHEST = 0.02
"""The whole piece is in sight long before: it never gets smaller than that."""
A_STEP = 1.25
"""Times nearer by a notch of the wheel."""


class TimeCamera(QObject):
    """Follows the playhead until somebody looks elsewhere."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._zoom = 1.0
        self._left: float | None = None  # seconds at the left edge; None follows the playhead

    @property
    def follows(self) -> bool:
        """Whether the piece wanders past the playhead."""
        return self._left is None

    def window(self, position: float, timeline: Timeline, width: float) -> TimeWindow:
        """Give the stretch that is in sight."""
        around = TimeWindow.around(position, timeline, width, self._zoom)
        return around if self._left is None else around.starting_at(self._left, timeline, width)

    def zoom_at(self, x: float, notches: float, window: TimeWindow) -> None:
        """Come nearer by notches of the wheel, or go farther away; what is at ``x`` stays there."""
        zoom = min(max(self._zoom * A_STEP**notches, FARTHEST), NEAREST)
        if zoom == self._zoom:
            return
        scale = window.scale * zoom / self._zoom
        if self._left is not None:
            self._left = window.seconds(x) - x / scale
        self._zoom = zoom
        self.changed.emit()

    def scroll(self, pixels: float, window: TimeWindow) -> None:
        """Look elsewhere."""
        self._left = window.seconds(pixels)
        self.changed.emit()

    @Slot()
    def follow(self) -> None:
        """Go with the playhead again."""
        if self._left is not None:
            self._left = None
            self.changed.emit()
