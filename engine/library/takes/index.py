"""What the list of takes shows, in SQLite: made anew from the files whenever it is of no use."""

from __future__ import annotations

import contextlib
import logging
import re
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from engine.library.takes.take import Take

__all__ = ["Stamp", "TakeIndex"]

VERSION = 1
"""SQLite's ``user_version``: an index of any other is made anew."""

Stamp = tuple[int, int]
"""When a file was changed, in nanoseconds, and its bytes: other ones mean other content."""

_log = logging.getLogger(__name__)
_COLUMNS = ", ".join(Take._fields)
_SCHEMA = f"""
CREATE TABLE takes (id INTEGER PRIMARY KEY, changed INTEGER, size INTEGER, is_take INTEGER,
    {", ".join(f"{name} UNIQUE" if name == "file" else name for name in Take._fields)});
CREATE INDEX by_song ON takes (song);
CREATE INDEX by_wish ON takes (wish, seed);
CREATE VIRTUAL TABLE words USING fts5
    (text, tokenize='unicode61 remove_diacritics 2', prefix=2);
PRAGMA user_version = {VERSION};
"""


class TakeIndex:
    """The list of takes. To be used by one thread at a time.

    Parameters
    ----------
    path
        Of the database. One that is damaged or of another version is made anew; where none can be
        written, the list lives in memory.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._database = self._open()

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def start_anew(self, *, in_memory: bool = False) -> None:
        """Forget everything: what is on the disk is damaged, or there is no room for it."""
        self.close()
        if in_memory:
            self._database = _open_memory()
            return
        self._remove()
        self._database = self._open()

    def stamps(self) -> dict[str, Stamp]:
        """Give the stamp of each file that was read, whether it was a take or not."""
        rows = self._database.execute("SELECT file, changed, size FROM takes")
        return {file: (changed, size) for file, changed, size in rows}

    def put(self, found: Iterable[tuple[str, Stamp, Take | None]]) -> None:
        """Take in what files say; None for one that is no take."""
        with self._database as database:
            for file, stamp, take in found:
                self._drop(database, file)
                values = (file, *[None] * (len(Take._fields) - 1)) if take is None else take
                marks = ", ".join("?" * (3 + len(values)))
                cursor = database.execute(
                    f"INSERT INTO takes (changed, size, is_take, {_COLUMNS}) VALUES ({marks})",  # noqa: S608 - our own names
                    (*stamp, take is not None, *values),
                )
                if take is not None:
                    text = f"{take.wish} {take.title} {take.name} {take.change}"
                    entry = (cursor.lastrowid, text)
                    database.execute("INSERT INTO words (rowid, text) VALUES (?, ?)", entry)

    def remove(self, files: Iterable[str]) -> None:
        """Forget files that are no longer there."""
        with self._database as database:
            for file in files:
                self._drop(database, file)

    def find(self, words: str = "") -> list[Take]:
        """List the takes that hold all of some words, or their beginnings; the latest first."""
        asked = " ".join(f'"{word}"*' for word in re.findall(r"\w+", words))
        where, values = ("", ()) if not asked else (
            " AND id IN (SELECT rowid FROM words WHERE words MATCH ?)", (asked,)
        )  # fmt: skip
        rows = self._database.execute(
            f"SELECT {_COLUMNS} FROM takes WHERE is_take{where} ORDER BY kept DESC, number DESC",  # noqa: S608 - our own names
            values,
        )
        return list(map(Take._make, rows))

    def of_wish(self, wish: str, seed: int) -> list[Take]:
        """List the takes of these words and this seed."""
        rows = self._database.execute(
            f"SELECT {_COLUMNS} FROM takes WHERE is_take AND wish = ? AND seed = ?",  # noqa: S608 - our own names
            (wish, seed),
        )
        return list(map(Take._make, rows))

    def of_song(self, song: str) -> list[str]:
        """List the files of a song's takes."""
        rows = self._database.execute("SELECT file FROM takes WHERE is_take AND song = ?", (song,))
        return [file for (file,) in rows]

    def _drop(self, database: sqlite3.Connection, file: str) -> None:
        row = database.execute("SELECT id FROM takes WHERE file = ?", (file,)).fetchone()
        if row is not None:
            database.execute("DELETE FROM words WHERE rowid = ?", row)
            database.execute("DELETE FROM takes WHERE id = ?", row)

    def _open(self) -> sqlite3.Connection:
        for _ in range(2):
            try:
                return self._open_file()
            except sqlite3.OperationalError as error:  # a disk that is full or may not be written
                _log.warning("the index of takes is kept in memory: %s", error)
                break
            except sqlite3.DatabaseError as error:
                _log.warning("the index of takes is made anew: %s", error)
                self._remove()
        return _open_memory()

    def _open_file(self) -> sqlite3.Connection:
        database = sqlite3.connect(self._path, timeout=5, check_same_thread=False)
        try:
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = NORMAL")
            (n_tables,) = database.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            if n_tables == 0:
                database.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} COMMIT;")
            _look_through(database)
        except BaseException:
            database.close()
            raise
        return database

    def _remove(self) -> None:
        for ending in ("", "-wal", "-shm"):
            with contextlib.suppress(OSError):
                self._path.with_name(self._path.name + ending).unlink()


def _look_through(database: sqlite3.Connection) -> None:
    """Find out whether the tables are ours."""
    (version,) = database.execute("PRAGMA user_version").fetchone()
    if version != VERSION:
        raise sqlite3.DatabaseError(f"its version is {version}, ours {VERSION}")
    try:
        database.execute(f"SELECT text, changed, size, {_COLUMNS} FROM takes, words LIMIT 1")  # noqa: S608 - our own names
    except sqlite3.OperationalError as error:
        raise sqlite3.DatabaseError(str(error)) from error


def _open_memory() -> sqlite3.Connection:
    database = sqlite3.connect(":memory:", check_same_thread=False)
    database.executescript(_SCHEMA)
    return database
