"""A wide widget with others beside it, or above them where there is no room beside."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

__all__ = ["TurningRow"]

SPACING = 8


class TurningRow(QWidget):
    """Turns from one row into two where the text is large or the window narrow."""

    def __init__(
        self, wide: QWidget, others: Sequence[QWidget], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._wide = wide
        self._others = QWidget()
        row = QHBoxLayout(self._others)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACING)
        row.addStretch()
        for other in others:
            row.addWidget(other)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(SPACING)
        self._box.addWidget(wide, 1)
        self._box.addWidget(self._others)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Turn where there is no room."""
        super().resizeEvent(event)
        needed = self._wide.minimumSizeHint().width() + self._others.sizeHint().width() + SPACING
        is_wide = needed <= self.width()
        direction = QBoxLayout.Direction
        self._box.setDirection(direction.LeftToRight if is_wide else direction.TopToBottom)

    def minimumSizeHint(self) -> QSize:
        """Need as much width as the wider one."""
        hint = super().minimumSizeHint()
        widths = self._wide.minimumSizeHint().width(), self._others.minimumSizeHint().width()
        return QSize(max(widths), hint.height())
