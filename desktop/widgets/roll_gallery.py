"""Small piano rolls side by side, walked through with the arrow keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from desktop.theme import colours_of
from desktop.widgets.focus import FocusRing
from desktop.widgets.painting import draw_focus_ring

__all__ = ["RollGallery", "ShownRoll"]

_GAP = 10.0
_SMALLEST = 84.0
"""Pixels that a roll is wide, at least: the eye can tell sixteen columns then."""


@dataclass(frozen=True, eq=False)
class ShownRoll:
    """One picture with its caption, and what it says to who cannot see it."""

    image: QImage
    caption: str
    says: str


class RollGallery(QWidget):
    """Lays rolls out in rows of equal width; one is the current one and is spoken.

    Parameters
    ----------
    n_columns
        Rolls in a row, where there is room for so many.
    """

    def __init__(self, n_columns: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._most = n_columns
        self._rolls: tuple[ShownRoll, ...] = ()
        self._make: Callable[[], Sequence[ShownRoll]] = tuple
        self._current = 0
        self._ring = FocusRing(self)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def current(self) -> int:
        """The roll that is spoken."""
        return self._current

    def show_rolls(self, make: Callable[[], Sequence[ShownRoll]]) -> None:
        """Show what ``make`` paints, also anew in other colours."""
        self._make = make
        self._current = 0
        self._paint_anew()

    def _paint_anew(self) -> None:
        self._rolls = tuple(self._make())
        self.setFixedHeight(self.heightForWidth(self.width()))
        self._describe()
        self.update()

    def _describe(self) -> None:
        says = self._rolls[self._current].says if self._rolls else ""
        self.setAccessibleDescription(says)

    def sizeHint(self) -> QSize:
        """Ask for one row of the smallest rolls."""
        return QSize(int(self._most * (_SMALLEST + _GAP)), self.heightForWidth(self.width()))

    def minimumSizeHint(self) -> QSize:
        """Need the room of one roll."""
        return QSize(int(_SMALLEST), 0)

    def hasHeightForWidth(self) -> bool:
        """Say that rows break."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Give the height of all rows in a width."""
        if not self._rolls:
            return 0
        n_rows = -(-len(self._rolls) // self._n_columns(width))
        return round(n_rows * (self._size(width).height() + self._caption + _GAP))

    def resizeEvent(self, _event: QEvent) -> None:
        """Break the rows anew."""
        self.setFixedHeight(self.heightForWidth(self.width()))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme and the size of text."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.PaletteChange, QEvent.Type.FontChange}:
            self._paint_anew()

    @property
    def _caption(self) -> float:
        has_any = any(roll.caption for roll in self._rolls)
        return self.fontMetrics().height() + 2.0 if has_any else 0.0

    def _n_columns(self, width: int) -> int:
        return max(1, min(self._most, int((width + _GAP) / (_SMALLEST + _GAP))))

    def _size(self, width: int) -> QRectF:
        """Give the size of one roll; its cells are half as high as they are wide."""
        n = self._n_columns(width)
        each = (width - 1 - (n - 1) * _GAP) / n
        image = self._rolls[0].image
        return QRectF(0, 0, each, each / image.width() * image.height() * 0.5)

    def area(self, index: int) -> QRectF:
        """Give the place of a roll."""
        row, column = divmod(index, self._n_columns(self.width()))
        area = self._size(self.width())
        height = area.height() + self._caption + _GAP
        area.moveTopLeft(QPointF(column * (area.width() + _GAP), row * height))
        return area

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the rolls, each with its caption below."""
        painter = QPainter(self)
        colours = colours_of(self.palette())
        for index, roll in enumerate(self._rolls):
            area = self.area(index)
            painter.drawImage(area, roll.image)
            painter.setPen(colours.border)
            painter.drawRect(area)
            if roll.caption:
                painter.setPen(colours.muted)
                below = QRectF(area.left(), area.bottom() + 2, area.width(), self._caption)
                painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, roll.caption)
            if index == self._current and self.hasFocus() and self._ring.is_shown:
                draw_focus_ring(painter, area, 3, colours.accent)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from roll to roll."""
        n_columns = self._n_columns(self.width())
        moves = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -n_columns,
            Qt.Key.Key_Down: n_columns,
            Qt.Key.Key_Home: -len(self._rolls),
            Qt.Key.Key_End: len(self._rolls),
        }
        move = moves.get(Qt.Key(event.key()))
        if move is None or not self._rolls:
            super().keyPressEvent(event)
            return
        self._go_to(min(max(self._current + move, 0), len(self._rolls) - 1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Make the roll that is clicked the current one."""
        index = self._at(event.position())
        if index is not None:
            self._go_to(index)

    def event(self, event: QEvent) -> bool:
        """Say in words what is under the mouse."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            index = self._at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), "" if index is None else self._rolls[index].says)
            return True
        return super().event(event)

    def _at(self, place: QPointF) -> int | None:
        found = (i for i in range(len(self._rolls)) if self.area(i).contains(place))
        return next(found, None)

    def _go_to(self, index: int) -> None:
        self._current = index
        self._describe()
        self.update()
