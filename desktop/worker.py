"""Short work away from the window: opening a device, saving a file."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QThreadPool, Signal, Slot
from shiboken6 import isValid

from engine import EngineError, Failure

__all__ = ["Worker"]

_log = logging.getLogger(__name__)


def _ignore(_result: Any) -> None:
    """Drop the result."""


class Worker(QObject):
    """Runs calls one after the other in a thread; their results arrive in the window's thread."""

    _ended = Signal(int, object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)  # in order: a device is opened before it is closed
        self._last = 0
        self._waiting: dict[int, tuple[Callable[[Any], None], Callable[[Failure], None]]] = {}
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
        number = self._last
        self._waiting[number] = (done, failed)

        def work() -> None:
            try:
                self._ended.emit(number, call(), None)
            except EngineError as error:
                self._ended.emit(number, None, Failure.of(error))
            except Exception as error:  # noqa: BLE001 - told to the user, with its details
                self._ended.emit(number, None, Failure.of(error, traceback.format_exc()))

        self._pool.start(work)

    def close(self) -> None:
        """Wait for what is under way; its results are dropped."""
        self._waiting.clear()
        self._pool.clear()
        self._pool.waitForDone(3000)

    @Slot(int, object, object)
    def _on_ended(self, number: int, result: Any, failure: Failure | None) -> None:
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
