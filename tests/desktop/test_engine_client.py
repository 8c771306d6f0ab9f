from __future__ import annotations

import queue
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop.engine_client import MOST_RESTARTS, EngineClient, Request
from engine import EngineError, Event, Failure, Job, ReadJob, TeachJob, WarmUpJob


class FakeProcess:
    """An engine whose words the test puts into its mouth."""

    def __init__(self) -> None:
        self.jobs: list[Job] = []
        self.cancelled: list[int] = []
        self.sufficed: list[int] = []
        self.is_closed = False
        self.is_dead = False
        self._events: queue.Queue[Event | None] = queue.Queue()

    def submit(self, job: Job) -> int:
        if self.is_dead:
            raise EngineError("the engine has stopped")
        self.jobs.append(job)
        return len(self.jobs)

    def cancel(self, job_id: int) -> None:
        self.cancelled.append(job_id)

    def suffice(self, job_id: int) -> None:
        self.sufficed.append(job_id)

    def receive(self) -> Event | None:
        return self._events.get()

    def close(self) -> None:
        self.is_closed = True
        self.die()

    def die(self) -> None:
        self._events.put(None)

    def say(self, job: Job, kind: str, value: Any = None) -> None:
        number = next(i for i, known in enumerate(self.jobs, 1) if known is job)
        self._events.put(Event(number, kind, value))


@pytest.fixture
def processes() -> list[FakeProcess]:
    return []


@pytest.fixture
def client(processes: list[FakeProcess]) -> Iterator[EngineClient]:
    def make() -> FakeProcess:
        processes.append(FakeProcess())
        return processes[-1]

    client = EngineClient(make)
    yield client
    client.close()


class Heard:
    """Everything that a request said."""

    def __init__(self, request: Request) -> None:
        self.said: list[tuple[Any, ...]] = []
        request.progressed.connect(lambda *values: self.said.append(("progress", *values)))
        request.staged.connect(lambda *values: self.said.append(("stage", *values)))
        request.finished.connect(lambda value: self.said.append(("done", value)))
        request.failed.connect(lambda failure: self.said.append(("failed", failure.kind)))


def test_nothing_runs_before_it_is_started(
    client: EngineClient, processes: list[FakeProcess]
) -> None:
    assert not client.is_running
    assert processes == []


def test_starting_warms_the_models_up_once(
    client: EngineClient, processes: list[FakeProcess]
) -> None:
    client.start()
    client.start()
    assert [process.jobs for process in processes] == [[WarmUpJob()]]


def test_a_request_tells_what_becomes_of_its_job(
    qtbot: Any, client: EngineClient, processes: list[FakeProcess]
) -> None:
    request = client.submit(ReadJob("joy"))
    heard = Heard(request)
    with qtbot.waitSignal(request.finished):
        processes[0].say(request.job, "progress", ("read", 0.5))
        processes[0].say(request.job, "stage", ("reading", "bright"))
        processes[0].say(request.job, "done", "bright")
    assert heard.said == [
        ("progress", "read", 0.5),
        ("stage", "reading", "bright"),
        ("done", "bright"),
    ]


def test_a_failure_reaches_its_request(
    qtbot: Any, client: EngineClient, processes: list[FakeProcess]
) -> None:
    request = client.submit(ReadJob("joy"))
    failure = Failure("EmotionError", "nothing felt", "Say more.")
    with qtbot.waitSignal(request.failed) as caught:
        processes[0].say(request.job, "failed", failure)
    assert caught.args == [failure]


def test_a_cancelled_request_is_silent_and_the_next_one_is_not(
    qtbot: Any, client: EngineClient, processes: list[FakeProcess]
) -> None:
    first, second = client.submit(ReadJob("joy")), client.submit(ReadJob("hope"))
    heard = Heard(first)
    client.cancel(first)
    with qtbot.waitSignal(second.finished):
        processes[0].say(first.job, "done", "late")
        processes[0].say(second.job, "done", "hopeful")
    assert processes[0].cancelled == [1]
    assert heard.said == []


def test_cancelling_what_has_ended_does_nothing(
    qtbot: Any, client: EngineClient, processes: list[FakeProcess]
) -> None:
    request = client.submit(ReadJob("joy"))
    with qtbot.waitSignal(request.finished):
        processes[0].say(request.job, "done", "bright")
    client.cancel(request)
    assert processes[0].cancelled == []


def test_a_dead_engine_is_started_anew_and_its_jobs_fail(
    qtbot: Any, client: EngineClient, processes: list[FakeProcess]
) -> None:
    client.start()
    request = client.submit(ReadJob("joy"))
    with qtbot.waitSignal(request.failed) as caught:
        processes[0].die()
    assert caught.args[0].message == "the engine stopped unexpectedly"
    assert "try once more" in caught.args[0].hint
    assert len(processes) == 2
    assert processes[1].jobs == [WarmUpJob()]
    again = client.submit(ReadJob("joy"))
    with qtbot.waitSignal(again.finished):
        processes[1].say(again.job, "done", "bright")


def test_a_job_for_an_engine_that_has_just_died_fails(
    qtbot: Any, client: EngineClient, processes: list[FakeProcess]
) -> None:
    client.start()
    processes[0].is_dead = True
    requests = [client.submit(ReadJob("joy")), client.submit(ReadJob("hope"))]
    heard = [Heard(request) for request in requests]
    with qtbot.waitSignal(requests[1].failed):
        processes[0].die()
    assert [each.said for each in heard] == [[("failed", "EngineError")]] * 2


def test_an_engine_that_always_dies_is_given_up_and_told(
    qtbot: Any, client: EngineClient, processes: list[FakeProcess]
) -> None:
    with qtbot.waitSignal(client.unwell) as caught:
        client.start()
        for number in range(MOST_RESTARTS + 1):
            qtbot.waitUntil(lambda number=number: len(processes) > number)
            processes[number].die()
    assert caught.args[0].kind == "EngineError"
    assert len(processes) == MOST_RESTARTS + 1
    assert not client.is_running
    client.submit(ReadJob("joy"))  # the user tries again
    assert client.is_running


def test_damage_found_while_warming_up_is_told(
    qtbot: Any, client: EngineClient, processes: list[FakeProcess]
) -> None:
    client.start()
    failure = Failure("ResourceError", "a model is damaged", "Reinstall Affetto.")
    with qtbot.waitSignal(client.unwell) as caught:
        processes[0].say(processes[0].jobs[0], "failed", failure)
    assert caught.args == [failure]


def test_an_engine_that_heeds_no_cancel_is_replaced_and_waiting_jobs_go_on(
    qtbot: Any, client: EngineClient, processes: list[FakeProcess]
) -> None:
    client._patience.setInterval(10)
    stuck, waiting = client.submit(ReadJob("stuck")), client.submit(ReadJob("joy"))
    client.cancel(stuck)
    qtbot.waitUntil(lambda: len(processes) == 2)
    assert processes[0].is_closed
    assert processes[1].jobs == [waiting.job]
    with qtbot.waitSignal(waiting.finished):
        processes[1].say(waiting.job, "done", "bright")


def test_a_cancelled_job_that_waits_behind_another_costs_no_patience(
    qtbot: Any, client: EngineClient, processes: list[FakeProcess]
) -> None:
    client._patience.setInterval(10)
    client.start()
    assert client.is_warming_up
    waiting = client.submit(ReadJob("joy"))
    client.cancel(waiting)
    assert not client._patience.isActive()
    processes[0].say(processes[0].jobs[0], "done")  # now the engine is at the cancelled job
    qtbot.waitUntil(lambda: len(processes) == 2)
    assert not client.is_warming_up


def test_an_engine_that_heeds_a_cancel_stays(
    qtbot: Any, client: EngineClient, processes: list[FakeProcess]
) -> None:
    request = client.submit(ReadJob("joy"))
    client.cancel(request)
    processes[0].say(request.job, "cancelled")
    qtbot.waitUntil(lambda: not client._patience.isActive())
    assert len(processes) == 1


def test_closing_ends_the_process(client: EngineClient, processes: list[FakeProcess]) -> None:
    client.start()
    client.close()
    assert processes[0].is_closed
    assert not client.is_running


def test_the_last_words_of_a_dead_engine_are_not_taken_for_the_next_ones(
    qtbot: Any, client: EngineClient, processes: list[FakeProcess]
) -> None:
    """Both engines count their jobs from 1."""
    client.start()
    lost = client.submit(ReadJob("grief"))
    with qtbot.waitSignal(lost.failed):
        processes[0].die()
    request = client.submit(ReadJob("joy"))
    heard = Heard(request)
    number = processes[1].jobs.index(request.job) + 1
    client._on_received(0, Event(number, "done", "grief"))  # of the first engine, come late
    with qtbot.waitSignal(request.finished):
        processes[1].say(request.job, "done", "bright")
    assert heard.said == [("done", "bright")]


def test_what_was_foreseen_is_silent_until_it_is_wanted_and_then_tells_all(
    qtbot: Any, client: EngineClient, processes: list[FakeProcess]
) -> None:
    client.foresee(ReadJob("joy"))
    (job,) = processes[0].jobs
    processes[0].say(job, "stage", ("reading", "bright"))
    qtbot.wait(20)
    request = client.submit(ReadJob("joy"))
    heard = Heard(request)
    with qtbot.waitSignal(request.finished):
        processes[0].say(job, "done", "bright")
    assert heard.said == [("stage", "reading", "bright"), ("done", "bright")]
    assert processes[0].jobs == [job]


def test_what_was_foreseen_and_is_not_wanted_is_stopped(
    client: EngineClient, processes: list[FakeProcess]
) -> None:
    client.foresee(ReadJob("joy"))
    client.foresee(ReadJob("hope"))
    assert processes[0].cancelled == [1]
    client.forget()
    client.forget()
    assert processes[0].cancelled == [1, 2]
    client.submit(ReadJob("hope"))
    assert len(processes[0].jobs) == 3


def test_an_engine_that_dies_tells_so_whoever_took_up_what_was_foreseen(
    qtbot: Any, client: EngineClient, processes: list[FakeProcess]
) -> None:
    client.foresee(ReadJob("joy"))
    processes[0].die()
    qtbot.waitUntil(lambda: len(processes) == 2)
    request = client.submit(ReadJob("joy"))
    with qtbot.waitSignal(request.failed):
        pass


def test_a_job_that_has_enough_still_tells_its_end(
    client: EngineClient, processes: list[FakeProcess], qtbot: Any
) -> None:
    request = client.submit(TeachJob(Path("music"), "Pop"))
    heard = Heard(request)
    client.suffice(request)
    assert processes[0].sufficed == [1]
    assert processes[0].cancelled == []
    processes[0].say(request.job, "done", "learned")
    qtbot.waitUntil(lambda: heard.said == [("done", "learned")])


def test_patience_is_lost_with_a_song_though_a_composer_learns_before_it(
    client: EngineClient, processes: list[FakeProcess], qtbot: Any
) -> None:
    client._patience.setInterval(1)
    learning = client.submit(TeachJob(Path("music"), "Pop"))
    client.cancel(client.submit(ReadJob("joy")))
    qtbot.waitUntil(lambda: len(processes) == 2)
    assert processes[1].jobs == [learning.job], "it goes on where it was"
