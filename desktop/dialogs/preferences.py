"""The choices that hold for every song."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.dialogs.places_page import Places, PlacesPage
from desktop.settings import TEXT_SIZES, Preferences, ThemeChoice
from desktop.translations import WindowLanguage
from desktop.viewmodels.engine_words import in_words
from desktop.widgets.naming import named
from desktop.widgets.tall_column import TallColumn
from desktop.worker import Worker
from engine import LANGUAGES, Failure

__all__ = ["Devices", "ListDevices", "PreferencesDialog"]

Devices = tuple[Sequence[str], Sequence[str]]
"""Names of the microphones and of the loudspeakers."""

ListDevices = Callable[[], Devices]


class PreferencesDialog(QDialog):
    """Shows preferences; `preferences` gives them as changed.

    Parameters
    ----------
    list_devices
        Called away from the window's thread: a sound server may take its time.
    """

    def __init__(
        self,
        preferences: Preferences,
        places: Places,
        list_devices: ListDevices,
        worker: Worker,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("preferences_dialog")
        self.setWindowTitle(self.tr("Preferences"))
        self._before = preferences
        self._form = QFormLayout()
        self._form.setVerticalSpacing(12)
        self._form.setHorizontalSpacing(18)
        self._form.setLabelAlignment(Qt.AlignmentFlag.AlignVCenter)
        self._microphone = self._add_devices(
            "microphone", self.tr("&Microphone"), preferences.microphone
        )
        self._loudspeaker = self._add_devices(
            "loudspeaker", self.tr("&Loudspeaker"), preferences.loudspeaker
        )
        self._language = self._add_language(preferences.language)
        self._silence = self._add_silence(preferences.silence)
        self._seconds = self._add_seconds(preferences.seconds)
        self._soundfont = self._add_soundfont(preferences.soundfont)
        self._loudness = self._add_loudness(preferences.loudness)
        self._voice = self._add_voice(uses_voice=preferences.uses_voice)
        self._vectors = self._add_vectors(preferences.vectors)
        self._theme = self._add_theme(preferences.theme)
        self._text_size = self._add_text_size(preferences.text_size)
        self._calm = self._add_calm(is_calm=preferences.is_calm)
        self._window_language = self._add_window_language(preferences.window_language)
        self.page = named(PlacesPage(preferences, places), "places_page")
        self._state = named(QLabel(wordWrap=True), "devices_state", role="caption")
        self._state.setText(self.tr("Looking for microphones and loudspeakers …"))
        self._lay_out()
        worker.run(list_devices, self._on_devices, self._on_no_devices)

    @property
    def preferences(self) -> Preferences:
        """The preferences as the dialog shows them."""
        chosen = replace(
            self._before,
            microphone=self._microphone.currentData(),
            loudspeaker=self._loudspeaker.currentData(),
            language=self._language.currentData(),
            silence=round(self._silence.value(), 1),
            seconds=float(self._seconds.value()),
            soundfont=self._soundfont.text().strip() or None,
            theme=ThemeChoice(self._theme.currentData()),
            text_size=self._text_size.currentData(),
            is_calm=self._calm.isChecked(),
            window_language=WindowLanguage(self._window_language.currentData()),
            uses_voice=self._voice.isChecked(),
            vectors=self._vectors.currentData(),
            loudness=self._loudness.currentData(),
        )
        return self.page.with_choices(chosen)

    def _lay_out(self) -> None:
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 20)
        layout.setSpacing(14)
        tabs = named(QTabWidget(), "preferences_tabs")
        tabs.addTab(_scrolled(self._form), self.tr("&General"))
        page = QVBoxLayout()
        page.addWidget(self.page)
        tabs.addTab(_scrolled(page), self.tr("&Places and privacy"))
        layout.addWidget(tabs, 1)
        layout.addWidget(self._state)
        layout.addWidget(buttons)
        # As high as its rows, if the screen is; as wide as they are in any language.
        wanted = self._form.totalSizeHint()
        self.setMinimumWidth(max(520, wanted.width() + 100))
        rest = buttons.sizeHint().height() + self._state.sizeHint().height() + 172
        room = self.screen().availableGeometry().height() - 60
        self.resize(self.minimumWidth(), min(wanted.height() + rest, room))

    def _add_row(self, name: str, label: str, field: QWidget) -> None:
        """Add a row; the field is named for screen readers and for tests."""
        self._form.addRow(label, named(field, name, says=label.replace("&", "")))

    def _add_devices(self, name: str, label: str, chosen: str | None) -> QComboBox:
        box = QComboBox()
        box.addItem(self.tr("As the system has it"), None)
        # At once, and whether it is plugged in or not: a choice is not lost by looking at it.
        if chosen is not None:
            box.addItem(chosen, chosen)
            box.setCurrentIndex(1)
        self._add_row(name, label, box)
        return box

    def _add_language(self, code: str | None) -> QComboBox:
        box = QComboBox()
        box.addItem(self.tr("Found out"), None)
        for known, name in LANGUAGES.items():
            box.addItem(in_words(name), known)
        box.setCurrentIndex(box.findData(code))
        self._add_row("language", self.tr("I sp&eak"), box)
        return box

    def _add_silence(self, seconds: float) -> QDoubleSpinBox:
        box = QDoubleSpinBox(minimum=0.5, maximum=10.0, singleStep=0.5, decimals=1)
        box.setSuffix(self.tr(" s of silence"))
        box.setValue(seconds)
        self._add_row("silence", self.tr("&Stop listening after"), box)
        return box

    def _add_seconds(self, seconds: float) -> QSpinBox:
        box = QSpinBox(minimum=5, maximum=300, singleStep=5)
        box.setSuffix(self.tr(" s"))
        box.setValue(round(seconds))
        self._add_row("seconds", self.tr("Length of a &song"), box)
        return box

    def _add_soundfont(self, path: str | None) -> QLineEdit:
        field = named(QLineEdit(path or ""), "soundfont", says=self.tr("Soundfont file"))
        field.setPlaceholderText(self.tr("The one that Affetto brings along"))
        browse = named(
            QPushButton(self.tr("Choose…")),
            "choose_soundfont",
            says=self.tr("Choose a soundfont file"),
        )
        browse.setAutoDefault(False)
        browse.clicked.connect(self._on_browse)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(field, 1)
        row.addWidget(browse)
        label = QLabel(self.tr("Sound&font file"))
        label.setBuddy(field)
        self._form.addRow(label, row)
        return field

    def _add_loudness(self, chosen: float) -> QComboBox:
        box = QComboBox()
        for loudness, text in (
            (-23.0, self.tr("Quiet, as on the radio (−23 LUFS)")),
            (-16.0, self.tr("Usual (−16 LUFS)")),
            (-14.0, self.tr("As streaming services play it (−14 LUFS)")),
            (-11.0, self.tr("Loud (−11 LUFS)")),
        ):
            box.addItem(text, loudness)
        if box.findData(chosen) < 0:
            box.addItem(self.tr("{n} LUFS").format(n=f"{chosen:g}"), chosen)
        box.setCurrentIndex(box.findData(chosen))
        self._add_row("loudness", self.tr("Lou&dness of a song"), box)
        return box

    def _add_voice(self, *, uses_voice: bool) -> QCheckBox:
        box = QCheckBox(self.tr("Let it count how I say a wish"))
        box.setChecked(uses_voice)
        box.setToolTip(
            self.tr(
                "Pitch, loudness and pace, against how you usually speak. Kept on this machine."
            )
        )
        self._add_row("uses_voice", self.tr("My vo&ice"), box)
        return box

    def _add_vectors(self, chosen: str) -> QComboBox:
        box = QComboBox()
        box.addItem(self.tr("Open music, free of strings"), "open")
        box.addItem(self.tr("EMOPIA, labelled by listeners, not for commercial use"), "emopia")
        box.setCurrentIndex(box.findData(chosen))
        self._add_row("vectors", self.tr("Compare words &with"), box)
        return box

    def _add_theme(self, chosen: ThemeChoice) -> QComboBox:
        box = QComboBox()
        box.addItem(self.tr("As the system has it"), ThemeChoice.SYSTEM.value)
        box.addItem(self.tr("Light"), ThemeChoice.LIGHT.value)
        box.addItem(self.tr("Dark"), ThemeChoice.DARK.value)
        box.setCurrentIndex(box.findData(chosen.value))
        self._add_row("theme", self.tr("&Colours"), box)
        return box

    def _add_text_size(self, chosen: float) -> QComboBox:
        box = QComboBox()
        for size in TEXT_SIZES:
            text = self.tr("{n} % of the system's").format(n=round(size * 100))
            box.addItem(self.tr("As the system has it") if size == 1 else text, size)
        box.setCurrentIndex(box.findData(chosen))
        self._add_row("text_size", self.tr("Size of &text"), box)
        return box

    def _add_calm(self, *, is_calm: bool) -> QCheckBox:
        box = QCheckBox(self.tr("Let nothing move that need not"))
        box.setChecked(is_calm)
        self._add_row("calm", self.tr("Mo&vement"), box)
        return box

    def _add_window_language(self, chosen: WindowLanguage) -> QComboBox:
        box = QComboBox()
        box.addItem(self.tr("As the system has it"), WindowLanguage.SYSTEM.value)
        # By their own names: who cannot read the window's language finds theirs.
        box.addItem("English", WindowLanguage.ENGLISH.value)
        box.addItem("Deutsch", WindowLanguage.GERMAN.value)
        box.setCurrentIndex(box.findData(chosen.value))
        self._add_row("window_language", self.tr("Wi&ndow in"), box)
        return box

    def _on_devices(self, devices: Devices) -> None:
        for box, names in zip((self._microphone, self._loudspeaker), devices, strict=True):
            for name in names:
                if box.findData(name) < 0:
                    box.addItem(name, name)
        missing = [
            label
            for label, names in zip(
                (self.tr("No microphone was found."), self.tr("No loudspeaker was found.")),
                devices,
                strict=True,
            )
            if not names
        ]
        self._state.setText(" ".join(missing))
        self._state.setVisible(bool(missing))

    def _on_no_devices(self, failure: Failure) -> None:
        self._state.setText(f"{failure.message}. {failure.hint}")

    @Slot()
    def _on_browse(self) -> None:
        folder = str(Path(self._soundfont.text()).parent) if self._soundfont.text() else ""
        path, _ = QFileDialog.getOpenFileName(
            self, self.tr("Soundfont"), folder, self.tr("Soundfonts (*.sf2 *.sf3)")
        )
        if path:
            self._soundfont.setText(path)


def _scrolled(layout: QLayout) -> QWidget:
    """Let a page scroll where the screen is low."""
    page = QWidget()
    layout.setContentsMargins(14, 14, 22, 14)  # beside the scroll bar
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(TallColumn(layout))
    return page
