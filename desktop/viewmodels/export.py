"""The export step: a piece becomes a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop.worker import Worker
from engine import Failure, Piece

__all__ = ["ExportViewModel", "WritePiece", "suggest_name"]

WritePiece = Callable[[Piece, Path], None]
"""Writes a piece to a file, in the format of its ending, over an older file."""

LONGEST_NAME = 48


def suggest_name(piece: Piece) -> str:
    """Make a file's name from the first words of the wish and the seed."""
    words = "".join(c if c.isalnum() or c in " -'" else " " for c in piece.reading.text).split()
    name = ""
    for word in words:
        if len(name) + len(word) >= LONGEST_NAME:
            break
        name = f"{name} {word}".strip()
    return f"{name or 'song'} {piece.seed}"


class ExportViewModel(QObject):
    """Writes files away from the window's thread."""

    saved = Signal(object)  # Path
    failed = Signal(object)  # Failure
    saving_changed = Signal(bool)

    def __init__(
        self, write_piece: WritePiece, worker: Worker, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._write_piece = write_piece
        self._worker = worker

    def save(self, piece: Piece, path: Path) -> None:
        """Write ``piece`` to ``path``; the user has agreed to replace what is there."""
        self.saving_changed.emit(True)

        def write() -> Path:
            self._write_piece(piece, path)
            return path

        self._worker.run(write, self._on_saved, self._on_failed)

    def _on_saved(self, path: Path) -> None:
        self.saving_changed.emit(False)
        self.saved.emit(path)

    def _on_failed(self, failure: Failure) -> None:
        self.saving_changed.emit(False)
        self.failed.emit(failure)
