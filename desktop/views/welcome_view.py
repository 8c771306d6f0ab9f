"""What stands where the song will be: an invitation and some wishes to begin with."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.widgets.naming import named

__all__ = ["WelcomeView"]


class WelcomeView(QWidget):
    """Says what to do; a click on an example composes it."""

    example_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        title = QLabel(self.tr("Say what you feel, hear it as music"))
        title.setProperty("role", "title")
        title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        title.setWordWrap(True)
        text = QLabel(
            self.tr(
                "Tell Affetto what the music should feel like, in your own words. "
                "It composes a song for you and plays it. Nothing you say leaves this computer."
            )
        )
        text.setProperty("role", "muted")
        text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        text.setWordWrap(True)
        begin = QLabel(self.tr("Or begin with one of these:"))
        begin.setProperty("role", "caption")
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addStretch(2)
        layout.addWidget(title)
        layout.addWidget(text)
        layout.addSpacing(12)
        layout.addLayout(self._lay_out_examples(begin))
        layout.addStretch(3)

    def _lay_out_examples(self, begin: QLabel) -> QHBoxLayout:
        """Keep the examples in a column as wide as is pleasant to read."""
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addWidget(begin)
        for number, example in enumerate(self._examples()):
            column.addWidget(self._example_button(number, example))
        row = QHBoxLayout()
        row.addStretch(1)
        row.addLayout(column, 4)
        row.addStretch(1)
        return row

    def _examples(self) -> tuple[str, ...]:
        return (
            self.tr("Hope and wonder while sailing the seven seas"),
            self.tr("A quiet, rainy evening alone by the window"),
            self.tr("I am furious, everything went wrong today"),
            self.tr("My grandmother's kitchen: warm, safe and peaceful"),
        )

    def _example_button(self, number: int, example: str) -> QPushButton:
        says = self.tr("Compose: {wish}").format(wish=example)
        text = self.tr("“{wish}”").format(wish=example)
        button = named(QPushButton(text), f"example_{number}", role="example", says=says)
        button.setProperty("wish", example)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.clicked.connect(self._on_clicked)
        return button

    @Slot()
    def _on_clicked(self) -> None:
        self.example_chosen.emit(self.sender().property("wish"))
