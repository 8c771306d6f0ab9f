"""The engine as a process of its own: jobs in, events out.

A crash of native code cannot take the window along, and a window that paints never waits for a
model. The parent holds an `EngineProcess`; the child runs `serve`.
"""

from __future__ import annotations

import functools
import logging
import multiprocessing
import os
import queue
import sys
import threading
import traceback
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any

from engine.errors import EngineError, Failure, JobCancelledError
from engine.files import sweep
from engine.job_runner import JobRunner
from engine.jobs import BESIDE, Ask, Event, Job
from engine.packages import missing_package
from engine.progress import Progress
from engine.threads import keep_to_one_thread
from engine.user_folder import user_places

if TYPE_CHECKING:
    from engine.pipeline import Pipeline

__all__ = ["EngineProcess"]

_log = logging.getLogger(__name__)
_LAST_WORDS = {"done", "failed", "cancelled"}
_FAREWELL = 10.0
"""Seconds in which a composer that learns may write down what it knows, once the window is gone."""

_GRACE = 0.1
"""Seconds in which a cancelled job ends by itself, unless it is loading something."""


class EngineProcess:
    """The parent's end.

    One thread may `receive` while another calls the rest. Nothing but `receive` and `close` waits:
    a thread of its own sends, since a long recording does not fit into the pipe before the child
    has started to read.
    """

    def __init__(self) -> None:
        keep_to_one_thread()  # the child inherits it, and loads NumPy before it runs our code
        context = multiprocessing.get_context("spawn")
        self._connection, child = context.Pipe()
        self._process = context.Process(
            target=serve, args=(child,), name="affetto-engine", daemon=True
        )
        self._process.start()
        child.close()
        self._last_id = 0
        self._outbox: queue.SimpleQueue[tuple[int, Job | Ask] | None] = queue.SimpleQueue()
        threading.Thread(target=self._send_forever, name="affetto-outbox", daemon=True).start()

    @property
    def is_alive(self) -> bool:
        """Whether the process runs."""
        return self._process.is_alive()

    def submit(self, job: Job) -> int:
        """Queue a job and give its id.

        Raises
        ------
        EngineError
            If the engine's process has ended.
        """
        if not self.is_alive:
            raise EngineError("the engine has stopped", hint="Try again: it is started anew.")
        self._last_id += 1
        self._outbox.put((self._last_id, job))
        return self._last_id

    def cancel(self, job_id: int) -> None:
        """Ask one job to stop; a job that has ended already is left alone."""
        self._outbox.put((job_id, Ask.CANCEL))

    def suffice(self, job_id: int) -> None:
        """Ask one job to end with what it has, if it can."""
        self._outbox.put((job_id, Ask.SUFFICE))

    def receive(self) -> Event | None:
        """Wait for the next event; None once the process has ended."""
        try:
            event: Event = self._connection.recv()
        except (EOFError, OSError):
            return None
        return event

    def close(self) -> None:
        """End the process, whatever it does."""
        self._outbox.put(None)
        self._process.terminate()
        self._process.join(2)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()

    def _send_forever(self) -> None:
        while (message := self._outbox.get()) is not None:
            try:
                self._connection.send(message)
            except OSError:  # the child has gone, which `receive` tells
                return


def serve(connection: Connection) -> None:
    """Run jobs one after the other until the parent goes away.

    Parameters
    ----------
    connection
        Receives ``(job_id, Job)`` to run a job and ``(job_id, Ask)`` to ask something of it.
    """
    from engine.pipeline import Pipeline  # noqa: PLC0415 - loads numpy and more, in the child only

    sweep(user_places())
    server = _Server(connection, Pipeline())
    threading.Thread(target=server.receive_forever, daemon=True).start()
    beside = threading.Thread(target=server.work_beside, daemon=True)
    beside.start()
    server.work_forever()
    beside.join(_FAREWELL)  # a thread that is cut off within torch ends the process with a cry


class _Server:
    """The child's end: one thread listens, so that a running job can be cancelled.

    One works at what a song waits for, and one at what takes minutes.
    """

    def __init__(self, connection: Connection, pipeline: Pipeline) -> None:
        self._connection = connection
        self._runner = JobRunner(pipeline)
        self._jobs: queue.Queue[tuple[int, Job] | None] = queue.Queue()
        self._long_jobs: queue.Queue[tuple[int, Job] | None] = queue.Queue()
        self._progresses: dict[int, Progress] = {}
        self._learning: list[Progress] = []
        self._open: set[int] = set()
        """Jobs whose last word has not been said."""
        self._telling = threading.Lock()

    def receive_forever(self) -> None:
        """Queue what comes in; end when the parent has gone."""
        while True:
            try:
                job_id, job = self._connection.recv()
            except (EOFError, OSError):
                for progress in self._learning:
                    progress.cancel()  # it keeps what it has by then
                self._jobs.put(None)
                self._long_jobs.put(None)
                return
            if isinstance(job, Ask):
                self._ask(job_id, job)
                continue
            progress = Progress(functools.partial(self._tell_progress, job_id))
            self._progresses[job_id] = progress
            self._open.add(job_id)
            if isinstance(job, BESIDE):
                self._learning.append(progress)
                self._long_jobs.put((job_id, job))
            else:
                self._jobs.put((job_id, job))

    def _ask(self, job_id: int, ask: Ask) -> None:
        progress = self._progresses.get(job_id)
        if progress is None:
            return
        if ask is Ask.SUFFICE:
            progress.suffice()
        else:
            progress.cancel()
            self._answer_soon(job_id)

    def _answer_soon(self, job_id: int) -> None:
        """Let nobody wait for a model that is being loaded: it is kept, the job is not."""
        timer = threading.Timer(_GRACE, self._tell, (job_id, "cancelled"))
        timer.daemon = True
        timer.start()

    def work_beside(self) -> None:
        """Run the queue of what takes minutes; songs come first."""
        if sys.platform == "linux":  # where a thread has a priority of its own
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)
        while (entry := self._long_jobs.get()) is not None:
            self._work(*entry)

    def work_forever(self) -> None:
        """Run the queue of what a song waits for."""
        while (entry := self._jobs.get()) is not None:
            self._work(*entry)

    def _work(self, job_id: int, job: Job) -> None:
        progress = self._progresses[job_id]
        try:
            progress.check()
            watch = functools.partial(self._tell_stage, job_id)
            self._tell(job_id, "done", self._runner.run(job, progress, watch))
        except JobCancelledError:
            self._tell(job_id, "cancelled")
        except EngineError as error:
            self._tell(job_id, "failed", Failure.of(error))
        except ImportError as error:
            self._tell(job_id, "failed", Failure.of(missing_package(error)))
        except Exception as error:  # noqa: BLE001 - one bad job must not end the service
            _log.exception("job %d failed", job_id)
            self._tell(job_id, "failed", Failure.of(error, traceback.format_exc()))
        finally:
            del self._progresses[job_id]

    def _tell_stage(self, job_id: int, name: str, value: Any) -> None:
        self._tell(job_id, "stage", (name, value))

    def _tell_progress(self, job_id: int, stage: str, fraction: float) -> None:
        self._tell(job_id, "progress", (stage, fraction))

    def _tell(self, job_id: int, kind: str, value: Any = None) -> None:
        with self._telling:
            if job_id not in self._open:
                return
            if kind in _LAST_WORDS:
                self._open.remove(job_id)
            try:
                self._connection.send(Event(job_id, kind, value))
            except OSError:
                self._jobs.put(None)
