"""Several workers on this machine, a process each."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
from collections.abc import Iterable, Iterator
from multiprocessing.connection import Connection, wait
from typing import NoReturn

from engine.batch.attempts import LOST, TRIES, Attempt, Make, Queue, attempt
from engine.batch.task import Task
from engine.errors import EngineError
from engine.threads import keep_to_one_thread

__all__ = ["n_cores", "work_in_processes"]


def n_cores() -> int:
    """Count the cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def work_in_processes(make: Make, tasks: Iterable[Task], n_workers: int) -> Iterator[Attempt]:
    """Do tasks in processes of their own, and give their outcomes as they come.

    A process that ends is replaced, and its task tried again. When the caller stops early, so do
    the processes, within the song that they are at; what they were writing is removed.

    Raises
    ------
    EngineError
        If process after process ends without having done anything.
    """
    crew = _Crew(make, tasks)
    try:
        crew.hire(n_workers)
        while crew.is_busy:
            yield from crew.hear()
    finally:
        crew.dismiss()


class _Worker:
    """The parent's end of a process."""

    def __init__(self, make: Make) -> None:
        keep_to_one_thread()  # the child inherits it, and loads NumPy before it runs our code
        context = multiprocessing.get_context("spawn")
        self.connection, child = context.Pipe()
        self.process = context.Process(
            target=_serve, args=(child, make), name="affetto-batch", daemon=True
        )
        with _interrupts_blocked():
            self.process.start()
        child.close()
        self.task: Task | None = None

    def give(self, task: Task) -> None:
        self.task = task
        with contextlib.suppress(OSError):  # it has ended, which is heard next
            self.connection.send(task)

    def hear(self) -> Attempt | None:
        """Take what it has done; None if it has ended."""
        try:
            outcome: Attempt = self.connection.recv()
        except (EOFError, OSError):
            return None
        return outcome

    def end(self) -> None:
        self.process.join(2)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        self.connection.close()


class _Crew:
    """The workers, what they are at, and what is left."""

    def __init__(self, make: Make, tasks: Iterable[Task]) -> None:
        self._make = make
        self._queue = Queue(tasks)
        self._workers: list[_Worker] = []
        self._n_lost = 0  # since anything was done

    @property
    def is_busy(self) -> bool:
        return any(worker.task for worker in self._workers)

    def hire(self, n_workers: int) -> None:
        for _ in range(n_workers):
            task = self._queue.next()
            if task is not None:
                self._workers.append(_Worker(self._make))
                self._workers[-1].give(task)

    def hear(self) -> Iterator[Attempt]:
        """Wait until one has something to say, and give it the next task."""
        ready = wait([worker.connection for worker in self._workers if worker.task])
        for worker in [worker for worker in self._workers if worker.connection in ready]:
            assert worker.task is not None
            outcome = worker.hear() or Attempt(worker.task, failure=LOST, may_work=True)
            is_lost = outcome.failure is LOST
            self._n_lost = self._n_lost + 1 if is_lost else 0
            idle = self._replace(worker) if is_lost else worker
            yield from self._queue.judge(outcome)
            idle.task = None
            if (task := self._queue.next()) is not None:
                idle.give(task)

    def dismiss(self) -> None:
        for worker in self._workers:
            worker.process.terminate()
        for worker in self._workers:
            worker.end()

    def _replace(self, lost: _Worker) -> _Worker:
        if self._n_lost > TRIES * len(self._workers):
            raise EngineError(
                "the processes that compose end at once",
                hint="See with affetto check whether everything works; use less memory: --jobs 1.",
            )
        lost.end()
        worker = _Worker(self._make)
        self._workers[self._workers.index(lost)] = worker
        return worker


@contextlib.contextmanager
def _interrupts_blocked() -> Iterator[None]:
    """Start a process that Ctrl+C does not reach: the parent ends it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(connection: Connection, make: Make) -> None:
    """Do what comes in until the parent goes away or ends us."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _leave)
    with contextlib.suppress(EOFError, OSError):
        while True:
            connection.send(attempt(make, connection.recv()))


def _leave(_signal: int, _frame: object) -> NoReturn:
    """End by an exception, so that what is half written is removed."""
    sys.exit(0)
