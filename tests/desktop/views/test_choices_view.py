from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from desktop.main_window import MainWindow
from desktop.settings import Settings
from desktop.views import choices_view
from desktop.widgets.choice_box import ChoiceBox
from engine import ComposeJob, RenderJob


def box(window: MainWindow, name: str) -> ChoiceBox:
    found: ChoiceBox = window.findChild(ChoiceBox, name)
    return found


@pytest.fixture(autouse=True)
def details(window: MainWindow) -> None:
    window.resize(1100, 900)
    window.findChild(QPushButton, "details").toggle()


def compose(qtbot: Any, stage: Any) -> None:
    stage.session.begin_with("joy")
    stage.client.compose()
    qtbot.waitUntil(lambda: stage.is_settled)


def choose_by_key(qtbot: Any, choice: ChoiceBox) -> None:
    choice.setFocus()
    qtbot.keyClick(choice, Qt.Key.Key_Down)


def test_a_key_press_plays_the_song_with_something_else_and_stays_there(
    qtbot: Any, stage: Any, window: MainWindow, settings: Settings
) -> None:
    compose(qtbot, stage)
    sound = box(window, "sound")
    assert sound.currentText() == "FluidSynth"
    window.preferences_changed.connect(lambda p: setattr(settings, "preferences", p))
    choose_by_key(qtbot, sound)
    stage.client.render()
    qtbot.waitUntil(lambda: stage.is_settled)
    assert sound.currentText() == "WaveNet"
    assert sound.hasFocus()
    assert settings.preferences.synthesizer == "wavenet"


def test_a_slow_sound_says_what_it_does_and_how_long_it_takes(
    qtbot: Any, stage: Any, window: MainWindow
) -> None:
    compose(qtbot, stage)
    note = window.findChild(QLabel, "sound_note")
    assert not note.isVisible()
    choose_by_key(qtbot, box(window, "sound"))
    assert "every sample" in note.text()
    stage.client.last(RenderJob).staged.emit("expected", 12.3)
    assert "about 12 s" in note.text()
    assert note.isVisible()


def test_a_cancelled_sound_is_unchosen(qtbot: Any, stage: Any, window: MainWindow) -> None:
    compose(qtbot, stage)
    sound = box(window, "sound")
    choose_by_key(qtbot, sound)
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert sound.currentText() == "FluidSynth"


def test_another_composer_composes_at_once(qtbot: Any, stage: Any, window: MainWindow) -> None:
    compose(qtbot, stage)
    composer = box(window, "composer")
    before = composer.currentData()
    choose_by_key(qtbot, composer)
    assert composer.currentData() != before
    assert stage.client.last(ComposeJob).job.compose_options.composer == composer.currentData()


def test_the_wheel_changes_nothing(qtbot: Any, stage: Any, window: MainWindow) -> None:
    compose(qtbot, stage)
    sound = box(window, "sound")
    down = QWheelEvent(
        QPointF(5, 5), QPointF(5, 5), QPoint(0, -120), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(sound, down)
    assert sound.currentText() == "FluidSynth"


def test_a_composer_that_was_trained_meanwhile_is_offered(
    qtbot: Any, stage: Any, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choices_view, "list_composers", lambda: ["rbm", "My waltzes"])
    compose(qtbot, stage)
    composer = box(window, "composer")
    assert [composer.itemText(i) for i in range(composer.count())] == [
        "Boltzmann machine",
        "My waltzes",
    ]
