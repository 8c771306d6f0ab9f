"""Where a song that was kept comes from."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

__all__ = ["OpenDialog"]


class OpenDialog(QFileDialog):
    """Asks for a song's file."""

    chosen = Signal(object)  # Path
    chosen_all = Signal(object)  # list[Path]

    def __init__(
        self, folder: Path, parent: QWidget | None = None, *, is_for_many: bool = False
    ) -> None:
        super().__init__(parent)
        self.setObjectName("open_dialog")
        self.setWindowTitle(self.tr("Open a song"))
        self.setAcceptMode(QFileDialog.AcceptMode.AcceptOpen)
        mode = QFileDialog.FileMode
        self.setFileMode(mode.ExistingFiles if is_for_many else mode.ExistingFile)
        ours = self.tr("Songs of Affetto (*.affetto)")
        music = self.tr("Songs and music (*.affetto *.mid *.midi *.musicxml *.mxl *.xml)")
        self.setNameFilters([ours] if is_for_many else [music, ours])
        self.setDirectory(str(folder))
        self.fileSelected.connect(self._on_file)
        self.filesSelected.connect(self._on_files)

    @Slot(str)
    def _on_file(self, path: str) -> None:
        self.chosen.emit(Path(path))

    @Slot(list)
    def _on_files(self, paths: list[str]) -> None:
        self.chosen_all.emit([Path(path) for path in paths])
