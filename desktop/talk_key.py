"""Hold Space to talk."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QTextEdit,
    QWidget,
)

from desktop.widgets.microphone_button import MicrophoneButton
from desktop.widgets.wish_edit import WishEdit

__all__ = ["TalkKey"]

REPEAT_MS = 90
"""X servers repeat a held key as release and press, often unmarked: so soon is no release."""


class TalkKey(QObject):
    """Watches the space bar while one window is active.

    Text fields keep their spaces, but no wish begins with one. A button that was reached with Tab
    keeps its key as well, since that is how one presses it without a mouse; a click gives our
    buttons no focus.
    """

    pressed = Signal()
    released = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._is_held = False
        self._release = QTimer(self, interval=REPEAT_MS, singleShot=True)
        self._release.timeout.connect(self._let_go)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.installEventFilter(self)
        app.applicationStateChanged.connect(self._on_application_state)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the space bar out of the stream of events where it means talking."""
        if event.type() not in {QEvent.Type.KeyPress, QEvent.Type.KeyRelease}:
            return False
        if not isinstance(event, QKeyEvent) or event.key() != Qt.Key.Key_Space:
            return False
        if event.type() == QEvent.Type.KeyRelease:
            return self._on_release(event)
        if self._is_held:
            self._release.stop()
            return True
        return self._on_press(watched, event)

    def _on_press(self, watched: QObject, event: QKeyEvent) -> bool:
        if not isinstance(watched, QWidget) or event.modifiers() or event.isAutoRepeat():
            return False
        if watched.window() is not self._window or _wants_space(self._window.focusWidget()):
            return False
        self._is_held = True
        self.pressed.emit()
        return True

    def _on_release(self, event: QKeyEvent) -> bool:
        if not self._is_held:
            return False
        if not event.isAutoRepeat():
            self._release.start()
        return True

    @Slot(Qt.ApplicationState)
    def _on_application_state(self, state: Qt.ApplicationState) -> None:
        """Count the key as let go when another application takes the keyboard."""
        if state != Qt.ApplicationState.ApplicationActive and self._is_held:
            self._let_go()

    @Slot()
    def _let_go(self) -> None:
        self._release.stop()
        self._is_held = False
        self.released.emit()


def _wants_space(focused: QWidget | None) -> bool:
    """Tell whether Space means something else to the widget that has the keyboard."""
    if isinstance(focused, MicrophoneButton):
        return False
    if isinstance(focused, WishEdit):
        return bool(focused.toPlainText())
    fields = (QLineEdit, QTextEdit, QAbstractSpinBox, QComboBox, QAbstractButton)
    return isinstance(focused, fields)
