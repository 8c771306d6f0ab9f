"""Reading many files on several cores or machines, by the same doors as songs are made."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from engine.batch.run import Work
from engine.batch.task import Order, Task
from engine.errors import EngineError
from engine.options import ComposeOptions, RenderOptions

__all__ = ["read_by_workers"]

_NOTHING = Order(ComposeOptions(), RenderOptions(), ())
"""No file is written: what is read comes back."""


def read_by_workers(
    work: Work,
    read: Callable[[Path, Path], Any],
    folder: Path,
    files: Sequence[Path],
    tell: Callable[[float], None],
) -> Iterator[Any]:
    """Read files below a folder that all workers see; see `engine.training.many_files`.

    Parameters
    ----------
    work
        Who does it.
    read
        Takes the folder and a file, and lives in a module, so that workers find it.

    Yields
    ------
    Any
        What came of each file, in their order.

    Raises
    ------
    EngineError
        If the workers are lost, or one file takes worker after worker along.
    """
    make = functools.partial(_read_one, _NOTHING, folder.resolve(), read=read)
    # as paths below the folder: names may be no text, and tasks travel as text
    names = [str(file.relative_to(folder)) for file in files]
    found: dict[int, Any] = {}
    for outcome in work(make, (Task(n, name, 0) for n, name in enumerate(names))):
        if outcome.failure is not None or outcome.answer is None:
            reason = outcome.failure.message if outcome.failure else "nothing came back"
            raise EngineError(
                f"{files[outcome.task.number]} could not be read: {reason}",
                hint="Leave the file out, or read the folder without --jobs and --cluster.",
            )
        found[outcome.task.number] = outcome.answer["read"]
        tell(len(found) / len(files))
    yield from (found[number] for number in range(len(files)))


def _read_one(
    _order: Order, folder: Path, task: Task, *, read: Callable[[Path, Path], Any]
) -> dict[str, Any]:
    return {"read": read(folder, folder / task.text)}
