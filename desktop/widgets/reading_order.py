"""What the keyboard reaches in a window, in the order in which it is read."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QLayout, QMainWindow, QScrollArea, QStackedWidget, QWidget

__all__ = ["WalkedWindow", "in_reading_order"]


class WalkedWindow(QMainWindow):
    """A window through which Tab goes as its layouts do.

    Qt's own way is the order in which widgets were made: rows that are made anew come last.
    """

    def focusNextPrevChild(self, is_next: bool) -> bool:  # noqa: FBT001 - Qt's signature
        """Give the keyboard to the next widget, or to the one before."""
        central = self.centralWidget()
        way = [] if central is None else list(in_reading_order(central))
        focused: QWidget | None = self.focusWidget()
        while focused is not None and focused not in way:  # within a control of several widgets
            focused = focused.parentWidget()
        if not way or focused is None:
            return super().focusNextPrevChild(is_next)
        step = 1 if is_next else -1
        target = way[(way.index(focused) + step) % len(way)]
        reason = Qt.FocusReason.TabFocusReason if is_next else Qt.FocusReason.BacktabFocusReason
        _bring_into_sight(target)
        target.setFocus(reason)
        return True


def in_reading_order(widget: QWidget) -> Iterator[QWidget]:
    """Find what Tab stops at, in the order of the layouts; a control's own parts are not told."""
    if not widget.isVisibleTo(widget.window()) or not widget.isEnabled():
        return
    if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
        yield widget
    elif isinstance(widget, QStackedWidget):
        if (page := widget.currentWidget()) is not None:
            yield from in_reading_order(page)
    elif isinstance(widget, QScrollArea):
        if (contents := widget.widget()) is not None:
            yield from in_reading_order(contents)
    else:
        yield from _children_of(widget)


def _children_of(widget: QWidget) -> Iterator[QWidget]:
    layout = widget.layout()
    laid_out = list(_widgets_of(layout)) if layout is not None else []
    others = (child for child in widget.children() if isinstance(child, QWidget))
    for child in (*laid_out, *(other for other in others if other not in laid_out)):
        if not child.isWindow():
            yield from in_reading_order(child)


def _widgets_of(layout: QLayout) -> Iterator[QWidget]:
    for index in range(layout.count()):
        item = layout.itemAt(index)
        assert item is not None
        if (widget := item.widget()) is not None:
            yield widget
        elif (inner := item.layout()) is not None:
            yield from _widgets_of(inner)


def _bring_into_sight(widget: QWidget) -> None:
    """Scroll to a widget, wherever it stands."""
    above: QObject | None = widget.parent()
    while above is not None:
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(widget)
        above = above.parent()
