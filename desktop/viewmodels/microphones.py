"""Which microphones there are, and what the chosen one hears while one is being chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop.viewmodels.recording import RecordingState, RecordingViewModel
from desktop.worker import Worker
from engine import Failure, ListenOptions

__all__ = ["Microphones"]

LONGEST = 10.0
"""Seconds of silence after which a microphone that is tried out is opened anew."""


class Microphones(QObject):
    """Lists microphones by name, and tries one out: its level is told, nothing is kept.

    Parameters
    ----------
    recording
        That a wish is recorded by; another one beside it does the trying.
    """

    listed = Signal(object)  # tuple[str, ...]
    level_changed = Signal(float)  # dBFS
    refused = Signal(str)  # why the one that is tried out is not heard

    def __init__(
        self,
        list_microphones: Callable[[], Sequence[str]],
        recording: RecordingViewModel,
        worker: Worker,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._list_microphones, self._worker = list_microphones, worker
        self._recording = recording
        self._trial = recording.beside()
        self._wanted: ListenOptions | None = None
        self.chosen: str | None = None
        """None for the one that the system has chosen."""
        self._trial.level_changed.connect(self.level_changed)
        self._trial.state_changed.connect(self._on_state)
        self._trial.failed.connect(self._on_failed)

    def look(self) -> None:
        """Find out which there are; `listed` tells."""
        self._worker.run(lambda: tuple(self._list_microphones()), self.listed.emit, self._on_failed)

    def try_out(self, name: str | None) -> None:
        """Listen to a microphone until `stop`; a wish that is recorded has it for itself."""
        self._wanted = ListenOptions(device=name, silence=LONGEST)
        if self._trial.is_active:
            self._trial.cancel()  # it begins anew when that is done
        elif not self._recording.is_active:
            self._trial.start(self._wanted)

    @Slot()
    def stop(self) -> None:
        """Close the microphone."""
        self._wanted = None
        self._trial.cancel()

    @Slot(object)
    def _on_state(self, state: RecordingState) -> None:
        if state is RecordingState.IDLE:
            QTimer.singleShot(0, self, self._go_on)  # a failure is told after the state

    @Slot()
    def _go_on(self) -> None:
        if self._wanted is not None:
            self._trial.start(self._wanted)

    def _on_failed(self, failure: Failure) -> None:
        self._wanted = None
        self.refused.emit(f"{failure.message}. {failure.hint}")
