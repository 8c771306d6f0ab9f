"""The songs that were opened last, to be opened again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QMenu, QWidget

__all__ = ["RecentMenu"]


class RecentMenu(QMenu):
    """Lists files when it is opened, the last one first; those that are gone are left out.

    Parameters
    ----------
    recent
        Gives the files.
    """

    chosen = Signal(object)
    """A `Path`."""

    def __init__(self, recent: Callable[[], Sequence[Path]], parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Open &recent"), parent)
        self.setObjectName("recent")
        self._recent = recent
        self.aboutToShow.connect(self._fill)

    @Slot()
    def _fill(self) -> None:
        self.clear()
        files = [file for file in self._recent() if file.is_file()]
        for number, file in enumerate(files, start=1):
            name = file.name.replace("&", "&&")
            action = self.addAction(f"&{number} {name}")
            action.setToolTip(str(file))
            action.triggered.connect(partial(self.chosen.emit, file))
        if not files:
            self.addAction(self.tr("Nothing was opened yet")).setEnabled(False)
