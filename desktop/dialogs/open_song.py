"""Where a song that was kept comes from."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

__all__ = ["OpenDialog"]


class OpenDialog(QFileDialog):
    """Asks for a song's file."""

    chosen = Signal(object)  # Path

    def __init__(self, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("open_dialog")
        self.setWindowTitle(self.tr("Open a song"))
        self.setAcceptMode(QFileDialog.AcceptMode.AcceptOpen)
        self.setFileMode(QFileDialog.FileMode.ExistingFile)
        self.setNameFilter(self.tr("Songs of Affetto (*.affetto)"))
        self.setDirectory(str(folder))
        self.fileSelected.connect(self._on_file)

    @Slot(str)
    def _on_file(self, path: str) -> None:
        self.chosen.emit(Path(path))
