"""The ring around what the keyboard acts on: a mouse needs none."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QWidget

__all__ = ["FocusRing"]

_REASONS = {
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
}


class FocusRing(QObject):
    """Knows whether somebody walked to a painted widget with the keyboard.

    Attributes
    ----------
    is_shown
        Whether the widget should draw its ring.
    """

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.is_shown = False
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Watch the focus come and go; the widget paints itself anew by itself."""
        if isinstance(event, QFocusEvent):
            self.is_shown = event.gotFocus() and event.reason() in _REASONS
        return False
