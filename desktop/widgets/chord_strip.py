"""The chords, moving with the sound."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.theme import Colours, colours_of
from desktop.viewmodels.timeline import TimedChord, Timeline
from desktop.widgets.painting import faded
from desktop.widgets.time_camera import TimeCamera

__all__ = ["ChordStrip"]

GAP = 6.0
SMALLEST = 9
"""Pixels of a letter that can still be read."""


class ChordStrip(QWidget):
    """Chords wander from right to left; the one that sounds is lit."""

    seek_wanted = Signal(float)

    def __init__(self, camera: TimeCamera | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._camera = camera or TimeCamera(self)
        self._camera.changed.connect(self.update)
        self._timeline = Timeline(0.0)
        self._position = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(self.tr("Chords"))

    def sizeHint(self) -> QSize:
        """Be two lines high."""
        return QSize(600, 64)

    @property
    def current(self) -> str:
        """The chord that sounds; empty between chords."""
        index = self._timeline.chord_at(self._position)
        return "" if index is None else self._timeline.chords[index].symbol

    def set_timeline(self, timeline: Timeline) -> None:
        """Show another piece."""
        self._timeline = timeline
        self.set_position(0.0)

    @Slot(float)
    def set_position(self, seconds: float) -> None:
        """Follow the sound."""
        self._position = seconds
        if self.current != self.accessibleDescription():
            self.setAccessibleDescription(self.current)
        self.update()

    def area(self, chord: TimedChord) -> QRectF:
        """Give the place of a chord."""
        window = self._camera.window(self._position, self._timeline, self.width())
        left, right = window.x(chord.start), window.x(chord.end)
        gap = min(GAP, (right - left) / 3)
        return QRectF(left + gap / 2, 4, right - left - gap, self.height() - 8)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Go to the chord that was clicked."""
        window = self._camera.window(self._position, self._timeline, self.width())
        index = self._timeline.chord_at(window.seconds(event.position().x()))
        if index is not None and event.button() == Qt.MouseButton.LeftButton:
            self.seek_wanted.emit(self._timeline.chords[index].start)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the chords that are in sight."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = colours_of(self.palette())
        now = self._timeline.chord_at(self._position)
        for index, chord in enumerate(self._timeline.chords):
            area = self.area(chord)
            if area.right() < 0 or area.left() > self.width():
                continue
            if index == now:
                self._draw_current(painter, chord, area, colours)
            else:
                is_past = chord.end <= self._position
                self._draw(painter, chord, area, colours, is_past=is_past)

    def _draw(
        self, painter: QPainter, chord: TimedChord, area: QRectF, colours: Colours, *, is_past: bool
    ) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(faded(colours.sunken, 0.6 if is_past else 1.0))
        painter.drawRoundedRect(area, 10, 10)
        painter.setPen(faded(colours.muted, 0.6) if is_past else QColor(colours.text))
        self._write(painter, chord.symbol, area, 1.25)

    def _draw_current(
        self, painter: QPainter, chord: TimedChord, area: QRectF, colours: Colours
    ) -> None:
        """Draw the chord that sounds: lit, grown, and filled as far as it has sounded."""
        area = area.adjusted(-2, -3, 2, 3)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.accent))
        painter.drawRoundedRect(area, 12, 12)
        share = (self._position - chord.start) / max(chord.end - chord.start, 0.01)
        inset = min(12.0, area.width() / 4)
        bar = QRectF(area.left() + inset, area.bottom() - 9, (area.width() - 2 * inset) * share, 3)
        painter.setBrush(faded(colours.on_accent, 0.7))
        painter.drawRoundedRect(bar, 1.5, 1.5)
        painter.setPen(QColor(colours.on_accent))
        self._write(painter, chord.symbol, area.adjusted(0, 0, 0, -6), 1.6)

    def _write(self, painter: QPainter, symbol: str, area: QRectF, factor: float) -> None:
        """Write the symbol as large as its cell allows; where it allows nothing, not at all."""
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        room = area.width() / max(len(symbol), 1) / 0.72
        size = round(min(self.font().pointSizeF() * 4 / 3 * factor, room))
        if size >= SMALLEST:
            font.setPixelSize(size)
            painter.setFont(font)
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, symbol)
