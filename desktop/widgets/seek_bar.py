"""A slider over the piece's time."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QSlider, QStyle, QWidget

__all__ = ["SeekBar"]

TICKS = 10
"""Slider steps a second."""


class SeekBar(QSlider):
    """Shows where the sound is; a click goes there at once, arrow keys go by five seconds."""

    seek_wanted = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSingleStep(5 * TICKS)
        self.setPageStep(15 * TICKS)
        self.setAccessibleName(self.tr("Position in the song"))
        self.actionTriggered.connect(self._on_action)

    @Slot(float)
    def set_duration(self, seconds: float) -> None:
        """Span the piece."""
        self.setRange(0, round(seconds * TICKS))

    @Slot(float)
    def set_position(self, seconds: float) -> None:
        """Follow the sound, but not while the handle is held."""
        if not self.isSliderDown():
            self.setValue(round(seconds * TICKS))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Jump to where the mouse is pressed, and hold the handle."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self._go_to(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw the handle along."""
        if self.isSliderDown():
            self._go_to(event)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Let the handle go."""
        if self.isSliderDown():
            self.setSliderDown(False)
            self._ask()

    def _go_to(self, event: QMouseEvent) -> None:
        self.setValue(
            QStyle.sliderValueFromPosition(
                self.minimum(), self.maximum(), round(event.position().x()), self.width()
            )
        )

    @Slot()
    def _on_action(self) -> None:
        """Seek by keyboard or by a screen reader."""
        self.setValue(self.sliderPosition())
        self._ask()

    def _ask(self) -> None:
        self.seek_wanted.emit(self.value() / TICKS)
