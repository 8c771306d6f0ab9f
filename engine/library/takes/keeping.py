"""Keeps pieces as takes: a file of its own for each, under a name that no other has."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import textwrap
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from engine.files import hold, make_folder, write_whole
from engine.library.piece_file import SUFFIX
from engine.library.takes.take import About, Keep, Take
from engine.library.takes.take_file import (
    about_of,
    copy_with,
    read_take,
    take_to_bytes,
)
from engine.piece import Piece

__all__ = ["TRASH", "copy_take", "keep_take"]

TRASH = "trash"
"""The folder in that of takes to which deleted ones go."""
_LONGEST = 40
"""Characters of the wish in a file's name: people look for it in their file manager, too."""


def keep_take(folder: Path, piece: Piece, keep: Keep, *, is_whole: bool = True) -> Take:
    """Write a piece into the folder of takes.

    Parameters
    ----------
    folder
        Made if it is not there.
    is_whole
        False for a beginning, which is there if the program ends before the rest is.

    Raises
    ------
    ExportError
        If it cannot be written.
    """
    make_folder(folder)
    facts: dict[str, Any] = {"seconds": round(piece.score.duration, 3), "is_whole": is_whole}
    with hold(folder / "takes"):  # the user may give it a name this moment
        if keep.file and (folder / keep.file).is_file():
            path = folder / keep.file
            about = msgspec.structs.replace(about_of(read_take(path)), **facts)
            write_whole(path, take_to_bytes(piece, about), overwrite=True)
            return read_take(path)
        about = About(
            keep.song or secrets.token_hex(4),
            title=keep.title,
            change=keep.change,
            kept=round(time.time(), 3),
            **facts,
        )
        return _write_new(folder, piece.reading.text, about, lambda a: take_to_bytes(piece, a))


def copy_take(folder: Path, source: Path) -> Take:
    """Copy a file of another folder among the takes, with all that it says of itself.

    Raises
    ------
    OSError, NoTakeError
        If it cannot be read, or is no piece.
    ExportError
        If it cannot be written.
    """
    make_folder(folder)
    take = read_take(source)
    with hold(folder / "takes"):
        return _write_new(folder, take.wish, about_of(take), lambda a: copy_with(source, a))


def _write_new(folder: Path, wish: str, about: About, write: Callable[[About], bytes]) -> Take:
    """Write a new file with the next number of its song."""
    about = msgspec.structs.replace(about, number=_last_number(folder, about.song) + 1)
    name = f"{_words_of(wish)} {about.song} {about.number}{SUFFIX}"
    write_whole(folder / name, write(about))
    return read_take(folder / name)


def _last_number(folder: Path, song: str) -> int:
    """Give the highest number of a song's takes; those in the trash keep theirs."""
    pattern = re.compile(rf" {re.escape(song)} (\d+){re.escape(SUFFIX)}")
    names = [name for place in (folder, folder / TRASH) for name in _names_in(place)]
    return max((int(found[1]) for name in names if (found := pattern.search(name))), default=0)


def _names_in(folder: Path) -> list[str]:
    with contextlib.suppress(FileNotFoundError), os.scandir(folder) as entries:
        return [entry.name for entry in entries]
    return []


def _words_of(wish: str) -> str:
    """Give the first words of a wish as part of a file's name on any system."""
    words = " ".join(re.findall(r"[^\W_]+", wish))
    return textwrap.shorten(words, _LONGEST, placeholder="") or words[:_LONGEST] or "wish"
