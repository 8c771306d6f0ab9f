"""The composers' page, by clicks and keys: a folder, a curve, what was learned, the way back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QAccessible, QAction, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QInputDialog, QLabel, QPushButton, QWidget

from desktop.main_window import MainWindow
from desktop.viewmodels.lesson import LessonStep
from desktop.widgets.learning_curve import LearningCurve
from desktop.widgets.roll_gallery import RollGallery
from engine import CurvePoint, FoundMusic, LookJob, SurveyJob, TeachJob, composer_folder
from tests.desktop.viewmodels.test_composers import make_insight

FOUND = FoundMusic(4, 3, 48, (("broken.mid", "is not a readable MIDI file"),))


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AFFETTO_HOME", str(tmp_path))


@pytest.fixture
def page(qtbot: Any, stage: Any, window: MainWindow) -> QWidget:
    """The page, opened by its menu entry, with one composer of one's own."""
    folder = composer_folder("Pop")
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps({"kind": "rbm"}))
    window.findChild(QAction, "composers").trigger()
    qtbot.waitUntil(lambda: stage.is_settled)
    stage.client.last(LookJob).finished.emit(make_insight())
    page = window.findChild(QWidget, "composers_page")
    assert page.isVisible()
    return page


def click(page: QWidget, name: str) -> None:
    button = page.findChild(QPushButton, name)
    assert button.isVisible(), name
    assert button.isEnabled(), name
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def text_of(page: QWidget, name: str) -> str:
    label = page.findChild(QLabel, name)
    return label.text() if label.isVisible() else ""


def drop(page: QWidget, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    view = page.lesson  # type: ignore[attr-defined]
    view.dropEvent(
        QDropEvent(
            QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )  # fmt: skip


def test_escape_leads_back_to_the_song(page: QWidget, window: MainWindow) -> None:
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Escape)
    assert not page.isVisible()
    assert not window.findChild(QAction, "composers").isChecked()


def test_a_dropped_folder_becomes_a_composer(
    qtbot: Any, stage: Any, page: QWidget, tmp_path: Path
) -> None:
    folder = tmp_path / "my waltzes"
    folder.mkdir()
    drop(page, folder)
    stage.client.last(SurveyJob).finished.emit(FOUND)
    assert text_of(page, "lesson_folder") == "3 songs with 48 bars in my waltzes"
    assert "broken.mid" in text_of(page, "lesson_left_out")
    click(page, "lesson_begin")
    request = stage.client.last(TeachJob)
    request.progressed.emit("learn", 0.1)
    request.staged.emit("curve", CurvePoint("harmony", 0.1, 0.3, -1.0, -1.1))
    curve = page.findChild(LearningCurve)
    assert curve.isVisible()
    assert "37 %" in curve.accessibleDescription()
    click(page, "lesson_stop")
    assert stage.client.sufficed == [request]
    assert text_of(page, "lesson_left") == "Keeping what it has learned …"
    request.finished.emit(FOUND)
    assert text_of(page, "lesson_notice_message") == "my waltzes has learned from 3 songs."
    click(page, "lesson_notice_offer_0")
    assert not page.isVisible(), "to the song, to say a wish"
    assert page.window().wish_view.edit.hasFocus()  # type: ignore[attr-defined]
    assert stage.session.choices.preferences.composer == "my waltzes"
    qtbot.waitUntil(lambda: stage.is_settled)


def test_a_file_is_no_folder(stage: Any, page: QWidget, tmp_path: Path) -> None:
    file = tmp_path / "song.mid"
    file.touch()
    drop(page, file)
    assert not any(isinstance(r.job, SurveyJob) for r in stage.client.requests)


def test_a_name_that_cannot_be_had_says_why(stage: Any, page: QWidget, tmp_path: Path) -> None:
    drop(page, tmp_path)
    stage.client.last(SurveyJob).finished.emit(FOUND)
    name = page.findChild(QWidget, "lesson_name")
    name.selectAll()  # type: ignore[attr-defined]
    QTest.keyClicks(name, "rbm")
    assert "Choose another name" in text_of(page, "lesson_objection")
    assert not page.findChild(QPushButton, "lesson_begin").isEnabled()


def test_rename_and_delete_stand_beside_a_composer_of_one_s_own_alone(
    qtbot: Any, stage: Any, page: QWidget
) -> None:
    assert page.findChild(QPushButton, "rename_0") is None
    click(page, "rename_1")
    dialog = page.findChild(QInputDialog)
    dialog.setTextValue("Rock")
    dialog.accept()
    qtbot.waitUntil(lambda: stage.is_settled)
    assert stage.composers.composers == ("Rock",)
    click(page, "delete_1")
    qtbot.waitUntil(lambda: stage.is_settled)
    assert stage.composers.composers == ()
    click(page, "lesson_notice_offer_0")
    qtbot.waitUntil(lambda: stage.is_settled)
    assert stage.composers.composers == ("Rock",)


def test_what_was_learned_is_walked_through_with_arrow_keys_and_spoken(page: QWidget) -> None:
    strip = page.findChild(RollGallery, "settling")
    strip.setFocus(Qt.FocusReason.TabFocusReason)
    spoken = QAccessible.queryAccessibleInterface(strip)
    assert spoken.text(QAccessible.Text.Name) == "From noise to a bar"
    assert spoken.text(QAccessible.Text.Description).startswith("At first: 3 notes")
    QTest.keyClick(strip, Qt.Key.Key_Right)
    assert spoken.text(QAccessible.Text.Description) == "After one step: one note, C5"
    QTest.keyClick(strip, Qt.Key.Key_Home)
    assert strip.current == 0


def test_a_new_wish_leads_back_to_the_song(stage: Any, page: QWidget, window: MainWindow) -> None:
    stage.session.begin_with("joy")
    assert not page.isVisible()
    assert not window.findChild(QAction, "composers").isChecked()


def test_news_of_a_lesson_reach_who_looks_at_the_song(
    qtbot: Any, stage: Any, page: QWidget, window: MainWindow, tmp_path: Path
) -> None:
    drop(page, tmp_path)
    stage.client.last(SurveyJob).finished.emit(FOUND)
    click(page, "lesson_begin")
    click(page, "composers_back")
    stage.client.last(TeachJob).finished.emit(FOUND)
    assert "has learned" in window.findChild(QLabel, "notice_message").text()
    assert window.notice.isVisible()
    qtbot.waitUntil(lambda: stage.is_settled)


def test_closing_keeps_what_was_learned_first(
    qtbot: Any, stage: Any, page: QWidget, window: MainWindow, tmp_path: Path
) -> None:
    drop(page, tmp_path)
    stage.client.last(SurveyJob).finished.emit(FOUND)
    click(page, "lesson_begin")
    click(page, "composers_back")
    window.close()
    assert window.isVisible()
    assert stage.composers.lesson.step is LessonStep.STOPPING
    stage.client.last(TeachJob).finished.emit(FOUND)
    assert not window.isVisible()
    qtbot.waitUntil(lambda: stage.is_settled)


def test_who_closes_twice_waits_for_nothing(
    stage: Any, page: QWidget, window: MainWindow, tmp_path: Path
) -> None:
    drop(page, tmp_path)
    stage.client.last(SurveyJob).finished.emit(FOUND)
    click(page, "lesson_begin")
    window.close()
    window.close()
    assert not window.isVisible()


def test_tab_reaches_everything_on_the_page_once(page: QWidget) -> None:
    page.findChild(QPushButton, "composers_back").setFocus(Qt.FocusReason.TabFocusReason)
    reached = []
    for _ in range(40):
        focused = QApplication.focusWidget()
        assert focused is not None
        if reached and focused.objectName() == reached[0]:
            break
        reached.append(focused.objectName())
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert reached == [
        "composers_back", "teach_composer", "choose_folder", "look_0", "use_0", "look_1", "use_1",
        "rename_1", "delete_1", "settling", "filters",
    ]  # fmt: skip


def test_the_way_back_leads_to_where_the_keyboard_was(window: MainWindow) -> None:
    wish = window.wish_view.edit
    wish.setFocus()
    window.findChild(QAction, "composers").trigger()
    assert not wish.hasFocus()
    window.findChild(QAction, "composers").trigger()
    assert wish.hasFocus()


def test_who_is_looked_into_is_named_while_it_takes(stage: Any, page: QWidget) -> None:
    click(page, "look_1")
    assert text_of(page, "insight_title") == "Looking into Pop …"
    assert not page.findChild(RollGallery, "settling").isVisible()
    stage.client.last(LookJob).finished.emit(make_insight())
    assert text_of(page, "insight_title") == "Inside Pop"
    assert page.findChild(RollGallery, "settling").isVisible()
