from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel
from shiboken6 import isValid

from desktop.worker import Worker
from engine import DeviceError, Failure


@pytest.fixture
def worker() -> Iterator[Worker]:
    worker = Worker()
    yield worker
    worker.close()


def test_results_arrive_in_order_in_the_callers_thread(qtbot: Any, worker: Worker) -> None:
    results: list[tuple[int, bool]] = []
    main = threading.current_thread()

    def take(number: int) -> None:
        results.append((number, threading.current_thread() is main))

    for number in range(5):
        worker.run(lambda number=number: number, take)
    qtbot.waitUntil(lambda: worker.is_idle)
    assert results == [(number, True) for number in range(5)]


def test_calls_run_elsewhere(qtbot: Any, worker: Worker) -> None:
    threads: list[threading.Thread] = []
    worker.run(threading.current_thread, threads.append)
    qtbot.waitUntil(lambda: bool(threads))
    assert threads[0] is not threading.current_thread()


def test_an_error_of_ours_keeps_its_hint(qtbot: Any, worker: Worker) -> None:
    failures: list[Failure] = []

    def call() -> None:
        raise DeviceError("no microphone", hint="Plug one in.")

    worker.run(call, failed=failures.append)
    qtbot.waitUntil(lambda: bool(failures))
    assert failures == [Failure("DeviceError", "no microphone", "Plug one in.")]


def test_a_bug_comes_with_its_traceback(qtbot: Any, worker: Worker) -> None:
    failures: list[Failure] = []
    worker.run(lambda: 1 / 0, failed=failures.append)
    qtbot.waitUntil(lambda: bool(failures))
    assert "ZeroDivisionError" in failures[0].details


def test_a_receiver_that_was_deleted_is_left_alone(qtbot: Any, worker: Worker) -> None:
    label = QLabel()
    worker.run(lambda: "late", label.setText)
    label.deleteLater()
    qtbot.waitUntil(lambda: worker.is_idle and not isValid(label))


def test_nothing_arrives_after_closing(qtbot: Any, worker: Worker) -> None:
    results: list[int] = []
    gate = threading.Event()
    worker.run(lambda: gate.wait(5), lambda _: results.append(1))
    gate.set()
    worker.close()
    qtbot.wait(20)
    assert results == []
