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


@contextlib.contextmanager
def hold(path: Path, patience: float = _PATIENCE, *, hint: str = "") -> Iterator[None]:
    """Keep a file to oneself while it is read, changed and written.

    The lock is a file beside it, which the system lets go of when its holder ends, however.

    Parameters
    ----------
    patience
        Seconds to wait for others.
    hint
        What to do where the lock cannot be made, if it is not to name another folder.

    Raises
    ------
    ExportError
        If others keep the file for longer, or the lock cannot be made.
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415 - 40 ms that only a change need pay

    lock = FileLock(path.with_name(f".{path.name}.lock"), timeout=patience)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as error:
        raise ExportError(
            f"{path} is being changed by another Affetto", hint="Wait until it has ended."
        ) from error
    except OSError as error:
        reason = explain(path, error)
        raise ExportError(str(reason), hint=hint or reason.hint) from error
    try:
        yield
    finally:
        lock.release()
