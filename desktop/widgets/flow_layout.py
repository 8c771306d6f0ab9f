"""Widgets in rows that break where the room ends, as words do."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QSizePolicy, QWidget

__all__ = ["FlowLayout"]


class FlowLayout(QLayout):
    """Puts widgets beside each other, each as wide as it wants to be."""

    def __init__(self, parent: QWidget | None = None, spacing: int = 8) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._height = 0
        self.setSpacing(spacing)
        self.setContentsMargins(QMargins())

    @staticmethod
    def policy() -> QSizePolicy:
        """Give the policy of a widget that is as high as its rows."""
        return QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def addItem(self, item: QLayoutItem) -> None:
        """Put another one at the end."""
        self._items.append(item)

    def count(self) -> int:
        """Count the items."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Give an item, if there is one."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Take an item out."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """Want no more room than is needed."""
        return Qt.Orientation(0)

    def setGeometry(self, rectangle: QRect) -> None:
        """Place the widgets, and need as many rows as there are from now on."""
        super().setGeometry(rectangle)
        height = self._place(rectangle)
        if height != self._height:
            self._height = height
            widget = self.parentWidget()
            if widget is not None:
                widget.updateGeometry()

    def count_rows(self, widths: Sequence[int], room: int) -> int:
        """Count the rows that widgets of these widths would take."""
        n_rows, x = 1, 0
        for width in widths:
            if x and x + width > room:
                n_rows, x = n_rows + 1, 0
            x += width + self.spacing()
        return n_rows

    def sizeHint(self) -> QSize:
        """Ask for the widest item's width and the height of all rows."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """Give the widest item's width and the height of all rows, in the width they have."""
        size = QSize()
        for item in self._items:
            widget = item.widget()
            if widget is None or not widget.isHidden():
                size = size.expandedTo(item.minimumSize())
        return size.expandedTo(QSize(0, self._height))

    def _place(self, room: QRect) -> int:
        """Place the rows; give their height."""
        x, y, row_height = room.left(), room.top(), 0
        for item in self._items:
            widget = item.widget()
            if widget is not None and widget.isHidden():
                continue
            size = item.sizeHint()
            if x + size.width() > room.right() + 1 and x > room.left():
                x, y, row_height = room.left(), y + row_height + self.spacing(), 0
            width = min(size.width(), room.width())
            item.setGeometry(QRect(QPoint(x, y), QSize(width, size.height())))
            x += size.width() + self.spacing()
            row_height = max(row_height, size.height())
        return y + row_height - room.top()
