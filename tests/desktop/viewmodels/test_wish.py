from __future__ import annotations

from typing import Any

import pytest

from desktop.viewmodels.wish import WishViewModel
from engine import EmotionReading, Failure, ReadJob


@pytest.fixture
def wish(stage: Any) -> WishViewModel:
    wish = stage.session.wish
    wish._pause.setInterval(5)
    return wish


def test_typing_is_read_once_it_rests(qtbot: Any, stage: Any, wish: WishViewModel) -> None:
    for text in ("j", "jo", "joy"):
        wish.edit(text)
    assert stage.client.requests == []
    qtbot.waitUntil(lambda: bool(stage.client.requests))
    assert [request.job for request in stage.client.requests] == [ReadJob("joy")]


def test_a_reading_is_shown(qtbot: Any, stage: Any, wish: WishViewModel) -> None:
    wish.edit("joy")
    wish.read()
    with qtbot.waitSignal(wish.reading_changed) as caught:
        stage.client.read()
    assert caught.args[0].text == "joy"
    assert wish.reading is caught.args[0]


def test_a_newer_wish_drops_the_older_question(stage: Any, wish: WishViewModel) -> None:
    wish.edit("joy")
    wish.read()
    wish.edit("hope")
    wish.read()
    assert [request.job.text for request in stage.client.cancelled] == ["joy"]


def test_an_empty_wish_has_no_reading_and_bothers_nobody(
    qtbot: Any, stage: Any, wish: WishViewModel
) -> None:
    wish.set_reading(EmotionReading("joy"))
    with qtbot.waitSignal(wish.reading_changed) as caught:
        wish.edit("   ")
    assert caught.args == [None]
    assert stage.client.requests == []


def test_colours_that_colour_changes_bring_are_no_edits(stage: Any, wish: WishViewModel) -> None:
    wish.edit("joy")
    wish.read()
    wish.edit("joy")
    assert not wish._pause.isActive()
    assert len(stage.client.requests) == 1


def test_a_reading_that_fails_leaves_the_words(stage: Any, wish: WishViewModel) -> None:
    wish.edit("joy")
    wish.read()
    stage.client.fail(ReadJob, Failure("EngineError", "gone"))
    assert wish.text == "joy"
    assert wish.reading is None
