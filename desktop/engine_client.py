"""The only door to the engine: jobs go out, signals come in."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, QThread, QTimer, Signal, Slot

from engine import (
    BESIDE,
    EngineError,
    EngineProcess,
    Event,
    Failure,
    Job,
    JobCancelledError,
    RenderOptions,
    WarmUpJob,
)

__all__ = ["EngineClient", "Process", "Request"]

_log = logging.getLogger(__name__)

PATIENCE_MS = 10_000
"""How long the engine may go on with a cancelled job before it is started anew."""

MOST_RESTARTS = 3
"""Restarts in a row, without a word from the engine, after which it waits for the next job."""


class Process(Protocol):
    """What we need of `engine.EngineProcess`."""

    def submit(self, job: Job) -> int:
        """Queue a job and give its id."""
        ...

    def cancel(self, job_id: int) -> None:
        """Ask one job to stop."""
        ...

    def suffice(self, job_id: int) -> None:
        """Ask one job to end with what it has."""
        ...

    def receive(self) -> Event | None:
        """Wait for the next event."""
        ...

    def close(self) -> None:
        """End the process."""
        ...


class Request(QObject):
    """One job on its way through the engine; silent once it has ended or was cancelled."""

    progressed = Signal(str, float)
    staged = Signal(str, object)
    finished = Signal(object)
    failed = Signal(object)  # Failure

    def __init__(self, job: Job) -> None:
        super().__init__()
        self.job = job
        self._held: list[Event] | None = None

    def hold(self) -> None:
        """Be silent, and keep what there is to tell."""
        self._held = []

    @Slot()
    def release(self) -> None:
        """Tell all that was kept, and from now on what comes."""
        held, self._held = self._held, None
        for event in held or ():
            self.tell(event)

    def tell(self, event: Event) -> None:
        """Turn an event into its signal."""
        if self._held is not None:
            self._held.append(event)
            return
        match event.kind:
            case "progress":
                self.progressed.emit(*event.value)
            case "stage":
                self.staged.emit(*event.value)
            case "done":
                self.finished.emit(event.value)
            case "failed":
                self.failed.emit(event.value)
            case "cancelled":
                cancelled = JobCancelledError(self.tr("the job was cancelled"))
                self.failed.emit(Failure.of(cancelled))


class _Receiver(QThread):
    """Waits for one process's events; finishes when the process has ended."""

    received = Signal(int, object)
    ended = Signal(int)

    def __init__(self, generation: int, process: Process) -> None:
        super().__init__()
        self._generation = generation
        self._process = process

    def run(self) -> None:
        """Pass on events until there are no more."""
        while (event := self._process.receive()) is not None:
            self.received.emit(self._generation, event)
        self.ended.emit(self._generation)


class EngineClient(QObject):
    """Owns the engine's process, and starts it anew when it has died.

    Parameters
    ----------
    make_process
        Starts the engine.
    """

    unwell = Signal(object)  # Failure: the engine cannot do its work at all

    def __init__(
        self,
        make_process: Callable[[], Process] = EngineProcess,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.sound = RenderOptions()
        """What will play, to be made ready when the engine starts."""
        self._make_process = make_process
        self._process: Process | None = None
        self._receiver: _Receiver | None = None
        self._generation = 0
        self._n_restarts = 0
        self._requests: dict[int, Request] = {}  # whoever waits for an answer
        self._jobs: list[int] = []  # what the engine has to do, in its order
        self._foreseen: Request | None = None
        self._patience = QTimer(self, interval=PATIENCE_MS, singleShot=True)
        self._patience.timeout.connect(self._on_patience_lost)

    @property
    def is_warming_up(self) -> bool:
        """Whether the models are still being loaded."""
        return any(isinstance(request.job, WarmUpJob) for request in self._requests.values())

    @property
    def is_running(self) -> bool:
        """Whether there is an engine to talk to."""
        return self._process is not None

    @Slot()
    def start(self) -> None:
        """Start the engine and have it load its models."""
        if self._process is None:
            self.submit(WarmUpJob(self.sound)).failed.connect(self._on_warm_up_failed)

    def submit(self, job: Job) -> Request:
        """Send a job; the request tells what becomes of it, from the next event on."""
        foreseen = self._foreseen
        if foreseen is not None and foreseen.job == job:
            self._foreseen = None
            QTimer.singleShot(0, foreseen.release)
            return foreseen
        self._start_process()
        request = Request(job)
        self._send(request)
        return request

    def foresee(self, job: Job) -> None:
        """Begin a job that will probably be wanted: who submits an equal one is given it."""
        self.forget()
        request = self.submit(job)
        request.hold()
        self._foreseen = request

    def forget(self) -> None:
        """Stop what was foreseen and not wanted."""
        if self._foreseen is not None:
            self.cancel(self._foreseen)
            self._foreseen = None

    def cancel(self, request: Request) -> None:
        """Stop a job. Its request is silent from now on; an ended one is left alone."""
        request.hold()
        for job_id, known in list(self._requests.items()):
            if known is request and self._process is not None:
                del self._requests[job_id]
                self._process.cancel(job_id)
                self._watch()

    def suffice(self, request: Request) -> None:
        """Let a job end with what it has by now; its request tells of that as of any end."""
        for job_id, known in self._requests.items():
            if known is request and self._process is not None:
                self._process.suffice(job_id)

    def close(self) -> None:
        """End the engine, whatever it does."""
        self._requests.clear()
        self._stop_process()

    def _start_process(self) -> None:
        if self._process is not None:
            return
        # Events travel through Qt's queue: those of an earlier process may still be on their way.
        self._generation += 1
        self._process = self._make_process()
        self._receiver = _Receiver(self._generation, self._process)
        self._receiver.received.connect(self._on_received)
        self._receiver.ended.connect(self._on_ended)
        self._receiver.start()

    def _stop_process(self) -> None:
        """Forget the process: what it may still say is of an older generation."""
        self._patience.stop()
        self._jobs.clear()
        self._generation += 1
        if self._process is not None and self._receiver is not None:
            self._process.close()
            self._receiver.wait()
        self._process = self._receiver = None

    def _send(self, request: Request) -> None:
        assert self._process is not None
        try:
            job_id = self._process.submit(request.job)
            if not isinstance(request.job, BESIDE):  # nothing waits behind those
                self._jobs.append(job_id)
        except EngineError:  # it has just died: `_on_ended` is on its way, and starts it anew
            job_id = min(0, *self._requests, 0) - 1
        self._requests[job_id] = request

    def _watch(self) -> None:
        """Lose patience with an engine that is at a cancelled job; waiting ones cost it nothing."""
        if self._jobs and self._jobs[0] not in self._requests:
            if not self._patience.isActive():
                self._patience.start()
        else:
            self._patience.stop()

    @Slot(int, object)
    def _on_received(self, generation: int, event: Event) -> None:
        if generation != self._generation:
            return
        self._n_restarts = 0  # it speaks, so starting it anew has helped
        has_ended = event.kind in {"done", "failed", "cancelled"}
        request = self._requests.get(event.job_id)
        if has_ended:
            if event.job_id in self._jobs:
                self._jobs.remove(event.job_id)
            self._requests.pop(event.job_id, None)
            self._patience.stop()
            self._watch()
        if request is not None:
            request.tell(event)

    @Slot(int)
    def _on_ended(self, generation: int) -> None:
        """Tell whoever waits, then start the engine again."""
        if generation != self._generation:
            return
        _log.error("the engine's process has ended")
        orphans = list(self._requests.values())
        self._requests.clear()
        self._stop_process()
        # One that dies while it starts would be started for ever.
        if self._n_restarts < MOST_RESTARTS:
            self._n_restarts += 1
            self.start()
        failure = Failure(
            "EngineError",
            self.tr("the engine stopped unexpectedly"),
            self.tr("It was started again and your words are kept: try once more."),
        )
        for request in orphans:
            request.tell(Event(0, "failed", failure))

    @Slot(object)
    def _on_warm_up_failed(self, failure: Failure) -> None:
        """Tell of damage; a death is told only when starting anew has not helped."""
        if self._process is None or not failure.is_a(EngineError):
            self.unwell.emit(failure)

    @Slot()
    def _on_patience_lost(self) -> None:
        """End an engine that does not heed a cancel; the jobs behind it are sent again."""
        _log.warning("the engine did not stop when asked to; it is started anew")
        waiting = list(self._requests.values())
        self._requests.clear()
        self._stop_process()
        self._start_process()
        for request in waiting:
            self._send(request)
