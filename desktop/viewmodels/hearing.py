"""The way from a microphone to words, and what is said where it breaks off."""

from __future__ import annotations

import dataclasses

from PySide6.QtCore import QObject, Signal, Slot

from desktop.engine_client import EngineClient
from desktop.viewmodels.notice import Notice
from desktop.viewmodels.recording import RecordingViewModel
from desktop.viewmodels.wish import WishViewModel
from engine import Failure, ListenOptions, Transcript, Waveform

__all__ = ["Hearing"]


class Hearing(QObject):
    """Joins the microphone to the wish: what was recorded is written down.

    Parameters
    ----------
    client
        Asked whether it is still loading.
    """

    understood = Signal(str)  # words that were said to the end
    wish_wanted = Signal()  # the user should say or complete it
    progress_changed = Signal(str, float)
    noticed = Signal(object)  # Notice
    transcribing = Signal()

    def __init__(
        self,
        client: EngineClient,
        recording: RecordingViewModel,
        wish: WishViewModel,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._client, self._recording, self._wish = client, recording, wish
        self._loss: Failure | None = None
        recording.spoken.connect(wish.listen_along)
        recording.rested.connect(wish.guess)
        recording.resumed.connect(wish.drop_guess)
        wish.guessed.connect(recording.expect_end)
        recording.recorded.connect(self._on_recorded)
        recording.failed.connect(self._on_recording_failed)
        wish.heard.connect(self._on_heard)

    def start(self, options: ListenOptions) -> None:
        """Start to listen."""
        self._loss = None
        self._recording.start(options)

    @Slot(object)
    def _on_recorded(self, waveform: Waveform) -> None:
        writing, loading = self.tr("Writing down your words"), self.tr("Getting ready")
        self.progress_changed.emit(loading if self._client.is_warming_up else writing, -1.0)
        self._wish.transcribe(waveform)
        self.transcribing.emit()

    @Slot(object)
    def _on_recording_failed(self, failure: Failure) -> None:
        self._loss = failure
        self.noticed.emit(Notice.of(failure))

    @Slot(object)
    def _on_heard(self, transcript: Transcript) -> None:
        has_words = bool(transcript.text.strip())
        if self._loss is not None:
            if has_words:
                self._keep_half_wish(self._loss)
        elif has_words:
            self.understood.emit(transcript.text)
        else:
            self.noticed.emit(
                Notice(
                    self.tr("No words were heard."),
                    self.tr("Speak a little louder or closer, or type your wish."),
                    is_error=False,
                )
            )

    def _keep_half_wish(self, loss: Failure) -> None:
        """Say that the wish may not be whole, and leave it to the user what becomes of it."""
        hint = self.tr(
            "What was heard until then stands in the wish. Complete it and press Enter, or choose "
            "a microphone that works and say it again."
        )
        self.noticed.emit(Notice.of(dataclasses.replace(loss, hint=hint)))
        self.wish_wanted.emit()
