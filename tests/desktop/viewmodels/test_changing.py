"""Changing a song, hearing it while it is composed, and going back."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from desktop.viewmodels.history import MOST_UNDONE
from desktop.viewmodels.session import SessionViewModel
from desktop.viewmodels.step import Step
from engine import (
    ComposeJob,
    ComposeOptions,
    EditJob,
    Failure,
    Piece,
    RenderJob,
    RenderOptions,
)
from engine.composition.changing.editing import Alter, Rewrite
from engine.composition.planning.moves import MOVES
from engine.export import export_piece


@pytest.fixture
def shown(session: SessionViewModel) -> list[Piece]:
    pieces: list[Piece] = []
    session.song.piece_changed.connect(pieces.append)
    return pieces


def test_a_song_is_heard_while_it_is_composed(
    qtbot: Any, stage: Any, session: SessionViewModel, shown: list[Piece]
) -> None:
    grown: list[Piece] = []
    session.song.making.grew.connect(grown.append)
    session.wish.replace("joy")
    session.compose()
    stage.client.begin()
    stage.settle(qtbot)
    assert stage.player.is_playing
    assert not stage.player.is_whole
    assert session.step is Step.COMPOSING
    assert (len(grown), shown) == (1, [])
    player = stage.player
    stage.client.last(ComposeJob).staged.emit("sound", stage.player.waveform)
    piece = stage.client.compose()
    stage.settle(qtbot)
    assert stage.player is player, "the sound broke off"
    assert player.is_whole
    assert player.waveform.duration == pytest.approx(2.0)
    assert shown == [piece]


def test_a_song_that_is_dropped_while_it_sounds_falls_silent(
    qtbot: Any, stage: Any, session: SessionViewModel, song: Piece
) -> None:
    session.compose()
    stage.client.begin()
    session.cancel()
    stage.settle(qtbot)
    assert not stage.player.is_playing
    assert stage.player.waveform is song.waveform
    assert session.song.piece is song


def test_a_change_goes_to_the_engine_and_its_song_plays(
    qtbot: Any, stage: Any, session: SessionViewModel, song: Piece, shown: list[Piece]
) -> None:
    session.change("sadder", "slower")
    job = stage.client.last(EditJob).job
    assert [edit.move for edit in job.edits] == [MOVES["sadder"], MOVES["slower"]]
    assert (job.piece.score, job.piece.waveform) == (song.score, None)
    assert session.step is Step.COMPOSING
    piece = stage.client.edit()
    stage.settle(qtbot)
    assert stage.player.waveform is piece.waveform
    assert (session.song.piece, shown[-1]) == (piece, piece)


def test_changes_can_be_undone_and_done_again(
    qtbot: Any, stage: Any, session: SessionViewModel, song: Piece
) -> None:
    assert not session.song.can_undo
    session.change("sadder")
    changed = stage.client.edit()
    session.song.undo()
    stage.settle(qtbot)
    assert session_piece(session).score is song.score
    assert (session.song.can_undo, session.song.can_redo) == (False, True)
    session.song.redo()
    assert session_piece(session) == dataclasses.replace(changed, waveform=None)
    session.song.undo()
    session.change("busier")
    stage.client.edit()
    assert not session.song.can_redo
    stage.settle(qtbot)


@pytest.mark.usefixtures("song")
def test_only_so_many_songs_are_kept(qtbot: Any, stage: Any, session: SessionViewModel) -> None:
    for _ in range(MOST_UNDONE + 3):
        session.change("busier")
        stage.client.edit()
        stage.settle(qtbot)
    n = 0
    while session.song.can_undo:
        session.song.undo()
        n += 1
    assert n == MOST_UNDONE
    stage.settle(qtbot)


@pytest.mark.usefixtures("song")
def test_saying_a_change_changes_the_song(
    qtbot: Any, stage: Any, session: SessionViewModel
) -> None:
    session.wish.replace("make it calmer, please")
    session.compose()
    edits = stage.client.last(EditJob).job.edits
    assert isinstance(edits[0], Alter)
    assert edits[0].move == MOVES["calmer"]
    assert session.wish.text == "joy"
    stage.client.edit()
    stage.settle(qtbot)


def test_a_comparative_without_a_song_is_a_wish(stage: Any, session: SessionViewModel) -> None:
    session.wish.replace("make it calmer, please")
    session.compose()
    assert stage.client.last(ComposeJob).job.text == "make it calmer, please"


def test_the_section_that_sounds_is_written_anew(
    qtbot: Any, stage: Any, session: SessionViewModel, song: Piece
) -> None:
    section = song.score.sections[1]
    start = song.score.seconds_at(section.first_bar * song.score.metre.ticks_per_bar)
    session.playback.seek(start + 0.1)
    session.rewrite_here()
    edit = stage.client.last(EditJob).job.edits[0]
    assert isinstance(edit, Rewrite)
    assert edit.bars == range(section.first_bar, section.first_bar + section.n_bars)
    stage.settle(qtbot)


def test_a_song_that_was_kept_is_opened(
    qtbot: Any, stage: Any, song: Piece, tmp_path: Path, piece_of: Any
) -> None:
    session: SessionViewModel = stage.session
    path = tmp_path / "song.affetto"
    other = piece_of(ComposeJob("rain", ComposeOptions(seed=77), RenderOptions()))
    export_piece(other, path)
    session.playback.pause()
    session.open(path)
    stage.settle(qtbot)
    assert stage.client.last(RenderJob).job.piece.score == other.score
    assert (session.wish.text, session.step) == ("rain", Step.READY)
    piece = stage.client.render()
    stage.settle(qtbot)
    assert dataclasses.replace(piece, waveform=None) == session_piece(session)
    assert not stage.player.is_playing
    session.song.undo()
    assert session_piece(session).score is song.score


def session_piece(session: SessionViewModel) -> Piece:
    assert session.song.piece is not None
    return dataclasses.replace(session.song.piece, waveform=None)


def test_a_file_that_is_no_song_is_told(
    qtbot: Any, stage: Any, session: SessionViewModel, tmp_path: Path
) -> None:
    notices: list[Any] = []
    session.news.noticed.connect(notices.append)
    path = tmp_path / "song.affetto"
    path.write_text("{}")
    session.open(path)
    stage.settle(qtbot)
    assert "not a piece" in notices[0].message
    assert not [r for r in stage.client.requests if isinstance(r.job, RenderJob)]


def test_a_change_that_fails_leaves_the_song(
    qtbot: Any, stage: Any, session: SessionViewModel, song: Piece
) -> None:
    session.change("slower")
    stage.client.fail(EditJob, Failure("CompositionError", "no further", "Stop."))
    assert session.song.piece is song
    assert session.step is Step.READY
    stage.settle(qtbot)


@pytest.mark.usefixtures("song")
def test_chosen_bars_alone_are_written_anew(
    qtbot: Any, stage: Any, session: SessionViewModel
) -> None:
    session.choice.take(range(4, 8))
    session.regenerate()
    edit = stage.client.last(EditJob).job.edits[0]
    assert isinstance(edit, Rewrite)
    assert edit.bars == range(4, 8)
    piece = stage.client.edit()
    stage.settle(qtbot)
    assert stage.player.position == pytest.approx(piece.score.seconds_at(4 * 96), abs=0.01)
    assert session.choice.bars == range(4, 8), "so that it can be tried again"
    session.song.undo()
    assert session.choice.bars == range(4, 8)
    stage.settle(qtbot)


@pytest.mark.usefixtures("song")
def test_a_change_of_character_keeps_to_the_chosen_bars(
    stage: Any, session: SessionViewModel
) -> None:
    session.choice.take(range(2, 3))
    session.change("sadder")
    assert stage.client.last(EditJob).job.edits[0].bars == range(2, 3)


@pytest.mark.usefixtures("song")
def test_without_chosen_bars_regenerate_composes(stage: Any, session: SessionViewModel) -> None:
    n_jobs = len(stage.client.requests)
    session.regenerate()
    assert [type(r.job) for r in stage.client.requests[n_jobs:]] == [ComposeJob]


def test_another_song_has_no_chosen_bars(session: SessionViewModel, song: Piece) -> None:
    session.choice.take(range(4, 8))
    session.compose()
    assert session.choice.bars is None
    session.choice.take(range(song.score.n_bars - 1, song.score.n_bars + 1))
    session.choice.fit(song)
    assert session.choice.bars is None


@pytest.mark.usefixtures("song")
def test_letting_go_stops_work_first_and_then_the_choice(session: SessionViewModel) -> None:
    session.choice.take(range(4, 8))
    session.regenerate()
    session.let_go()
    assert session.step is Step.READY
    assert session.choice.bars == range(4, 8)
    session.let_go()
    assert session.choice.bars is None


def test_no_bars_are_no_choice(session: SessionViewModel) -> None:
    told: list[object] = []
    session.choice.changed.connect(told.append)
    session.choice.take(range(0))
    session.choice.take(range(3, 5))
    session.choice.take(range(3, 5))
    session.choice.clear()
    assert told == [range(3, 5), None]
