"""What is said while a song is there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from desktop.viewmodels.session import SessionViewModel
from desktop.viewmodels.step import Step
from engine import ComposeJob, EditJob, Failure, Piece, Said, UnderstandJob
from engine.composition.changing.editing import Mute, Recast, Recompose


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
    stage.client.understand()
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
    assert session.wish.text == "joy", "the command is no wish"
    assert session.song.piece.score is song.score


def test_the_first_song_comes_back(
    qtbot: Any, stage: Any, session: SessionViewModel, song: Piece
) -> None:
    for _ in range(2):
        say(session, "another one")
        assert isinstance(stage.client.last(EditJob).job.edits[0], Recompose)
        stage.client.edit()
        stage.settle(qtbot)
    assert session.song.piece is not song
    say(session, "the first one again")
    assert session.song.piece.score is song.score
    assert session.song.can_redo
    say(session, "redo")
    assert session.song.piece is not song
    stage.settle(qtbot)


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
    stage.settle(qtbot)


@pytest.mark.usefixtures("song")
def test_what_could_have_been_meant_is_one_click_away(
    stage: Any, session: SessionViewModel
) -> None:
    notices: list[Any] = []
    session.news.noticed.connect(notices.append)
    say(session, "hmm")
    notices[-1].offers[0].accept()
    assert isinstance(stage.client.last(EditJob).job, EditJob)


NO_BASS = Said("change", 0.8, (Mute(frozenset({"bass"})),))


@pytest.mark.usefixtures("song")
def test_what_the_grammar_doubts_is_put_to_the_engine_and_heeded_when_it_answers(
    stage: Any, session: SessionViewModel
) -> None:
    say(session, "send the bass player home")
    assert session.step is Step.UNDERSTANDING
    stage.client.understand(NO_BASS)
    assert stage.client.last(EditJob).job.edits == NO_BASS.edits
    assert session.step is Step.COMPOSING
    session.cancel()


@pytest.mark.usefixtures("song")
def test_another_wish_composes_also_when_the_engine_was_asked_first(
    stage: Any, session: SessionViewModel
) -> None:
    say(session, "send the bass player home")
    stage.client.understand(Said("wish", 0.8))
    assert stage.client.last(ComposeJob).job.text == "send the bass player home"
    session.cancel()


@pytest.mark.parametrize("ends_it", ["cancel", "undo_all", "say"])
@pytest.mark.usefixtures("song")
def test_an_answer_that_nobody_waits_for_any_more_changes_nothing(
    stage: Any, session: SessionViewModel, ends_it: str
) -> None:
    say(session, "send the bass player home")
    question = stage.client.last(UnderstandJob)
    if ends_it == "cancel":
        session.cancel()
    elif ends_it == "undo_all":
        session.song.piece_changed.emit(session.song.piece)
    else:
        say(session, "slower")
    assert question in stage.client.cancelled
    n_jobs = len(stage.client.requests)
    question.finished.emit(NO_BASS)
    assert len(stage.client.requests) == n_jobs
    session.cancel()


@pytest.mark.usefixtures("song")
def test_without_an_answer_the_grammar_decides(stage: Any, session: SessionViewModel) -> None:
    notices: list[Any] = []
    session.news.noticed.connect(notices.append)
    say(session, "make it better")
    stage.client.fail(UnderstandJob, Failure("EngineError", "gone"))
    assert "not understood" in notices[-1].message
    assert session.step is Step.READY


@pytest.mark.usefixtures("song")
@pytest.mark.parametrize(
    ("words", "suffix"),
    [("export it as mp3", ".mp3"), ("save this as midi", ".mid"), ("export as flac", ".flac")],
)
def test_an_export_that_names_its_kind_needs_no_dialogue(
    qtbot: Any, stage: Any, tmp_path: Path, words: str, suffix: str
) -> None:
    session = stage.session
    session.export.folder = tmp_path
    say(session, words)
    stage.settle(qtbot)
    assert [path.suffix for _, path in stage.written] == [suffix]


@pytest.mark.usefixtures("song")
def test_an_export_of_no_kind_asks_where_to(stage: Any, session: SessionViewModel) -> None:
    asked: list[bool] = []
    session.outward.place_wanted.connect(lambda: asked.append(True))
    say(session, "export")
    assert asked == [True]
    assert not stage.written


def test_takes_are_marked_and_gone_back_to_by_words(
    qtbot: Any, stage: Any, session: SessionViewModel, song: Piece
) -> None:
    say(session, "busier")
    stage.client.edit()
    qtbot.waitUntil(lambda: stage.is_settled and len(session.takes.takes) == 2)
    say(session, "mark this as a favourite")
    stage.settle(qtbot)
    assert [take.is_favourite for take in session.takes.takes] == [True, False]
    say(session, "the previous take")
    qtbot.waitUntil(lambda: stage.is_settled and session.song.piece.seed == song.seed)
    told: list[Any] = []
    session.news.noticed.connect(told.append)
    say(session, "the previous take")
    assert "first take" in told[-1].message
    stage.settle(qtbot)


@pytest.mark.usefixtures("song")
def test_a_loop_is_said_on_and_off(qtbot: Any, stage: Any, session: SessionViewModel) -> None:
    say(session, "play it over and over")
    assert session.loop.is_on
    say(session, "stop looping")
    assert not session.loop.is_on
    stage.settle(qtbot)


@pytest.mark.usefixtures("song")
def test_what_was_just_mixed_is_rendered_before_it_is_written(
    qtbot: Any, stage: Any, session: SessionViewModel, tmp_path: Path
) -> None:
    session.export.folder = tmp_path
    session.parts.mute("drums", is_muted=True)
    session.outward.save_as(".mp3")
    assert not stage.written
    stage.client.render()
    qtbot.waitUntil(lambda: stage.is_settled and len(stage.written) == 1)
    piece, _ = stage.written[0]
    assert piece.waveform is not None
    assert piece.render_options.mix.faders.of("drums").is_muted
