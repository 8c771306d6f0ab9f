from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desktop.viewmodels.notice import Notice
from desktop.viewmodels.recording import RecordingState
from desktop.viewmodels.session import SessionViewModel
from desktop.viewmodels.step import Step
from engine import (
    ComposeJob,
    DeviceError,
    EmotionReading,
    Failure,
    Piece,
    ReadJob,
    RenderJob,
    TranscribeJob,
)
from engine.errors import ExportError


def record(qtbot: Any, stage: Any) -> None:
    stage.session.listening.talk()
    stage.wait_to_listen(qtbot)
    stage.recorder.is_finished = True
    qtbot.waitUntil(lambda: stage.session.step is Step.TRANSCRIBING)


def test_a_spoken_wish_becomes_a_song_that_plays(
    qtbot: Any, stage: Any, session: SessionViewModel
) -> None:
    steps: list[Step] = []
    session.step_changed.connect(steps.append)
    record(qtbot, stage)
    stage.client.hear("joy and hope")
    assert session.wish.text == "joy and hope"
    assert stage.client.last(ReadJob).job.text == "joy and hope"
    assert session.step is Step.COMPOSING
    piece = stage.client.compose()
    stage.settle(qtbot)
    assert stage.player.waveform is piece.waveform
    assert stage.player.is_playing
    assert [step for step in steps if step is not Step.READY] == [
        Step.LISTENING,
        Step.TRANSCRIBING,
        Step.COMPOSING,
    ]


def test_silence_never_becomes_a_wish(
    qtbot: Any, stage: Any, session: SessionViewModel, notices: list[Notice]
) -> None:
    session.wish.replace("what I said before")
    record(qtbot, stage)
    stage.client.hear("  ")
    assert session.step is Step.READY
    assert session.wish.text == "what I said before"
    assert notices[-1].message == "No words were heard."
    assert not any(isinstance(request.job, ComposeJob) for request in stage.client.requests)


def test_composing_without_a_wish_asks_for_one(
    qtbot: Any, session: SessionViewModel, notices: list[Notice]
) -> None:
    with qtbot.waitSignal(session.news.wish_wanted):
        session.compose()
    assert notices[-1].message == "There is no wish yet."


def test_the_preferences_travel_with_the_job(stage: Any, session: SessionViewModel) -> None:
    session.choices.preferences = type(session.choices.preferences)(seconds=30.0, soundfont="a.sf2")
    session.wish.replace("joy")
    session.compose_with(42)
    job = stage.client.last(ComposeJob).job
    assert (job.text, job.compose_options.usual_seconds, job.compose_options.seed) == (
        "joy",
        30.0,
        42,
    )
    assert job.render_options.soundfont == "a.sf2"


def test_regenerate_takes_a_new_seed_and_an_old_one_can_be_had_again(
    qtbot: Any, stage: Any, session: SessionViewModel
) -> None:
    seeds: list[int] = []
    session.song.seed_changed.connect(seeds.append)
    stage.make_song(qtbot)
    first = session.song.piece
    assert first is not None
    session.compose()
    second = stage.client.compose()
    assert second.seed != first.seed
    assert second.score != first.score
    session.compose_with(first.seed)
    assert stage.client.compose().score == first.score
    assert seeds[-1] == first.seed


def test_the_old_song_stays_until_the_new_one_is_there(
    qtbot: Any, stage: Any, session: SessionViewModel
) -> None:
    stage.make_song(qtbot)
    old = session.song.piece
    assert old is not None
    session.compose()
    assert session.song.piece is old
    assert stage.player.is_playing
    with qtbot.waitSignal(session.song.seed_changed) as caught:
        session.cancel()
    assert caught.args == [old.seed]
    assert session.song.piece is old


def test_each_step_can_be_cancelled(qtbot: Any, stage: Any, session: SessionViewModel) -> None:
    session.listening.talk()
    session.cancel()
    qtbot.waitUntil(lambda: session.step is Step.READY)
    record(qtbot, stage)
    session.cancel()
    assert session.step is Step.READY
    assert isinstance(stage.client.cancelled[-1].job, TranscribeJob)
    session.wish.replace("joy")
    session.compose()
    session.cancel()
    assert session.step is Step.READY
    assert isinstance(stage.client.cancelled[-1].job, ComposeJob)


def test_talking_silences_the_song_and_drops_what_is_composed(
    qtbot: Any, stage: Any, session: SessionViewModel
) -> None:
    stage.make_song(qtbot)
    session.compose()
    session.listening.toggle_talk()
    stage.wait_to_listen(qtbot)
    assert not session.playback.is_playing
    assert isinstance(stage.client.cancelled[-1].job, ComposeJob)
    session.listening.toggle_talk()
    qtbot.waitUntil(lambda: session.step is Step.TRANSCRIBING)


@pytest.mark.parametrize(
    ("job", "failure"),
    [
        (ComposeJob, Failure("ResourceError", "a model is damaged", "Reinstall Affetto.")),
        (ComposeJob, Failure("EngineError", "the engine stopped unexpectedly", "Try once more.")),
        (ComposeJob, Failure("EmotionError", "nothing is felt in the wish", "Say more.")),
    ],
)
def test_a_failed_song_is_told_and_keeps_the_wish(
    stage: Any, session: SessionViewModel, notices: list[Notice], job: type, failure: Failure
) -> None:
    session.wish.replace("joy")
    session.compose()
    stage.client.fail(job, failure)
    assert session.step is Step.READY
    assert session.wish.text == "joy"
    assert notices[-1].message == failure.message.capitalize() + "."
    assert notices[-1].hint == failure.hint


def test_a_wish_without_feeling_is_asked_for_again(
    qtbot: Any, stage: Any, session: SessionViewModel
) -> None:
    session.wish.replace("the table")
    session.compose()
    with qtbot.waitSignal(session.news.wish_wanted):
        stage.client.fail(ComposeJob, Failure("EmotionError", "nothing felt"))


def test_no_microphone_is_told_and_typing_still_works(
    qtbot: Any, stage: Any, session: SessionViewModel, notices: list[Notice]
) -> None:
    stage.microphone_error.append(DeviceError("no microphone was found", hint="Plug one in."))
    session.listening.talk()
    qtbot.waitUntil(lambda: bool(notices))
    assert notices == [Notice("No microphone was found.", "Plug one in.")]
    stage.make_song(qtbot)


def test_no_loudspeaker_is_told_and_the_song_is_there(
    qtbot: Any, stage: Any, session: SessionViewModel, notices: list[Notice]
) -> None:
    stage.loudspeaker_error.append(DeviceError("no loudspeaker", hint="Export the song instead."))
    stage.make_song(qtbot)
    qtbot.waitUntil(lambda: bool(notices))
    assert session.song.piece is not None
    assert notices[-1].hint == "Export the song instead."


def test_saving_tells_where(
    qtbot: Any, stage: Any, session: SessionViewModel, notices: list[Notice], tmp_path: Path
) -> None:
    stage.make_song(qtbot)
    session.outward.save(tmp_path / "song.wav")
    qtbot.waitUntil(lambda: bool(notices))
    assert stage.written == [(session.song.piece, tmp_path / "song.wav")]
    assert (notices[0].message, notices[0].hint) == ("Saved song.wav.", str(tmp_path))
    assert [offer.label for offer in notices[0].offers] == ["Show in folder"]


def test_a_failed_export_keeps_the_song(
    qtbot: Any, stage: Any, session: SessionViewModel, notices: list[Notice], tmp_path: Path
) -> None:
    stage.make_song(qtbot)
    stage.export_error.append(ExportError("the disk is full", hint="Free some space."))
    session.outward.save(tmp_path / "song.wav")
    qtbot.waitUntil(lambda: bool(notices))
    assert notices == [Notice("The disk is full.", "Free some space.")]
    assert session.song.piece is not None


def test_an_engine_that_cannot_work_is_told(stage: Any, notices: list[Notice]) -> None:
    stage.client.unwell.emit(Failure("ResourceError", "weights are damaged", "Reinstall."))
    assert notices[-1].message == "Weights are damaged."


def test_a_job_that_the_engine_cancelled_is_no_news(
    stage: Any, session: SessionViewModel, notices: list[Notice]
) -> None:
    session.wish.replace("joy")
    session.compose()
    notices.clear()
    stage.client.fail(ComposeJob, Failure("JobCancelledError", "the job was cancelled"))
    assert notices == []
    assert session.step is Step.READY


def test_progress_is_told_in_plain_words(stage: Any, session: SessionViewModel) -> None:
    told: list[tuple[str, float]] = []
    session.news.progress_changed.connect(lambda text, share: told.append((text, share)))
    session.wish.replace("joy")
    session.compose()
    request = stage.client.last(ComposeJob)
    request.progressed.emit("render", 0.5)
    stage.client.compose()
    assert told[0] == ("Composing", -1.0)
    assert told[1] == ("Playing it on the instruments", 0.5)
    assert told[2] == ("Composing in D minor, walking pace", -1.0)


def test_a_lost_microphone_is_not_taken_for_silence(
    qtbot: Any, stage: Any, session: SessionViewModel, notices: list[Notice]
) -> None:
    session.listening.talk()
    stage.wait_to_listen(qtbot)
    stage.recorder.error = DeviceError("the microphone was lost", hint="Plug it in again.")
    stage.recorder.is_finished = True
    qtbot.waitUntil(lambda: session.step is Step.TRANSCRIBING)
    stage.client.hear("")
    assert [notice.message for notice in notices] == ["The microphone was lost."]


def lose_the_microphone(qtbot: Any, stage: Any, session: SessionViewModel) -> None:
    stage.recorder.error = DeviceError("the microphone was lost", hint="Plug it in again.")
    stage.recorder.is_finished = True
    qtbot.waitUntil(lambda: session.recording.state is RecordingState.IDLE)


def test_half_a_wish_is_kept_and_not_composed(
    qtbot: Any, stage: Any, session: SessionViewModel, notices: list[Notice]
) -> None:
    session.listening.talk()
    stage.wait_to_listen(qtbot)
    lose_the_microphone(qtbot, stage, session)
    with qtbot.waitSignal(session.news.wish_wanted):
        stage.client.hear("A song about joy and")
    assert session.step is Step.READY
    assert session.wish.text == "A song about joy and"
    assert notices[-1].message == "The microphone was lost."
    assert "stands in the wish" in notices[-1].hint
    assert not any(isinstance(request.job, ComposeJob) for request in stage.client.requests)


def test_half_a_wish_that_was_guessed_is_not_composed_either(
    qtbot: Any, stage: Any, session: SessionViewModel
) -> None:
    """The guess is there before the recording is."""
    session.listening.talk()
    stage.wait_to_listen(qtbot)
    with qtbot.waitSignal(session.recording.rested):
        stage.recorder.silence = 0.8
    stage.client.hear("A song about joy and")
    lose_the_microphone(qtbot, stage, session)
    assert session.wish.text == "A song about joy and"
    assert not any(isinstance(request.job, ComposeJob) for request in stage.client.requests)


def play_by_wavenet(qtbot: Any, stage: Any) -> Piece:
    """Let the present song be played by the other synthesizer."""
    stage.session.choices.choose_synthesizer("wavenet")
    piece: Piece = stage.client.render()
    stage.settle(qtbot)
    return piece


def test_another_sound_plays_the_same_notes_from_the_same_place(
    qtbot: Any, stage: Any, session: SessionViewModel
) -> None:
    stage.make_song(qtbot)
    before = session.song.piece
    assert before is not None
    session.playback.seek(3.0)
    stage.settle(qtbot)
    piece = play_by_wavenet(qtbot, stage)
    assert session.song.piece is piece
    assert piece.score is before.score
    assert stage.player.waveform is piece.waveform
    assert stage.player.position == 3.0
    assert stage.player.is_playing


def test_the_sound_before_comes_back_at_once(
    qtbot: Any, stage: Any, session: SessionViewModel
) -> None:
    stage.make_song(qtbot)
    first = session.song.piece
    assert first is not None
    play_by_wavenet(qtbot, stage)
    session.choices.choose_synthesizer("fluidsynth")
    assert session.step is Step.READY
    assert session.song.piece is not None
    assert session.song.piece.waveform is first.waveform


def test_a_piece_goes_to_be_rendered_without_its_sound(qtbot: Any, stage: Any) -> None:
    stage.make_song(qtbot)
    stage.session.choices.choose_synthesizer("wavenet")
    job = stage.client.last(RenderJob).job
    assert job.piece.waveform is None
    assert job.render_options.synthesizer == "wavenet"


@pytest.mark.parametrize("is_cancelled", [True, False])
def test_a_sound_that_does_not_come_is_not_chosen(
    qtbot: Any,
    stage: Any,
    session: SessionViewModel,
    is_cancelled: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    stage.make_song(qtbot)
    session.choices.choose_synthesizer("wavenet")
    assert session.step is Step.COMPOSING
    if is_cancelled:
        session.cancel()
    else:
        stage.client.fail(RenderJob, Failure("ResourceError", "the voice is damaged"))
    assert session.choices.preferences.synthesizer == "fluidsynth"
    assert session.step is Step.READY
    assert session.song.piece is not None


def test_another_composer_writes_the_song_anew(
    qtbot: Any, stage: Any, session: SessionViewModel
) -> None:
    stage.make_song(qtbot)
    assert session.song.piece is not None
    seed = session.song.piece.seed
    session.choices.choose_composer("concatenative")
    options = stage.client.last(ComposeJob).job.compose_options
    assert (options.composer, options.seed) == ("concatenative", seed)


def test_choices_before_the_first_song_are_for_the_first_song(
    stage: Any, session: SessionViewModel
) -> None:
    told: list[object] = []
    session.choices.changed.connect(told.append)
    session.choices.choose_composer("concatenative")
    session.choices.choose_synthesizer("wavenet")
    assert not stage.client.requests
    assert told[-1] == session.choices.preferences
    session.wish.replace("joy")
    session.compose()
    job = stage.client.last(ComposeJob).job
    assert job.compose_options.composer == "concatenative"
    assert job.render_options.synthesizer == "wavenet"


def test_a_part_that_will_be_silent_is_said(
    stage: Any, session: SessionViewModel, notices: list[Notice]
) -> None:
    session.wish.replace("joy")
    session.compose()
    remarks = ("the soundfont mine.sf2 has no drums: that part will be silent", "Choose another.")
    stage.client.last(ComposeJob).staged.emit("remarks", remarks)
    assert notices[-1].message.startswith("The soundfont mine.sf2 has no drums")
    assert notices[-1].message.endswith("silent. Choose another.")
    assert not notices[-1].is_error


def test_while_models_are_loaded_it_says_so(
    stage: Any, session: SessionViewModel, reading_of: Callable[[str], EmotionReading]
) -> None:
    told: list[str] = []
    session.news.progress_changed.connect(lambda text, _share: told.append(text))
    stage.client.is_warming_up = True
    session.wish.replace("joy")
    session.compose()
    assert told[-1] == "Getting ready"
    stage.client.is_warming_up = False
    stage.client.last(ComposeJob).staged.emit("reading", reading_of("joy"))
    assert told[-1] == "Composing"
