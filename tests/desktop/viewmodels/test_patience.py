from __future__ import annotations

from typing import Any

import pytest

from desktop.viewmodels.session import SessionViewModel
from engine import ComposeJob, EditJob


@pytest.fixture
def session(stage: Any) -> SessionViewModel:
    stage.session.wish.replace("joy")
    stage.session.patience.submit()
    return stage.session


def asked(stage: Any, kind: type[Any]) -> int:
    return sum(isinstance(request.job, kind) for request in stage.client.requests)


def test_a_change_that_is_asked_for_too_early_is_made_when_the_song_is_there(
    qtbot: Any, stage: Any, session: SessionViewModel
) -> None:
    told: list[Any] = []
    session.news.noticed.connect(told.append)
    session.wish.replace("make it sadder")
    session.patience.submit()
    assert "still being made" in told[0].message
    assert not asked(stage, EditJob)
    stage.client.compose()
    qtbot.waitUntil(lambda: asked(stage, EditJob) == 1)
    assert session.wish.text == "joy"
    stage.settle(qtbot)


def test_the_same_wish_twice_is_one_wish(qtbot: Any, stage: Any, session: SessionViewModel) -> None:
    session.patience.submit()
    stage.client.compose()
    stage.settle(qtbot)
    qtbot.wait(20)
    assert asked(stage, ComposeJob) == 1


def test_words_that_were_taken_back_are_forgotten(
    qtbot: Any, stage: Any, session: SessionViewModel
) -> None:
    session.wish.replace("make it sadder")
    session.patience.submit()
    session.wish.replace("make it sad")
    stage.client.compose()
    stage.settle(qtbot)
    qtbot.wait(20)
    assert not asked(stage, EditJob)


def test_a_song_that_is_stopped_takes_them_along(
    qtbot: Any, stage: Any, session: SessionViewModel
) -> None:
    session.wish.replace("make it sadder")
    session.patience.submit()
    session.cancel()
    session.wish.replace("joy")
    session.patience.submit()
    stage.client.compose()
    stage.settle(qtbot)
    qtbot.wait(20)
    assert not asked(stage, EditJob)
