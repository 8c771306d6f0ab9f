"""The way out: a song becomes a file, as soon as it has a sound."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from desktop.viewmodels.export import ExportViewModel, Prepared
from desktop.viewmodels.song import SongViewModel
from engine import Piece

__all__ = ["Outward"]


class Outward(QObject):
    """Writes the song that is there; one that was just mixed anew is rendered first."""

    place_wanted = Signal()  # where the file goes is the user's choice

    def __init__(
        self, song: SongViewModel, export: ExportViewModel, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._song, self._export = song, export
        self._waiting: list[Callable[[Piece], None]] = []
        song.sound_changed.connect(self._on_sound)
        for gone in (song.piece_changed, song.failed):
            gone.connect(self._forget)

    def save(self, path: Path) -> None:
        """Write the song to a file."""
        self._do(lambda piece: self._export.save(piece, path))

    @Slot(str)
    def save_as(self, suffix: str) -> None:
        """Write the song into the folder of exports, as a kind of file; "" asks where to."""
        if suffix:
            self._do(lambda piece: self._export.save_as(piece, suffix))
        else:
            self.place_wanted.emit()

    def prepare(self, folder: Path, suffix: str) -> Prepared:
        """Begin to write a file that is about to be dropped somewhere."""
        prepared = Prepared()
        self._do(lambda piece: self._export.prepare(piece, folder, suffix, prepared))
        return prepared

    def _do(self, write: Callable[[Piece], None]) -> None:
        piece = self._song.piece
        if piece is None:
            return
        if piece.waveform is not None:
            write(piece)
        else:
            self._waiting.append(write)
            self._song.need_sound()

    @Slot()
    def _forget(self) -> None:
        self._waiting.clear()

    @Slot(object)
    def _on_sound(self, piece: Piece) -> None:
        if piece.waveform is not None:
            waiting, self._waiting = self._waiting, []
            for write in waiting:
                write(piece)
