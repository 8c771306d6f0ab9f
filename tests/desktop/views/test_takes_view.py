from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QTextEdit

from desktop.main_window import MainWindow
from desktop.views.takes_view import TakesView

LEFT = Qt.MouseButton.LeftButton


def compose(qtbot: Any, stage: Any, text: str) -> None:
    stage.session.wish.replace(text)
    stage.session.compose()
    stage.client.compose()
    qtbot.waitUntil(lambda: stage.is_settled)


@pytest.fixture
def view(window: MainWindow) -> TakesView:
    window.resize(1280, 800)
    return window.takes_view


@pytest.fixture
def songs(qtbot: Any, stage: Any, view: TakesView) -> TakesView:
    for text in ("joy", "joy", "rain"):
        compose(qtbot, stage, text)
    return view


def press(view: TakesView, index: QModelIndex) -> None:
    place = view.tree.visualRect(index).center()
    QTest.mouseClick(view.tree.viewport(), LEFT, pos=place)


def index_of(view: TakesView, song: int, take: int) -> QModelIndex:
    return view.model.index(take, 0, view.model.index(song, 0))


def test_the_list_appears_with_the_first_take(qtbot: Any, stage: Any, view: TakesView) -> None:
    assert not view.isVisible()
    compose(qtbot, stage, "joy")
    assert view.isVisible()
    assert view.tree.isExpanded(view.model.index(0, 0)), "what is shown is in sight"


def test_one_click_takes_up_a_take(qtbot: Any, stage: Any, songs: TakesView) -> None:
    press(songs, songs.model.index(1, 0))
    assert not songs.tree.isExpanded(songs.model.index(1, 0)), "a click on the song closes it"
    press(songs, songs.model.index(1, 0))
    press(songs, index_of(songs, 1, 1))
    qtbot.waitUntil(lambda: stage.session.wish.text == "joy")
    assert stage.session.takes.present == songs.model.take_at(index_of(songs, 1, 1)).file


def test_return_takes_up_and_arrows_walk(qtbot: Any, stage: Any, songs: TakesView) -> None:
    songs.tree.setFocus()
    songs.tree.setCurrentIndex(songs.model.index(1, 0))
    QTest.keyClick(songs.tree, Qt.Key.Key_Down)
    QTest.keyClick(songs.tree, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: stage.session.wish.text == "joy")


def test_a_take_is_renamed_in_place(qtbot: Any, stage: Any, songs: TakesView) -> None:
    index = index_of(songs, 0, 0)
    songs.tree.setFocus()
    songs.tree.setCurrentIndex(index)
    QTest.keyClick(songs.tree, Qt.Key.Key_F2)
    field = songs.tree.viewport().findChild(QLineEdit)
    QTest.keyClicks(field, "my rain")
    QTest.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: index_of(songs, 0, 0).data() == "my rain")
    assert stage.session.wish.text == "rain"


def test_delete_in_the_list_deletes_and_undo_brings_back(
    qtbot: Any, stage: Any, songs: TakesView, window: MainWindow
) -> None:
    songs.tree.setFocus()
    songs.tree.setCurrentIndex(songs.model.index(1, 0))
    QTest.keyClick(songs.tree, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: songs.model.rowCount() == 1)
    assert len(list(Path(stage.folder).glob("*.affetto"))) == 1
    QTest.mouseClick(window.notice.findChild(QPushButton, "notice_offer_0"), LEFT)
    qtbot.waitUntil(lambda: songs.model.rowCount() == 2)
    assert len(songs.model.songs[1].takes) == 2


def test_a_favourite_has_its_mark(qtbot: Any, stage: Any, songs: TakesView) -> None:
    songs.tree.setFocus()
    QTest.keyClick(songs.tree, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: any(take.is_favourite for take in stage.session.takes.takes))


def test_what_is_searched_for_is_open_and_nothing_is_said_to_be_nothing(
    qtbot: Any, songs: TakesView
) -> None:
    songs.tree.collapseAll()
    QTest.keyClicks(songs.search, "jo")
    qtbot.waitUntil(lambda: songs.model.rowCount() == 1)
    assert songs.tree.isExpanded(songs.model.index(0, 0))
    QTest.keyClicks(songs.search, "xyz")
    qtbot.waitUntil(lambda: songs.findChild(QLabel, "no_takes").isVisible())
    songs.search.clear()
    qtbot.waitUntil(lambda: songs.model.rowCount() == 2)


def test_a_new_song_begins_with_an_empty_wish(
    stage: Any, songs: TakesView, window: MainWindow
) -> None:
    QTest.mouseClick(songs.new_song, LEFT)
    edit = window.findChild(QTextEdit, "wish")
    assert edit.toPlainText() == ""
    assert edit.hasFocus()
    assert stage.session.song.piece is not None, "the song stays until another is there"
