"""All takes: listed, searched, named, thrown away and brought back, taken in and given out."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from engine.errors import EngineError, ExportError
from engine.files import check_place, explain, hold, make_folder, write_whole
from engine.files.renaming import name_anew
from engine.library.piece_file import SUFFIX, open_piece, piece_to_bytes
from engine.library.takes.index import Stamp, TakeIndex
from engine.library.takes.keeping import TRASH, copy_take
from engine.library.takes.take import LONGEST_NAME, Take
from engine.library.takes.take_file import NoTakeError, change_about, read_take
from engine.options import RenderOptions
from engine.piece import Piece

__all__ = ["Imported", "TakeLibrary"]

T = TypeVar("T")

_INDEX = ".index.sqlite"
_AT_ONCE = 500
"""Files between two commits: an index of ten thousand that is made anew may be cut short."""


@dataclass(frozen=True)
class Imported:
    """What became of files that were to be taken in.

    Attributes
    ----------
    takes
        Those that are new.
    refused
        Why each of the others was not taken, in a sentence.
    """

    takes: tuple[Take, ...]
    refused: tuple[str, ...]


class TakeLibrary:
    """The folder of takes and its index. To be used by one thread at a time.

    The files are what counts: what the user puts there, takes away or changes by hand is seen by
    `look`, and an index that is damaged is made anew.

    Parameters
    ----------
    folder
        Made if it is not there.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with contextlib.suppress(ExportError):  # told when a take is to be kept
            make_folder(folder)
        self._index = TakeIndex(folder / _INDEX)
        self.look()

    def close(self) -> None:
        """Let go of the index."""
        self._index.close()

    def look(self) -> None:
        """Find what has changed in the folder."""
        self._ask(self._look)

    def find(self, words: str = "") -> list[Take]:
        """List the takes whose words begin with all of these; all takes for none. Latest first."""
        return self._ask(lambda: self._index.find(words))

    def open(self, file: str, at_hand: RenderOptions) -> Piece:
        """Read a take's piece; it has no sound yet. As `open_piece`."""
        return open_piece(self.folder / file, at_hand)

    def rename(self, file: str, name: str) -> None:
        """Call a take something; empty for its number.

        Raises
        ------
        ExportError
            If it cannot be written.
        """
        self._change([file], name=_tidy(name))

    def rename_song(self, song: str, title: str) -> None:
        """Call a song something; empty for the words of its wish. As `rename`."""
        self._change(self._ask(lambda: self._index.of_song(song)), title=_tidy(title))

    def favour(self, file: str, *, is_favourite: bool) -> None:
        """Mark a take, or mark it no longer. As `rename`."""
        self._change([file], is_favourite=is_favourite)

    def throw_away(self, files: Iterable[str]) -> tuple[str, ...]:
        """Put takes into the trash, and give the names to `bring_back`.

        Raises
        ------
        ExportError
            If one cannot be moved; those before it are gone.
        """
        make_folder(self.folder / TRASH)
        return self._move(files, self.folder, self.folder / TRASH)

    def bring_back(self, files: Iterable[str]) -> tuple[str, ...]:
        """Take files out of the trash again, and give their names. As `throw_away`."""
        return self._move(files, self.folder / TRASH, self.folder)

    def in_trash(self) -> tuple[str, ...]:
        """List the files in the trash, the oldest first."""
        with contextlib.suppress(OSError):
            entries = [e for e in os.scandir(self.folder / TRASH) if e.name.endswith(SUFFIX)]
            return tuple(e.name for e in sorted(entries, key=lambda e: e.stat().st_mtime))
        return ()

    def empty_trash(self) -> None:
        """Remove for good what is in the trash; what cannot be removed stays."""
        for file in self.in_trash():
            with contextlib.suppress(OSError):
                (self.folder / TRASH / file).unlink()

    def take_in(self, paths: Iterable[Path]) -> Imported:
        """Copy files from elsewhere among the takes; of a folder, all that it holds.

        Raises
        ------
        ExportError
            If they cannot be written.
        """
        takes, refused = [], []
        for path in _files_in(paths):
            try:
                take, is_new = self._take_one(path)
                takes += [take] * is_new
            except ExportError:
                self.look()
                raise
            except (EngineError, OSError, NoTakeError) as error:
                refused.append(str(error))
        self.look()
        return Imported(tuple(takes), tuple(refused))

    def take_one(self, path: Path) -> Take:
        """Give the take that a file is; one from elsewhere is copied unless it was before.

        Raises
        ------
        CompositionError
            If it is no piece.
        ExportError
            If it cannot be written.
        """
        take, _ = self._take_one(path)
        self.look()
        return take

    def _take_one(self, path: Path) -> tuple[Take, bool]:
        """Give the take that a file is, and whether it is a new one."""
        piece = open_piece(path)
        content = piece_to_bytes(piece)
        is_here = path.parent.resolve() == self.folder.resolve()
        for take in self._ask(lambda: self._index.of_wish(piece.reading.text, piece.seed)):
            with contextlib.suppress(EngineError):
                ours = self.folder / take.file
                if (
                    ours.name == path.name
                    if is_here
                    else piece_to_bytes(open_piece(ours)) == content
                ):
                    return take, False
        return copy_take(self.folder, path), True

    def give_out(self, files: Sequence[str], folder: Path) -> tuple[Path, ...]:
        """Copy takes into another folder, with their names and marks; none is written over.

        Raises
        ------
        ExportError
            If one cannot be written; those before it are there.
        """
        targets = []
        for file in files:
            try:
                content = (self.folder / file).read_bytes()
            except OSError as error:
                raise explain(self.folder / file, error) from error
            target = _free_name(folder, file)
            write_whole(target, content)
            targets.append(target)
        return tuple(targets)

    def _change(self, files: Iterable[str], **about: Any) -> None:
        try:
            with hold(self.folder / "takes"):
                for file in files:
                    change_about(self.folder / file, **about)
        except (OSError, ValueError) as error:
            raise ExportError(
                f"the take cannot be changed: {error}", hint="Look whether its file is still there."
            ) from error
        finally:
            self.look()

    def _move(self, files: Iterable[str], source: Path, target: Path) -> tuple[str, ...]:
        moved = []
        try:
            for file in files:
                free = _free_name(target, file)
                name_anew(source / file, free)
                moved.append(free.name)
        except OSError as error:
            raise explain(source, error) from error
        finally:
            self.look()
        return tuple(moved)

    def _look(self) -> None:
        there = dict(_stamps_in(self.folder))
        known = self._index.stamps()
        self._index.remove(known.keys() - there.keys())
        changed = [file for file, stamp in there.items() if known.get(file) != stamp]
        for start in range(0, len(changed), _AT_ONCE):
            files = changed[start : start + _AT_ONCE]
            self._index.put((file, there[file], _read(self.folder / file)) for file in files)

    def _ask(self, question: Callable[[], T]) -> T:
        """Ask the index; one that turns out to be damaged is made anew from the files."""
        try:
            return question()
        except sqlite3.DatabaseError as error:
            has_no_room = isinstance(error, sqlite3.OperationalError)
            self._index.start_anew(in_memory=has_no_room)
            self._look()
            return question()


def _stamps_in(folder: Path) -> Iterator[tuple[str, Stamp]]:
    with contextlib.suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(SUFFIX):
                with contextlib.suppress(OSError):  # it has gone meanwhile
                    state = entry.stat()
                    yield entry.name, (state.st_mtime_ns, state.st_size)


def _read(path: Path) -> Take | None:
    try:
        return read_take(path)
    except (OSError, NoTakeError):
        return None


def _files_in(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(path.glob(f"*{SUFFIX}"))
        else:
            yield path


def _free_name(folder: Path, file: str) -> Path:
    """Give a name in a folder that nothing has yet, as near to ``file`` as can be."""
    path, number = folder / file, 1
    while True:
        try:
            check_place(path)
        except ExportError:
            if not os.path.lexists(path):
                raise  # another reason: nobody may write there
            number += 1
            path = folder / f"{Path(file).stem} ({number}){SUFFIX}"
        else:
            return path


def _tidy(name: str) -> str:
    return " ".join(name.split())[:LONGEST_NAME]
