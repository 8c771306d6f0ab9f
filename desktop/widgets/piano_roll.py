"""The whole piece as notes in time, with a playhead."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.emotion_colours import emotion_colour, oklch
from desktop.theme import Colours, colours_of, is_dark
from desktop.viewmodels.timeline import TimedNote, TimedSection, Timeline
from desktop.viewmodels.wording import clock, section_name
from desktop.widgets.focus import is_by_keyboard
from desktop.widgets.painting import draw_focus_ring, faded

__all__ = ["PianoRoll"]

HEADER = 26.0
DRUMS = 16.0
STEP = 5.0
"""Seconds that an arrow key moves the playhead."""


class PianoRoll(QWidget):
    """Notes that have sounded are lit, those to come are dim; a click or arrow key seeks.

    The notes are painted twice, lit and dim, when the piece or the size changes; while it plays
    only the two pictures and the playhead are drawn.
    """

    seek_wanted = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._timeline = Timeline(0.0)
        self._position = 0.0
        self._has_ring = False
        self._pictures: tuple[QPixmap, QPixmap] | None = None
        self._lowest, self._highest, self._drums = 48, 72, 4.0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(140)
        self.setAccessibleName(self.tr("Piano roll"))

    def sizeHint(self) -> QSize:
        """Take what there is."""
        return QSize(600, 300)

    def set_timeline(self, timeline: Timeline) -> None:
        """Show another piece."""
        self._timeline = timeline
        self._pictures = None
        pitches = [note.pitch for note in timeline.notes if note.role != "drums"]
        self._lowest, self._highest = min(pitches, default=48) - 1, max(pitches, default=72) + 1
        self._drums = DRUMS if len(pitches) < len(timeline.notes) else 4.0
        n_melody = sum(note.role == "melody" for note in timeline.notes)
        self.setAccessibleDescription(
            self.tr("{notes} notes, {melody} of them in the melody, in {length}").format(
                notes=len(timeline.notes), melody=n_melody, length=clock(timeline.duration)
            )
        )
        self.set_position(0.0)

    @Slot(float)
    def set_position(self, seconds: float) -> None:
        """Move the playhead."""
        self._position = seconds
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show a ring to who came by keyboard."""
        super().focusInEvent(event)
        self._has_ring = is_by_keyboard(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        super().focusOutEvent(event)
        self._has_ring = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Seek with the arrow keys, Home and End."""
        targets = {
            Qt.Key.Key_Left: self._position - STEP,
            Qt.Key.Key_Right: self._position + STEP,
            Qt.Key.Key_Home: 0.0,
            Qt.Key.Key_End: self._timeline.duration,
        }
        target = targets.get(Qt.Key(event.key()))
        if target is None:
            super().keyPressEvent(event)
            return
        self.seek_wanted.emit(min(max(target, 0.0), self._timeline.duration))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Seek to where the mouse is pressed."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._seek(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Seek while the mouse is drawn along."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._seek(event)

    def _seek(self, event: QMouseEvent) -> None:
        share = min(max(event.position().x() / max(self.width(), 1), 0.0), 1.0)
        self.seek_wanted.emit(share * self._timeline.duration)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Paint the notes anew at the next chance."""
        super().resizeEvent(event)
        self._pictures = None

    def changeEvent(self, event: QEvent) -> None:
        """Paint the notes anew in the new theme."""
        super().changeEvent(event)
        self._pictures = None
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw lit notes up to the playhead, dim ones after it."""
        if self._pictures is None:
            self._pictures = (self._picture(lit=True), self._picture(lit=False))
        lit, dim = self._pictures
        painter = QPainter(self)
        x = self._x(self._position)
        painter.drawPixmap(0, 0, dim)
        painter.setClipRect(QRectF(0, 0, x, self.height()))
        painter.drawPixmap(0, 0, lit)
        painter.setClipping(False)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = colours_of(self.palette())
        if self._timeline.notes:
            self._draw_sounding(painter, colours)
            painter.setPen(QPen(QColor(colours.text), 2.0))
            painter.drawLine(QPointF(x, HEADER - 4), QPointF(x, self.height()))
        if self._has_ring:
            draw_focus_ring(painter, QRectF(self.rect()), 12, colours.accent)

    def _x(self, seconds: float) -> float:
        return seconds / max(self._timeline.duration, 0.01) * self.width()

    def _picture(self, *, lit: bool) -> QPixmap:
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(self.size() * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._small_font())
        for section in self._timeline.sections:
            self._draw_section(painter, section, lit=lit)
        self._draw_bars(painter)
        for note in self._timeline.notes:
            self._draw_note(painter, note, 1.0 if lit else 0.38)
        painter.end()
        return pixmap

    def _draw_section(self, painter: QPainter, section: TimedSection, *, lit: bool) -> None:
        """Draw a section's ground and its name, in the colour of its feeling."""
        colours = colours_of(self.palette())
        colour = emotion_colour(section.valence, section.arousal, dark=is_dark(self.palette()))
        left, right = self._x(section.start) + 1.5, self._x(section.end) - 1.5
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(faded(colour, 0.10 if lit else 0.055))
        painter.drawRoundedRect(QRectF(left, HEADER, right - left, self.height() - HEADER), 8, 8)
        painter.setBrush(faded(colour, 0.9 if lit else 0.35))
        painter.drawRoundedRect(QRectF(left, HEADER - 6, right - left, 4), 2, 2)
        name = painter.fontMetrics().elidedText(
            section_name(section.name), Qt.TextElideMode.ElideRight, int(right - left - 4)
        )
        painter.setPen(QColor(colours.text if lit else colours.muted))
        painter.drawText(QPointF(left + 2, HEADER - 11), name)

    def _draw_bars(self, painter: QPainter) -> None:
        painter.setPen(QPen(faded(colours_of(self.palette()).muted, 0.13), 1.0))
        for bar in self._timeline.bars:
            x = round(self._x(bar)) + 0.5
            painter.drawLine(QPointF(x, HEADER), QPointF(x, self.height()))

    def _draw_note(self, painter: QPainter, note: TimedNote, opacity: float) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(faded(self._colour(note), opacity * (0.55 + 0.45 * note.velocity / 127)))
        area = self._area(note)
        radius = min(area.height() / 2, area.width() / 2, 2.5)
        painter.drawRoundedRect(area, radius, radius)

    def _draw_sounding(self, painter: QPainter, colours: Colours) -> None:
        """Light the notes that sound just now."""
        painter.setPen(QPen(QColor(colours.surface), 1.0))
        for note in self._timeline.notes:
            if note.start <= self._position < note.end:
                painter.setBrush(self._colour(note))
                area = self._area(note).adjusted(-1, -1, 1, 1)
                painter.drawRoundedRect(area, 3.0, 3.0)

    def _area(self, note: TimedNote) -> QRectF:
        left, right = self._x(note.start), self._x(note.end)
        if note.role == "drums":
            return QRectF(left, self.height() - DRUMS + 4 + note.pitch % 3 * 3, 3, 3)
        room = self.height() - HEADER - 8 - self._drums
        step = room / (self._highest - self._lowest + 1)
        height = min(max(step * 0.86, 2.5), 7.0)
        y = HEADER + 6 + (self._highest - note.pitch) * step
        return QRectF(left, y, max(right - left - 1, 2.5), height)

    def _colour(self, note: TimedNote) -> QColor:
        """Tell the parts apart: melody violet, chords blue-grey, bass teal, drums grey."""
        dark = is_dark(self.palette())
        colours = colours_of(self.palette())
        part = {
            "melody": QColor(colours.accent),
            "chords": oklch(0.72 if dark else 0.62, 0.06, 262),
            "bass": oklch(0.74 if dark else 0.55, 0.09, 195),
        }
        return part.get(note.role, QColor(colours.muted))

    def _small_font(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * 0.9)
        return font
