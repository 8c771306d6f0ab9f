"""A column that scrolls where the window is not as high as what stands in it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLayout, QScrollArea, QWidget

__all__ = ["TallColumn"]


class TallColumn(QScrollArea):
    """Gives its contents all the height there is, and scrolls where they need more.

    Qt's own way would ask every layout for its favourite height, and scroll much too early.
    """

    def __init__(self, layout: QLayout, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what stands in it is walked through
        self._contents = QWidget()
        self._contents.setObjectName("column")
        self._contents.setLayout(layout)
        self._layout = layout
        self.setWidget(self._contents)
        self._contents.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow what the contents need."""
        if watched is self._contents and event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the contents the room there is."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        width = self.viewport().width()
        needed = self._layout.totalMinimumSize().height()
        if self._layout.hasHeightForWidth():  # sentences break into more lines than one
            needed = max(needed, self._layout.totalMinimumHeightForWidth(width))
        self._contents.resize(width, max(self.viewport().height(), needed))
