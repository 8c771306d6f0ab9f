from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.batch.attempts import TRIES, Make, attempt, work_here
from engine.batch.task import Task
from engine.errors import ExportError


def test_a_bad_wish_fails_once_and_the_others_are_made(
    make: Make, tasks: Callable[..., list[Task]]
) -> None:
    outcomes = list(work_here(make, tasks("joy", "bad", "calm")))
    assert [outcome.answer is not None for outcome in outcomes] == [True, False, True]
    assert outcomes[1].failure is not None
    assert outcomes[1].failure.hint == "Say it."
    assert not outcomes[1].may_work


def test_a_fault_of_ours_is_tried_again_and_then_told(
    make: Make, tasks: Callable[..., list[Task]], monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[int] = []
    once, for_ever = tasks("crash once", "crash")
    monkeypatch.setattr(
        "engine.batch.attempts.attempt",
        lambda make, task: tried.append(task.number) or attempt(make, task),
    )
    outcomes = {outcome.task.number: outcome for outcome in work_here(make, [once, for_ever])}
    assert outcomes[1].answer is not None
    assert outcomes[2].failure is not None
    assert "a fault of ours" in outcomes[2].failure.message
    assert tried.count(1) == 2
    assert tried.count(2) == TRIES == 3


def test_a_full_disk_stops_all_and_a_taken_name_one(tasks: Callable[..., list[Task]]) -> None:
    def fail(cause: OSError) -> Callable[[Task], dict[str, object]]:
        def make(_task: Task) -> dict[str, object]:
            raise ExportError("cannot write") from cause

        return make

    task = tasks("joy")[0]
    assert attempt(fail(OSError(28, "No space left")), task).stops_all  # type: ignore[arg-type]
    assert not attempt(fail(FileExistsError()), task).stops_all  # type: ignore[arg-type]
