"""Renames that Python does not offer: to a free name only, and two folders for each other."""

from __future__ import annotations

import ctypes
import errno
import functools
import os
import sys
from collections.abc import Callable
from pathlib import Path

__all__ = ["exchange", "name_anew"]

_HERE = -100
"""Linux's AT_FDCWD: paths are as the process sees them."""
_NO_REPLACE, _EXCHANGE = (4, 2) if sys.platform == "darwin" else (1, 2)
"""``RENAME_EXCL`` and ``RENAME_SWAP`` of macOS's renamex_np(2), ``RENAME_NOREPLACE`` and
``RENAME_EXCHANGE`` of Linux's renameat2(2)."""
_UNKNOWN = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP}
"""What a system or a disk says that has no such rename."""


def name_anew(old: Path, new: Path) -> None:
    """Rename a file or folder in one step if nothing has the new name.

    Raises
    ------
    FileExistsError
        If something has it, even if it came this moment.
    OSError
        If it cannot be renamed.
    """
    if _rename(old, new, _NO_REPLACE):
        return
    if sys.platform == "win32" or old.is_dir():
        _rename_by_hand(old, new)
        return
    os.link(old, new)
    old.unlink()


def _rename_by_hand(old: Path, new: Path) -> None:
    """Rename where renaming never replaces: on Windows, and a folder by one that holds files."""
    try:
        old.rename(new)
    except OSError as error:
        if error.errno == errno.ENOTEMPTY:
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(new)) from error
        raise


def exchange(one: Path, other: Path) -> bool:
    """Give two folders each other's name in one step; False where the system cannot.

    Raises
    ------
    OSError
        If it can, but may not: a mounted disk, say.
    """
    return _rename(one, other, _EXCHANGE)


def _rename(old: Path, new: Path, flag: int) -> bool:
    """Ask the C library; False where it, the kernel or the disk does not know the flag."""
    rename = _system_rename()
    if rename is None:
        return False
    if rename(os.fsencode(old), os.fsencode(new), flag) == 0:
        return True
    number = ctypes.get_errno()
    if number in _UNKNOWN:
        return False
    raise OSError(number, os.strerror(number), str(old), None, str(new))


@functools.cache
def _system_rename() -> Callable[[bytes, bytes, int], int] | None:
    """Find the rename that takes flags; None on systems without one."""
    try:
        library = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "darwin":
            found: Callable[[bytes, bytes, int], int] = library.renamex_np
            return found
        renameat2 = library.renameat2
    except (AttributeError, OSError, TypeError):  # Windows; a C library older than 2018
        return None
    return lambda old, new, flag: int(renameat2(_HERE, old, _HERE, new, flag))
