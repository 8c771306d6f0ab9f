"""What stands where the song will be while the first one is being made."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop.widgets.naming import named

__all__ = ["ComingView"]


class ComingView(QWidget):
    """Says what is happening to the wish."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        title = named(QLabel(self.tr("Your song is on its way")), "coming", role="title")
        self._text = named(QLabel(wordWrap=True), "coming_text", role="muted")
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addStretch(2)
        for label in (title, self._text):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            layout.addWidget(label)
        layout.addStretch(3)

    @Slot(str, float)
    def set_progress(self, text: str, _fraction: float) -> None:
        """Name what is being done."""
        self._text.setText(f"{text} …")
