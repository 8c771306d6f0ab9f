"""A box of choices of which one is taken at once."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QWidget

__all__ = ["ChoiceBox"]


class ChoiceBox(QComboBox):
    """Tells which choice the user has taken, by its name; each has a label beside."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Only Tab gives focus: after a click the space bar is still there to talk.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._taken = ""
        self.activated.connect(self._on_activated)

    def offer(self, choices: Iterable[tuple[str, str]]) -> None:
        """Offer these names and labels; what was taken stays taken if it is among them."""
        self.clear()
        for name, label in choices:
            self.addItem(label, name)
        self.take(self._taken)

    def take(self, name: str) -> None:
        """Show a choice as taken, telling nobody."""
        self._taken = name
        self.setCurrentIndex(self.findData(name))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to whatever scrolls: a song is too much work to be made by accident."""
        event.ignore()

    @Slot(int)
    def _on_activated(self, index: int) -> None:
        name = str(self.itemData(index))
        if name != self._taken:
            self._taken = name
            self.chosen.emit(name)
