"""Writes files whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
from pathlib import Path

from engine.errors import ExportError

__all__ = ["check_place", "write_whole"]

_ELSEWHERE = "Choose another folder."
_REASONS: dict[int, tuple[str, str]] = {
    errno.ENOSPC: ("the disk is full", "Free some space or choose another disk, then try again."),
    errno.EDQUOT: ("your share of the disk is full", "Free some space, then try again."),
    errno.EACCES: ("you may not write into this folder", _ELSEWHERE),
    errno.EPERM: ("you may not write into this folder", _ELSEWHERE),
    errno.EROFS: ("the disk can only be read", _ELSEWHERE),
    errno.ENAMETOOLONG: ("the name is too long", "Choose a shorter name."),
    errno.ENOENT: ("the folder does not exist", "Make the folder first, or choose another."),
    errno.ENOTDIR: ("the folder is a file", _ELSEWHERE),
}


def check_place(path: Path, *, overwrite: bool = False) -> None:
    """Find out before any work whether a file could be written.

    Raises
    ------
    ExportError
        If the folder is missing, or something else has that name.
    """
    if "\0" in str(path):
        raise ExportError(f"no file can be called {str(path)!r}", hint="Choose another name.")
    try:
        if path.is_dir():
            raise ExportError(f"{path} is a folder", hint="Add a file name to it.")
        if path.exists() and not overwrite:
            raise ExportError(
                f"{path} exists already", hint="Choose another name, or replace it with --force."
            )
        if not stat.S_ISDIR(path.parent.stat().st_mode):
            raise NotADirectoryError(errno.ENOTDIR, "not a folder")
    except OSError as error:
        raise _explain(path, error) from error


def write_whole(path: Path, content: bytes, *, overwrite: bool = False) -> None:
    """Write a file aside in the same folder, then give it its name.

    Whatever goes wrong, ``path`` holds what it held before, and nothing else is left behind.

    Raises
    ------
    ExportError
        If the file exists and ``overwrite`` is False, or it cannot be written.
    """
    check_place(path, overwrite=overwrite)
    path = Path(os.path.realpath(path))  # a link stays, what it points to is replaced
    aside = path.parent / f".affetto-{secrets.token_hex(6)}.part"
    try:
        with aside.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    except OSError as error:
        raise _explain(path, error) from error
    finally:
        with contextlib.suppress(OSError):
            aside.unlink()  # there only if the rename was not reached


def _explain(path: Path, error: OSError) -> ExportError:
    reason, hint = _REASONS.get(error.errno or 0, (error.strerror or str(error), _ELSEWHERE))
    return ExportError(f"cannot write {path}: {reason}", hint=hint)
