"""Reads files of others: no more of them than can be meant, and nothing that is no file."""

from __future__ import annotations

import errno
import stat
from pathlib import Path
from typing import Any

__all__ = ["parse_json", "read_json", "read_limited"]

_MOST_OBJECTS = 400_000
"""Of JSON: each takes a hundred bytes of memory and more, but only two in the file."""


def read_limited(path: Path, most: int) -> bytes:
    """Read a plain file of at most ``most`` bytes; a larger one is not even begun.

    Raises
    ------
    OSError
        If it cannot be read, is no plain file (a pipe would be waited for), or larger.
    """
    try:
        state = path.stat()
        if not stat.S_ISREG(state.st_mode):
            raise OSError(errno.EINVAL, "it is not a file")
        with path.open("rb") as file:
            content = file.read(most + 1) if state.st_size <= most else b""
    except ValueError as error:  # a name that no file can have
        raise OSError(errno.EINVAL, str(error)) from error
    if len(content) > most or state.st_size > most:
        size = max(state.st_size, len(content))
        raise OSError(errno.EFBIG, f"it is too large ({size / 1e6:.1f} MB of {most / 1e6:g})")
    return content


def read_json(path: Path, most: int) -> Any:
    """Read a file of JSON of at most ``most`` bytes.

    Raises
    ------
    OSError
        If it cannot be read, or is no plain file.
    ValueError
        If it is larger, or `parse_json` refuses what is in it.
    """
    try:
        content = read_limited(path, most)
    except OSError as error:
        if error.errno == errno.EFBIG:
            raise ValueError(error.strerror) from error
        raise
    return parse_json(content)


def parse_json(content: bytes) -> Any:
    """Parse JSON of strangers.

    Raises
    ------
    ValueError
        If it is none, holds numbers that are none, is nested too deeply, or would take much
        more memory than its bytes do.
    """
    if content.count(b"[") + content.count(b"{") > _MOST_OBJECTS:
        raise ValueError(f"it holds more than {_MOST_OBJECTS} objects")
    import msgspec  # noqa: PLC0415 - 10 ms that no help text need pay

    try:
        return msgspec.json.decode(content)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
