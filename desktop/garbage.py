"""Collects Python's garbage in the window's thread alone.

The collector otherwise runs in whatever thread happens to allocate. Windows and dialogs are often
part of a cycle; a widget that a worker's thread frees leaves its timers with the window's event
loop, which calls what is no more: the program ends without a word.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer, Slot

__all__ = ["GarbageCollector"]

_INTERVAL = 1000  # milliseconds


class GarbageCollector(QObject):
    """Takes over from the collector that comes with Python, from now on until `close`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._was_enabled = gc.isenabled()
        gc.disable()
        self._timer = QTimer(self, interval=_INTERVAL)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    @Slot()
    def collect(self) -> None:
        """Free what is due, the young before the old, as Python itself would."""
        counts, thresholds = gc.get_count(), gc.get_threshold()
        due = [n for n in range(3) if counts[n] > thresholds[n]]
        if due:
            gc.collect(due[-1])

    def close(self) -> None:
        """Free all, and let Python collect again if it did before."""
        self._timer.stop()
        gc.collect()
        if self._was_enabled:
            gc.enable()
