"""Return presses the button that the keyboard is on, as Space does."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

__all__ = ["ReturnKey"]


class ReturnKey(QObject):
    """Watches Return while one window is active: Qt itself heeds it in dialogs alone."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Click a button of the window."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        is_return = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        plain = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier
        if not is_return or event.isAutoRepeat() or event.modifiers() not in plain:
            return False
        if not isinstance(watched, QAbstractButton) or watched.window() is not self._window:
            return False
        watched.click()
        return True
