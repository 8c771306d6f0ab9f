"""The recording step: what the microphone hears, and when it will stop."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from desktop.viewmodels.microphones import Microphones
from desktop.viewmodels.recording import RecordingState, RecordingViewModel
from desktop.viewmodels.wording import clock
from desktop.views.microphone_view import MicrophoneName, MicrophoneView
from desktop.widgets.elided_label import ElidedLabel
from desktop.widgets.level_meter import LevelMeter
from desktop.widgets.microphone_button import MicrophoneButton
from desktop.widgets.naming import named

__all__ = ["RecordView"]


_SPACING = 12
_READABLE = 0.6
"""Share of a sentence from which one can guess the rest."""


class RecordView(QWidget):
    """Shows a `RecordingViewModel`, but for its button, which stands beside the wish.

    Attributes
    ----------
    button
        To be placed by whoever places the view.
    choice, name
        Which microphone hears: the list of them, and the name beside the button.
    """

    toggled = Signal()

    def __init__(
        self,
        recording: RecordingViewModel,
        microphones: Microphones,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._recording = recording
        self.choice = MicrophoneView(microphones, self)
        self.name = MicrophoneName(self.choice, microphones)
        self._elapsed = 0.0
        self._countdown: float | None = None
        self._silence = 1.5
        self._language = ""  # that was heard last
        self.button = named(MicrophoneButton(), "microphone")
        self.button.clicked.connect(self.toggled)
        self._meter = named(LevelMeter(), "level", says=self.tr("Microphone level"))
        self._caption = named(ElidedLabel(), "record_caption", role="muted")
        self._caption.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._notice = named(QLabel(wordWrap=True), "record_notice")
        self._notice.setForegroundRole(QPalette.ColorRole.BrightText)
        self._notice.hide()
        self._lay_out()
        recording.state_changed.connect(self._on_state)
        recording.level_changed.connect(self.button.set_level)
        recording.level_changed.connect(self._meter.add)
        recording.elapsed_changed.connect(self._on_elapsed)
        recording.countdown_changed.connect(self._on_countdown)
        recording.notice_changed.connect(self._on_notice)
        self._on_state(recording.state)

    def set_silence(self, seconds: float) -> None:
        """Take the length of silence that empties the ring."""
        self._silence = seconds

    def tell_language(self, name: str) -> None:
        """Say which language was heard, until the microphone listens again."""
        self._language = name
        self._show_caption()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(_SPACING)
        row.addWidget(self._caption)
        row.addWidget(self._meter, 1)
        row.addWidget(self.name)
        row.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addStretch(1)
        layout.addLayout(row)
        layout.addWidget(self._notice)
        layout.addStretch(1)

    @Slot(object)
    def _on_state(self, state: RecordingState) -> None:
        is_listening = state is RecordingState.LISTENING
        self.button.set_listening(listening=is_listening)
        self._elapsed, self._countdown = 0.0, None
        self._meter.setVisible(is_listening)
        self.name.setVisible(state is RecordingState.IDLE)
        if is_listening:
            self._language = ""
        else:
            self._meter.clear()
        name = self.tr("Stop listening") if is_listening else self.tr("Speak your wish")
        self.button.setAccessibleName(name)
        self.button.setToolTip(self.tr("{name} (hold Space)").format(name=name))
        self._show_caption()

    @Slot(float)
    def _on_elapsed(self, seconds: float) -> None:
        self._elapsed = seconds
        self._show_caption()

    @Slot(object)
    def _on_countdown(self, seconds: float | None) -> None:
        self._countdown = seconds
        self.button.set_countdown(None if seconds is None else min(seconds / self._silence, 1.0))
        self._show_caption()

    @Slot(str)
    def _on_notice(self, notice: str) -> None:
        self._notice.setText(notice)
        self._notice.setVisible(bool(notice))

    def _show_caption(self) -> None:
        state = self._recording.state
        if state is RecordingState.OPENING:
            text = self.tr("Opening the microphone …")
        elif state is RecordingState.LISTENING and self._countdown is not None:
            text = self.tr("Silence … stops in {seconds} s").format(
                seconds=f"{self._countdown:.1f}"
            )
        elif state is RecordingState.LISTENING:
            text = self.tr("Listening … {time}").format(time=clock(self._elapsed))
        else:
            text = self.tr("Press and speak, or hold Space")
            if self._language:
                text = self.tr("Heard in {language}.").format(language=self._language) + f" {text}"
        self._caption.setText(text)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say what to do only where that can be read."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        other = self._meter if self._recording.state is RecordingState.LISTENING else self.name
        room = self.width() - other.minimumSizeHint().width() - _SPACING
        self._caption.setVisible(room >= _READABLE * self._caption.sizeHint().width())
