"""The last seconds of the voice as a row of bars."""

from __future__ import annotations

from collections import deque

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.theme import colours_of
from desktop.widgets.microphone_button import loudness

__all__ = ["LevelMeter"]

N_BARS = 64
BAR = 3.0


class LevelMeter(QWidget):
    """Bars that wander to the left while somebody speaks, and dots at rest."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._levels: deque[float] = deque([0.0] * N_BARS, maxlen=N_BARS)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def levels(self) -> tuple[float, ...]:
        """What the bars show, 0 to 1, the latest last."""
        return tuple(self._levels)

    def sizeHint(self) -> QSize:
        """Be one line high."""
        return QSize(280, 24)

    @Slot(float)
    def add(self, level_db: float) -> None:
        """Show the next moment."""
        self._levels.append(loudness(level_db))
        self.update()

    @Slot()
    def clear(self) -> None:
        """Come to rest."""
        self._levels.extend([0.0] * N_BARS)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw one rounded bar a moment; older ones fade."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        colours = colours_of(self.palette())
        step = self.width() / N_BARS
        for index, level in enumerate(self._levels):
            colour = QColor(colours.record if level > 0.02 else colours.border)
            colour.setAlphaF(0.35 + 0.65 * index / N_BARS)
            height = max(BAR, level**1.4 * self.height())
            x = index * step + (step - BAR) / 2
            painter.setBrush(colour)
            painter.drawRoundedRect(
                QRectF(x, (self.height() - height) / 2, BAR, height), BAR / 2, BAR / 2
            )
