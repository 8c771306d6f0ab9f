from __future__ import annotations

import threading
import time

import pytest

from engine.errors import JobCancelledError, SynthesisError
from engine.progress import Progress
from engine.synthesis.together import together


def test_tasks_are_done_at_once_and_answer_in_order() -> None:
    barrier = threading.Barrier(2, timeout=10)  # one alone would wait for ever

    def meet(name: str) -> str:
        barrier.wait()
        return name

    tasks = [lambda _: meet("first"), lambda _: meet("second")]
    assert together(tasks, Progress()) == ["first", "second"]


def test_the_progress_is_that_of_all_and_never_goes_back() -> None:
    told: list[float] = []

    def work(progress: Progress) -> None:
        for step in range(11):
            progress.update("render", step / 10)

    together([work] * 3, Progress(lambda _, fraction: told.append(fraction)))
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1)


def test_one_that_fails_stops_the_others() -> None:
    def fail(_progress: Progress) -> None:
        raise SynthesisError("no")

    def go_on(progress: Progress) -> None:
        while True:
            time.sleep(0.001)
            progress.check()

    with pytest.raises(SynthesisError, match="no"):
        together([go_on, fail], Progress())


def test_a_cancel_reaches_all() -> None:
    progress = Progress()

    def wait(share: Progress) -> None:
        progress.cancel()
        while True:
            share.check()

    with pytest.raises(JobCancelledError):
        together([wait, wait], progress)
