"""Where songs are kept and exported to, and what of the user is remembered."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import Signal, SignalInstance, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.settings import Preferences
from desktop.widgets.naming import named
from engine import recordings_folder

__all__ = ["Places", "PlacesPage"]


@dataclass(frozen=True)
class Places:
    """The folder of takes, and that of the next export."""

    takes: Path
    exports: Path


class PlacesPage(QWidget):
    """A page of the preferences."""

    files_forgotten = Signal()
    voice_forgotten = Signal()

    def __init__(
        self, preferences: Preferences, places: Places, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._form = QFormLayout()
        self._form.setVerticalSpacing(12)
        self._form.setHorizontalSpacing(18)
        self._takes = self._add_folder("takes_folder", self.tr("Keep &takes in"), places.takes)
        self._form.addRow(self._note(self.tr("Takes made so far stay where they are.")))
        self._exports = self._add_folder("export_folder", self.tr("E&xport to"), places.exports)
        self._files = self._add_box(
            "remembers_files", self.tr("List the &files that I opened"), preferences.remembers_files
        )
        self._recordings = self._add_box(
            "keeps_recordings",
            self.tr("Keep &recordings of my wishes"),
            preferences.keeps_recordings,
        )
        self._recordings.setToolTip(str(recordings_folder()))
        self._add_button("forget_files", self.tr("Forget the files"), self.files_forgotten)
        self._add_button("forget_voice", self.tr("Forget how I speak"), self.voice_forgotten)
        self._form.addRow(self._note(self.tr("Nothing of this leaves this computer.")))
        layout = QVBoxLayout(self)
        layout.addLayout(self._form)
        layout.addStretch(1)

    @property
    def places(self) -> Places:
        """The folders as the page shows them."""
        return Places(Path(self._takes.text().strip()), Path(self._exports.text().strip()))

    def with_choices(self, preferences: Preferences) -> Preferences:
        """Give preferences as the page shows them."""
        return replace(
            preferences,
            remembers_files=self._files.isChecked(),
            keeps_recordings=self._recordings.isChecked(),
        )

    def _add_folder(self, name: str, text: str, folder: Path) -> QLineEdit:
        field = named(QLineEdit(str(folder)), name, says=text.replace("&", ""))
        choose = named(
            QPushButton(self.tr("Choose…")),
            f"choose_{name}",
            says=self.tr("{what}: choose a folder").format(what=text.replace("&", "")),
        )
        choose.setAutoDefault(False)
        choose.clicked.connect(self._on_choose)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(field, 1)
        row.addWidget(choose)
        label = QLabel(text)
        label.setBuddy(field)
        self._form.addRow(label, row)
        return field

    def _add_box(self, name: str, text: str, is_checked: bool) -> QCheckBox:  # noqa: FBT001 - as it is
        box = named(QCheckBox(text), name)
        box.setChecked(is_checked)
        self._form.addRow(box)
        return box

    def _add_button(self, name: str, text: str, pressed: SignalInstance) -> None:
        button = named(QPushButton(text), name)
        button.setAutoDefault(False)
        button.clicked.connect(pressed)
        button.clicked.connect(lambda: button.setEnabled(False))
        row = QHBoxLayout()
        row.addWidget(button)
        row.addStretch(1)
        self._form.addRow(row)

    @staticmethod
    def _note(text: str) -> QLabel:
        label = QLabel(text, wordWrap=True)
        label.setProperty("role", "caption")
        return label

    @Slot()
    def _on_choose(self) -> None:
        is_takes = self.sender().objectName() == "choose_takes_folder"
        field = self._takes if is_takes else self._exports
        folder = QFileDialog.getExistingDirectory(self, self.tr("Choose a folder"), field.text())
        if folder:
            field.setText(folder)
