"""Where takes are copied to."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

__all__ = ["CopyDialog"]


class CopyDialog(QFileDialog):
    """Asks for a folder."""

    chosen = Signal(object, object)  # tuple[str, ...]: the takes' files, Path

    def __init__(self, folder: Path, files: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._files = files
        self.setObjectName("copy_dialog")
        self.setWindowTitle(self.tr("Copy to a folder"))
        self.setFileMode(QFileDialog.FileMode.Directory)
        self.setOption(QFileDialog.Option.ShowDirsOnly)
        self.setDirectory(str(folder))
        self.fileSelected.connect(self._on_folder)

    @Slot(str)
    def _on_folder(self, path: str) -> None:
        self.chosen.emit(self._files, Path(path))
