"""Where an exported piece goes."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.viewmodels.engine_words import in_words
from engine import list_formats

__all__ = ["ExportDialog"]


class ExportDialog(QFileDialog):
    """Asks for a file; one that exists is replaced only after a question."""

    chosen = Signal(object)  # Path

    def __init__(self, folder: Path, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("export_dialog")
        self.setWindowTitle(self.tr("Export"))
        self.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        self.setFileMode(QFileDialog.FileMode.AnyFile)
        self._suffixes = {
            f"{in_words(kind.name)} (*{kind.suffix})": kind.suffix.removeprefix(".")
            for kind in list_formats()
        }
        self.setNameFilters(list(self._suffixes))
        self.setDefaultSuffix("wav")
        self.setDirectory(str(folder))
        self.selectFile(f"{name}.wav")
        self.filterSelected.connect(self._on_filter)
        self.fileSelected.connect(self._on_file)

    @Slot(str)
    def _on_filter(self, name_filter: str) -> None:
        """Give the name the ending of the chosen kind."""
        suffix = self._suffixes[name_filter]
        self.setDefaultSuffix(suffix)
        files = self.selectedFiles()
        if files:
            self.selectFile(Path(files[0]).with_suffix(f".{suffix}").name)

    @Slot(str)
    def _on_file(self, path: str) -> None:
        self.chosen.emit(Path(path))
