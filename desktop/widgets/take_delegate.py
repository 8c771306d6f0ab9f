"""How a row of the list of takes is painted: star, name, and a note at the right."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop.icons import draw_icon
from desktop.theme import Colours, colours_of
from desktop.viewmodels.take_list import TakeRole

__all__ = ["TakeDelegate"]

Index = QModelIndex | QPersistentModelIndex

PADDING = 8
ICON = 14


class TakeDelegate(QStyledItemDelegate):
    """Paints songs in bold with an arrow, takes below them, and marks what is shown."""

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Give every row the same height, whatever the size of the font."""
        return QSize(0, option.fontMetrics.height() + 2 * PADDING)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one row."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = colours_of(QApplication.palette())  # the style sheet has changed the list's
        is_song = not index.parent().isValid()
        self._paint_ground(painter, option, index, colours)
        inner = option.rect.adjusted(PADDING, 0, -PADDING, 0)
        inner = self._paint_mark(painter, inner, option, index, colours)
        note = str(index.data(TakeRole.NOTE))
        painter.setPen(QColor(colours.muted))
        painter.setFont(option.font)
        painter.drawText(inner, _RIGHT, note)
        inner.setRight(inner.right() - option.fontMetrics.horizontalAdvance(note) - PADDING)
        if index.data(TakeRole.IS_FAVOURITE):
            inner.setRight(inner.right() - ICON)
            box = QRectF(inner.right() + 2, inner.center().y() - ICON / 2, ICON, ICON)
            draw_icon(painter, "star", box, colours.accent)
            inner.setRight(inner.right() - PADDING)
        font = option.font
        font.setBold(is_song)
        painter.setFont(font)
        painter.setPen(QColor(colours.text))
        text = painter.fontMetrics().elidedText(
            str(index.data()), Qt.TextElideMode.ElideRight, inner.width()
        )
        painter.drawText(inner, _LEFT, text)
        painter.restore()

    def _paint_ground(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index, colours: Colours
    ) -> None:
        state = option.state
        is_current = bool(state & QStyle.StateFlag.State_HasFocus)
        is_song = not index.parent().isValid()
        colour = None
        if index.data(TakeRole.IS_PRESENT) and not is_song:
            colour = colours.accent_soft
        elif state & QStyle.StateFlag.State_MouseOver:
            colour = colours.sunken
        painter.setPen(QColor(colours.accent) if is_current else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour) if colour else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(option.rect).adjusted(1, 1, -1, -1), 8, 8)

    def _paint_mark(
        self,
        painter: QPainter,
        inner: QRect,
        option: QStyleOptionViewItem,
        index: Index,
        colours: Colours,
    ) -> QRect:
        """Paint the arrow of a song, or the dot of the take that is shown; give what is left."""
        box = QRectF(inner.left() - 2, inner.center().y() - ICON / 2 + 0.5, ICON, ICON)
        if not index.parent().isValid():
            is_open = option.state & QStyle.StateFlag.State_Open
            draw_icon(painter, "down" if is_open else "right", box, colours.muted)
        elif index.data(TakeRole.IS_PRESENT):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.accent))
            painter.drawEllipse(box.center(), 3.5, 3.5)
        return inner.adjusted(ICON + 2, 0, 0, 0)

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Let a name be typed; empty, the take has its number again."""
        field = QLineEdit(parent)
        field.setPlaceholderText(str(index.data()))
        field.setAccessibleName(self.tr("Name"))
        return field

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """Keep Escape and Return for the editor: they mean other things to the window."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().eventFilter(watched, event)  # type: ignore[arg-type]


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
