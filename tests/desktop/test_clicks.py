"""How many clicks what people want most takes, by real clicks of a mouse that counts them.

The numbers wanted stand in the window's design: nothing that people do often may take more.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QAction, QDrag
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QPushButton, QTreeView, QWidget

from desktop.main_window import MainWindow
from desktop.viewmodels.recording import RecordingState
from engine import Alter, ComposeJob, EditJob, HumJob, HumOptions, Rechord

LEFT = Qt.MouseButton.LeftButton

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # popups, without a screen


class Mouse:
    """Clicks what can be seen, and counts."""

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self.n_clicks = 0

    def click(self, name: str) -> None:
        """Click a button by its name."""
        button = self._window.findChild(QAbstractButton, name)
        assert button is not None, name
        assert button.isVisible(), f"{name} cannot be seen"
        assert button.isEnabled(), f"{name} cannot be clicked"
        self.click_at(button, button.rect().center())

    def click_at(self, widget: QWidget, place: QPoint) -> None:
        """Click a place of what is painted."""
        self.n_clicks += 1
        QTest.mouseClick(widget, LEFT, pos=place)

    def choose(self, name: str, entry: str) -> None:
        """Click a button that opens a menu, and an entry of it."""
        button = self._window.findChild(QPushButton, name)
        action = self._window.findChild(QAction, entry)

        def pick() -> None:
            menu = button.menu()
            assert menu.isVisible()
            self.click_at(menu, menu.actionGeometry(action).center())

        QTimer.singleShot(20, pick)  # the menu waits in a loop of its own
        self.click(name)


@pytest.fixture
def mouse(window: MainWindow) -> Mouse:
    window.resize(1280, 800)
    return Mouse(window)


@pytest.fixture
def song(qtbot: Any, stage: Any, window: MainWindow) -> None:
    """A song that is there, and is silent."""
    stage.session.begin_with("joy")
    stage.client.compose()
    qtbot.waitUntil(lambda: stage.is_settled)
    stage.session.playback.pause()
    qtbot.waitUntil(lambda: stage.is_settled and window.song_view.score.isVisible())


def test_the_first_song_is_one_click(
    qtbot: Any, stage: Any, window: MainWindow, mouse: Mouse
) -> None:
    mouse.click("example_0")
    stage.client.compose()
    qtbot.waitUntil(lambda: stage.session.playback.is_playing and stage.is_settled)
    assert window.findChild(QLabel, "song_wish").isVisible()
    assert mouse.n_clicks == 1


@pytest.mark.usefixtures("song")
def test_another_take_is_one_click(stage: Any, mouse: Mouse) -> None:
    mouse.click("regenerate")
    assert stage.client.last(ComposeJob).job.text == "joy"
    assert stage.session.song.is_composing
    assert mouse.n_clicks == 1


@pytest.mark.usefixtures("song")
def test_the_take_before_last_is_one_click(
    qtbot: Any, stage: Any, window: MainWindow, mouse: Mouse
) -> None:
    first = stage.session.song.take.file
    for n_takes in (2, 3):
        stage.session.regenerate()
        stage.client.compose()
        qtbot.waitUntil(lambda n=n_takes: stage.is_settled and len(stage.session.takes.takes) == n)
    tree = window.findChild(QTreeView, "takes")
    model = tree.model()
    place: QRect = tree.visualRect(model.index(2, 0, model.index(0, 0)))
    mouse.click_at(tree.viewport(), place.center())
    qtbot.waitUntil(lambda: stage.is_settled and stage.session.song.take.file == first)
    assert mouse.n_clicks == 1


@pytest.mark.usefixtures("song")
def test_an_mp3_is_two_clicks(qtbot: Any, stage: Any, mouse: Mouse, tmp_path: Path) -> None:
    stage.session.export.folder = tmp_path
    mouse.choose("export", "export .mp3")
    qtbot.waitUntil(lambda: len(stage.written) == 1)
    assert stage.written[0][1].suffix == ".mp3"
    assert mouse.n_clicks == 2


@pytest.mark.usefixtures("song")
def test_the_song_in_another_program_is_one_drag(
    stage: Any, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    dropped: list[Any] = []
    monkeypatch.setattr(QDrag, "exec", lambda drag, _action: dropped.extend(drag.mimeData().urls()))
    handle = window.findChild(QPushButton, "drag_out")
    QTest.mousePress(handle, LEFT, pos=QPoint(5, 5))
    QTest.mouseMove(handle, QPoint(60, 5))
    assert [Path(url.toLocalFile()).suffix for url in dropped] == [".mp3"]
    assert len(stage.written) == 1


@pytest.mark.usefixtures("song")
def test_another_chord_is_two_clicks(stage: Any, window: MainWindow, mouse: Mouse) -> None:
    strip = window.song_view.score.chords
    chord = strip._timeline.chords[1]
    mouse.click_at(strip, strip.area(chord).center().toPoint())
    mouse.click("put_in_0")
    (edit,) = stage.client.last(EditJob).job.edits
    assert isinstance(edit, Rechord)
    assert range(edit.start, edit.end) == chord.ticks
    assert mouse.n_clicks == 2


@pytest.mark.usefixtures("song")
def test_the_drums_are_muted_by_one_click(qtbot: Any, stage: Any, mouse: Mouse) -> None:
    mouse.click("mute_drums")
    assert stage.session.song.piece.render_options.mix.faders.of("drums").is_muted
    assert mouse.n_clicks == 1
    qtbot.waitUntil(lambda: stage.is_settled)


@pytest.mark.usefixtures("song")
def test_a_sadder_ending_is_two_clicks(stage: Any, mouse: Mouse) -> None:
    mouse.click("section_3")
    mouse.click("change sadder")
    (edit,) = stage.client.last(EditJob).job.edits
    assert isinstance(edit, Alter)
    assert edit.bars == range(20, 24)
    assert mouse.n_clicks == 2


def test_a_tune_is_one_click_and_one_key(
    qtbot: Any, stage: Any, window: MainWindow, mouse: Mouse
) -> None:
    mouse.click("hum")
    qtbot.waitUntil(lambda: stage.session.recording.state is RecordingState.LISTENING)
    assert isinstance(stage.recorder.options, HumOptions)
    button = window.findChild(QPushButton, "hum")
    assert button.accessibleName() == "Stop humming"
    mouse.click("hum")
    qtbot.waitUntil(lambda: any(isinstance(r.job, HumJob) for r in stage.client.requests))
    stage.session.cancel()
    window.setFocus()
    QTest.keyClick(window, Qt.Key.Key_H)
    qtbot.waitUntil(lambda: stage.session.recording.state is RecordingState.LISTENING)
    stage.session.cancel()
    qtbot.waitUntil(lambda: stage.is_settled)
    window.wish_view.edit.setFocus()
    QTest.keyClicks(window.wish_view.edit, "hush")
    assert window.wish_view.edit.toPlainText() == "hush"
    assert not stage.session.recording.is_active
