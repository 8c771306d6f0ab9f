"""The chords, moving with the sound."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.theme import Colours, colours_of
from desktop.viewmodels.timeline import TimedChord, Timeline
from desktop.widgets.focus import FocusRing
from desktop.widgets.painting import draw_focus_ring, faded
from desktop.widgets.time_camera import TimeCamera

__all__ = ["ChordStrip"]

GAP = 6.0
SMALLEST = 9
"""Pixels of a letter that can still be read."""


class ChordStrip(QWidget):
    """Chords wander from right to left; the one that sounds is lit.

    A click reaches a chord and asks for others in its place; so do the arrow keys, and Return.
    """

    reached = Signal(object)  # TimedChord: to be heard
    others_wanted = Signal(object, QPoint)  # TimedChord, and the corner below it on the screen

    def __init__(self, camera: TimeCamera | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._camera = camera or TimeCamera(self)
        self._camera.changed.connect(self.update)
        self._timeline = Timeline(0.0)
        self._position = 0.0
        self._cursor: int | None = None  # what the arrow keys have reached
        self._ring = FocusRing(self)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # after a click the space bar still talks
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
        self._timeline, self._cursor = timeline, None
        self.set_position(0.0)

    @Slot(float)
    def set_position(self, seconds: float) -> None:
        """Follow the sound."""
        self._position = seconds
        self._describe()
        self.update()

    def _describe(self) -> None:
        """Tell screen readers which chord it is, and where."""
        index = self._timeline.chord_at(self._position) if self._cursor is None else self._cursor
        text = ""
        if index is not None:
            chord = self._timeline.chords[index]
            text = self.tr("{chord} in bar {bar}, {n} of {all}; Return offers others").format(
                chord=chord.symbol,
                bar=self._timeline.bar_at(chord.start) + 1,
                n=index + 1,
                all=len(self._timeline.chords),
            )
        if text != self.accessibleDescription():
            self.setAccessibleDescription(text)

    def area(self, chord: TimedChord) -> QRectF:
        """Give the place of a chord."""
        window = self._camera.window(self._position, self._timeline, self.width())
        left, right = window.x(chord.start), window.x(chord.end)
        gap = min(GAP, (right - left) / 3)
        return QRectF(left + gap / 2, 4, right - left - gap, self.height() - 8)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Go to the chord that was clicked, and ask for others."""
        window = self._camera.window(self._position, self._timeline, self.width())
        index = self._timeline.chord_at(window.seconds(event.position().x()))
        if index is not None and event.button() == Qt.MouseButton.LeftButton:
            self._cursor = index
            self._reach()
            self._ask_for_others()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from chord to chord; Return and Down ask for others."""
        n_chords = len(self._timeline.chords)
        here = self._cursor if self._cursor is not None else self._timeline.chord_at(self._position)
        here = 0 if here is None else here
        targets = {
            Qt.Key.Key_Left: here - 1, Qt.Key.Key_Right: here + 1, Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: n_chords - 1,
        }  # fmt: skip
        key = Qt.Key(event.key())
        if n_chords and key in targets:
            self._cursor = min(max(targets[key], 0), n_chords - 1)
            self._reach()
        elif n_chords and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self._cursor = here
            self._ask_for_others()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Follow the sound again."""
        super().focusOutEvent(event)
        self._cursor = None
        self._describe()

    def _reach(self) -> None:
        assert self._cursor is not None
        self.reached.emit(self._timeline.chords[self._cursor])
        self._describe()
        self.update()

    def _ask_for_others(self) -> None:
        assert self._cursor is not None
        chord = self._timeline.chords[self._cursor]
        corner = QPoint(max(round(self.area(chord).left()), 0), self.height())
        self.others_wanted.emit(chord, self.mapToGlobal(corner))

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
            if self._ring.is_shown and index == (now if self._cursor is None else self._cursor):
                draw_focus_ring(painter, area.adjusted(-2, -2, 2, 2), 12, colours.text)

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
