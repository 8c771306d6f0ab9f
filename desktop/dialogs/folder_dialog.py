"""Which folder of the user's something is taken from, or put into."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

__all__ = ["FolderDialog"]


class FolderDialog(QFileDialog):
    """Asks for a folder."""

    chosen = Signal(object)  # Path

    def __init__(self, title: str, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent, title)
        self.setFileMode(QFileDialog.FileMode.Directory)
        self.setOption(QFileDialog.Option.ShowDirsOnly)
        self.setDirectory(str(folder))
        self.fileSelected.connect(self._on_folder)

    @Slot(str)
    def _on_folder(self, path: str) -> None:
        self.chosen.emit(Path(path))
