"""The big button one speaks to."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from desktop.icons import draw_icon
from desktop.theme import colours_of
from desktop.widgets.focus import FocusRing
from desktop.widgets.motion import is_calm
from desktop.widgets.painting import faded

__all__ = ["MicrophoneButton"]

DISC = 28.0
HALO = 11.0
RING = 5.0
QUIETEST_DB = -55.0


def loudness(level_db: float) -> float:
    """Map a level in dBFS to 0 (quiet room) … 1 (full scale)."""
    return min(max(1.0 - level_db / QUIETEST_DB, 0.0), 1.0)


class MicrophoneButton(QAbstractButton):
    """A disc whose halo breathes with the voice and whose ring runs out with the silence."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_listening = False
        self._ring = FocusRing(self)
        self._level = 0.0
        self._countdown: float | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        """Leave room for the halo."""
        side = int(2 * (DISC + HALO)) + 4
        return QSize(side, side)

    def hitButton(self, position: object) -> bool:
        """Only the disc and its ring can be pressed."""
        offset = QPointF(position) - QRectF(self.rect()).center()  # type: ignore[call-overload]
        return bool(offset.x() ** 2 + offset.y() ** 2 <= (DISC + RING) ** 2)

    def set_listening(self, *, listening: bool) -> None:
        """Show whether it hears."""
        self._is_listening = listening
        self._level = 0.0
        self._countdown = None
        self.update()

    @Slot(float)
    def set_level(self, level_db: float) -> None:
        """Let the halo follow the voice: up at once, down slowly."""
        self._level = max(loudness(level_db), self._level * 0.86)
        self.update()

    def set_countdown(self, share: float | None) -> None:
        """Show the silence's share that is left, or None while somebody speaks."""
        self._countdown = share
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw halo, disc, ring and icon."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        centre = QRectF(self.rect()).center()
        colours = colours_of(self.palette())
        main = QColor(colours.record if self._is_listening else colours.accent)
        self._draw_halo(painter, centre, main)
        self._draw_disc(painter, centre, main)
        name = "stop" if self._is_listening else "microphone"
        area = QRectF(0, 0, 28, 28)
        area.moveCenter(centre)
        draw_icon(painter, name, area, colours.on_accent)
        self._draw_ring(painter, centre, QColor(colours.record), QColor(colours.sunken))
        if self._ring.is_shown:
            painter.setPen(QPen(QColor(colours.text), 2.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(centre, DISC + 4, DISC + 4)

    def _draw_halo(self, painter: QPainter, centre: QPointF, main: QColor) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        rest = 0.0 if self._is_listening else 0.28
        level = rest if is_calm() else max(self._level, rest)  # the meter beside it tells as well
        for reach, opacity in ((1.0, 0.10), (0.6, 0.14)):
            radius = DISC + HALO * reach * level
            painter.setBrush(faded(main, opacity))
            painter.drawEllipse(centre, radius, radius)

    def _draw_disc(self, painter: QPainter, centre: QPointF, main: QColor) -> None:
        gradient = QLinearGradient(centre.x(), centre.y() - DISC, centre.x(), centre.y() + DISC)
        lift = 108 if self.underMouse() and self.isEnabled() else 100
        gradient.setColorAt(0.0, main.lighter(lift + 8))
        gradient.setColorAt(1.0, main.darker(200 - lift + 8 if self.isDown() else 104))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(gradient)
        painter.drawEllipse(centre, DISC, DISC)

    def _draw_ring(
        self, painter: QPainter, centre: QPointF, colour: QColor, ground: QColor
    ) -> None:
        if self._countdown is None:
            return
        radius = DISC + RING
        area = QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(ground, 4.0))
        painter.drawEllipse(area)
        painter.setPen(QPen(colour, 4.0, c=Qt.PenCapStyle.RoundCap))
        painter.drawArc(area, 90 * 16, round(self._countdown * 360 * 16))
