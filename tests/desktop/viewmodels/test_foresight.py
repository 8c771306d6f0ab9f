from __future__ import annotations

from typing import Any

import pytest

from desktop.viewmodels.session import SessionViewModel
from engine import ComposeJob, TranscribeJob


@pytest.fixture
def session(qtbot: Any, stage: Any) -> SessionViewModel:
    """One that listens, and hears silence."""
    session: SessionViewModel = stage.session
    session.listening.talk()
    stage.wait_to_listen(qtbot)
    with qtbot.waitSignal(session.recording.rested):
        stage.recorder.silence = 0.32
    return session


def test_the_song_is_begun_before_the_wish_has_ended_and_is_the_one_that_comes(
    qtbot: Any, stage: Any, session: SessionViewModel
) -> None:
    stage.client.hear("joy and hope")
    (begun,) = stage.client.foreseen
    assert begun.text == "joy and hope"
    stage.recorder.is_finished = True
    qtbot.waitUntil(lambda: session.song.is_composing)
    assert stage.client.last(ComposeJob).job == begun


def test_who_goes_on_drops_what_was_begun(
    qtbot: Any, stage: Any, session: SessionViewModel
) -> None:
    stage.client.hear("joy")
    with qtbot.waitSignal(session.recording.resumed):
        stage.recorder.silence = 0.0
    assert stage.client.foreseen == []
    stage.recorder.n_frames += 800
    with qtbot.waitSignal(session.recording.rested):
        stage.recorder.silence = 0.32
    stage.client.hear("joy and hope")
    assert [job.text for job in stage.client.foreseen] == ["joy and hope"]


def test_nothing_is_begun_for_silence_or_a_change_of_the_song_that_is_there(
    qtbot: Any, stage: Any, session: SessionViewModel
) -> None:
    stage.client.hear("")
    assert stage.client.foreseen == []
    stage.client.hear("joy and hope")
    stage.recorder.is_finished = True
    qtbot.waitUntil(lambda: session.song.is_composing)
    stage.client.compose()
    session.listening.talk()
    stage.wait_to_listen(qtbot)
    with qtbot.waitSignal(session.recording.rested):
        stage.recorder.silence = 0.32
    stage.client.last(TranscribeJob)
    stage.client.hear("make it a bit slower")
    assert stage.client.foreseen == []


def test_cancelling_drops_it_too(stage: Any, session: SessionViewModel) -> None:
    stage.client.hear("joy and hope")
    session.cancel()
    assert stage.client.foreseen == []
