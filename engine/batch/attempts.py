"""What becomes of a task: done, failed for good, or to be tried again."""

from __future__ import annotations

import functools
import traceback
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from engine.batch.task import Task
from engine.errors import EngineError, ExportError, Failure
from engine.packages import missing_package

__all__ = ["LOST", "TRIES", "Attempt", "Make", "Queue", "attempt", "work_here"]

TRIES = 3
"""Of a task that failed for no reason that we know, or took its worker along."""

LOST = Failure(
    "EngineError",
    "the process that composed it ended",
    "Try it by itself: affetto compose; report it if that ends, too.",
)
"""Why a task failed that took its worker along."""

Make = functools.partial[dict[str, Any]]
"""Makes the song of a task: `make_song` with its order and folder, so that it can travel."""


@dataclass(frozen=True)
class Attempt:
    """The outcome of a task.

    Attributes
    ----------
    answer
        What was made; None if it failed.
    failure
        Why it failed.
    may_work
        Whether trying again may help.
    stops_all
        Whether every other task would fail likewise: the disk is full, say.
    """

    task: Task
    answer: dict[str, Any] | None = None
    failure: Failure | None = None
    may_work: bool = False
    stops_all: bool = False


def attempt(make: Make, task: Task) -> Attempt:
    """Try a task; whatever goes wrong is told."""
    try:
        return Attempt(task, make(task))
    except ImportError as error:
        return Attempt(task, failure=Failure.of(missing_package(error)), stops_all=True)
    except EngineError as error:
        return Attempt(task, failure=Failure.of(error), stops_all=_is_the_disks_fault(error))
    except Exception as error:  # noqa: BLE001 - one bad wish must not end the others
        failure = Failure.of(error, traceback.format_exc())
        return Attempt(task, failure=failure, may_work=True)


def _is_the_disks_fault(error: EngineError) -> bool:
    cause = error.__cause__
    return (
        isinstance(error, ExportError)
        and isinstance(cause, OSError)
        and not isinstance(cause, FileExistsError)
    )


class Queue:
    """Tasks that are left, those that may work at another try first."""

    def __init__(self, tasks: Iterable[Task]) -> None:
        self._tasks = iter(tasks)
        self._again: deque[Task] = deque()
        self._tries: Counter[int] = Counter()

    def next(self) -> Task | None:
        """Give the next task; None where none is left."""
        return self._again.popleft() if self._again else next(self._tasks, None)

    def judge(self, outcome: Attempt) -> Iterator[Attempt]:
        """Give an outcome that is final; put the others back."""
        number = outcome.task.number
        self._tries[number] += 1
        if outcome.may_work and self._tries[number] < TRIES:
            self._again.append(outcome.task)
            return
        del self._tries[number]
        yield outcome


def work_here(make: Make, tasks: Iterable[Task]) -> Iterator[Attempt]:
    """Do tasks one after the other in this process."""
    queue = Queue(tasks)
    while (task := queue.next()) is not None:
        yield from queue.judge(attempt(make, task))
