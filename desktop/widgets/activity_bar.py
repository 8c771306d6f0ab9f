"""What is being done, how far it is, and a way to stop it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QProgressBar, QPushButton, QWidget

from desktop.widgets.motion import is_calm
from desktop.widgets.naming import named

__all__ = ["ActivityBar"]


class ActivityBar(QWidget):
    """A sentence, a bar and a Cancel button."""

    cancel_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = named(QLabel(), "activity")
        self._bar = named(QProgressBar(textVisible=False), "progress", says=self.tr("Progress"))
        self._cancel = named(QPushButton(self.tr("Cancel")), "cancel")
        self._cancel.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._cancel.setToolTip(self.tr("Stop this (Esc)"))
        self._cancel.clicked.connect(self.cancel_wanted)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(14)
        layout.setVerticalSpacing(4)
        layout.addWidget(self._label, 0, 0, Qt.AlignmentFlag.AlignBottom)
        layout.addWidget(self._bar, 1, 0)
        layout.addWidget(self._cancel, 0, 1, 2, 1)
        layout.setColumnStretch(0, 1)

    @Slot(str, float)
    def set_progress(self, text: str, fraction: float) -> None:
        """Show what is done and the share of it; below 0 nobody knows how much."""
        self._label.setText(f"{text} …" if fraction < 0 else f"{text} … {round(fraction * 100)} %")
        is_unknown = fraction < 0
        self._bar.setVisible(not (is_unknown and is_calm()))  # it would run to and fro
        self._bar.setRange(0, 0 if is_unknown else 100)
        if not is_unknown:
            self._bar.setValue(round(fraction * 100))
