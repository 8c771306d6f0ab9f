from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from desktop.viewmodels.wish import WishViewModel
from engine import (
    EmotionReading,
    Failure,
    ReadJob,
    ReadOptions,
    TranscribeJob,
    Transcript,
    VoiceCue,
    Waveform,
)


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


def speech(n_frames: int) -> Waveform:
    return Waveform(np.zeros((n_frames, 1), np.float32), 8_000)


def test_a_guess_that_heard_it_all_is_taken_up(qtbot: Any, stage: Any, wish: WishViewModel) -> None:
    wish.guess(speech(100))
    wish.transcribe(speech(100))
    assert len(stage.client.requests) == 1
    assert wish.is_transcribing
    with qtbot.waitSignal(wish.heard):
        stage.client.hear("joy")
    assert (wish.text, wish.is_transcribing) == ("joy", False)


def test_a_guess_that_is_ready_is_heard_at_once(
    qtbot: Any, stage: Any, wish: WishViewModel
) -> None:
    wish.guess(speech(100))
    with qtbot.assertNotEmitted(wish.heard):
        stage.client.hear("joy")
    with qtbot.waitSignal(wish.heard):
        wish.transcribe(speech(100))


def test_a_guess_that_missed_the_end_is_dropped(
    qtbot: Any, stage: Any, wish: WishViewModel
) -> None:
    wish.guess(speech(100))
    stage.client.hear("joy")
    wish.transcribe(speech(200))
    assert len(stage.client.requests) == 2
    with qtbot.waitSignal(wish.heard):
        stage.client.last(TranscribeJob).finished.emit(Transcript("joy and hope"))
    assert wish.text == "joy and hope"


def test_words_are_shown_while_somebody_speaks_and_are_no_wish_yet(
    qtbot: Any, stage: Any, wish: WishViewModel
) -> None:
    wish.listen_along(speech(100))
    assert not stage.client.last(TranscribeJob).job.is_whole
    with qtbot.waitSignal(wish.text_changed) as caught:
        stage.client.hear("joy and")
    assert caught.args == ["joy and"]
    assert wish.text == ""
    wish._along_from = 0.0
    wish.listen_along(speech(200))
    with qtbot.waitSignal(wish.text_changed) as caught:
        wish.cancel()
    assert caught.args == [""]
    assert stage.client.cancelled == [stage.client.last(TranscribeJob)]


def test_words_are_sought_only_as_often_as_there_is_time(
    stage: Any, wish: WishViewModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    wish.listen_along(speech(100))
    wish.listen_along(speech(150))  # it is still at the first
    now[0] += 3.0
    stage.client.hear("joy")
    for wait, n_jobs in ((1.9, 1), (0.2, 2)):
        now[0] += wait
        wish.listen_along(speech(200))
        assert len(stage.client.requests) == n_jobs


def test_a_pause_is_worth_more_than_words_on_the_way(stage: Any, wish: WishViewModel) -> None:
    wish.listen_along(speech(100))
    along = stage.client.last(TranscribeJob)
    wish.guess(speech(120))
    assert stage.client.cancelled == [along]
    wish.listen_along(speech(140))
    assert stage.client.last(TranscribeJob).job.is_whole


def test_a_guess_is_dropped_when_the_speech_goes_on(stage: Any, wish: WishViewModel) -> None:
    wish.guess(speech(100))
    wish.drop_guess()
    assert len(stage.client.cancelled) == 1
    wish.transcribe(speech(100))
    assert len(stage.client.requests) == 2


def test_a_guess_that_fails_is_no_news(qtbot: Any, stage: Any, wish: WishViewModel) -> None:
    wish.guess(speech(100))
    with qtbot.assertNotEmitted(wish.failed):
        stage.client.fail(TranscribeJob, Failure("SpeechError", "unclear"))
    wish.transcribe(speech(100))
    assert len(stage.client.requests) == 2


@pytest.fixture
def sound() -> Waveform:
    return Waveform(np.zeros((16_000, 1), np.float32), 16_000)


def test_the_voice_of_a_spoken_wish_is_read_with_it_and_survives_corrections(
    wish: WishViewModel, stage: Any, sound: Waveform
) -> None:
    cue = VoiceCue(0.5, 0.1, 0.1)
    wish.read_options = ReadOptions("emopia")
    wish.transcribe(sound)
    assert stage.client.last(TranscribeJob).job.read_options == ReadOptions("emopia")
    stage.client.last(TranscribeJob).finished.emit(Transcript("joy", voice=cue))
    job = stage.client.last(ReadJob).job
    assert (job.text, job.voice, job.read_options) == ("joy", cue, ReadOptions("emopia"))
    wish.edit("joyful")
    assert wish.voice == cue
    wish.edit(" ")
    assert wish.voice is None


def test_an_example_has_no_voice(wish: WishViewModel, stage: Any, sound: Waveform) -> None:
    wish.transcribe(sound)
    stage.client.last(TranscribeJob).finished.emit(Transcript("joy", voice=VoiceCue(1, 0, 0.1)))
    wish.replace("rain")
    assert wish.voice is None
