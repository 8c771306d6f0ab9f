"""The notes, moving with the sound."""

from __future__ import annotations

import functools

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.emotion_colours import emotion_colour, oklch
from desktop.theme import DARK, LIGHT, colours_of, is_dark
from desktop.viewmodels.timeline import TimedNote, TimedSection, Timeline
from desktop.viewmodels.wording import clock, section_name
from desktop.widgets.focus import is_by_keyboard
from desktop.widgets.painting import draw_focus_ring, faded
from desktop.widgets.time_window import TimeWindow

__all__ = ["PianoRoll"]

TOP = 26
"""Room for the sections' names."""

DRUMS = 20.0
STEP = 5.0
"""Seconds that an arrow key moves the playhead."""


class PianoRoll(QWidget):
    """Notes that have sounded are lit, those to come are dim; a click or arrow key seeks."""

    seek_wanted = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._timeline = Timeline(0.0)
        self._position = 0.0
        self._has_ring = False
        self._lowest, self._highest, self._bottom = 48, 72, 4.0
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
        pitches = [note.pitch for note in timeline.notes if note.role != "drums"]
        self._lowest, self._highest = min(pitches, default=48) - 1, max(pitches, default=72) + 1
        self._bottom = DRUMS if len(pitches) < len(timeline.notes) else 6.0
        self.setAccessibleDescription(
            self.tr("{notes} notes, {melody} of them in the melody, in {length}").format(
                notes=len(timeline.notes),
                melody=sum(note.role == "melody" for note in timeline.notes),
                length=clock(timeline.duration),
            )
        )
        self.set_position(0.0)

    @Slot(float)
    def set_position(self, seconds: float) -> None:
        """Follow the sound."""
        self._position = seconds
        self.update()

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
        if event.button() == Qt.MouseButton.LeftButton and self._timeline.duration:
            seconds = self._window().seconds(event.position().x())
            self.seek_wanted.emit(min(max(seconds, 0.0), self._timeline.duration))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show a ring to who came by keyboard."""
        super().focusInEvent(event)
        self._has_ring = is_by_keyboard(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        super().focusOutEvent(event)
        self._has_ring = False

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw what is in sight: sections, bars, notes, the playhead."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = colours_of(self.palette())
        window = self._window()
        for section in self._timeline.sections:
            self._draw_section(painter, window, section)
        first, last = window.seconds(0), window.seconds(self.width())
        for bar in self._timeline.bars:
            if first <= bar <= last:
                self._draw_line(painter, window.x(bar), TOP, 1, faded(colours.muted, 0.15))
        painter.setPen(Qt.PenStyle.NoPen)
        for note in self._timeline.notes_between(first, last):
            self._draw_note(painter, window, note)
        if self._timeline.notes:
            x = min(window.x(self._position), self.width() - 2)
            self._draw_line(painter, x, 0, 2, QColor(colours.text))
        if self._has_ring:
            draw_focus_ring(painter, QRectF(self.rect()), 12, colours.accent)

    def _window(self) -> TimeWindow:
        return TimeWindow.around(self._position, self._timeline, self.width())

    def _draw_line(self, painter: QPainter, x: float, top: int, width: int, colour: QColor) -> None:
        """Draw an upright line as a rectangle, which costs a tenth of a smooth line."""
        painter.fillRect(round(x), top, width, self.height() - top, colour)

    def _draw_section(self, painter: QPainter, window: TimeWindow, section: TimedSection) -> None:
        """Tint a section with its feeling; its name stays in sight while any of it does."""
        left, right = window.x(section.start) + 1.5, window.x(section.end) - 1.5
        if right < 0 or left > self.width():
            return
        colour = emotion_colour(section.valence, section.arousal, dark=is_dark(self.palette()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(faded(colour, 0.08))
        painter.drawRoundedRect(QRectF(left, 0, right - left, self.height()), 8, 8)
        painter.setPen(colour)
        start = max(left, 0.0) + 8  # the name of a section that has begun stays at the edge
        name = painter.fontMetrics().elidedText(
            section_name(section.name), Qt.TextElideMode.ElideRight, int(right - start)
        )
        painter.drawText(QPointF(start, TOP - 9), name)

    def _draw_note(self, painter: QPainter, window: TimeWindow, note: TimedNote) -> None:
        """Draw a note: dim before it sounds, bright while it does, lit afterwards."""
        sounds = note.start <= self._position < note.end
        loudness = 0.6 + 0.4 * note.velocity / 127
        opacity = 1.0 if sounds else (0.85 if note.end <= self._position else 0.42) * loudness
        area = self._area(note, window.x(note.start), window.x(note.end))
        if sounds:
            area.adjust(-1, -1, 1, 1)
        colour = _colour_of_part(note.role, dark=is_dark(self.palette()))
        painter.setBrush(faded(colour, opacity))
        painter.drawRoundedRect(area, 3, 3)

    def _area(self, note: TimedNote, left: float, right: float) -> QRectF:
        if note.role == "drums":
            return QRectF(left, self.height() - DRUMS + 5 + note.pitch % 3 * 4, 4, 4)
        room = self.height() - TOP - 4 - self._bottom
        step = room / (self._highest - self._lowest + 1)
        height = min(max(step * 0.86, 3.0), 10.0)
        y = TOP + (self._highest - note.pitch) * step
        return QRectF(left, y, max(right - left - 1.5, 3.0), height)


@functools.cache
def _colour_of_part(role: str, *, dark: bool) -> QColor:
    """Tell the parts apart: melody violet, chords blue-grey, bass teal, drums grey."""
    colours = DARK if dark else LIGHT
    parts = {
        "melody": QColor(colours.accent),
        "chords": oklch(0.72 if dark else 0.62, 0.06, 262),
        "bass": oklch(0.74 if dark else 0.55, 0.09, 195),
    }
    return parts.get(role, QColor(colours.muted))
