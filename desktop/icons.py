"""Our icons, tinted to go with the theme."""

from __future__ import annotations

import functools
import importlib.resources

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

__all__ = ["draw_icon", "icon", "window_icon"]

_SIZES = (16, 20, 24, 32, 48, 64)


@functools.cache
def _source(name: str) -> str:
    file = importlib.resources.files("resources") / "icons" / f"{name}.svg"
    return file.read_text(encoding="utf-8")


def draw_icon(painter: QPainter, name: str, area: QRectF, colour: QColor | str) -> None:
    """Draw an icon into ``area``, with ``currentColor`` made ``colour``."""
    # Qt's SVG knows no style sheet, so the colour is written into the source.
    source = _source(name).replace("currentColor", QColor(colour).name())
    QSvgRenderer(QByteArray(source.encode())).render(painter, area)


def icon(name: str, colour: QColor | str, disabled: QColor | str | None = None) -> QIcon:
    """Make an icon of one colour, and one for when it is disabled, sharp at every usual size."""
    result = QIcon()
    for size in _SIZES:
        result.addPixmap(_pixmap(name, size, colour))
        result.addPixmap(_pixmap(name, size, disabled or colour), QIcon.Mode.Disabled)
    return result


def _pixmap(name: str, size: int, colour: QColor | str) -> QPixmap:
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    draw_icon(painter, name, QRectF(0, 0, size, size), colour)
    painter.end()
    return pixmap


def window_icon() -> QIcon:
    """Give the application's own icon, in its own colours."""
    return icon("affetto", "#5552c8")
