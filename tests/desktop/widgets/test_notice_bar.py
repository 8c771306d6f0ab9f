from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QTextEdit

from desktop.viewmodels.notice import Notice
from desktop.widgets.notice_bar import NoticeBar
from engine import Failure


@pytest.fixture
def bar(qtbot: Any) -> NoticeBar:
    bar = NoticeBar()
    qtbot.addWidget(bar)
    return bar


def text(bar: NoticeBar, name: str) -> str:
    return bar.findChild(QLabel, name).text()


def test_it_is_hidden_until_something_is_told(bar: NoticeBar) -> None:
    assert bar.isHidden()
    bar.show_notice(Notice("Saved.", "/songs", is_error=False))
    assert bar.isVisible()
    assert (text(bar, "notice_message"), text(bar, "notice_hint")) == ("Saved.", "/songs")
    assert bar.accessibleName() == "Saved. /songs"


def test_details_unfold(bar: NoticeBar) -> None:
    bar.show_notice(Notice("Broken.", details="Traceback"))
    details = bar.findChild(QTextEdit, "notice_details")
    assert details.isHidden()
    QTest.mouseClick(bar.findChild(QPushButton, "notice_more"), Qt.MouseButton.LeftButton)
    assert details.isVisible()
    assert details.toPlainText() == "Traceback"


def test_the_next_notice_begins_folded_and_without_old_details(bar: NoticeBar) -> None:
    bar.show_notice(Notice("Broken.", details="Traceback"))
    more = bar.findChild(QPushButton, "notice_more")
    more.click()
    bar.show_notice(Notice("Saved.", is_error=False))
    assert more.isHidden()
    assert bar.findChild(QTextEdit, "notice_details").isHidden()


def test_it_can_be_closed(bar: NoticeBar) -> None:
    bar.show_notice(Notice("Broken."))
    QTest.mouseClick(bar.findChild(QPushButton, "notice_close"), Qt.MouseButton.LeftButton)
    assert bar.isHidden()


@pytest.mark.parametrize(
    ("message", "shown"),
    [("the disk is full", "The disk is full."), ("Why?", "Why?"), ("", "")],
)
def test_a_failure_becomes_a_sentence(message: str, shown: str) -> None:
    assert Notice.of(Failure("ExportError", message)).message == shown
