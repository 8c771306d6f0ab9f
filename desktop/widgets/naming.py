"""Names for widgets: for the style sheet, for screen readers, for tests."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtWidgets import QWidget

__all__ = ["named"]

W = TypeVar("W", bound=QWidget)


def named(widget: W, name: str, *, role: str = "", says: str = "") -> W:
    """Name a widget and give it back.

    Parameters
    ----------
    name
        Its object name, by which tests find it.
    role
        The style sheet's name for its look.
    says
        What a screen reader calls it; a label or a button with text needs none.
    """
    widget.setObjectName(name)
    if role:
        widget.setProperty("role", role)
    if says:
        widget.setAccessibleName(says)
    return widget
