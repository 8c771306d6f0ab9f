"""When to draw a focus ring: a mouse needs none."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent

__all__ = ["is_by_keyboard"]

_REASONS = {
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
}


def is_by_keyboard(event: QFocusEvent) -> bool:
    """Tell whether somebody walked here with the keyboard."""
    return event.gotFocus() and event.reason() in _REASONS
