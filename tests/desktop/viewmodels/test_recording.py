from __future__ import annotations

from typing import Any

import pytest

from desktop.viewmodels.recording import RecordingState, RecordingViewModel
from engine import DeviceError, ListenOptions, Transcript


@pytest.fixture
def recording(stage: Any) -> RecordingViewModel:
    return stage.session.recording


def listen(qtbot: Any, recording: RecordingViewModel) -> None:
    recording.start(ListenOptions(device="Mike"))
    qtbot.waitUntil(lambda: recording.state is RecordingState.LISTENING)


def test_recording_opens_the_chosen_microphone(
    qtbot: Any, stage: Any, recording: RecordingViewModel
) -> None:
    assert not recording.is_active
    listen(qtbot, recording)
    assert stage.recorder.options.device == "Mike"
    assert stage.recorder.calls == ["start"]


def test_level_time_and_countdown_are_told(
    qtbot: Any, stage: Any, recording: RecordingViewModel
) -> None:
    listen(qtbot, recording)
    stage.recorder.level_db, stage.recorder.countdown = -12.0, 0.7
    stage.recorder.silence = 0.8
    with qtbot.waitSignals(
        [recording.level_changed, recording.countdown_changed, recording.elapsed_changed],
        check_params_cbs=[lambda db: db == -12.0, lambda left: left == 0.7, lambda s: s == 1.0],
    ):
        pass


def test_stopping_gives_what_was_heard(
    qtbot: Any, stage: Any, recording: RecordingViewModel
) -> None:
    listen(qtbot, recording)
    with qtbot.waitSignal(recording.recorded) as caught:
        recording.stop()
    assert caught.args[0].duration == 1.0
    assert stage.recorder.calls == ["start", "stop"]
    assert recording.state is RecordingState.IDLE


def test_silence_ends_the_recording(qtbot: Any, stage: Any, recording: RecordingViewModel) -> None:
    listen(qtbot, recording)
    with qtbot.waitSignal(recording.recorded):
        stage.recorder.is_finished = True


def test_cancelling_gives_nothing(qtbot: Any, stage: Any, recording: RecordingViewModel) -> None:
    listen(qtbot, recording)
    with qtbot.assertNotEmitted(recording.recorded):
        recording.cancel()
        qtbot.waitUntil(lambda: not recording.is_active)
    assert stage.recorder.calls == ["start", "cancel"]


@pytest.mark.parametrize(("how", "call"), [("stop", "stop"), ("cancel", "cancel")])
def test_ending_while_the_microphone_opens_waits_for_it(
    qtbot: Any, stage: Any, recording: RecordingViewModel, how: str, call: str
) -> None:
    recording.start(ListenOptions())
    getattr(recording, how)()
    assert recording.state is RecordingState.OPENING
    qtbot.waitUntil(lambda: not recording.is_active)
    assert stage.recorder.calls == ["start", call]


def test_a_second_start_is_ignored(qtbot: Any, stage: Any, recording: RecordingViewModel) -> None:
    listen(qtbot, recording)
    recording.start(ListenOptions())
    assert len(stage.recorders) == 1


def test_no_microphone_is_a_failure_and_the_next_try_works(
    qtbot: Any, stage: Any, recording: RecordingViewModel
) -> None:
    stage.microphone_error.append(DeviceError("no microphone", hint="Plug one in."))
    with qtbot.waitSignal(recording.failed) as caught:
        recording.start(ListenOptions())
    assert caught.args[0].hint == "Plug one in."
    assert not recording.is_active
    listen(qtbot, recording)


def test_a_muted_microphone_is_told_once(
    qtbot: Any, stage: Any, recording: RecordingViewModel
) -> None:
    listen(qtbot, recording)
    notices: list[str] = []
    recording.notice_changed.connect(notices.append)
    stage.recorder.notice = "The microphone is muted."
    qtbot.waitUntil(lambda: bool(notices))
    recording.cancel()
    qtbot.waitUntil(lambda: not recording.is_active)
    assert notices == ["The microphone is muted.", ""]


def test_a_pause_between_words_shows_no_countdown(
    qtbot: Any, stage: Any, recording: RecordingViewModel
) -> None:
    listen(qtbot, recording)
    stage.recorder.countdown, stage.recorder.silence = 1.4, 0.1
    shown: list[float | None] = []
    recording.countdown_changed.connect(shown.append)
    qtbot.waitUntil(lambda: len(shown) > 1)
    assert shown[-1] is None


def test_a_rest_is_told_and_so_is_its_end(
    qtbot: Any, stage: Any, recording: RecordingViewModel
) -> None:
    listen(qtbot, recording)
    with qtbot.waitSignal(recording.rested) as caught:
        stage.recorder.silence = 0.32
    assert caught.args[0].duration == 1.0
    with qtbot.waitSignal(recording.resumed):
        stage.recorder.silence = 0.0


def test_what_was_said_is_told_every_second_while_somebody_speaks(
    qtbot: Any, stage: Any, recording: RecordingViewModel
) -> None:
    told: list[Any] = []
    recording.spoken.connect(told.append)
    listen(qtbot, recording)
    stage.recorder.elapsed = 3.0
    qtbot.wait(100)
    assert told == []  # nobody has said anything yet
    stage.recorder.countdown = 1.5
    qtbot.waitUntil(lambda: len(told) == 1)
    qtbot.wait(100)
    assert len(told) == 1
    stage.recorder.elapsed = 4.1
    qtbot.waitUntil(lambda: len(told) == 2)
    stage.recorder.elapsed, stage.recorder.silence = 6.0, 0.32
    with qtbot.assertNotEmitted(recording.spoken, wait=100):
        pass


def test_what_was_said_until_now_tells_how_long_to_wait(
    qtbot: Any, stage: Any, recording: RecordingViewModel
) -> None:
    listen(qtbot, recording)
    with qtbot.waitSignal(recording.rested):
        stage.recorder.silence = 0.32
    stage.client.hear("a song with")
    assert stage.recorder.calls[-1] == "expect the end of 'a song with'"
    with qtbot.waitSignal(recording.resumed):
        stage.recorder.silence = 0.0
    recording.expect_end(Transcript("late"))
    assert "expect the end of 'late'" not in stage.recorder.calls


def test_a_lost_microphone_keeps_what_was_heard(
    qtbot: Any, stage: Any, recording: RecordingViewModel
) -> None:
    listen(qtbot, recording)
    stage.recorder.error = DeviceError("the microphone was lost", hint="Plug it in again.")
    with qtbot.waitSignals([recording.failed, recording.recorded], order="strict"):
        stage.recorder.is_finished = True


def test_a_microphone_lost_before_it_heard_anything_gives_nothing(
    qtbot: Any, stage: Any, recording: RecordingViewModel
) -> None:
    listen(qtbot, recording)
    stage.recorder.error, stage.recorder.n_frames = DeviceError("lost"), 0
    with qtbot.assertNotEmitted(recording.recorded), qtbot.waitSignal(recording.failed):
        stage.recorder.is_finished = True
