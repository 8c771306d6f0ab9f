"""The number that a song grew from, to be read and typed."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QRegularExpressionValidator
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.icons import draw_icon
from desktop.theme import colours_of

__all__ = ["SeedField"]

ICON = 16
"""Pixels; a die stands before the number and takes the place of a label."""


class SeedField(QLineEdit):
    """Takes digits only; wide enough for our seeds, wider where there is room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Seed"))
        self.setToolTip(
            self.tr(
                "Seed: the same wish and seed give the same song. Type an old seed and press Enter."
            )
        )
        self.setValidator(QRegularExpressionValidator(r"\d{1,10}", self))
        self.setTextMargins(ICON + 6, 0, 0, 0)
        self.setMinimumWidth(self._width_of("000000"))
        self.setMaximumWidth(self._width_of("0000000000"))

    def sizeHint(self) -> QSize:
        """Take the room for ten digits if there is."""
        return QSize(self.maximumWidth(), super().sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the die in the theme's present colour."""
        super().paintEvent(event)
        area = QRectF(11, (self.height() - ICON) / 2, ICON, ICON)
        draw_icon(QPainter(self), "seed", area, colours_of(self.palette()).muted)

    def _width_of(self, digits: str) -> int:
        return self.fontMetrics().horizontalAdvance(digits) + ICON + 6 + 26
