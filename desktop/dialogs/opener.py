"""Opens the dialogs, and does with their answers what they are for."""

from __future__ import annotations

import functools

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QMessageBox, QWidget

from desktop.dialogs.about import AboutDialog
from desktop.dialogs.export import ExportDialog
from desktop.dialogs.folder_dialog import FolderDialog
from desktop.dialogs.open_song import OpenDialog
from desktop.dialogs.places_page import Places
from desktop.dialogs.preferences import ListDevices, PreferencesDialog
from desktop.settings import Settings
from desktop.viewmodels.export import suggest_name
from desktop.viewmodels.session import SessionViewModel
from desktop.widgets.naming import named
from desktop.worker import Worker
from engine import forget_speaker, takes_folder

__all__ = ["DialogOpener"]


class DialogOpener(QObject):
    """Dialogs lie over one window and wait for their answer without blocking it."""

    preferences_chosen = Signal(object)  # Preferences
    music_chosen = Signal(object)  # Path: a folder to learn from

    def __init__(
        self,
        window: QWidget,
        session: SessionViewModel,
        settings: Settings,
        list_devices: ListDevices,
        worker: Worker,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._settings = settings
        self._list_devices = list_devices
        self._worker = worker

    @Slot()
    def ask_where_to_export(self) -> None:
        """Ask for a file and write the present piece to it."""
        piece = self._session.song.piece
        if piece is not None:
            dialog = ExportDialog(self._settings.folder, suggest_name(piece), self._window)
            dialog.chosen.connect(self._session.outward.save)
            _open(dialog)

    @Slot()
    def ask_what_to_open(self) -> None:
        """Ask for a song that was kept, and take it."""
        dialog = OpenDialog(self._settings.folder, self._window)
        dialog.chosen.connect(self._session.open)
        _open(dialog)

    @Slot()
    def ask_what_to_take_in(self) -> None:
        """Ask for songs that were kept, and put them among the takes."""
        dialog = OpenDialog(self._settings.folder, self._window, is_for_many=True)
        dialog.chosen_all.connect(self._session.takes.take_in)
        _open(dialog)

    @Slot(object)
    def ask_where_to_copy(self, files: tuple[str, ...]) -> None:
        """Ask for a folder and copy takes there."""
        title = self.tr("Copy to a folder")
        dialog = named(FolderDialog(title, self._settings.folder, self._window), "copy_dialog")
        dialog.chosen.connect(functools.partial(self._session.takes.give_out, files))
        _open(dialog)

    @Slot()
    def ask_for_music(self) -> None:
        """Ask for a folder of music to learn from."""
        title = self.tr("A folder with MIDI files")
        dialog = named(FolderDialog(title, self._settings.folder, self._window), "music_dialog")
        dialog.chosen.connect(self.music_chosen)
        _open(dialog)

    @Slot()
    def ask_preferences(self) -> None:
        """Show the preferences and tell which were chosen."""
        self._places = Places(takes_folder(), self._settings.folder)
        dialog = PreferencesDialog(
            self._session.choices.preferences,
            self._places,
            self._list_devices,
            self._worker,
            self._window,
        )
        dialog.page.files_forgotten.connect(self._settings.forget_files)
        dialog.page.voice_forgotten.connect(self._forget_voice)
        dialog.accepted.connect(self._on_preferences)
        _open(dialog)

    @Slot(object)
    def ask_about_trash(self, files: tuple[str, ...]) -> None:
        """Offer to have back what is in the trash, or to remove it for good."""
        takes = self._session.takes
        box = QMessageBox(self._window)
        box.setObjectName("trash_dialog")
        box.setWindowTitle(self.tr("Trash"))
        if files:
            one, many = self.tr("One take is in the trash."), self.tr("{n} takes are in the trash.")
            box.setText(one if len(files) == 1 else many.format(n=len(files)))
            back = box.addButton(self.tr("&Bring all back"), QMessageBox.ButtonRole.AcceptRole)
            gone = box.addButton(
                self.tr("&Remove for good"), QMessageBox.ButtonRole.DestructiveRole
            )
            back.clicked.connect(lambda: takes.bring_back(files))
            gone.clicked.connect(takes.empty_trash)
            box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        else:
            box.setText(self.tr("The trash is empty."))
        _open(box)

    @Slot()
    def show_about(self) -> None:
        """Show name, version and licences."""
        _open(AboutDialog(self._window))

    @Slot()
    def _on_preferences(self) -> None:
        dialog = self.sender()
        assert isinstance(dialog, PreferencesDialog)
        self.preferences_chosen.emit(dialog.preferences)
        places = dialog.page.places
        if places.exports != self._places.exports:
            self._settings.folder = self._session.export.folder = places.exports
        if places.takes != self._places.takes:
            self._session.takes.move(places.takes)

    @Slot()
    def _forget_voice(self) -> None:
        self._worker.run(forget_speaker, failed=self._session.news.tell_failure)


def _open(dialog: QDialog) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
