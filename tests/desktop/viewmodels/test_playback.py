from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from desktop.viewmodels.playback import PlaybackViewModel
from engine import DeviceError, Waveform

TEN_SECONDS = Waveform(np.zeros((80_000, 1), np.float32), 8_000)


@pytest.fixture
def playback(qtbot: Any, stage: Any) -> PlaybackViewModel:
    playback = stage.session.playback
    playback.load(TEN_SECONDS, "Loud")
    stage.settle(qtbot)
    return playback


def play(qtbot: Any, stage: Any, playback: PlaybackViewModel) -> None:
    playback.play()
    qtbot.waitUntil(lambda: stage.player.is_playing and stage.is_settled)


def test_loading_tells_the_length_and_is_silent(
    qtbot: Any, stage: Any, playback: PlaybackViewModel
) -> None:
    with qtbot.waitSignal(playback.duration_changed) as caught:
        playback.load(TEN_SECONDS, "Loud")
    stage.settle(qtbot)
    assert caught.args == [10.0]
    assert stage.player.loudspeaker == "Loud"
    assert not stage.player.is_playing


def test_nothing_plays_before_something_is_loaded(stage: Any) -> None:
    stage.session.playback.play()
    stage.session.playback.seek(3.0)
    assert not stage.session.playback.is_playing
    assert stage.players == []


def test_the_place_is_told_while_it_plays(
    qtbot: Any, stage: Any, playback: PlaybackViewModel
) -> None:
    play(qtbot, stage, playback)
    stage.player.position = 4.2
    with qtbot.waitSignal(playback.position_changed, check_params_cb=lambda s: s == 4.2):
        pass


def test_pausing_and_going_on(qtbot: Any, stage: Any, playback: PlaybackViewModel) -> None:
    play(qtbot, stage, playback)
    playback.toggle()
    qtbot.waitUntil(lambda: not stage.player.is_playing)
    assert not playback.is_playing
    playback.toggle()
    qtbot.waitUntil(lambda: stage.player.is_playing)


def test_seeking_stays_within_the_piece(
    qtbot: Any, stage: Any, playback: PlaybackViewModel
) -> None:
    for wanted, found in ((3.0, 3.0), (99.0, 10.0), (-1.0, 0.0)):
        with qtbot.waitSignal(playback.position_changed) as caught:
            playback.seek(wanted)
        stage.settle(qtbot)
        assert caught.args == [found]
        assert stage.player.position == found


def test_the_end_stops_it_and_play_begins_again(
    qtbot: Any, stage: Any, playback: PlaybackViewModel
) -> None:
    play(qtbot, stage, playback)
    stage.player.position, stage.player.is_playing = 10.0, False
    qtbot.waitUntil(lambda: not playback.is_playing)
    play(qtbot, stage, playback)
    assert stage.player.position == 0.0


def test_no_loudspeaker_is_a_failure(qtbot: Any, stage: Any, playback: PlaybackViewModel) -> None:
    stage.player.trouble = DeviceError("no loudspeaker", hint="Plug one in.")
    with qtbot.waitSignal(playback.failed) as caught:
        playback.play()
    assert caught.args[0].message == "no loudspeaker"
    assert not playback.is_playing


def test_a_loudspeaker_that_is_lost_is_a_failure(
    qtbot: Any, stage: Any, playback: PlaybackViewModel
) -> None:
    play(qtbot, stage, playback)
    with qtbot.waitSignal(playback.failed) as caught:
        stage.player.error = DeviceError("the loudspeaker is gone")
        stage.player.is_playing = False
    assert caught.args[0].kind == "DeviceError"


def test_a_new_piece_silences_the_old_one(
    qtbot: Any, stage: Any, playback: PlaybackViewModel
) -> None:
    play(qtbot, stage, playback)
    old = stage.player
    playback.load(TEN_SECONDS, None)
    stage.settle(qtbot)
    assert not old.is_playing
    assert stage.player is not old


def test_the_volume_holds_for_every_song_and_is_told(qtbot: Any, stage: Any) -> None:
    playback = stage.session.playback
    told: list[float] = []
    playback.volume_changed.connect(told.append)
    playback.volume = 0.4
    playback.load(Waveform(np.zeros((16_000, 1), np.float32), 8_000))
    stage.settle(qtbot)
    assert stage.player.volume == 0.4
    playback.volume = 7.0
    stage.settle(qtbot)
    assert stage.player.volume == 1.0
    assert told == [0.4, 1.0]
