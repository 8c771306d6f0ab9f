"""What is said while a song is there."""

from __future__ import annotations

from typing import Any

import pytest

from desktop.viewmodels.session import SessionViewModel
from engine import ComposeJob, EditJob, Piece
from engine.composition.changing.editing import Recast, Recompose


@pytest.fixture
def session(stage: Any) -> SessionViewModel:
    return stage.session


@pytest.fixture
def song(qtbot: Any, stage: Any, session: SessionViewModel) -> Piece:
    session.wish.replace("joy")
    session.compose()
    piece = stage.client.compose()
    qtbot.waitUntil(lambda: stage.is_settled)
    return piece


def say(session: SessionViewModel, text: str) -> None:
    session.wish.replace(text)
    session.compose()


@pytest.mark.usefixtures("song")
def test_a_change_is_made_to_the_song_that_is_there(stage: Any, session: SessionViewModel) -> None:
    say(session, "the same but with strings")
    assert stage.client.last(EditJob).job.edits == (Recast(48, 48),)
    assert session.wish.text == "joy"


@pytest.mark.usefixtures("song")
def test_another_wish_composes(stage: Any, session: SessionViewModel) -> None:
    say(session, "a sad song about the sea")
    assert stage.client.last(ComposeJob).job.text == "a sad song about the sea"


@pytest.mark.usefixtures("song")
def test_the_wish_as_it_stands_composes_another_song(stage: Any, session: SessionViewModel) -> None:
    n_jobs = len(stage.client.requests)
    session.compose()
    assert isinstance(stage.client.requests[n_jobs].job, ComposeJob)


@pytest.mark.usefixtures("song")
def test_what_is_not_understood_is_asked_back_and_composes_nothing(
    stage: Any, session: SessionViewModel
) -> None:
    notices: list[Any] = []
    session.news.noticed.connect(notices.append)
    n_jobs = len(stage.client.requests)
    say(session, "make it better")
    assert not [
        r for r in stage.client.requests[n_jobs:] if isinstance(r.job, (ComposeJob, EditJob))
    ]
    assert "not understood" in notices[0].message
    assert "“make it sadder”" in notices[0].hint


def test_commands_are_obeyed(
    qtbot: Any, stage: Any, session: SessionViewModel, song: Piece
) -> None:
    say(session, "stop the music")
    qtbot.waitUntil(lambda: not stage.player.is_playing)
    say(session, "play it again")
    qtbot.waitUntil(lambda: stage.player.is_playing)
    exports: list[bool] = []
    session.conversation.export_wanted.connect(lambda: exports.append(True))
    say(session, "export it as mp3")
    assert exports == [True]
    assert session.song.piece.score is song.score


def test_the_first_song_comes_back(
    qtbot: Any, stage: Any, session: SessionViewModel, song: Piece
) -> None:
    for _ in range(2):
        say(session, "another one")
        assert isinstance(stage.client.last(EditJob).job.edits[0], Recompose)
        stage.client.edit()
        qtbot.waitUntil(lambda: stage.is_settled)
    assert session.song.piece is not song
    say(session, "the first one again")
    assert session.song.piece.score is song.score
    assert session.song.can_redo
    say(session, "redo")
    assert session.song.piece is not song
    qtbot.waitUntil(lambda: stage.is_settled)


def test_what_was_heard_is_told_and_can_be_taken_back(
    qtbot: Any, stage: Any, session: SessionViewModel, song: Any
) -> None:
    notices: list[Any] = []
    session.news.noticed.connect(notices.append)
    say(session, "make the ending sadder")
    assert notices[-1].message.startswith("Heard: sadder, bars ")
    undo, new_wish = notices[-1].offers
    undo.accept()
    assert session.song.piece.score is song.score, "it was not done yet"
    say(session, "make the ending sadder")
    stage.client.edit()
    undo.accept()
    assert session.song.piece.score is song.score
    new_wish.accept()
    assert stage.client.last(ComposeJob).job.text == "make the ending sadder"
    stage.client.compose()
    qtbot.waitUntil(lambda: stage.is_settled)


@pytest.mark.usefixtures("song")
def test_what_could_have_been_meant_is_one_click_away(
    stage: Any, session: SessionViewModel
) -> None:
    notices: list[Any] = []
    session.news.noticed.connect(notices.append)
    say(session, "hmm")
    notices[-1].offers[0].accept()
    assert isinstance(stage.client.last(EditJob).job, EditJob)
