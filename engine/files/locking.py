"""One writer at a time, over all processes."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from engine.errors import ExportError
from engine.files.writing import explain

__all__ = ["hold"]

_PATIENCE = 60.0
"""Seconds; a change takes some milliseconds, so this is for a crowd of a thousand."""
_ELSEWHERE = "Choose another place with the environment variable AFFETTO_HOME."


@contextlib.contextmanager
def hold(path: Path) -> Iterator[None]:
    """Keep a file of the user's folder to oneself while it is read, changed and written.

    The lock is a file beside it, which the system lets go of when its holder ends, however.

    Raises
    ------
    ExportError
        If others change the file all the time, or the lock cannot be made.
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415 - 40 ms that only a change need pay

    lock = FileLock(path.with_name(f".{path.name}.lock"), timeout=_PATIENCE)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as error:
        raise ExportError(
            f"{path} is being changed by another Affetto", hint="Wait until it has ended."
        ) from error
    except OSError as error:
        raise ExportError(str(explain(path, error)), hint=_ELSEWHERE) from error
    try:
        yield
    finally:
        lock.release()
