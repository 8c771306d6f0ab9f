"""The folder of a batch: what was asked in ``batch.json``, what is done in ``done.jsonl``."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from engine.errors import ExportError
from engine.files import explain, hold, make_folder, write_whole

__all__ = ["BatchFolder"]

_ANOTHER = "Choose another folder, or give the same list and options as before."


class BatchFolder:
    """Remembers what was asked and what is done, so that a run can be cut short and go on.

    Parameters
    ----------
    folder
        Made if it is not there.

    Raises
    ------
    ExportError
        If the folder cannot be made, or what it holds is damaged.
    """

    def __init__(self, folder: Path) -> None:
        make_folder(folder)
        self.path = folder
        self._asked_file = folder / "batch.json"
        self._done_file = folder / "done.jsonl"
        self._failed_file = folder / "failed.jsonl"
        self.asked: dict[str, Any] = self._read_asked()

    @contextlib.contextmanager
    def run(
        self, asked: dict[str, Any], names: Iterator[str], *, force: bool
    ) -> Iterator[SongLedger]:
        """Keep the folder to one run, and remember what it is asked for.

        Parameters
        ----------
        asked
            All that decides the songs, of what JSON can hold.
        names
            Of all files that will be written.

        Raises
        ------
        ExportError
            If another batch is in the folder, this one runs already, a file of the name of a song
            is there that no batch wrote, or the folder cannot be written.
        """
        asked = json.loads(json.dumps(asked))  # as the file gives it back: lists for tuples
        with hold(self._asked_file, patience=0):
            if self.asked:
                self._check_same(asked)
            else:
                self._check_free(names, force=force)
                content = json.dumps(asked, indent=1, sort_keys=True).encode() + b"\n"
                write_whole(self._asked_file, content, overwrite=force)
            with _open(self._done_file) as file:
                yield SongLedger(self.path, file)

    def report_failures(self, failures: list[dict[str, Any]]) -> None:
        """List what failed in ``failed.jsonl``; remove the list of an earlier run."""
        if failures:
            content = b"".join(_line(failure) for failure in failures)
            write_whole(self._failed_file, content, overwrite=True)
        else:
            self._failed_file.unlink(missing_ok=True)

    def _read_asked(self) -> dict[str, Any]:
        try:
            asked = json.loads(self._asked_file.read_bytes())
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, RecursionError) as error:
            raise ExportError(
                f"{self._asked_file} cannot be read: {error}", hint="Choose another folder."
            ) from error
        if not isinstance(asked, dict) or "seed" not in asked:
            raise ExportError(
                f"{self._asked_file} is not of a batch", hint="Choose another folder."
            )
        return asked

    def _check_same(self, asked: dict[str, Any]) -> None:
        for name, value in _flat(asked).items():
            before = _flat(self.asked).get(name)
            if before != value:
                raise ExportError(
                    f"{self.path} holds another batch: its {name} was {_short(before)}, "
                    f"now it is {_short(value)}",
                    hint=_ANOTHER,
                )

    def _check_free(self, names: Iterator[str], *, force: bool) -> None:
        there = {path.name for path in self.path.iterdir()}
        taken = next((name for name in names if name in there), None)
        if taken and not force:
            raise ExportError(
                f"{self.path / taken} exists already",
                hint="Choose another folder, or replace it with --force.",
            )


class SongLedger:
    """The list of songs that are done, a line each."""

    def __init__(self, folder: Path, file: BinaryIO) -> None:
        self._folder = folder
        self._file = file
        self._done: dict[bytes, list[str]] = {}
        whole = 0
        for line in file:
            if not line.endswith(b"\n"):
                break  # cut short when a run was killed
            whole += len(line)
            with contextlib.suppress(ValueError, TypeError, KeyError):
                record = json.loads(line)
                self._done[bytes.fromhex(record["key"])] = list(record["files"])
        file.truncate(whole)
        file.seek(whole)

    def has(self, key: str) -> bool:
        """Whether a song is done, and its files are still there."""
        files = self._done.get(bytes.fromhex(key))
        return files is not None and all((self._folder / name).is_file() for name in files)

    def add(self, key: str, number: int, files: list[str]) -> None:
        """Write down a song whose files have their names.

        Raises
        ------
        ExportError
            If that cannot be written; the song is made again next time.
        """
        try:
            self._file.write(_line({"number": number, "key": key, "files": files}))
            self._file.flush()
        except OSError as error:
            raise explain(self._folder / "done.jsonl", error) from error


@contextlib.contextmanager
def _open(file: Path) -> Iterator[BinaryIO]:
    try:
        file.touch()
        stream = file.open("r+b")
    except OSError as error:
        raise explain(file, error) from error
    try:
        yield stream
    finally:
        with contextlib.suppress(OSError):  # told when it was written
            stream.close()


def _line(record: dict[str, Any]) -> bytes:
    return json.dumps(record).encode() + b"\n"


def _flat(record: dict[str, Any], above: str = "") -> dict[str, Any]:
    """Give the values of nested records by their names, such as ``options.composer``."""
    flat: dict[str, Any] = {}
    for name, value in record.items():
        flat |= (
            _flat(value, f"{above}{name}.") if isinstance(value, dict) else {above + name: value}
        )
    return flat


def _short(value: object) -> str:
    return f"{value!r:.14}" if isinstance(value, str) and len(value) > 40 else repr(value)
