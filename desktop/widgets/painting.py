"""What our painted widgets share."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

__all__ = ["draw_focus_ring", "faded"]


def faded(colour: QColor | str, opacity: float) -> QColor:
    """Give a colour seen through, ``opacity`` 0 to 1."""
    result = QColor(colour)
    result.setAlphaF(opacity)
    return result


def draw_focus_ring(painter: QPainter, area: QRectF, radius: float, colour: QColor | str) -> None:
    """Show that the keyboard acts here."""
    painter.setPen(QPen(QColor(colour), 2.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), radius, radius)
