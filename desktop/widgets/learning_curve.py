"""How well a machine knows its music, drawn while it learns."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.theme import colours_of
from desktop.viewmodels.lesson_words import curve_text, sureness
from engine import CurvePoint

__all__ = ["LearningCurve"]

_STEP = 0.1
"""The scale ends at whole tenths, so that a gain of a few per cent can be seen."""


class LearningCurve(QWidget):
    """Two lines a machine: a solid one for what it learns from, a dashed one for what is new to it.

    To the right is the lesson, upwards the share of covered notes that are guessed.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._points: tuple[CurvePoint, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("How well it knows the music"))
        self._describe()

    def sizeHint(self) -> QSize:
        """Be as high as nine lines of text."""
        return QSize(420, 9 * self.fontMetrics().height())

    @Slot(object)
    def show_points(self, points: Sequence[CurvePoint]) -> None:
        """Draw these points."""
        self._points = tuple(points)
        self._describe()
        self.update()

    def _describe(self) -> None:
        self.setAccessibleDescription(curve_text(self._points))

    @property
    def scale(self) -> tuple[float, float]:
        """The shares at the lower and the upper end."""
        shares = [sureness(v) for p in self._points for v in (p.likelihood, p.held_out)]
        if not shares:
            return 0.0, 1.0
        low = math.floor(min(shares) / _STEP) * _STEP
        high = math.ceil(max(shares) / _STEP) * _STEP
        return low, max(high, low + _STEP)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw axes with their words, then the lines."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(_small(self.font()))
        line = painter.fontMetrics().height()
        margin = painter.fontMetrics().horizontalAdvance("100 %") + 8.0
        area = QRectF(self.rect()).adjusted(margin, line + 6, -4, -line - 6)
        self._draw_axes(painter, area)
        for machine in ("harmony", "melody"):
            points = [point for point in self._points if point.machine == machine]
            self._draw_lines(painter, area, points)
            self._draw_name(painter, area, points)
        self._draw_legend(painter, area)

    def _draw_axes(self, painter: QPainter, area: QRectF) -> None:
        colours = colours_of(self.palette())
        low, high = self.scale
        line = painter.fontMetrics().height()
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for share in (low, (low + high) / 2, high):
            y = area.bottom() - (share - low) / (high - low) * area.height()
            painter.setPen(QPen(QColor(colours.border), 1.0))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(QColor(colours.muted))
            box = QRectF(0, y - line / 2, area.left() - 6, line)
            painter.drawText(box, right, f"{round(100 * share)} %")
        below = QRectF(area.left(), area.bottom() + 5, area.width(), line)
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, self.tr("Beginning"))
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, self.tr("End of the lesson"))

    def _draw_lines(self, painter: QPainter, area: QRectF, points: Sequence[CurvePoint]) -> None:
        if not points:
            return
        colours = colours_of(self.palette())
        low, high = self.scale

        def place(done: float, likelihood: float) -> QPointF:
            share = (sureness(likelihood) - low) / (high - low)
            return QPointF(area.left() + done * area.width(), area.bottom() - share * area.height())

        for values, style, colour in (
            ([p.likelihood for p in points], Qt.PenStyle.SolidLine, colours.accent),
            ([p.held_out for p in points], Qt.PenStyle.DashLine, colours.text),
        ):
            places = [place(p.done, value) for p, value in zip(points, values, strict=True)]
            painter.setPen(QPen(QColor(colour), 2.0, style))
            painter.drawPolyline(places)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colour))
            painter.drawEllipse(places[-1], 3.5, 3.5)

    def _draw_name(self, painter: QPainter, area: QRectF, points: Sequence[CurvePoint]) -> None:
        """Say above its lines what a machine learns."""
        if points:
            is_melody = points[0].machine == "melody"
            name = self.tr("melody") if is_melody else self.tr("chords")
            painter.setPen(QColor(colours_of(self.palette()).muted))
            left = area.left() + points[0].done * area.width()
            painter.drawText(QPointF(left, area.top() + painter.fontMetrics().ascent() + 2), name)

    def _draw_legend(self, painter: QPainter, area: QRectF) -> None:
        """Say above the curve what each line is."""
        colours = colours_of(self.palette())
        metrics = painter.fontMetrics()
        x, middle = area.left(), metrics.height() / 2
        for text, style, colour in (
            (self.tr("Notes guessed, your songs"), Qt.PenStyle.SolidLine, colours.accent),
            (self.tr("songs held back"), Qt.PenStyle.DashLine, colours.text),
        ):
            painter.setPen(QPen(QColor(colour), 2.0, style))
            painter.drawLine(QPointF(x, middle), QPointF(x + 22, middle))
            painter.setPen(QColor(colours.muted))
            painter.drawText(QPointF(x + 28, metrics.ascent()), text)
            x += 28 + metrics.horizontalAdvance(text) + 18


def _small(font: QFont) -> QFont:
    small = QFont(font)
    small.setPointSizeF(font.pointSizeF() * 0.9)
    return small
