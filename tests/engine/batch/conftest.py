from __future__ import annotations

import functools
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.batch.attempts import Make
from engine.batch.task import Order, Task
from engine.errors import EmotionError
from engine.options import ComposeOptions, RenderOptions


def write_number(_order: Order, folder: Path, task: Task, **_options: object) -> dict[str, Any]:
    """Stand in for a song: the wish says what happens."""
    match task.text.split():
        case ["bad"]:
            raise EmotionError("it does not say what to feel", hint="Say it.")
        case ["crash"]:
            raise ValueError("a fault of ours")
        case ["crash", "once"] if not (folder / "tried").exists():
            (folder / "tried").touch()
            raise ValueError("a fault of ours")
        case ["end"]:
            os._exit(1)
        case ["end", "once"] if not (folder / "ended").exists():
            (folder / "ended").touch()
            os._exit(1)
        case ["lose"]:
            os.kill(int((folder / "scheduler").read_text()), signal.SIGKILL)
        case ["wait"]:
            time.sleep(60)
    (folder / f"{task.number:04}.mid").write_text(task.text)
    return {"number": task.number, "text": task.text, "pid": os.getpid()}


@pytest.fixture
def order() -> Order:
    return Order(ComposeOptions(seconds=5), RenderOptions(), (".mid",))


@pytest.fixture
def make(order: Order, tmp_path: Path) -> Make:
    return functools.partial(write_number, order, tmp_path)


@pytest.fixture
def tasks() -> Callable[..., list[Task]]:
    return lambda *texts: [Task(n, text, n) for n, text in enumerate(texts, start=1)]
