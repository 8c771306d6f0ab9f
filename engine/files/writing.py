"""Writes files and folders whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import stat
from collections.abc import Callable, Mapping
from pathlib import Path

from engine.errors import ExportError
from engine.files.remains import aside_of, sweep_once
from engine.files.renaming import exchange, name_anew

__all__ = ["check_place", "explain", "make_folder", "write_folder", "write_whole"]

_ELSEWHERE = "Choose another folder."
_TAKEN = "Choose another name, or replace it with --force."
_REASONS: dict[int, tuple[str, str]] = {
    errno.ENOSPC: ("the disk is full", "Free some space or choose another disk, then try again."),
    errno.EDQUOT: ("your share of the disk is full", "Free some space, then try again."),
    errno.EACCES: ("you may not write into this folder", _ELSEWHERE),
    errno.EPERM: ("you may not write into this folder", _ELSEWHERE),
    errno.EROFS: ("the disk can only be read", _ELSEWHERE),
    errno.ENAMETOOLONG: ("the name is too long", "Choose a shorter name."),
    errno.ENOENT: ("the folder does not exist", "Make the folder first, or choose another."),
    errno.ENOTDIR: ("the folder is a file", _ELSEWHERE),
    errno.EEXIST: ("something of that name has appeared meanwhile", _TAKEN),
}


def check_place(path: Path, *, overwrite: bool = False) -> None:
    """Find out before any work whether a file could be written.

    Raises
    ------
    ExportError
        If the folder is missing, or something has that name; with ``overwrite``, something that
        is no regular file.
    """
    if "\0" in str(path):
        raise ExportError(f"no file can be called {str(path)!r}", hint="Choose another name.")
    try:
        mode = _mode(path)
        if mode is not None and stat.S_ISDIR(mode):
            raise ExportError(f"{path} is a folder", hint="Add a file name to it.")
        if mode is not None and not overwrite:
            raise ExportError(f"{path} exists already", hint=_TAKEN)
        if mode is not None and not stat.S_ISREG(mode):
            raise ExportError(
                f"{path} is a pipe or a device, and none of ours to replace",
                hint="Choose another name.",
            )
        if not stat.S_ISDIR(path.parent.stat().st_mode):
            raise NotADirectoryError(errno.ENOTDIR, "not a folder")
        if not os.access(path.parent, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, "not to be written into")
    except OSError as error:
        raise explain(path, error) from error


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, where they are not there.

    Raises
    ------
    ExportError
        If it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise explain(folder, NotADirectoryError(errno.ENOTDIR, "not a folder")) from error
    except OSError as error:
        raise explain(folder, error) from error


def write_whole(path: Path, content: bytes, *, overwrite: bool = False) -> None:
    """Write a file aside in the same folder, then give it its name.

    Whatever goes wrong, ``path`` holds what it held before, and nothing else is left behind. A
    file that is replaced keeps its permissions.

    Raises
    ------
    ExportError
        If the file exists and ``overwrite`` is False, or it cannot be written.
    """
    check_place(path, overwrite=overwrite)
    path = Path(os.path.realpath(path))  # a link stays, what it points to is replaced
    sweep_once(path.parent)
    aside = aside_of(path)
    try:
        _fill(aside, content, mode=_mode(path))
        if overwrite:
            check_place(path, overwrite=True)  # a pipe may have come meanwhile
            aside.replace(path)
        else:
            name_anew(aside, path)
    except OSError as error:
        raise explain(path, error) from error
    finally:
        with contextlib.suppress(OSError):
            aside.unlink()  # there only if the rename was not reached


def _trust(_folder: Path) -> None:
    """Take what was written as it is."""


def write_folder(
    folder: Path, contents: Mapping[str, bytes], check: Callable[[Path], object] = _trust
) -> None:
    """Write several files of a folder in one step; its other files stay.

    A folder that cannot be renamed (one stands in it, it is a disk of its own, or the system knows
    no exchange of names) gets its files one after the other, the last one last.

    Parameters
    ----------
    folder
        Made if it is not there.
    contents
        By file name.
    check
        Called with the new folder before it takes the place of the old one; what it raises stops
        that.

    Raises
    ------
    ExportError
        If it cannot be written; what was there stays.
    """
    folder = Path(os.path.realpath(folder))
    make_folder(folder.parent)
    sweep_once(folder.parent)
    aside = aside_of(folder)
    try:
        if not _can_be_renamed(folder):
            _write_each(folder, contents)
            return
        _copy_links(folder, aside)
        for name, content in contents.items():
            (aside / name).unlink(missing_ok=True)  # the link, not the file of the old folder
            _fill(aside / name, content, mode=_mode(folder / name))
        check(aside)
        _give_place(aside, folder, contents)
    except OSError as error:
        raise explain(folder, error) from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)  # now the old one, if all went well


def explain(path: Path, error: OSError) -> ExportError:
    """Say why something cannot be written, and what to do."""
    reason, hint = _REASONS.get(error.errno or 0, (error.strerror or str(error), _ELSEWHERE))
    if error.errno == errno.ENOENT and path.parent.is_dir():  # such as /proc
        reason, hint = "no files can be made in this folder", _ELSEWHERE
    return ExportError(f"cannot write {path}: {reason}", hint=hint)


def _mode(path: Path) -> int | None:
    """Give kind and permissions of what a path leads to, None for nothing."""
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return None


def _fill(aside: Path, content: bytes, *, mode: int | None) -> None:
    """Write a new file and wait until it is on the disk; private before it holds anything."""
    with aside.open("xb") as file:
        if mode is not None:
            aside.chmod(stat.S_IMODE(mode))
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _can_be_renamed(folder: Path) -> bool:
    if not folder.exists():
        return True
    parent, here = folder.parent, Path(os.path.realpath(Path.cwd()))
    return (
        folder.is_dir()
        and folder.stat().st_dev == parent.stat().st_dev
        and os.access(parent, os.W_OK | os.X_OK)
        and not here.is_relative_to(folder)
    )


def _copy_links(folder: Path, aside: Path) -> None:
    """Make a folder that holds what another one does, without copying a byte."""
    aside.mkdir()
    if not folder.exists():
        return
    shutil.copymode(folder, aside)
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.copytree(entry, aside / entry.name, copy_function=_link, symlinks=True)
        else:
            _link(entry, aside / entry.name)


def _link(old: Path | str, new: Path | str) -> None:
    try:
        os.link(old, new, follow_symlinks=False)
    except OSError:  # a disk without links
        shutil.copy2(old, new, follow_symlinks=False)


def _give_place(aside: Path, folder: Path, contents: Mapping[str, bytes]) -> None:
    try:
        name_anew(aside, folder)
    except FileExistsError:
        if not exchange(aside, folder):
            _write_each(folder, contents)


def _write_each(folder: Path, contents: Mapping[str, bytes]) -> None:
    for name, content in contents.items():
        write_whole(folder / name, content, overwrite=True)
