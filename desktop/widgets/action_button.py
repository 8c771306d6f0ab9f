"""A button that shows an action: its text, its icon, whether it can be done."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton, QWidget

__all__ = ["ActionButton"]


class ActionButton(QPushButton):
    """Follows a `QAction`; the shortcut stands in the tool tip.

    Parameters
    ----------
    role
        The style sheet's name for the look, empty for a plain button.
    has_text
        False for a button that shows its icon only; its name is still told to screen readers.
    """

    def __init__(
        self,
        action: QAction,
        role: str = "",
        *,
        has_text: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._action = action
        self._has_text = has_text
        self.setObjectName(action.objectName())
        self.setProperty("role", role)
        # Only Tab gives focus: after a click the space bar is still there to talk.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clicked.connect(action.trigger)
        action.changed.connect(self._follow)
        self._follow()

    @Slot()
    def _follow(self) -> None:
        text = self._action.text().replace("&", "").rstrip("…")
        self.setText(self._action.text().replace("&", "") if self._has_text else "")
        self.setIcon(self._action.icon())
        self.setEnabled(self._action.isEnabled())
        self.setCheckable(self._action.isCheckable())
        self.setChecked(self._action.isChecked())
        self.setAccessibleName(text)
        keys = self._action.shortcut().toString()
        tip = self._action.toolTip() or text
        self.setToolTip(f"{tip} ({keys})" if keys else tip)
