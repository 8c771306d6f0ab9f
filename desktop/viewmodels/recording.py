"""The recording step: its level, its countdown, its result, its failures."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop.worker import Worker
from engine import DeviceError, Failure, HumOptions, ListenOptions, Transcript, Waveform

__all__ = ["Microphone", "RecordingState", "RecordingViewModel"]

POLL_MS = 33
"""30 times a second: smooth for the eye, nothing for the processor."""

NOTICED = 0.3
"""Seconds of silence that people make between words: no countdown is shown so early."""

RESTED = 0.3
"""Seconds of silence after which what was said may well be all: it stays the same from here on."""


WORDS_EVERY = 1.0
"""Seconds between two looks at the words while somebody speaks."""


class Microphone(Protocol):
    """What we need of `engine.Recorder`."""

    def start(self) -> None:
        """Open the microphone."""
        ...

    def stop(self) -> Waveform:
        """Close it and give what was heard."""
        ...

    def cancel(self) -> None:
        """Close it and forget what was heard."""
        ...

    def heard(self) -> Waveform:
        """Give what was heard so far; the same from `RESTED` seconds of silence on."""
        ...

    def expect_end(self, text: str, language: str) -> None:
        """Wait as long for more as words like these ask for."""
        ...

    @property
    def silence(self) -> float:
        """Seconds since the last word."""
        ...

    @property
    def level_db(self) -> float:
        """Loudness just now, in dBFS."""
        ...

    @property
    def countdown(self) -> float | None:
        """Seconds until silence ends the recording; None before any speech."""
        ...

    @property
    def elapsed(self) -> float:
        """Seconds recorded."""
        ...

    @property
    def is_finished(self) -> bool:
        """Whether it has ended by itself."""
        ...

    @property
    def error(self) -> DeviceError | None:
        """What became of a microphone that was lost."""
        ...

    @property
    def notice(self) -> str:
        """What the user should know, such as that the microphone is muted."""
        ...


class RecordingState(Enum):
    """Where the recording stands."""

    IDLE = "idle"
    OPENING = "opening"
    LISTENING = "listening"
    CLOSING = "closing"


class RecordingViewModel(QObject):
    """Records one wish or tune at a time.

    Devices are opened and closed away from the window's thread.
    """

    state_changed = Signal(object)  # RecordingState
    level_changed = Signal(float)  # dBFS
    elapsed_changed = Signal(float)
    countdown_changed = Signal(object)  # seconds, or None while somebody speaks
    notice_changed = Signal(str)
    spoken = Signal(object)  # Waveform: what was said until now, while somebody speaks
    rested = Signal(object)  # Waveform: what was said, if no more comes
    resumed = Signal()  # more came
    recorded = Signal(object)  # Waveform
    hummed = Signal(object)  # Waveform: instead of `recorded`, with `HumOptions`
    failed = Signal(object)  # Failure; before `recorded` if the microphone was lost meanwhile

    def __init__(
        self,
        make_recorder: Callable[[ListenOptions], Microphone],
        worker: Worker,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._make_recorder = make_recorder
        self._worker = worker
        self._recorder: Microphone | None = None
        self._state = RecordingState.IDLE
        self._after_opening: Callable[[], None] | None = None
        self._notice = ""
        self._has_rested = False
        self._is_of_tune = False
        self._told_at = 0.0  # seconds recorded when what was said was last told
        self._timer = QTimer(self, interval=POLL_MS)
        self._timer.timeout.connect(self._poll)

    def beside(self) -> RecordingViewModel:
        """Make another one for the same microphones, whose recordings nobody is told of."""
        return RecordingViewModel(self._make_recorder, self._worker, self)

    @property
    def state(self) -> RecordingState:
        """Where the recording stands."""
        return self._state

    @property
    def is_active(self) -> bool:
        """Whether a recording is under way."""
        return self._state is not RecordingState.IDLE

    @property
    def is_of_tune(self) -> bool:
        """Whether a tune is recorded, or was last."""
        return self._is_of_tune

    def start(self, options: ListenOptions) -> None:
        """Open the microphone; nothing happens while it is open."""
        if self.is_active:
            return
        self._after_opening = None
        self._is_of_tune = isinstance(options, HumOptions)
        self._has_rested = False
        self._told_at = 0.0
        self._set_state(RecordingState.OPENING)

        # Opening may take a second, and imports the sound library the first time.
        def open_microphone() -> Microphone:
            recorder = self._make_recorder(options)
            recorder.start()
            return recorder

        self._worker.run(open_microphone, self._on_opened, self._on_failed)

    @Slot()
    def stop(self) -> None:
        """End the recording and give what was heard."""
        self._close(keep=True)

    @Slot()
    def cancel(self) -> None:
        """End the recording and forget what was heard."""
        self._close(keep=False)

    @Slot(object)
    def expect_end(self, transcript: Transcript) -> None:
        """Take note of what was said until now: it tells how long to wait for more."""
        if self._recorder is not None and self._has_rested:
            self._recorder.expect_end(transcript.text, transcript.language)

    def _close(self, *, keep: bool) -> None:
        if self._state is RecordingState.OPENING:
            self._after_opening = self.stop if keep else self.cancel
        elif self._state is RecordingState.LISTENING and self._recorder is not None:
            self._timer.stop()
            self._set_state(RecordingState.CLOSING)
            if keep:
                self._worker.run(self._recorder.stop, self._on_recorded, self._on_failed)
            else:
                self._worker.run(self._recorder.cancel, self._on_cancelled, self._on_failed)

    def _on_opened(self, recorder: Microphone) -> None:
        self._recorder = recorder
        self._set_state(RecordingState.LISTENING)
        if self._after_opening is not None:
            self._after_opening()
        else:
            self._timer.start()

    def _on_recorded(self, waveform: Waveform) -> None:
        error = self._recorder.error if self._recorder is not None else None
        self._forget()
        if error is not None:
            self.failed.emit(Failure.of(error))
        if waveform.duration > 0 or error is None:
            (self.hummed if self._is_of_tune else self.recorded).emit(waveform)

    def _on_cancelled(self, _nothing: None) -> None:
        self._forget()

    def _on_failed(self, failure: Failure) -> None:
        self._forget()
        self.failed.emit(failure)

    def _forget(self) -> None:
        self._recorder = None
        self._timer.stop()
        self._set_notice("")
        self._set_state(RecordingState.IDLE)

    @Slot()
    def _poll(self) -> None:
        if self._recorder is None:
            return
        self.level_changed.emit(self._recorder.level_db)
        self.elapsed_changed.emit(self._recorder.elapsed)
        self._follow_silence(self._recorder)
        self._set_notice(self._recorder.notice)
        if self._recorder.is_finished:
            self.stop()

    def _follow_silence(self, recorder: Microphone) -> None:
        """Show the countdown, and tell when the wish may be complete."""
        silence = recorder.silence
        self.countdown_changed.emit(recorder.countdown if silence >= NOTICED else None)
        if self._is_of_tune:  # there are no words to look for meanwhile
            return
        if silence >= RESTED and not self._has_rested:
            self._has_rested = True
            self.rested.emit(recorder.heard())
        elif silence < NOTICED and self._has_rested:
            self._has_rested = False
            self.resumed.emit()
        is_speaking = recorder.countdown is not None and not self._has_rested
        if is_speaking and recorder.elapsed - self._told_at >= WORDS_EVERY:
            self._told_at = recorder.elapsed
            self.spoken.emit(recorder.heard())

    def _set_notice(self, notice: str) -> None:
        if notice != self._notice:
            self._notice = notice
            self.notice_changed.emit(notice)

    def _set_state(self, state: RecordingState) -> None:
        if state is not self._state:
            self._state = state
            self.state_changed.emit(state)
