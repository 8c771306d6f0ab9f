"""Where words and the whole wish lie between sad and happy, calm and excited."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import (
    QColor,
    QFont,
    QHelpEvent,
    QImage,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from desktop.emotion_colours import emotion_colour, emotion_ground
from desktop.theme import colours_of, is_dark
from desktop.viewmodels.wording import feeling
from desktop.widgets.painting import faded
from engine import EmotionReading, ReadWord

__all__ = ["EmotionPlane"]

GRID = 24
"""The ground is painted in so many steps and smoothed."""

MARGIN = 14.0
N_DOTS = 60
N_LABELS = 6
RING = 11.0


class EmotionPlane(QWidget):
    """Words as dots, the whole wish as a ring; the ground's colours are the words' colours."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reading: EmotionReading | None = None
        self._now: tuple[float, float] | None = None
        self._ground: dict[bool, QImage] = {}
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setSizePolicy(policy)
        self.setMinimumSize(200, 84)
        self.setAccessibleName(self.tr("Emotion plane"))

    def sizeHint(self) -> QSize:
        """Ask for little: a layout with wrapped labels gives no widget less than its hint."""
        return QSize(320, self.minimumHeight())

    def set_reading(self, reading: EmotionReading | None) -> None:
        """Show a reading; None leaves the plane empty."""
        self._reading = reading
        self._describe()
        self.update()

    @Slot(object)
    def set_now(self, place: tuple[float, float] | None) -> None:
        """Let the ring walk to what the music feels like now; None brings it back to the wish."""
        self._now = place
        self._describe()
        self.update()

    def _describe(self) -> None:
        """Tell screen readers the words' feelings, and the music's."""
        words = (f"{word.text}: {feeling(word.valence, word.arousal)}" for word in self._words)
        now = "" if self._now is None else self.tr("now: {what}").format(what=feeling(*self._now))
        self.setAccessibleDescription(", ".join(filter(None, (*words, now))))

    @property
    def _words(self) -> list[ReadWord]:
        """Give the words that carry most feeling, the weightiest last: they lie on top."""
        words = self._reading.words if self._reading is not None else ()
        return sorted((word for word in words if word.weight > 0), key=_weight)[-N_DOTS:]

    def place(self, valence: float, arousal: float) -> QPointF:
        """Map a feeling to a point of the widget."""
        return QPointF(
            self.width() / 2 + valence * (self.width() / 2 - MARGIN),
            self.height() / 2 - arousal * (self.height() / 2 - MARGIN),
        )

    def event(self, event: QEvent) -> bool:
        """Name the word under the mouse."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            near = [word for word in self._words if self._is_near(word, QPointF(event.pos()))]
            text = "\n".join(f"{w.text}: {feeling(w.valence, w.arousal)}" for w in near)
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def _is_near(self, word: ReadWord, position: QPointF) -> bool:
        offset = self.place(word.valence, word.arousal) - position
        return bool(abs(offset.x()) < 10 and abs(offset.y()) < 10)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw ground, corners, words and wish."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        path = QPainterPath()
        path.addRoundedRect(area, 12, 12)
        painter.setClipPath(path)
        painter.drawImage(area, self._ground_image())
        self._draw_axes(painter)
        self._draw_words(painter)
        self._draw_wish(painter)

    def _ground_image(self) -> QImage:
        """Paint every feeling's colour, once per theme."""
        dark = is_dark(self.palette())
        if dark not in self._ground:  # small and smoothed: a colour a pixel would take a second
            image = QImage(GRID, GRID, QImage.Format.Format_RGB32)
            for row in range(GRID):
                for column in range(GRID):
                    valence = 2 * column / (GRID - 1) - 1
                    arousal = 1 - 2 * row / (GRID - 1)
                    colour = emotion_ground(valence, arousal, dark=dark)
                    image.setPixelColor(column, row, colour)
            self._ground[dark] = image
        return self._ground[dark]

    def _draw_axes(self, painter: QPainter) -> None:
        colours = colours_of(self.palette())
        painter.setPen(QPen(faded(colours.muted, 0.35), 1.0))
        centre = self.place(0, 0)
        painter.drawLine(QPointF(0, centre.y()), QPointF(self.width(), centre.y()))
        painter.drawLine(QPointF(centre.x(), 0), QPointF(centre.x(), self.height()))
        painter.setPen(QColor(colours.muted))
        painter.setFont(_small(self.font()))
        inner = QRectF(self.rect()).adjusted(12, 8, -12, -8)
        left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        top, bottom = Qt.AlignmentFlag.AlignTop, Qt.AlignmentFlag.AlignBottom
        painter.drawText(inner, left | top, self.tr("tense"))
        painter.drawText(inner, right | top, self.tr("excited"))
        painter.drawText(inner, left | bottom, self.tr("sad"))
        painter.drawText(inner, right | bottom, self.tr("calm"))

    def _draw_words(self, painter: QPainter) -> None:
        dark = is_dark(self.palette())
        words = self._words
        heaviest = max((word.weight for word in words), default=1.0)
        taken = [self._ring()]
        for word in words:
            colour = emotion_colour(word.valence, word.arousal, dark=dark)
            radius = 3.0 + 4.0 * (word.weight / heaviest) ** 0.5
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(faded(colour, 0.85))
            place = self.place(word.valence, word.arousal)
            painter.drawEllipse(place, radius, radius)
            taken.append(QRectF(place.x() - radius, place.y() - radius, 2 * radius, 2 * radius))
        for word in reversed(words[-N_LABELS:]):
            self._draw_label(painter, word, taken)

    def _draw_label(self, painter: QPainter, word: ReadWord, taken: list[QRectF]) -> None:
        """Write a word beside, below or above its dot, where it covers nothing else."""
        metrics = painter.fontMetrics()
        place = self.place(word.valence, word.arousal)
        text = word.text.strip(".,;:!?\"'“”()")
        box = QRectF(0, 0, metrics.horizontalAdvance(text) + 2, metrics.height())
        room = QRectF(self.rect()).adjusted(4, 4, -4, -4)
        for x, y in ((1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0)):
            box.moveCenter(place + QPointF(x * (box.width() / 2 + 9), y * (box.height() / 2 + 8)))
            if room.contains(box) and not any(box.intersects(other) for other in taken):
                taken.append(QRectF(box))
                painter.setPen(QColor(colours_of(self.palette()).text))
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
                return

    def _draw_wish(self, painter: QPainter) -> None:
        if self._reading is None or self._reading.quadrant is None:
            return
        colours = colours_of(self.palette())
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in ((colours.surface, 5.0), (colours.text, 2.5)):
            painter.setPen(QPen(QColor(colour), width))
            painter.drawEllipse(self._ring())

    def _ring(self) -> QRectF:
        """Place the ring that stands for the whole wish; empty if there is none."""
        if self._reading is None or self._reading.quadrant is None:
            return QRectF()
        ring = QRectF(0, 0, 2 * RING, 2 * RING)
        wish = self._reading.valence, self._reading.arousal
        ring.moveCenter(self.place(*(self._now or wish)))
        return ring


def _weight(word: ReadWord) -> float:
    return word.weight


def _small(font: QFont) -> QFont:
    small = QFont(font)
    small.setPointSizeF(font.pointSizeF() * 0.9)
    return small
