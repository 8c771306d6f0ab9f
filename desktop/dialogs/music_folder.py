"""Which folder of music is learned from."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

__all__ = ["MusicDialog"]


class MusicDialog(QFileDialog):
    """Asks for a folder."""

    chosen = Signal(object)  # Path

    def __init__(self, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("music_dialog")
        self.setWindowTitle(self.tr("A folder with MIDI files"))
        self.setFileMode(QFileDialog.FileMode.Directory)
        self.setOption(QFileDialog.Option.ShowDirsOnly)
        self.setDirectory(str(folder))
        self.fileSelected.connect(self._on_folder)

    @Slot(str)
    def _on_folder(self, path: str) -> None:
        self.chosen.emit(Path(path))
