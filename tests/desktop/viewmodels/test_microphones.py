from __future__ import annotations

from typing import Any

import pytest

from desktop.viewmodels.microphones import Microphones
from desktop.viewmodels.recording import RecordingState
from engine import DeviceError, ListenOptions


@pytest.fixture
def microphones(stage: Any) -> Microphones:
    return Microphones(lambda: ["Built-in", "Headset"], stage.session.recording, stage.workers[3])


def heard_by(stage: Any) -> list[str | None]:
    """Give the microphones that are open or were, in order."""
    return [recorder.options.device for recorder in stage.recorders]


def test_they_are_listed_by_name(qtbot: Any, microphones: Microphones) -> None:
    with qtbot.waitSignal(microphones.listed) as caught:
        microphones.look()
    assert caught.args == [("Built-in", "Headset")]


def test_the_one_that_is_tried_out_tells_its_level_and_nothing_is_kept(
    qtbot: Any, stage: Any, microphones: Microphones
) -> None:
    recorded: list[Any] = []
    stage.session.recording.recorded.connect(recorded.append)
    with qtbot.waitSignal(microphones.level_changed):
        microphones.try_out("Headset")
    assert stage.session.recording.state is RecordingState.IDLE
    microphones.stop()
    stage.settle(qtbot)
    assert stage.recorder.calls == ["start", "cancel"]
    assert not recorded


def test_another_one_is_opened_when_the_first_is_closed(
    qtbot: Any, stage: Any, microphones: Microphones
) -> None:
    microphones.try_out("Built-in")
    microphones.try_out("Headset")
    qtbot.waitUntil(lambda: heard_by(stage) == ["Built-in", "Headset"])
    stage.settle(qtbot)
    assert stage.recorders[0].calls[-1] == "cancel"
    microphones.stop()
    stage.settle(qtbot)


def test_a_wish_has_the_microphone_for_itself(
    qtbot: Any, stage: Any, microphones: Microphones
) -> None:
    stage.session.recording.start(ListenOptions())
    stage.wait_to_listen(qtbot)
    microphones.try_out("Headset")
    stage.settle(qtbot)
    assert heard_by(stage) == [None]


def test_one_that_cannot_be_opened_says_why(
    qtbot: Any, stage: Any, microphones: Microphones
) -> None:
    stage.microphone_error.append(DeviceError("no microphone", hint="Plug one in."))
    with qtbot.waitSignal(microphones.refused) as caught:
        microphones.try_out(None)
    assert caught.args == ["no microphone. Plug one in."]
    stage.settle(qtbot)
    assert len(stage.recorders) == 1, "it is not tried again and again"
