"""Ways out of the window: a file of any kind by two clicks, or one that is dragged out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, QPointF, Qt, QTemporaryDir, QUrl, Signal, Slot
from PySide6.QtGui import QAction, QDrag, QMouseEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMenu, QPushButton, QWidget

from desktop.actions import Actions
from desktop.viewmodels.engine_words import in_words
from desktop.viewmodels.export import Prepared
from desktop.viewmodels.session import SessionViewModel
from desktop.widgets.naming import named
from engine import list_formats

__all__ = ["DragHandle", "ExportView"]

_FIRST = ".mp3"
"""What most people want, before they have chosen anything."""


class ExportView(QWidget):
    """A handle to drag the song by, and a button with every kind of file."""

    def __init__(
        self, session: SessionViewModel, actions: Actions, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self.handle = named(DragHandle(session), "drag_out", role="chip")
        self._button = named(QPushButton(self.tr("Export")), "export")
        self._button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._button.setToolTip(self.tr("Write the song to a file"))
        self._button.setMenu(self._menu(actions))
        self._export = actions.export
        self._export.changed.connect(self._follow)
        self._follow()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.handle)
        row.addWidget(self._button)

    def _menu(self, actions: Actions) -> QMenu:
        menu = named(QMenu(self), "export_menu")
        titles = {
            "listen": self.tr("To listen"),
            "studio": self.tr("For a studio"),
            "sheet": self.tr("To play from"),
            "affetto": self.tr("To open here again"),
        }
        formats = sorted(list_formats(), key=lambda entry: entry.suffix != _FIRST)
        for purpose, title in titles.items():
            menu.addSection(title)
            for entry in formats:
                if entry.purpose == purpose:
                    action = menu.addAction(self.tr("{name} (*{suffix})").format(
                        name=in_words(entry.name), suffix=entry.suffix
                    ))  # fmt: skip
                    action.setObjectName(f"export {entry.suffix}")
                    action.triggered.connect(self._on_format)
        menu.addSeparator()
        menu.addAction(actions.export)
        return menu

    @Slot()
    def _on_format(self) -> None:
        action = self.sender()
        assert isinstance(action, QAction)
        suffix = action.objectName().removeprefix("export ")
        self.handle.suffix = suffix
        self._session.outward.save_as(suffix)

    @Slot()
    def _follow(self) -> None:
        self._button.setEnabled(self._export.isEnabled())
        self.handle.setEnabled(self._export.isEnabled())


class DragHandle(QPushButton):
    """Drags the song as a file of the kind that was exported last.

    Attributes
    ----------
    suffix
        The file's ending.
    """

    dragged = Signal(object)  # QMimeData: what was taken along

    def __init__(self, session: SessionViewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._pressed_at: QPointF | None = None
        self._folder: QTemporaryDir | None = None
        self._suffix = ""
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # a keyboard exports by the button beside
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.suffix = _FIRST

    @property
    def suffix(self) -> str:
        """The ending of the file that would be dragged."""
        return self._suffix

    @suffix.setter
    def suffix(self, suffix: str) -> None:
        self._suffix = suffix
        kind = suffix.removeprefix(".").upper() if len(suffix) < 6 else suffix
        self.setText(self.tr("♫ {kind}").format(kind=kind))
        says = self.tr("Drag this into another program to have the song there as {kind}")
        self.setAccessibleName(says.format(kind=kind))
        self.setToolTip(says.format(kind=kind))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Wait whether it becomes a drag."""
        self._pressed_at = event.position() if event.button() == Qt.MouseButton.LeftButton else None

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Forget the press."""
        self._pressed_at = None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Begin to drag, and meanwhile to write."""
        piece = self._session.song.piece
        if self._pressed_at is None or piece is None:
            return
        way = (event.position() - self._pressed_at).manhattanLength()
        if way < QApplication.startDragDistance():
            return
        self._pressed_at = None
        if self._folder is None:
            self._folder = QTemporaryDir()
        folder = Path(self._folder.path())
        drag = QDrag(self)
        drag.setMimeData(_SongMime(self._session.outward.prepare(folder, self._suffix)))
        self.dragged.emit(drag.mimeData())
        drag.exec(Qt.DropAction.CopyAction)


class _SongMime(QMimeData):
    """A file that is asked for when it is dropped, and is there by then."""

    def __init__(self, prepared: Prepared) -> None:
        super().__init__()
        self._prepared = prepared

    def formats(self) -> list[str]:
        """Say that it is a file."""
        return [_URLS]

    def hasFormat(self, mime_type: str) -> bool:
        """Say that it is a file."""
        return mime_type == _URLS

    def retrieveData(self, mime_type: str, _kind: object) -> Any:
        """Give the file's place."""
        path = self._prepared.path() if mime_type == _URLS else None
        return [QUrl.fromLocalFile(str(path))] if path is not None else None


_URLS = "text/uri-list"
