"""A batch from its list of wishes to its last file."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import itertools
import secrets
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from engine.batch.attempts import Attempt, Make
from engine.batch.fingerprint import fingerprint
from engine.batch.folder import BatchFolder, SongLedger
from engine.batch.task import Order, Task, make_song
from engine.errors import EngineError, Failure
from engine.options import MAX_SEED

__all__ = ["BatchRun", "BatchStanding", "Work"]

Work = Callable[[Make, Iterable[Task]], Iterator[Attempt]]
"""Does tasks, in whatever order, here or elsewhere."""


@dataclasses.dataclass(frozen=True)
class BatchStanding:
    """How far a batch is.

    Attributes
    ----------
    n_before
        Songs that were done by earlier runs.
    n_done, n_failed
        By this run.
    seconds
        Since it began.
    """

    n_songs: int
    n_before: int
    n_done: int
    n_failed: int
    seconds: float

    @property
    def seconds_left(self) -> float | None:
        """Seconds until the end at this pace; None before the first song is done."""
        n_ended = self.n_done + self.n_failed
        n_left = self.n_songs - self.n_before - n_ended
        return n_left * self.seconds / n_ended if n_ended else None


class BatchRun:
    """A list of wishes that becomes a folder of songs, in as many runs as it takes.

    Parameters
    ----------
    folder
        Holds the songs, and what is known of the batch.
    seed
        Of the first song, the next has the next one; None takes that of the earlier run, or draws
        one.

    Raises
    ------
    ExportError
        If the folder cannot be made, or what it holds is damaged.
    """

    def __init__(
        self, folder: Path, wishes: list[str], order: Order, *, seed: int | None, force: bool
    ) -> None:
        self._folder = BatchFolder(folder)
        self._wishes = wishes
        self._order = order
        self._force = force
        known: int = self._folder.asked.get("seed", secrets.randbelow(MAX_SEED + 1))
        self._seed = known if seed is None else seed
        self._version = fingerprint(order)["Affetto"]
        self.failures: list[dict[str, Any]] = []

    def run(self, work: Work, tell: Callable[[BatchStanding], None]) -> Iterator[dict[str, Any]]:
        """Make what is missing and give an answer for each song, in the order of the wishes.

        Raises
        ------
        EngineError
            If nothing more can be done: the folder holds another batch, or the disk is full.
        """
        names = (name for task in self._tasks() for name in task.file_names(self._order))
        with self._folder.run(self._asked(), names, force=self._force) as ledger:
            is_done = [ledger.has(self._key(task)) for task in self._tasks()]
            missing = itertools.compress(self._tasks(), (not done for done in is_done))
            make = functools.partial(
                make_song, self._order, self._folder.path.absolute(), overwrite=self._force
            )
            outcomes = self._keep(work(make, missing), ledger, is_done, tell)
            wanted = (number for number, done in enumerate(is_done, start=1) if not done)
            try:
                yield from _in_order(outcomes, wanted)
            finally:
                self._folder.report_failures(self.failures)

    def _keep(
        self,
        outcomes: Iterator[Attempt],
        ledger: SongLedger,
        is_done: list[bool],
        tell: Callable[[BatchStanding], None],
    ) -> Iterator[tuple[int, dict[str, Any]]]:
        """Write down each outcome as it comes."""
        began, n_done, n_before = time.monotonic(), 0, sum(is_done)
        for outcome in outcomes:
            task = outcome.task
            if outcome.answer is not None:
                n_done += 1
                ledger.add(self._key(task), task.number, task.file_names(self._order))
                answer = outcome.answer
            else:
                assert outcome.failure is not None
                if outcome.stops_all:
                    raise _error_of(outcome.failure)
                answer = _answer_of(task, outcome.failure)
                self.failures.append(answer)
            seconds = time.monotonic() - began
            tell(BatchStanding(len(is_done), n_before, n_done, len(self.failures), seconds))
            yield task.number, answer

    def _tasks(self) -> Iterator[Task]:
        for number, text in enumerate(self._wishes, start=1):
            yield Task(number, text, (self._seed + number - 1) % (MAX_SEED + 1))

    def _key(self, task: Task) -> str:
        return task.key(self._order, self._version)

    def _asked(self) -> dict[str, Any]:
        """Give all that decides the songs, as ``batch.json`` keeps it."""
        digest = hashlib.sha256("\n".join(self._wishes).encode("utf-8", "surrogatepass"))
        options = dataclasses.asdict(self._order)
        del options["compose_options"]["seed"]
        return {
            "seed": self._seed,
            "songs": len(self._wishes),
            "wishes": digest.hexdigest(),
            "formats": list(self._order.suffixes),
            "options": options["compose_options"],
            "sound": options["render_options"],
            "files": options["export_options"],
            "hashes": fingerprint(self._order),
        }


def _in_order(
    outcomes: Iterator[tuple[int, dict[str, Any]]], numbers: Iterator[int]
) -> Iterator[dict[str, Any]]:
    """Give answers in the order of their numbers."""
    waiting: dict[int, dict[str, Any]] = {}
    wanted = next(numbers, None)
    for number, answer in outcomes:
        waiting[number] = answer
        while wanted in waiting:
            yield waiting.pop(wanted)
            wanted = next(numbers, None)


def _answer_of(task: Task, failure: Failure) -> dict[str, Any]:
    return {
        "number": task.number,
        "text": task.text,
        "seed": task.seed,
        "error": failure.message,
        "hint": failure.hint,
    }


def _error_of(failure: Failure) -> EngineError:
    return EngineError(
        failure.message, hint=f"{failure.hint} Then type the same again: what is done stays."
    )
