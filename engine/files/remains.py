"""What a writer leaves that was killed: found by its name, and removed once it is old."""

from __future__ import annotations

import contextlib
import functools
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterable
from pathlib import Path

__all__ = ["aside_of", "sweep", "sweep_once"]

_NAME = re.compile(r"\.affetto-[0-9a-f]{12}\.part")
_OLD = 3600.0
"""Seconds; a file that is being written is renamed within a few."""


def aside_of(path: Path) -> Path:
    """Give a name beside ``path`` under which it can be written before it gets its own."""
    return path.with_name(f".affetto-{secrets.token_hex(6)}.part")


def sweep(folders: Iterable[Path]) -> None:
    """Remove old remains from folders; what cannot be removed stays."""
    for folder in folders:
        sweep_once(folder)


@functools.cache
def sweep_once(folder: Path) -> None:
    """Remove old remains from a folder, once a process: it may hold a million files."""
    now = time.time()
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if _NAME.fullmatch(entry.name) and now - _changed(entry) > _OLD:
                _remove(entry)


def _changed(entry: os.DirEntry[str]) -> float:
    try:
        return entry.stat(follow_symlinks=False).st_mtime
    except OSError:  # its writer has renamed it meanwhile
        return float("inf")


def _remove(entry: os.DirEntry[str]) -> None:
    if entry.is_dir(follow_symlinks=False):
        shutil.rmtree(entry.path, ignore_errors=True)
        return
    with contextlib.suppress(OSError):
        Path(entry.path).unlink()
