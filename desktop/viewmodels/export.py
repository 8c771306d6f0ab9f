"""The export step: a piece becomes a file."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop.engine_client import EngineClient
from desktop.worker import Worker
from engine import ExportJob, Failure, Piece, list_formats

__all__ = ["ExportViewModel", "Prepared", "WritePiece", "suggest_name"]

WritePiece = Callable[[Piece, Path], None]
"""Writes a piece to a file, in the format of its ending, over an older file."""

LONGEST_NAME = 48
_LOOK = 0.05  # seconds between two looks for it
PATIENCE = 20.0
"""Seconds that a drop waits for its file: an MP3 of five minutes takes half of them."""


def suggest_name(piece: Piece) -> str:
    """Make a file's name from the first words of the wish and the seed."""
    words = "".join(c if c.isalnum() or c in " -'" else " " for c in piece.reading.text).split()
    name = ""
    for word in words:
        if len(name) + len(word) >= LONGEST_NAME:
            break
        name = f"{name} {word}".strip()
    return f"{name or 'song'} {piece.seed}"


class Prepared:
    """A file that is being written while it is dragged."""

    def __init__(self) -> None:
        self._is_done = threading.Event()
        self._path: Path | None = None
        self.expected: Path | None = None
        """Where the engine writes it: its word is not heard while the window waits."""

    def finish(self, path: Path | None) -> None:
        """Tell whoever waits where the file is; None if it could not be written."""
        self._path = path
        self._is_done.set()

    def path(self) -> Path | None:
        """Wait for the file, which is there as a whole or not at all."""
        end = time.monotonic() + PATIENCE
        while not self._is_done.wait(_LOOK) and time.monotonic() < end:
            if self.expected is not None and self.expected.exists():
                return self.expected
        return self._path


class ExportViewModel(QObject):
    """Writes files away from the window's thread; the engine those that hold the parts' sounds.

    Attributes
    ----------
    folder
        Where files go that nobody chooses a place for.
    """

    saved = Signal(object)  # Path
    failed = Signal(object)  # Failure
    saving_changed = Signal(bool)

    def __init__(
        self,
        write_piece: WritePiece,
        worker: Worker,
        client: EngineClient,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._client = client
        self._write_piece = write_piece
        self._worker = worker
        self.folder = Path.home()

    def save(self, piece: Piece, path: Path) -> None:
        """Write ``piece`` to ``path``; the user has agreed to replace what is there."""
        self._run(piece, lambda: path)

    def save_as(self, piece: Piece, suffix: str) -> None:
        """Write ``piece`` into the folder, under a name that nothing has yet."""
        folder = self.folder
        self._run(piece, lambda: _free_path(folder, suggest_name(piece), suffix))

    def prepare(self, piece: Piece, folder: Path, suffix: str, prepared: Prepared) -> None:
        """Begin to write a file that is about to be dropped somewhere."""
        path = _free_path(folder, suggest_name(piece), suffix)
        if _has_stems(path):
            prepared.expected = path

            def failed(failure: Failure) -> None:
                prepared.finish(None)
                self.failed.emit(failure)

            self._write(piece, path, prepared.finish, failed)
            return

        def write() -> None:  # tells of itself: the window's thread waits and would not hear it
            try:
                self._write_piece(piece, path)
            except BaseException:
                prepared.finish(None)
                raise
            prepared.finish(path)

        self._worker.run(write, failed=self.failed.emit)

    def _run(self, piece: Piece, find_path: Callable[[], Path]) -> None:
        self.saving_changed.emit(True)

        def write(path: Path) -> None:
            self._write(piece, path, self._on_saved, self._on_failed)

        self._worker.run(find_path, write, self._on_failed)  # a folder may take long to answer

    def _write(
        self,
        piece: Piece,
        path: Path,
        done: Callable[[Path], None],
        failed: Callable[[Failure], None],
    ) -> None:
        if _has_stems(path):
            request = self._client.submit(ExportJob(piece.silent, path))
            request.finished.connect(done)
            request.failed.connect(failed)
            return

        def write() -> Path:
            self._write_piece(piece, path)
            return path

        self._worker.run(write, done, failed)

    def _on_saved(self, path: Path) -> None:
        self.saving_changed.emit(False)
        self.saved.emit(path)

    def _on_failed(self, failure: Failure) -> None:
        self.saving_changed.emit(False)
        self.failed.emit(failure)


def _has_stems(path: Path) -> bool:
    return any(entry.has_stems for entry in list_formats() if entry.suffix == path.suffix.lower())


def _free_path(folder: Path, name: str, suffix: str) -> Path:
    path, number = folder / f"{name}{suffix}", 1
    while path.exists():
        number += 1
        path = folder / f"{name} ({number}){suffix}"
    return path
