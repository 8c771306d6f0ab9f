"""The notes, moving with the sound."""

from __future__ import annotations

import functools

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from desktop.emotion_colours import emotion_colour, oklch
from desktop.theme import DARK, LIGHT, Colours, colours_of, is_dark
from desktop.viewmodels.edit_wording import name_bars
from desktop.viewmodels.timeline import ShownNote, TimedSection, Timeline
from desktop.viewmodels.wording import clock, section_name
from desktop.widgets.bar_selection import BarSelection
from desktop.widgets.focus import FocusRing
from desktop.widgets.painting import draw_focus_ring, faded
from desktop.widgets.time_camera import TimeCamera
from desktop.widgets.time_window import TimeWindow

__all__ = ["PianoRoll"]

NAME = 10
"""Pixels around the sections' names, above the notes."""

LOWEST = 112
"""Pixels of height in which melody, chords and bass stand apart."""
DRUMS = 20.0
A_NOTCH = 120
"""What Qt counts for a notch of the wheel."""
BEYOND_MS = 30
BEYOND = 40.0
"""Pixels at most that wander in between two moments of a drag past the edge."""
STEP = 5.0
"""Seconds that an arrow key moves the playhead."""


class PianoRoll(QWidget):
    """Notes that have sounded are lit, those to come are dim; a click or arrow key seeks.

    Bars are chosen by dragging over them, or by arrow keys with Shift. The wheel comes nearer or
    goes farther away, with Shift or sideways it looks elsewhere; so do Plus, Minus and Zero.
    """

    seek_wanted = Signal(float)
    bars_wanted = Signal(object)  # range of bars counted from 0

    def __init__(self, camera: TimeCamera | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._camera = camera or TimeCamera(self)
        self._camera.changed.connect(self.update)
        self._beyond = QTimer(self, interval=BEYOND_MS)  # runs while a drag is past an edge
        self._beyond.timeout.connect(self._drag_on)
        self._timeline = Timeline(0.0)
        self._position = 0.0
        self._ring = FocusRing(self)
        self._selection = BarSelection()
        self._pressed_at: float | None = None
        self._mouse_x = 0.0
        self._is_dragged = False
        self._lowest, self._highest, self._bottom = 48, 72, 4.0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(LOWEST)
        self.setAccessibleName(self.tr("Piano roll"))

    def sizeHint(self) -> QSize:
        """Take what there is, and need no more than can be read."""
        return QSize(600, LOWEST)

    def minimumSizeHint(self) -> QSize:
        """Be high enough for melody, chords and bass to stand apart."""
        return QSize(160, LOWEST)

    def set_timeline(self, timeline: Timeline) -> None:
        """Show another piece."""
        self._timeline = timeline
        pitches = [note.pitch for note in timeline.notes if note.role != "drums"]
        self._lowest, self._highest = min(pitches, default=48) - 1, max(pitches, default=72) + 1
        self._bottom = DRUMS if len(pitches) < len(timeline.notes) else 6.0
        self._describe()
        self.set_position(0.0)

    @Slot(object)
    def set_bars(self, bars: range | None) -> None:
        """Show which bars are chosen."""
        self._selection.set(bars)
        self._describe()
        self.update()

    def _describe(self) -> None:
        """Tell screen readers what is there, and what of it is chosen."""
        notes, bars = self._timeline.notes, self._selection.bars
        text = self.tr("{notes} notes, {melody} of them in the melody, in {length}").format(
            notes=len(notes),
            melody=sum(note.role == "melody" for note in notes),
            length=clock(self._timeline.duration),
        )
        chosen = "" if bars is None else self.tr("; chosen: {bars}").format(bars=name_bars(bars))
        self.setAccessibleDescription(text + chosen)

    @Slot(float)
    def set_position(self, seconds: float) -> None:
        """Follow the sound."""
        self._position = seconds
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Seek with the arrow keys, Home and End; with Shift the arrows choose bars."""
        nearer = {Qt.Key.Key_Plus: 1.0, Qt.Key.Key_Equal: 1.0, Qt.Key.Key_Minus: -1.0}
        if event.key() in nearer:
            middle = self._window().x(self._position)
            self._camera.zoom_at(middle, 2 * nearer[Qt.Key(event.key())], self._window())
            return
        if event.key() == Qt.Key.Key_0:  # all of it
            self._camera.zoom_at(0.0, -100.0, self._window())
            return
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and event.key() in steps:
            self._choose_on(steps[Qt.Key(event.key())])
            return
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
        """Wait for what it becomes: a click, or a drag over bars."""
        if event.button() == Qt.MouseButton.LeftButton and self._timeline.duration:
            self._pressed_at, self._is_dragged = event.position().x(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Choose the bars from where the mouse was pressed to where it is."""
        if self._pressed_at is None or not self._timeline.bars:
            return
        x = self._mouse_x = event.position().x()
        if not self._is_dragged:
            if abs(x - self._pressed_at) < QApplication.startDragDistance():
                return
            self._is_dragged = True
            self._selection.begin(self._bar_at(self._pressed_at))
        self._reach(x)
        if 0 <= x <= self.width():
            self._beyond.stop()
        elif not self._beyond.isActive():
            self._beyond.start()

    def _reach(self, x: float) -> None:
        self._selection.reach(self._bar_at(x))
        self.bars_wanted.emit(self._selection.bars)

    @Slot()
    def _drag_on(self) -> None:
        """Bring into sight what lies past the edge that the mouse is beyond."""
        past = self._mouse_x - (self.width() if self._mouse_x > 0 else 0)
        self._camera.scroll(min(max(past, -BEYOND), BEYOND), self._window())
        self._reach(self._mouse_x)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Come nearer or go farther away; sideways or with Shift, look elsewhere."""
        if not self._timeline.duration:
            event.ignore()
            return
        turn, window = event.angleDelta(), self._window()
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier or abs(turn.x()) > abs(turn.y()):
            self._camera.scroll(-(turn.x() or turn.y()), window)
        else:
            self._camera.zoom_at(event.position().x(), turn.y() / A_NOTCH, window)
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Seek to where the mouse was clicked."""
        if event.button() != Qt.MouseButton.LeftButton or self._pressed_at is None:
            return
        self._pressed_at = None
        self._beyond.stop()
        if not self._is_dragged:
            seconds = self._window().seconds(event.position().x())
            self.seek_wanted.emit(min(max(seconds, 0.0), self._timeline.duration))

    def _choose_on(self, by: int) -> None:
        """Choose one bar more or less by keyboard, the first one where the playhead stands."""
        if self._timeline.bars:
            start = self._timeline.bar_at(self._position)
            self._selection.step(by, start, len(self._timeline.bars))
            self.bars_wanted.emit(self._selection.bars)

    def _bar_at(self, x: float) -> int:
        return self._timeline.bar_at(self._window().seconds(min(max(x, 0.0), self.width())))

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
                self._draw_line(painter, window.x(bar), self._top, 1, faded(colours.muted, 0.15))
        self._draw_choice(painter, window, colours)
        painter.setPen(Qt.PenStyle.NoPen)
        for note in self._timeline.notes_between(first, last):
            self._draw_note(painter, window, note)
        if self._timeline.notes:
            x = window.x(self._position)
            x = min(x, self.width() - 2) if self._camera.follows else x
            self._draw_line(painter, x, 0, 2, QColor(colours.text))
        if self._ring.is_shown:
            draw_focus_ring(painter, QRectF(self.rect()), 12, colours.accent)

    @property
    def _top(self) -> int:
        """Room for the sections' names, however large the text is."""
        return self.fontMetrics().height() + NAME

    def _window(self) -> TimeWindow:
        return self._camera.window(self._position, self._timeline, self.width())

    def _draw_line(self, painter: QPainter, x: float, top: int, width: int, colour: QColor) -> None:
        """Draw an upright line as a rectangle, which costs a tenth of a smooth line."""
        painter.fillRect(round(x), top, width, self.height() - top, colour)

    def _draw_choice(self, painter: QPainter, window: TimeWindow, colours: Colours) -> None:
        """Put the chosen bars on a ground of their own, with a bracket above."""
        bars = self._selection.bars
        if bars is None or bars.stop > len(self._timeline.bars):
            return
        left, right = (round(window.x(seconds)) for seconds in self._timeline.span_of(bars))
        area = QRectF(left, self._top - 3, right - left, self.height() - self._top + 3)
        painter.fillRect(area, faded(colours.accent, 0.16))
        painter.fillRect(QRectF(left, self._top - 5, right - left, 3), QColor(colours.accent))
        for x in (left, right - 2):
            self._draw_line(painter, x, self._top - 5, 2, QColor(colours.accent))

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
        painter.drawText(QPointF(start, self._top - 9), name)

    def _draw_note(self, painter: QPainter, window: TimeWindow, note: ShownNote) -> None:
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

    def _area(self, note: ShownNote, left: float, right: float) -> QRectF:
        if note.role in ("drums", "percussion"):
            return QRectF(left, self.height() - DRUMS + 5 + note.pitch % 3 * 4, 4, 4)
        room = self.height() - self._top - 4 - self._bottom
        step = room / (self._highest - self._lowest + 1)
        height = min(max(step * 0.86, 3.0), 10.0)
        y = self._top + (self._highest - note.pitch) * step
        return QRectF(left, y, max(right - left - 1.5, 3.0), height)


@functools.cache
def _colour_of_part(role: str, *, dark: bool) -> QColor:
    """Tell the parts apart.

    Melody violet, chords blue, bass teal, second pink, a voice against it red, broken chords green,
    beds pale, drums grey.
    """
    colours = DARK if dark else LIGHT
    parts = {
        "melody": QColor(colours.accent),
        "chords": oklch(0.72 if dark else 0.62, 0.06, 262),
        "bass": oklch(0.74 if dark else 0.55, 0.09, 195),
        "second": oklch(0.74 if dark else 0.6, 0.09, 330),
        "counter": oklch(0.74 if dark else 0.6, 0.08, 25),
        "arpeggio": oklch(0.76 if dark else 0.58, 0.08, 155),
        "pad": oklch(0.66 if dark else 0.68, 0.03, 262),
    }
    return parts.get(role, QColor(colours.muted))
