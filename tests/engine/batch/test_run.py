from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from engine.batch.attempts import Attempt, Make
from engine.batch.run import BatchRun, BatchStanding
from engine.batch.task import Order, Task
from engine.errors import EngineError, Failure

FULL = Failure("ExportError", "the disk is full", "Free some space.")
BAD = Failure("EmotionError", "it says nothing", "Say it.")


def touch(make: Make, task: Task) -> Attempt:
    """Make a song of nothing."""
    order, folder = make.args
    for name in task.file_names(order):
        (folder / name).touch()
    return Attempt(task, {"number": task.number, "seed": task.seed})


def backwards(make: Make, tasks: Iterable[Task]) -> Iterator[Attempt]:
    for task in reversed(list(tasks)):
        yield touch(make, task)


@pytest.fixture
def batch(order: Order, tmp_path: Path) -> Callable[..., BatchRun]:
    def start(wishes: list[str], seed: int | None = None) -> BatchRun:
        return BatchRun(tmp_path / "songs", wishes, order, seed=seed, force=False)

    return start


def ignore(_standing: BatchStanding) -> None:
    """Tell nobody."""


def test_answers_come_in_the_order_of_the_wishes(batch: Callable[..., BatchRun]) -> None:
    answers = list(batch(["joy"] * 40, seed=3).run(backwards, ignore))
    assert [answer["number"] for answer in answers] == list(range(1, 41))
    assert [answer["seed"] for answer in answers] == list(range(3, 43))


def test_what_a_run_leaves_the_next_one_does_with_the_same_seeds(
    batch: Callable[..., BatchRun], tmp_path: Path
) -> None:
    def three(make: Make, tasks: Iterable[Task]) -> Iterator[Attempt]:
        for task, _ in zip(tasks, range(3), strict=False):
            yield touch(make, task)
        raise KeyboardInterrupt

    wishes = ["joy", "joy", "calm", "sad", "sad"]
    first: list[int] = []
    with pytest.raises(KeyboardInterrupt):
        first.extend(answer["seed"] for answer in batch(wishes).run(three, ignore))
    assert len((tmp_path / "songs" / "done.jsonl").read_text().splitlines()) == 3
    second = [answer["seed"] for answer in batch(wishes).run(backwards, ignore)]
    assert second == [first[0] + 3, first[0] + 4]
    assert list(batch(wishes).run(backwards, ignore)) == []


def test_a_full_disk_ends_the_run_and_says_what_to_do(batch: Callable[..., BatchRun]) -> None:
    def fill(make: Make, tasks: Iterable[Task]) -> Iterator[Attempt]:
        for task in tasks:
            if task.number == 2:
                yield Attempt(task, failure=FULL, stops_all=True)
            yield touch(make, task)

    with pytest.raises(EngineError, match="disk is full") as caught:
        list(batch(["joy"] * 3).run(fill, ignore))
    assert "what is done stays" in caught.value.hint
    assert len(list(batch(["joy"] * 3).run(backwards, ignore))) == 2


def test_the_time_left_follows_the_pace(batch: Callable[..., BatchRun]) -> None:
    def one_bad(make: Make, tasks: Iterable[Task]) -> Iterator[Attempt]:
        for task in tasks:
            yield Attempt(task, failure=BAD) if task.number == 2 else touch(make, task)

    told: list[BatchStanding] = []
    made = batch(["joy"] * 10)
    answers = list(made.run(one_bad, told.append))
    assert [(standing.n_done, standing.n_failed) for standing in told[:3]] == [
        (1, 0),
        (1, 1),
        (2, 1),
    ]
    assert told[-1].seconds_left == 0
    assert BatchStanding(10, 2, 3, 1, 8.0).seconds_left == 8.0
    assert BatchStanding(10, 2, 0, 0, 8.0).seconds_left is None
    assert made.failures == [answers[1]]


def test_twenty_thousand_wishes_cost_little_beside_their_songs(
    batch: Callable[..., BatchRun], tmp_path: Path
) -> None:
    def say_done(_make: Make, tasks: Iterable[Task]) -> Iterator[Attempt]:
        for task in tasks:
            yield Attempt(task, {"number": task.number})

    wishes = [f"joy {number}" for number in range(20_000)]
    assert sum(1 for _ in batch(wishes).run(say_done, ignore)) == 20_000
    lines = (tmp_path / "songs" / "done.jsonl").read_bytes().splitlines()
    assert len(set(lines)) == 20_000
