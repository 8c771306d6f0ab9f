"""The whole window by keyboard alone: everything is reached in reading order, seen and spoken."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from desktop.main_window import MainWindow
from engine import ComposeJob


def walk(key: Qt.Key = Qt.Key.Key_Tab) -> list[QWidget]:
    """Press Tab until the keyboard is where it began."""
    reached: list[QWidget] = []
    while len(reached) < 200:
        focused = QApplication.focusWidget()
        assert focused is not None
        if focused in reached:
            break
        reached.append(focused)
        QTest.keyClick(focused, key)
    assert QApplication.focusWidget() is reached[0], "round once, and nowhere caught"
    return reached


@pytest.fixture
def song(qtbot: Any, stage: Any, window: MainWindow) -> MainWindow:
    """A window with a song, its microphone in focus."""
    window.resize(1280, 900)
    stage.session.begin_with("joy and rain")
    stage.client.compose()
    stage.session.playback.pause()
    qtbot.waitUntil(lambda: stage.is_settled and window.song_view.score.isVisible())
    window.findChild(QWidget, "microphone").setFocus(Qt.FocusReason.TabFocusReason)
    return window


@pytest.mark.usefixtures("song")
def test_tab_goes_from_the_wish_to_the_song_and_to_its_changes() -> None:
    names = [widget.objectName() for widget in walk()]
    wanted = [
        "microphone", "wish", "compose", "chip_tempo", "why", "section_0", "chords", "piano_roll",
        "play", "export", "player_melody", "lock_melody", "mute_drums", "change sadder", "search",
        "takes", "new_song",
    ]  # fmt: skip
    places = [names.index(name) for name in wanted]
    assert places == sorted(places)
    assert len(set(names)) == len(names)


@pytest.mark.usefixtures("song")
def test_shift_and_tab_go_the_same_way_back() -> None:
    forth = [widget.objectName() for widget in walk()]
    back = [widget.objectName() for widget in walk(Qt.Key.Key_Backtab)]
    assert back == [forth[0], *reversed(forth[1:])]


@pytest.mark.usefixtures("song")
def test_all_that_is_reached_is_spoken_with_what_it_is() -> None:
    silent = (QAccessible.Role.NoRole, QAccessible.Role.Window)
    for widget in walk():
        spoken = QAccessible.queryAccessibleInterface(widget)
        assert spoken.text(QAccessible.Text.Name).strip(), widget.objectName()
        assert spoken.role() not in silent, widget.objectName()
        assert spoken.state().focusable, widget.objectName()


def test_where_the_keyboard_is_can_be_seen_everywhere(song: MainWindow) -> None:
    unseen = []
    for widget in walk():
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        with_focus = widget.grab().toImage()
        song.setFocus()
        assert not widget.hasFocus()
        if widget.grab().toImage() == with_focus:
            unseen.append(widget.objectName())
    assert unseen == []


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_a_button_is_pressed_by_all_three_keys(stage: Any, song: MainWindow, key: Qt.Key) -> None:
    button = song.findChild(QPushButton, "regenerate")
    button.setFocus(Qt.FocusReason.TabFocusReason)
    n_before = len(stage.client.requests)
    QTest.keyClick(button, key)
    assert isinstance(stage.client.requests[-1].job, ComposeJob)
    assert len(stage.client.requests) == n_before + 1, "once"


def test_return_in_the_wish_composes_and_presses_nothing(stage: Any, song: MainWindow) -> None:
    edit = song.wish_view.edit
    edit.setFocus(Qt.FocusReason.TabFocusReason)
    stage.session.wish.replace("a quiet harbour")
    n_before = len(stage.client.requests)
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert len(stage.client.requests) == n_before + 1


def test_what_tab_reaches_below_the_edge_is_scrolled_to(
    qtbot: Any, stage: Any, song: MainWindow
) -> None:
    song.resize(800, 560)
    last = song.findChild(QWidget, "chip_length")
    qtbot.waitUntil(lambda: stage.is_settled and not last.visibleRegion().isEmpty())
    for _ in walk():
        focused = QApplication.focusWidget()
        assert focused is not None
        assert not focused.visibleRegion().isEmpty(), focused.objectName()
        QTest.keyClick(focused, Qt.Key.Key_Tab)
