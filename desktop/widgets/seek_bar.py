"""A slider over the whole piece, in the colours of its sections."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from desktop.emotion_colours import emotion_colour
from desktop.theme import colours_of, is_dark
from desktop.viewmodels.timeline import TimedSection, Timeline
from desktop.viewmodels.wording import section_name
from desktop.widgets.focus import FocusRing
from desktop.widgets.painting import faded

__all__ = ["SeekBar"]

TICKS = 10
"""Slider steps a second."""

KNOB = 9.0
TRACK = 7.0


class SeekBar(QSlider):
    """Shows where the sound is; a click goes there at once, arrow keys go by five seconds."""

    seek_wanted = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._timeline = Timeline(0.0)
        self._ring = FocusRing(self)
        self.setSingleStep(5 * TICKS)
        self.setPageStep(15 * TICKS)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Position in the song"))
        self.actionTriggered.connect(self._on_action)

    def sizeHint(self) -> QSize:
        """Have room for the sections' names above the track."""
        return QSize(300, 52)

    def minimumSizeHint(self) -> QSize:
        """Have room to take hold of the knob."""
        return QSize(160, 52)

    def set_timeline(self, timeline: Timeline) -> None:
        """Span another piece."""
        self._timeline = timeline
        self.setRange(0, round(timeline.duration * TICKS))
        self.set_position(0.0)

    @Slot(float)
    def set_position(self, seconds: float) -> None:
        """Follow the sound, but not while the knob is held."""
        # Otherwise the sound would pull the knob out of the hand.
        if not self.isSliderDown():
            self.setValue(round(seconds * TICKS))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Jump to where the mouse is pressed, and hold the knob."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self._go_to(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw the knob along."""
        if self.isSliderDown():
            self._go_to(event)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Let the knob go."""
        if self.isSliderDown():
            self.setSliderDown(False)
            self._ask()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the sections' tracks and names, and the knob."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * 0.85)
        painter.setFont(font)
        colours = colours_of(self.palette())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.sunken))
        track = QRectF(KNOB, (self.height() - TRACK) / 2, self.width() - 2 * KNOB, TRACK)
        painter.drawRoundedRect(track, TRACK / 2, TRACK / 2)
        for section in self._timeline.sections:
            self._draw_section(painter, section)
        knob = QPointF(self._x(self.value() / TICKS), self.height() / 2)
        painter.setPen(QPen(QColor(colours.surface), 3.0))
        painter.setBrush(QColor(colours.text))
        painter.drawEllipse(knob, KNOB, KNOB)
        if self._ring.is_shown:
            painter.setPen(QPen(QColor(colours.accent), 2.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(knob, KNOB + 2, KNOB + 2)

    def _draw_section(self, painter: QPainter, section: TimedSection) -> None:
        """Draw a section's track, strong as far as it has sounded."""
        colour = emotion_colour(section.valence, section.arousal, dark=is_dark(self.palette()))
        left, right = self._x(section.start) + 1, self._x(section.end) - 1
        now = self._x(self.value() / TICKS)
        y = (self.height() - TRACK) / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(faded(colour, 0.28))
        painter.drawRoundedRect(QRectF(left, y, right - left, TRACK), 3, 3)
        if now > left:
            painter.setBrush(faded(colour, 0.9))
            painter.drawRoundedRect(QRectF(left, y, min(now, right) - left, TRACK), 3, 3)
        name = section_name(section.name)
        if painter.fontMetrics().horizontalAdvance(name) <= right - left:
            sounds = section.start <= self.value() / TICKS < section.end
            colours = colours_of(self.palette())
            painter.setPen(QColor(colours.text if sounds else colours.muted))
            painter.drawText(QPointF(left, y - 6), name)

    def _x(self, seconds: float) -> float:
        share = seconds / max(self._timeline.duration, 0.1)
        return KNOB + share * (self.width() - 2 * KNOB)

    def _go_to(self, event: QMouseEvent) -> None:
        share = (event.position().x() - KNOB) / max(self.width() - 2 * KNOB, 1.0)
        self.setValue(round(min(max(share, 0.0), 1.0) * self.maximum()))

    @Slot()
    def _on_action(self) -> None:
        """Seek by keyboard or by a screen reader."""
        self.setValue(self.sliderPosition())
        self._ask()

    def _ask(self) -> None:
        self.seek_wanted.emit(self.value() / TICKS)
