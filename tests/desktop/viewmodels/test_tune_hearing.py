"""A tune that is hummed into the window."""

from __future__ import annotations

import dataclasses
from typing import Any

from desktop.viewmodels.notice import Notice
from desktop.viewmodels.session import SessionViewModel
from desktop.viewmodels.step import Step
from engine import (
    ComposeJob,
    DeviceError,
    Failure,
    HumJob,
    HumOptions,
    Piece,
    TranscribeJob,
)
from engine.errors import EmotionError, SpeechError
from engine.library.takes.keeping import keep_take
from engine.library.takes.take import Keep


def begin(qtbot: Any, stage: Any) -> None:
    stage.session.listening.hum()
    stage.wait_to_listen(qtbot)


def hum(qtbot: Any, stage: Any) -> HumJob:
    begin(qtbot, stage)
    stage.recorder.is_finished = True
    qtbot.waitUntil(lambda: stage.session.step is Step.COMPOSING)
    job = stage.client.last(HumJob).job
    assert isinstance(job, HumJob)
    return job


def finish(stage: Any, piece_of: Any) -> Piece:
    """Do the engine's work."""
    request = stage.client.last(HumJob)
    job = request.job
    piece: Piece = piece_of(ComposeJob(job.text, job.compose_options, job.render_options))
    tune = dataclasses.replace(piece.score, tracks=piece.score.tracks[:1])
    piece = dataclasses.replace(piece, tune=tune)
    request.staged.emit("tune", tune)
    request.staged.emit("kept", keep_take(stage.folder, piece, job.keep))
    request.finished.emit(piece)
    return piece


def test_a_hummed_tune_becomes_a_take_that_plays(
    qtbot: Any, stage: Any, session: SessionViewModel, notices: list[Notice], piece_of: Any
) -> None:
    session.wish.replace("a sad waltz")
    job = hum(qtbot, stage)
    assert isinstance(stage.recorder.options, HumOptions)
    assert (job.text, job.heard.duration) == ("a sad waltz", 1.0)
    piece = finish(stage, piece_of)
    n_notes = len(piece.score.tracks[0].notes)
    assert notices[-1].message == f"Heard {n_notes} notes in D minor, 4/4."
    stage.settle(qtbot)
    assert stage.player.waveform is piece.waveform
    assert stage.player.is_playing
    assert [take.wish for take in session.takes.takes] == ["a sad waltz"]
    assert session.step is Step.READY


def test_undo_brings_the_song_back_that_was_there_before(
    qtbot: Any, stage: Any, session: SessionViewModel, piece_of: Any
) -> None:
    session.begin_with("joy")
    before = stage.client.compose()
    hum(qtbot, stage)
    finish(stage, piece_of)
    session.song.undo()
    assert session.song.piece is not None
    assert session.song.piece.score == before.score


def test_without_a_wish_the_take_is_named_after_the_humming(qtbot: Any, stage: Any) -> None:
    job = hum(qtbot, stage)
    assert job.text == ""
    assert job.keep is not None
    assert job.keep.title == "A hummed tune"


def test_another_take_is_of_the_same_tune_until_a_wish_has_made_another_song(
    qtbot: Any, stage: Any, session: SessionViewModel, piece_of: Any
) -> None:
    job = hum(qtbot, stage)
    finish(stage, piece_of)
    first = session.song.take
    session.regenerate()
    again = stage.client.last(HumJob).job
    assert again.heard == session.song.piece.tune
    assert again.compose_options.seed != job.compose_options.seed
    finish(stage, piece_of)
    assert first is not None
    assert session.song.take is not None
    assert (session.song.take.song, session.song.take.number) == (first.song, 2)
    hum(qtbot, stage)
    finish(stage, piece_of)
    assert session.song.take.song != first.song  # another tune is another song
    session.begin_with("joy")
    stage.client.compose()
    session.regenerate()
    assert isinstance(stage.client.requests[-1].job, ComposeJob)


def test_another_take_keeps_the_tune_after_a_new_start(
    qtbot: Any, stage: Any, session: SessionViewModel, piece_of: Any
) -> None:
    hum(qtbot, stage)
    tune = finish(stage, piece_of).tune
    take = session.song.take
    assert take is not None
    session.begin_with("joy")
    stage.client.compose()
    session.takes.choose(take)
    qtbot.waitUntil(lambda: session.song.take is not None and session.song.take.song == take.song)
    session.regenerate()
    again = stage.client.last(HumJob).job
    assert again.heard == tune
    assert again.keep == Keep(take.song, take.title)
    stage.client.fail(HumJob, Failure.of(EmotionError("no word carries a feeling")))
    session.listening.tune.make_again()
    assert stage.client.last(HumJob).job.keep == Keep(take.song, take.title)


def test_nobody_looks_for_words_in_a_tune(
    qtbot: Any, stage: Any, session: SessionViewModel
) -> None:
    begin(qtbot, stage)
    stage.recorder.countdown, stage.recorder.silence, stage.recorder.elapsed = 2.0, 0.0, 5.0
    with qtbot.waitSignal(session.recording.countdown_changed):
        pass
    stage.recorder.silence = 1.0
    with qtbot.waitSignal(session.recording.countdown_changed, check_params_cb=lambda s: s == 2.0):
        pass
    session.listening.toggle_hum()
    qtbot.waitUntil(lambda: session.step is Step.COMPOSING)
    assert not any(isinstance(request.job, TranscribeJob) for request in stage.client.requests)


def test_what_was_hummed_need_not_be_hummed_again(
    qtbot: Any, stage: Any, session: SessionViewModel, notices: list[Notice]
) -> None:
    session.wish.replace("of the and")
    job = hum(qtbot, stage)
    stage.client.fail(HumJob, Failure.of(EmotionError("no word carries a feeling")))
    assert session.step is Step.READY
    [offer] = notices[-1].offers
    session.wish.replace("joy")
    offer.accept()
    again = stage.client.last(HumJob).job
    assert again is not job
    assert (again.heard, again.text) == (job.heard, "joy")


def test_what_is_no_tune_is_hummed_once_more(
    qtbot: Any, stage: Any, session: SessionViewModel, notices: list[Notice]
) -> None:
    hum(qtbot, stage)
    stage.client.fail(HumJob, Failure.of(SpeechError("no tune was heard", hint="Hum louder.")))
    assert (notices[-1].message, notices[-1].hint) == ("No tune was heard.", "Hum louder.")
    [offer] = notices[-1].offers
    offer.accept()
    qtbot.waitUntil(lambda: session.step is Step.LISTENING)
    assert isinstance(stage.recorder.options, HumOptions)
    session.cancel()
    stage.settle(qtbot)


def test_a_tune_whose_microphone_was_lost_waits_for_the_user(
    qtbot: Any, stage: Any, session: SessionViewModel, notices: list[Notice]
) -> None:
    begin(qtbot, stage)
    stage.recorder.error = DeviceError("the microphone was unplugged", hint="Plug it in.")
    stage.recorder.is_finished = True
    qtbot.waitUntil(lambda: bool(notices) and bool(notices[-1].offers))
    assert session.step is Step.READY
    notices[-1].offers[0].accept()
    assert stage.client.last(HumJob).job.heard.duration == 1.0


def test_another_failure_has_nothing_to_do_with_the_tune(
    qtbot: Any, stage: Any, session: SessionViewModel, notices: list[Notice], piece_of: Any
) -> None:
    hum(qtbot, stage)
    finish(stage, piece_of)
    session.begin_with("joy")
    stage.client.fail(ComposeJob, Failure.of(EmotionError("no word carries a feeling")))
    assert notices[-1].offers == ()


def test_humming_is_cancelled_like_anything_else(
    qtbot: Any, stage: Any, session: SessionViewModel
) -> None:
    hum(qtbot, stage)
    session.cancel()
    assert session.step is Step.READY
    assert stage.client.last(HumJob) in stage.client.cancelled
