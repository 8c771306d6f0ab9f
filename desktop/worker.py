"""Short work away from the window: opening a device, saving a file."""

from __future__ import annotations

import contextlib
import logging
import queue
import threading
import traceback
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot
from shiboken6 import isValid

from engine import EngineError, Failure

__all__ = ["Worker"]

_log = logging.getLogger(__name__)


def _ignore(_result: Any) -> None:
    """Drop the result."""


class Worker(QObject):
    """Runs calls one after the other in a thread; their results arrive in the window's thread.

    Calls and results pass through Python's own queues, and the signal carries nothing: handed to
    Qt as callables and signal arguments, they are now and then freed without the interpreter's
    lock, which ends the program.
    """

    _ended = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._last = 0
        self._waiting: dict[int, tuple[Callable[[Any], None], Callable[[Failure], None]]] = {}
        self._calls: queue.SimpleQueue[tuple[int, Callable[[], Any]] | None] = queue.SimpleQueue()
        self._results: queue.SimpleQueue[tuple[int, Any, Failure | None]] = queue.SimpleQueue()
        self._thread = threading.Thread(
            target=self._work_forever, name="affetto-worker", daemon=True
        )
        self._thread.start()
        self._ended.connect(self._on_ended)

    @property
    def is_idle(self) -> bool:
        """Whether every call has been answered."""
        return not self._waiting

    def run(
        self,
        call: Callable[[], Any],
        done: Callable[[Any], None] = _ignore,
        failed: Callable[[Failure], None] = _ignore,
    ) -> None:
        """Queue ``call``; then either ``done`` gets its result or ``failed`` what went wrong."""
        self._last += 1
        self._waiting[self._last] = (done, failed)
        self._calls.put((self._last, call))

    def close(self) -> None:
        """Wait for what is under way; its results are dropped, and so is what has not begun."""
        self._waiting.clear()
        with contextlib.suppress(queue.Empty):
            while True:
                self._calls.get_nowait()
        self._calls.put(None)
        self._thread.join(3)

    def _work_forever(self) -> None:
        while (entry := self._calls.get()) is not None:
            number, call = entry
            try:
                self._results.put((number, call(), None))
            except EngineError as error:
                self._results.put((number, None, Failure.of(error)))
            except Exception as error:  # noqa: BLE001 - told to the user, with its details
                self._results.put((number, None, Failure.of(error, traceback.format_exc())))
            del entry, call
            try:
                self._ended.emit()
            except RuntimeError:  # the window has gone, and with it whoever waited
                return

    @Slot()
    def _on_ended(self) -> None:
        number, result, failure = self._results.get()
        done, failed = self._waiting.pop(number, (_ignore, _ignore))
        if failure is None:
            _answer(done, result)
            return
        _log.warning("%s: %s %s", failure.kind, failure.message, failure.details)
        _answer(failed, failure)


def _answer(receive: Callable[[Any], None], value: Any) -> None:
    """Call back, unless it was a dialog that has been closed meanwhile."""
    owner = getattr(receive, "__self__", None)
    if not isinstance(owner, QObject) or isValid(owner):
        receive(value)
