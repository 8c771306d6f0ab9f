"""Keeps recordings of wishes, where the user asked for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from desktop.viewmodels.choices import Choices
from desktop.viewmodels.recording import RecordingViewModel
from desktop.worker import Worker
from engine import Waveform

__all__ = ["Recordings"]


class Recordings(QObject):
    """Writes what was heard, away from the window's thread.

    Parameters
    ----------
    keep
        Writes a recording and gives its place.
    """

    failed = Signal(object)  # Failure

    def __init__(
        self,
        recording: RecordingViewModel,
        choices: Choices,
        keep: Callable[[Waveform], Path],
        worker: Worker,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._choices, self._keep, self._worker = choices, keep, worker
        recording.recorded.connect(self._on_recorded)

    @Slot(object)
    def _on_recorded(self, waveform: Waveform) -> None:
        if self._choices.preferences.keeps_recordings:
            self._worker.run(lambda: self._keep(waveform), failed=self.failed.emit)
