"""The wish: heard or typed, corrected, and what it feels like."""

from __future__ import annotations

import time
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop.engine_client import EngineClient, Request
from engine import (
    EmotionReading,
    Failure,
    ReadJob,
    ReadOptions,
    TranscribeJob,
    Transcript,
    VoiceCue,
    Waveform,
)

__all__ = ["WishViewModel"]

PAUSE_MS = 350
"""How long the typing rests before the wish is read anew."""


MOST_OF_A_CORE = 0.6
"""Share of the time in which words are sought while somebody speaks: the rest is for others."""


@dataclass
class _Guess:
    """A transcription that was begun before the recording had ended."""

    request: Request
    n_frames: int
    transcript: Transcript | None = None


class WishViewModel(QObject):
    """The wish's text and its reading.

    Attributes
    ----------
    read_options
        How it is read.
    """

    text_changed = Signal(str)  # by something else than typing
    heard = Signal(object)  # Transcript; the text follows from it
    guessed = Signal(object)  # Transcript of what was said until now
    reading_changed = Signal(object)  # EmotionReading or None
    progressed = Signal(str, float)
    failed = Signal(object)  # Failure

    def __init__(self, client: EngineClient, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._client = client
        self.read_options = ReadOptions()
        self._text = ""
        self._voice: VoiceCue | None = None
        self._reading: EmotionReading | None = None
        self._transcribing: Request | None = None
        self._guess: _Guess | None = None
        self._along: Request | None = None
        self._along_since = self._along_from = 0.0  # on the clock: when it began, may begin
        self._shows_part = False
        self._read_request: Request | None = None
        self._pause = QTimer(self, interval=PAUSE_MS, singleShot=True)
        self._pause.timeout.connect(self.read)

    @property
    def text(self) -> str:
        """The wish as it stands."""
        return self._text

    @property
    def voice(self) -> VoiceCue | None:
        """How it was said; None for a wish that was typed. Correcting words keeps it."""
        return self._voice

    @property
    def reading(self) -> EmotionReading | None:
        """What it felt like when it was last read."""
        return self._reading

    @property
    def is_transcribing(self) -> bool:
        """Whether speech is being turned into text."""
        return self._transcribing is not None

    def edit(self, text: str) -> None:
        """Take what the user typed; it is read when the typing rests."""
        if text != self._text:
            self._text = text
            if not text.strip():
                self._voice = None
            self._pause.start()

    def replace(self, text: str) -> None:
        """Put another wish in place of this one."""
        self._voice = None
        self.edit(text)
        self.text_changed.emit(text)

    def take_over(self, reading: EmotionReading) -> None:
        """Put a wish in that was read before, as it was understood then."""
        self._pause.stop()
        self._text, self._voice = reading.text, reading.voice
        self.text_changed.emit(reading.text)
        self.set_reading(reading)

    @Slot(object)
    def listen_along(self, waveform: Waveform) -> None:
        """Show the words of a wish that goes on, as often as the engine has time for it."""
        now = time.monotonic()
        is_busy = self._along is not None or self._guess is not None or self._client.is_warming_up
        if is_busy or now < self._along_from:
            return
        request = self._client.submit(TranscribeJob(waveform, self.read_options, is_whole=False))
        request.finished.connect(self._on_heard_along)
        request.failed.connect(self._on_along_failed)
        self._along, self._along_since = request, now

    @Slot(object)
    def _on_heard_along(self, transcript: Transcript) -> None:
        self._end_along()
        if transcript.text.strip():
            self._shows_part = True
            self.text_changed.emit(" ".join(transcript.text.split()))

    @Slot(object)
    def _on_along_failed(self, _failure: Failure) -> None:
        """Say nothing: it is heard again as a whole."""
        self._end_along()

    def _end_along(self) -> None:
        self._along = None
        now = time.monotonic()
        self._along_from = now + (now - self._along_since) * (1 / MOST_OF_A_CORE - 1)

    def _drop_along(self) -> None:
        if self._along is not None:
            self._client.cancel(self._along)
            self._end_along()

    def _show_whole(self) -> None:
        """Put the wish back in place of words that came to nothing."""
        if self._shows_part:
            self._shows_part = False
            self.text_changed.emit(self._text)

    @Slot(object)
    def guess(self, waveform: Waveform) -> None:
        """Begin to turn speech into text that may yet go on."""
        self.drop_guess()
        self._drop_along()
        request = self._client.submit(TranscribeJob(waveform, self.read_options))
        request.finished.connect(self._on_guessed)
        request.failed.connect(self._on_guess_failed)
        self._guess = _Guess(request, len(waveform.samples))

    @Slot()
    def drop_guess(self) -> None:
        """Forget what was begun: the speech went on."""
        if self._guess is not None:
            self._client.cancel(self._guess.request)
            self._guess = None

    def transcribe(self, waveform: Waveform) -> None:
        """Turn speech into the wish; a guess that heard just this is taken up."""
        # The recorder cuts the silence off, so equal lengths mean that nothing more was said.
        self._drop_along()
        guess = self._guess
        if guess is None or guess.n_frames != len(waveform.samples):
            self._stop()
            self._await(self._client.submit(TranscribeJob(waveform, self.read_options)))
            return
        self._guess = None
        if guess.transcript is not None:
            self._on_transcribed(guess.transcript)
            return
        guess.request.finished.disconnect(self._on_guessed)
        guess.request.failed.disconnect(self._on_guess_failed)
        self._await(guess.request)

    def cancel(self) -> None:
        """Stop turning speech into text."""
        self._stop()
        self._show_whole()

    def _stop(self) -> None:
        self.drop_guess()
        self._drop_along()
        if self._transcribing is not None:
            self._client.cancel(self._transcribing)
            self._transcribing = None

    def _await(self, request: Request) -> None:
        request.progressed.connect(self.progressed)
        request.finished.connect(self._on_transcribed)
        request.failed.connect(self._on_transcription_failed)
        self._transcribing = request

    @Slot()
    def read(self) -> None:
        """Ask what the wish feels like; an older question is dropped."""
        self._pause.stop()
        if self._read_request is not None:
            self._client.cancel(self._read_request)
            self._read_request = None
        if not self._text.strip():
            self.set_reading(None)
            return
        request = self._client.submit(ReadJob(self._text, self.read_options, self._voice))
        request.finished.connect(self._on_read)
        request.failed.connect(self._on_reading_failed)
        self._read_request = request

    @Slot(object)
    def set_reading(self, reading: EmotionReading | None) -> None:
        """Show what a wish feels like."""
        self._reading = reading
        self.reading_changed.emit(reading)

    @Slot(object)
    def _on_transcribed(self, transcript: Transcript) -> None:
        self._transcribing = None
        if transcript.text.strip():
            self._text = " ".join(transcript.text.split())
            self._voice = transcript.voice
            self._shows_part = False
            self.read()
        self._show_whole()
        self.heard.emit(transcript)

    @Slot(object)
    def _on_guessed(self, transcript: Transcript) -> None:
        if self._guess is not None:
            self._guess.transcript = transcript
            self.guessed.emit(transcript)

    @Slot(object)
    def _on_guess_failed(self, _failure: Failure) -> None:
        """Say nothing: the whole recording is tried anyway."""
        self._guess = None

    @Slot(object)
    def _on_transcription_failed(self, failure: Failure) -> None:
        self._transcribing = None
        self._show_whole()
        self.failed.emit(failure)

    @Slot(object)
    def _on_read(self, reading: EmotionReading) -> None:
        self._read_request = None
        self.set_reading(reading)

    @Slot(object)
    def _on_reading_failed(self, _failure: Failure) -> None:
        """Leave the words uncoloured: composing will tell what is wrong."""
        self._read_request = None
