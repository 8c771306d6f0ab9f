"""What the window says, in English and German."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from desktop.main_window import MainWindow
from desktop.settings import Settings
from desktop.translations import Translations, WindowLanguage
from desktop.viewmodels.engine_words import in_words
from release.translations import LANGUAGES, Text, gather, read
from tests.desktop.conftest import Stage
from tests.desktop.test_main_window import compose

GERMAN = LANGUAGES / "de.ts"


@pytest.fixture
def translations(qapp: QApplication) -> Iterator[Translations]:
    """Give the words of the application, English again afterwards."""
    translations = Translations(qapp)
    yield translations
    translations.choose(WindowLanguage.ENGLISH)


def test_every_text_has_a_german_one() -> None:
    german = read(GERMAN)
    assert gather() == sorted(german), "run python -m release.translations --write"
    assert [text for text, translation in german.items() if not translation] == []


def test_what_is_compiled_is_what_is_written(translations: Translations) -> None:
    translations.choose(WindowLanguage.GERMAN)
    for (context, source), translation in read(GERMAN).items():
        assert QCoreApplication.translate(context, source) == translation


def _fields(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name)


@pytest.mark.parametrize("text", read(GERMAN), ids=":".join)
def test_german_fills_in_the_same_and_has_its_keys(text: Text) -> None:
    english, german = text[1], read(GERMAN)[text]
    assert _fields(english) == _fields(german)
    # A letter to press with Alt where English has one, and nowhere else.
    assert len(re.findall(r"&\w", english)) == len(re.findall(r"&\w", german))


@pytest.mark.parametrize("owner", ["Actions", "TakesView", "PreferencesDialog"])
def test_german_keys_of_one_place_are_not_all_the_same(owner: str) -> None:
    keys = [
        match[1].lower()
        for (context, _), german in read(GERMAN).items()
        if context == owner and (match := re.search(r"&(\w)", german))
    ]
    assert len(set(keys)) > len(keys) * 0.6, keys


def texts_of(widget: QWidget) -> set[str]:
    """Gather what a widget and those in it say."""
    says = {label.text() for label in widget.findChildren(QLabel)}
    says |= {button.text() for button in widget.findChildren(QAbstractButton)}
    for child in widget.findChildren(QWidget):
        says |= {child.toolTip(), child.accessibleName()}
    return says


@pytest.fixture
def german(translations: Translations) -> Translations:
    """Let everything be said in German."""
    translations.choose(WindowLanguage.GERMAN)
    return translations


def test_a_window_in_german_says_nothing_english(
    german: Translations, window: MainWindow, qtbot: Any, stage: Stage
) -> None:
    compose(qtbot, stage, window)
    assert german is not None
    english = {source for _, source in read(GERMAN)} - set(read(GERMAN).values())
    assert not texts_of(window) & english
    assert "&Datei" in {action.text() for action in window.menuBar().actions()}


def progress_of(window: MainWindow) -> set[str]:
    """Gather what is said while a song comes, which is no longer to be seen."""
    coming = window.findChild(QLabel, "coming_text")
    assert coming is not None
    return {coming.text()}


@pytest.fixture
def held() -> list[MainWindow]:
    """Hold windows until the test's end: the collector must not take one apart that is shown."""
    return []


def test_a_window_that_follows_shows_what_the_first_one_did(
    window: MainWindow, held: list[MainWindow], qtbot: Any, stage: Stage, settings: Settings
) -> None:
    compose(qtbot, stage, window, "joy and rain")
    stage.session.takes.look()
    second = MainWindow(
        stage.session, stage.composers, settings, lambda: ([], []), stage.workers[3]
    )
    held.append(second)
    qtbot.addWidget(second)
    second.take_up()
    second.show()
    qtbot.waitUntil(lambda: stage.is_settled)
    assert second.wish_view.edit.toPlainText() == "joy and rain"
    assert texts_of(second.song_view) >= texts_of(window.song_view) - progress_of(window)
    assert texts_of(second.takes_view) == texts_of(window.takes_view)
    enabled = [
        {action.objectName() for action in each.findChildren(QAction) if action.isEnabled()}
        for each in (window, second)
    ]
    assert enabled[0] == enabled[1]


@pytest.mark.parametrize(
    ("english", "said"),
    [
        ("B♭ minor", "b-Moll"),
        ("B major", "H-Dur"),
        ("F♯ minor", "fis-Moll"),
        ("joy", "Freude"),
        ("double bass", "Kontrabass"),
        ("my own style", "my own style"),
    ],
)
def test_names_of_the_engine_are_said_in_german(
    german: Translations, english: str, said: str
) -> None:
    assert german is not None
    assert in_words(english) == said
