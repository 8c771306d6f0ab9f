"""The bars that the user has chosen; what is asked for concerns them alone."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from engine import Piece

__all__ = ["BarChoice"]


class BarChoice(QObject):
    """Some bars of the song that is there, or none."""

    changed = Signal(object)  # range of bars counted from 0, or None

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bars: range | None = None

    @property
    def bars(self) -> range | None:
        """Counted from 0; None if nothing is chosen."""
        return self._bars

    @Slot(object)
    def take(self, bars: range | None) -> None:
        """Choose bars; an empty range is none."""
        bars = bars or None
        if bars != self._bars:
            self._bars = bars
            self.changed.emit(bars)

    @Slot()
    def clear(self) -> None:
        """Choose nothing."""
        self.take(None)

    @Slot(object)
    def fit(self, piece: Piece) -> None:
        """Let go of bars that another song does not have."""
        if self._bars is not None and self._bars.stop > piece.score.n_bars:
            self.clear()
