from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
)

from desktop.dialogs.places_page import Places
from desktop.dialogs.preferences import Devices, PreferencesDialog
from desktop.settings import Preferences, ThemeChoice
from desktop.translations import WindowLanguage
from desktop.worker import Worker
from engine import DeviceError

PLACES = Places(Path("/takes"), Path("/exports"))
CHOSEN = Preferences("Mike", "Loud", 2.5, 90.0, "/fonts/a.sf2", ThemeChoice.DARK)


@pytest.fixture
def worker() -> Iterator[Worker]:
    worker = Worker()
    yield worker
    worker.close()


@pytest.fixture
def open_dialog(qtbot: Any, worker: Worker) -> Callable[..., PreferencesDialog]:
    def open_dialog(
        preferences: Preferences, list_devices: Callable[[], Devices]
    ) -> PreferencesDialog:
        dialog = PreferencesDialog(preferences, PLACES, list_devices, worker)
        qtbot.addWidget(dialog)
        dialog.show()
        qtbot.waitUntil(lambda: worker.is_idle)
        return dialog

    return open_dialog


def choices(dialog: PreferencesDialog, name: str) -> list[str]:
    box = dialog.findChild(QComboBox, name)
    return [box.itemText(index) for index in range(box.count())]


def test_what_was_chosen_is_shown_and_given_back(
    open_dialog: Callable[..., PreferencesDialog],
) -> None:
    dialog = open_dialog(CHOSEN, lambda: (["Mike"], ["Loud"]))
    assert dialog.preferences == CHOSEN
    assert dialog.findChild(QDoubleSpinBox, "silence").value() == 2.5
    assert dialog.findChild(QSpinBox, "seconds").value() == 90
    assert dialog.findChild(QLineEdit, "soundfont").text() == "/fonts/a.sf2"


def test_text_size_movement_and_language_can_be_chosen(
    open_dialog: Callable[..., PreferencesDialog],
) -> None:
    dialog = open_dialog(Preferences(), lambda: ([], []))
    dialog.findChild(QComboBox, "text_size").setCurrentIndex(2)
    dialog.findChild(QCheckBox, "calm").click()
    dialog.findChild(QComboBox, "window_language").setCurrentText("Deutsch")
    chosen = dialog.preferences
    assert (chosen.text_size, chosen.is_calm) == (1.5, True)
    assert chosen.window_language is WindowLanguage.GERMAN


def test_the_voice_can_be_switched_off_and_the_music_chosen(
    open_dialog: Callable[..., PreferencesDialog],
) -> None:
    dialog = open_dialog(Preferences(), lambda: ([], []))
    dialog.findChild(QCheckBox, "uses_voice").click()
    dialog.findChild(QComboBox, "vectors").setCurrentIndex(1)
    assert (dialog.preferences.uses_voice, dialog.preferences.vectors) == (False, "emopia")


@pytest.mark.parametrize("language", [None, "it"])
def test_the_language_that_is_spoken_is_found_out_or_chosen(
    open_dialog: Callable[..., PreferencesDialog], language: str | None
) -> None:
    dialog = open_dialog(Preferences(language=language), lambda: ([], []))
    assert dialog.preferences.language == language
    box = dialog.findChild(QComboBox, "language")
    box.setCurrentIndex(box.findText("German"))
    assert dialog.preferences.language == "de"


def test_devices_are_offered_by_name_once(open_dialog: Callable[..., PreferencesDialog]) -> None:
    dialog = open_dialog(CHOSEN, lambda: (["Mike", "Headset"], ["Loud"]))
    assert choices(dialog, "microphone") == ["As the system has it", "Mike", "Headset"]
    assert choices(dialog, "loudspeaker") == ["As the system has it", "Loud"]


def test_a_device_that_is_unplugged_stays_chosen(
    open_dialog: Callable[..., PreferencesDialog],
) -> None:
    dialog = open_dialog(CHOSEN, lambda: ([], []))
    assert dialog.preferences.microphone == "Mike"
    state = dialog.findChild(QLabel, "devices_state")
    assert state.text() == "No microphone was found. No loudspeaker was found."


def test_a_missing_sound_library_is_told_with_the_remedy(
    open_dialog: Callable[..., PreferencesDialog],
) -> None:
    def fail() -> Devices:
        raise DeviceError("the PortAudio library is missing", hint="Type: apt install it")

    dialog = open_dialog(Preferences(), fail)
    state = dialog.findChild(QLabel, "devices_state").text()
    assert state == "the PortAudio library is missing. Type: apt install it"


def test_an_empty_soundfont_means_the_best_one(
    open_dialog: Callable[..., PreferencesDialog],
) -> None:
    dialog = open_dialog(CHOSEN, lambda: ([], []))
    dialog.findChild(QLineEdit, "soundfont").setText("  ")
    assert dialog.preferences.soundfont is None


def test_loudness_places_and_privacy_are_shown_and_given_back(
    open_dialog: Callable[..., PreferencesDialog],
) -> None:
    before = Preferences(loudness=-14.0, remembers_files=False, keeps_recordings=True)
    dialog = open_dialog(before, lambda: ([], []))
    assert dialog.preferences == before
    assert dialog.page.places == PLACES
    dialog.findChild(QComboBox, "loudness").setCurrentIndex(0)
    dialog.findChild(QCheckBox, "keeps_recordings").click()
    dialog.findChild(QLineEdit, "takes_folder").setText("/elsewhere")
    assert (dialog.preferences.loudness, dialog.preferences.keeps_recordings) == (-23.0, False)
    assert dialog.page.places == Places(Path("/elsewhere"), Path("/exports"))


def test_a_loudness_that_nobody_offers_is_not_lost(
    open_dialog: Callable[..., PreferencesDialog],
) -> None:
    assert open_dialog(Preferences(loudness=-18.5), lambda: ([], [])).preferences.loudness == -18.5


@pytest.mark.parametrize(
    ("name", "signal"), [("forget_files", "files_forgotten"), ("forget_voice", "voice_forgotten")]
)
def test_what_is_to_be_forgotten_is_told_once(
    open_dialog: Callable[..., PreferencesDialog], name: str, signal: str
) -> None:
    dialog = open_dialog(Preferences(), lambda: ([], []))
    told: list[str] = []
    getattr(dialog.page, signal).connect(lambda: told.append(name))
    button = dialog.findChild(QPushButton, name)
    button.click()
    assert told == [name]
    assert not button.isEnabled(), "to be seen to be done"
