"""What the wish feels like: the plane, a sentence, the voice, and the words nobody taught us."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop.viewmodels.feeling_now import FeelingNow
from desktop.viewmodels.wish import WishViewModel
from desktop.viewmodels.wording import mood, voice
from desktop.widgets.emotion_plane import EmotionPlane
from desktop.widgets.naming import named
from engine import EmotionReading

__all__ = ["EmotionView"]


class EmotionView(QWidget):
    """Shows the reading of a `WishViewModel`."""

    def __init__(
        self, wish: WishViewModel, feeling_now: FeelingNow, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._plane = named(EmotionPlane(), "emotion_plane")
        self._mood = named(QLabel(wordWrap=True), "mood")
        self._voice = named(QLabel(wordWrap=True), "voice", role="caption")
        self._unknown = named(QLabel(wordWrap=True), "unknown", role="caption")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._plane, 1)
        layout.addWidget(self._mood)
        layout.addWidget(self._voice)
        layout.addWidget(self._unknown)
        wish.reading_changed.connect(self._show)
        feeling_now.moved.connect(self._plane.set_now)
        self._show(wish.reading)

    @Slot(object)
    def _show(self, reading: EmotionReading | None) -> None:
        self._plane.set_reading(reading)
        self._mood.setText(mood(reading))
        self._voice.setText(voice(reading))
        self._voice.setVisible(bool(voice(reading)))
        unknown = ", ".join(reading.unknown) if reading is not None else ""
        self._unknown.setText(self.tr("Words I do not know: {words}").format(words=unknown))
        self._unknown.setVisible(bool(unknown))
