from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTextEdit, QVBoxLayout, QWidget

from desktop.widgets.motion import keep_calm
from desktop.widgets.wish_edit import WishEdit


@pytest.fixture
def edit(qtbot: Any) -> WishEdit:
    edit = WishEdit()
    qtbot.addWidget(edit)
    edit.show()
    return edit


def test_typing_is_told(edit: WishEdit) -> None:
    texts: list[str] = []
    edit.edited.connect(texts.append)
    QTest.keyClicks(edit, "joy")
    assert texts == ["j", "jo", "joy"]


def test_enter_composes_and_shift_enter_begins_a_line(qtbot: Any, edit: WishEdit) -> None:
    QTest.keyClicks(edit, "joy")
    with qtbot.assertNotEmitted(edit.submitted):
        QTest.keyClick(edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    with qtbot.waitSignal(edit.submitted):
        QTest.keyClick(edit, Qt.Key.Key_Return)
    assert edit.toPlainText() == "joy\n"


def test_a_transcript_comes_word_by_word(qtbot: Any, edit: WishEdit) -> None:
    seen: list[str] = []
    edit.textChanged.connect(lambda: seen.append(edit.toPlainText().strip()))
    with qtbot.assertNotEmitted(edit.edited):
        edit.reveal("hope and wonder")
        qtbot.waitUntil(lambda: not edit.is_revealing)
    assert [text for text in seen if text] == ["hope", "hope and", "hope and wonder"]
    assert edit.toPlainText() == "hope and wonder"


def test_a_key_brings_the_rest_at_once(edit: WishEdit) -> None:
    edit.reveal("hope and wonder")
    QTest.keyClicks(edit, "!")
    assert edit.toPlainText() == "hope and wonder!"


def test_a_transcript_can_be_undone(qtbot: Any, edit: WishEdit) -> None:
    edit.set_text("what I typed")
    edit.reveal("hope and wonder")
    qtbot.waitUntil(lambda: not edit.is_revealing)
    edit.undo()
    assert edit.toPlainText() == "what I typed"


def test_pasted_text_has_no_looks_of_its_own(edit: WishEdit) -> None:
    assert not edit.acceptRichText()


def test_tab_leaves_the_field(qtbot: Any) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    edit, after = WishEdit(), QTextEdit()
    layout.addWidget(edit)
    layout.addWidget(after)
    window.show()
    qtbot.waitExposed(window)
    edit.setFocus()
    QTest.keyClick(edit, Qt.Key.Key_Tab)
    assert window.focusWidget() is after
    assert edit.toPlainText() == ""


def test_a_long_transcript_takes_no_longer_than_a_short_one(edit: WishEdit) -> None:
    edit.reveal("word " * 1000)
    assert edit._timer.interval() <= 4
    edit.finish_reveal()


def test_words_that_stand_there_already_stay(qtbot: Any, edit: WishEdit) -> None:
    edit.set_text("hope and fear")
    edit.reveal("hope and wonder")
    assert edit.toPlainText().startswith("hope and ")
    qtbot.waitUntil(lambda: not edit.is_revealing)
    assert edit.toPlainText() == "hope and wonder"
    edit.reveal("hope and wonder")
    assert edit.toPlainText() == "hope and wonder"
    assert not edit.is_revealing


def test_words_stand_there_at_once_for_whom_movement_is_hard(edit: WishEdit) -> None:
    keep_calm(is_calm=True)
    try:
        edit.reveal("one two three four")
    finally:
        keep_calm(is_calm=False)
    assert edit.toPlainText() == "one two three four"
