from __future__ import annotations

import os
from collections.abc import Callable
from multiprocessing.connection import wait
from pathlib import Path

import pytest

from engine.batch import processes
from engine.batch.attempts import Make
from engine.batch.processes import work_in_processes
from engine.batch.task import Task
from engine.errors import EngineError


def test_all_is_done_whatever_ends_on_the_way(
    make: Make, tasks: Callable[..., list[Task]], tmp_path: Path
) -> None:
    wishes = ["joy", "bad", "end once", "calm", "crash once", "sad", "end"]
    outcomes = {o.task.text: o for o in work_in_processes(make, tasks(*wishes), n_workers=2)}
    assert set(outcomes) == set(wishes)
    failed = {text for text, outcome in outcomes.items() if outcome.answer is None}
    assert failed == {"bad", "end"}
    assert outcomes["end"].failure is not None
    assert "ended" in outcomes["end"].failure.message
    assert (tmp_path / "0003.mid").read_text() == "end once"


def test_the_work_is_shared(make: Make, tasks: Callable[..., list[Task]]) -> None:
    outcomes = list(work_in_processes(make, tasks(*["joy"] * 60), n_workers=3))
    workers = {outcome.answer["pid"] for outcome in outcomes if outcome.answer}
    assert len(outcomes) == 60
    assert os.getpid() not in workers
    assert len(workers) > 1


def test_tasks_are_taken_when_they_are_needed(make: Make, tasks: Callable[..., list[Task]]) -> None:
    taken = 0

    def count() -> object:
        nonlocal taken
        for task in tasks(*["joy"] * 1000):
            taken += 1
            yield task

    work = work_in_processes(make, count(), n_workers=2)  # type: ignore[arg-type]
    for _ in range(10):
        next(work)
    assert taken <= 10 + 2 + 2
    work.close()


def test_who_stops_early_leaves_nobody_behind(
    make: Make, tasks: Callable[..., list[Task]], monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[processes._Worker] = []
    hire = processes._Worker.__init__

    def remember(self: processes._Worker, make: Make) -> None:
        hire(self, make)
        started.append(self)

    monkeypatch.setattr(processes._Worker, "__init__", remember)
    work = work_in_processes(make, tasks("joy", "wait", "wait"), n_workers=2)
    next(work)
    alive = [worker.process.sentinel for worker in started]
    work.close()
    assert len(wait(alive, timeout=0)) == len(started) == 2


def test_processes_that_end_at_once_are_not_started_for_ever(
    make: Make, tasks: Callable[..., list[Task]]
) -> None:
    with pytest.raises(EngineError, match="end at once"):
        list(work_in_processes(make, tasks(*["end"] * 50), n_workers=2))
