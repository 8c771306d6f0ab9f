from __future__ import annotations

import time
from typing import Any

import numpy as np
import pytest

from engine.audio.waveform import Waveform
from engine.errors import DeviceError
from engine.options import Fader, Faders
from engine.playback.live_mix import LivePart
from engine.playback.player import Player

RATE = 44_100
BLOCK = 1024


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time of day, in the first item."""
    now = [1000.0]
    monkeypatch.setattr(time, "perf_counter", lambda: now[0])
    return now


def ramp(seconds: float, n_channels: int = 2, rate: int = RATE) -> Waveform:
    """A waveform in which each sample tells its place, from 0 to just below 1."""
    n_frames = int(seconds * rate)
    return Waveform(np.repeat(np.arange(n_frames)[:, None] / n_frames, n_channels, axis=1), rate)


def playing(waveform: Waveform) -> Player:
    player = Player()
    player.load(waveform)
    player.play()
    return player


def test_all_that_was_loaded_comes_out_and_silence_behind_it(sound: Any) -> None:
    waveform = ramp(0.5)
    player = playing(waveform)
    heard = sound.streams[0].listen(10 * RATE)
    n_frames = len(waveform.samples)
    np.testing.assert_array_equal(heard[:n_frames], waveform.samples)
    assert not heard[n_frames:].any()
    # The device loses about as much as its latency: that much has to be silence.
    assert len(heard) - n_frames >= (sound.streams[0].latency + 0.1) * RATE
    assert not player.is_playing
    assert player.is_finished
    assert player.position == player.duration == 0.5


def test_a_loaded_player_is_silent_at_the_start(sound: Any) -> None:
    player = Player()
    player.load(ramp(1.0))
    assert not player.is_playing
    assert not player.is_finished
    assert (player.position, player.duration) == (0.0, 1.0)
    assert not sound.streams


def test_an_unloaded_player_plays_nothing(sound: Any) -> None:
    player = Player()
    player.play()
    sound.streams[0].listen(RATE)
    assert not player.is_playing


@pytest.mark.parametrize("n_channels", [1, 6])
def test_other_channels_than_two_come_out_of_both_sides(sound: Any, n_channels: int) -> None:
    waveform = ramp(0.1, n_channels)
    playing(waveform)
    heard = sound.streams[0].listen(BLOCK)
    np.testing.assert_allclose(heard[:, 0], waveform.samples[:BLOCK, 0], atol=1e-6)
    np.testing.assert_array_equal(heard[:, 0], heard[:, 1])


def test_the_position_is_what_is_heard_not_what_was_sent(sound: Any, clock: list[float]) -> None:
    player = playing(ramp(2.0))
    sound.streams[0].listen(10 * BLOCK, delay=0.2)
    # The last of ten blocks, of 23 ms each, is heard in 0.2 s.
    assert player.position == pytest.approx(max(9 * BLOCK / RATE - 0.2, 0), abs=1e-6)
    clock[0] += 0.2
    assert player.position == pytest.approx(9 * BLOCK / RATE, abs=1e-6)
    clock[0] += 60  # nothing more was sent
    assert player.position == pytest.approx(10 * BLOCK / RATE, abs=1e-6)


def test_the_position_never_runs_back(sound: Any, clock: list[float]) -> None:
    player = playing(ramp(2.0))
    stream = sound.streams[0]
    positions = []
    for delay in (0.0, 0.02, 0.14, 0.16, 0.13, 5.0, -1.0, 0.15):
        stream.listen(BLOCK, delay)
        clock[0] += BLOCK / RATE
        positions.append(player.position)
    assert positions == sorted(positions)
    assert 0 < positions[-1] < 8 * BLOCK / RATE


@pytest.mark.parametrize("delay", [50.0, -1.0])
def test_a_device_that_does_not_know_its_delay_is_taken_for_a_usual_one(
    sound: Any, clock: list[float], delay: float
) -> None:
    player = playing(ramp(2.0))
    sound.streams[0].listen(10 * BLOCK, delay)
    clock[0] += 0.15
    assert player.position == pytest.approx(9 * BLOCK / RATE, abs=1e-6)


def test_pause_keeps_the_place_and_play_goes_on_from_there(sound: Any, clock: list[float]) -> None:
    player = playing(ramp(2.0))
    sound.streams[0].listen(20 * BLOCK)
    clock[0] += 0.01
    player.pause()
    paused = player.position
    assert sound.streams[0].calls == ["start", "abort", "close"]
    assert not player.is_playing
    clock[0] += 10
    assert player.position == paused == pytest.approx(19 * BLOCK / RATE + 0.01)
    player.play()
    heard = sound.streams[1].listen(BLOCK)
    assert heard[0, 0] == pytest.approx(paused / 2.0, abs=1e-4)


def test_play_twice_is_play_once(sound: Any) -> None:
    player = playing(ramp(1.0))
    player.play()
    assert len(sound.streams) == 1


def test_stop_goes_back_to_the_start(sound: Any) -> None:
    player = playing(ramp(1.0))
    sound.streams[0].listen(RATE // 2)
    player.stop()
    assert (player.is_playing, player.position) == (False, 0.0)


def test_the_end_played_again_is_the_start(sound: Any) -> None:
    player = playing(ramp(0.2))
    sound.streams[0].listen(RATE)
    assert player.is_finished
    player.play()
    assert sound.streams[1].listen(BLOCK)[0, 0] == 0
    assert not player.is_finished


@pytest.mark.parametrize(("asked", "reached"), [(0.5, 0.5), (-1, 0.0), (99, 1.0)])
def test_seek_while_silent_only_moves(sound: Any, asked: float, reached: float) -> None:
    player = Player()
    player.load(ramp(1.0))
    player.seek(asked)
    assert player.position == reached
    assert not sound.streams


def test_seek_while_playing_plays_on_from_there(sound: Any) -> None:
    player = playing(ramp(1.0))
    sound.streams[0].listen(4 * BLOCK)
    player.seek(0.75)
    assert sound.streams[1].listen(BLOCK)[0, 0] == pytest.approx(0.75, abs=1e-4)
    assert player.is_playing
    player.seek(1.0)
    assert not player.is_playing


def test_loading_another_waveform_ends_the_first(sound: Any) -> None:
    player = playing(ramp(1.0))
    sound.streams[0].listen(4 * BLOCK)
    player.load(ramp(3.0))
    assert "close" in sound.streams[0].calls
    assert (player.position, player.duration) == (0.0, 3.0)


def test_a_device_of_another_rate_plays_in_the_right_time(sound: Any) -> None:
    sound.refused_rates = {RATE}
    player = playing(ramp(0.5))
    assert sound.streams[0].samplerate == 48_000
    heard = sound.streams[0].listen(24_000)[:24_000, 0]
    np.testing.assert_allclose(heard[500:23_500], np.arange(500, 23_500) / 24_000, atol=1e-3)
    assert player.duration == 0.5


def test_a_lost_loudspeaker_keeps_the_position_and_the_program(
    sound: Any, clock: list[float]
) -> None:
    player = playing(ramp(2.0))
    sound.streams[0].listen(20 * BLOCK)
    clock[0] += 0.01
    sound.streams[0].die()
    assert not player.is_playing
    assert not player.is_finished
    assert player.position == pytest.approx(19 * BLOCK / RATE + 0.01)
    assert isinstance(player.error, DeviceError)
    assert "lost" in str(player.error)
    player.play()  # it is back
    assert player.error is None
    assert player.is_playing


def test_no_loudspeaker_is_an_error_and_what_was_loaded_is_kept(sound: Any) -> None:
    sound.plug_only("USB Microphone")
    player = Player()
    player.load(ramp(1.0))
    player.seek(0.5)
    with pytest.raises(DeviceError, match="no loudspeaker was found"):
        player.play()
    assert (player.is_playing, player.position) == (False, 0.5)
    sound.plug("Speakers", outputs=2)
    player.play()
    assert player.is_playing


def test_a_loudspeaker_that_does_not_start_is_an_error(sound: Any) -> None:
    player = Player("Speakers")
    player.load(ramp(1.0))
    sound.start_error = "device busy"
    with pytest.raises(DeviceError, match="'Speakers' cannot be used: device busy"):
        player.play()
    assert not player.is_playing


def pieces(waveform: Waveform, *cuts: int) -> list[Waveform]:
    parts = np.split(waveform.samples, cuts)
    return [Waveform(part, waveform.sample_rate) for part in parts]


@pytest.mark.parametrize("refused", [set(), {RATE}])
def test_a_growing_sound_comes_out_whole(sound: Any, refused: set[int]) -> None:
    sound.refused_rates = refused
    first, second, third = pieces(ramp(1.0), 10_000, 30_000)
    player = Player()
    player.load(first, is_whole=False)
    player.play()
    stream = sound.streams[-1]
    heard = [stream.listen(4 * BLOCK)]
    player.append(second)
    heard.append(stream.listen(12 * BLOCK))
    player.append(third, is_last=True)
    heard.append(stream.listen(2 * 48_000))
    assert player.is_finished
    said = np.concatenate(heard)[:, 0]
    loud = said[: np.flatnonzero(said > 0.99)[-1]]
    assert len(loud) == pytest.approx(stream.samplerate, rel=0.02)
    steps = np.diff(loud[1000:-1000])  # a ramp without a jump, its edges apart
    assert np.abs(steps * stream.samplerate - 1).max() < 0.5


def test_a_growing_sound_waits_for_more(sound: Any, clock: list[float]) -> None:
    first, second = pieces(ramp(1.0), 4 * BLOCK)
    player = Player()
    player.load(first, is_whole=False)
    player.play()
    stream = sound.streams[0]
    stream.listen(4 * BLOCK)
    waiting = stream.listen(10 * BLOCK)
    assert not waiting.any()
    clock[0] += 5
    assert player.is_playing
    assert player.position == pytest.approx(4 * BLOCK / RATE)
    player.append(second, is_last=True)
    heard = stream.listen(BLOCK)
    np.testing.assert_array_equal(heard, second.samples[:BLOCK])


def test_a_growing_sound_can_be_paused_and_goes_on(sound: Any, clock: list[float]) -> None:
    first, second = pieces(ramp(1.0), 8 * BLOCK)
    player = Player()
    player.load(first, is_whole=False)
    player.play()
    sound.streams[0].listen(8 * BLOCK)
    clock[0] += 5
    player.pause()
    assert not player.is_finished
    player.append(second, is_last=True)
    player.play()
    heard = sound.streams[1].listen(BLOCK)
    np.testing.assert_allclose(heard[0], second.samples[0], atol=1 / RATE)


def test_faders_are_heard_within_fifty_milliseconds(sound: Any) -> None:
    parts = {"melody": ramp(0.5), "bass": Waveform(np.full((RATE // 2, 2), 0.1, np.float32), RATE)}
    player = Player()
    player.load(ramp(0.5))
    player.take_apart({role: LivePart.of(part) for role, part in parts.items()}, Faders())
    player.play()
    assert sound.streams[0].latency > 0.1, "what nobody mixes has more in hand"
    player.move_faders(Faders().moved("bass", Fader(level=-3)))
    stream = sound.streams[1]
    first = stream.listen(512)
    assert len(first) / RATE + stream.latency < 0.05
    player.move_faders(Faders().moved("bass", Fader(is_muted=True)))
    stream.listen(512)
    tune = parts["melody"].samples
    np.testing.assert_allclose(stream.listen(512), tune[1024:1536], atol=1e-4)
    player.load(ramp(0.5))  # and a whole sound is again what it is
    player.play()
    np.testing.assert_array_equal(sound.streams[2].listen(1024), ramp(0.5).samples[:1024])


def test_a_loop_goes_back_without_a_gap(sound: Any) -> None:
    player = Player()
    player.load(ramp(1.0))
    player.set_loop((0.25, 0.5))
    player.seek(0.4)
    player.play()
    stream = sound.streams[0]
    heard = stream.listen(RATE)[:, 0]
    samples = ramp(1.0).samples[:, 0]
    first, start, end = int(0.4 * RATE), int(0.25 * RATE), int(0.5 * RATE)
    expected = np.concatenate([samples[first:end], np.tile(samples[start:end], 8)])[: len(heard)]
    np.testing.assert_array_equal(heard, expected)
    assert 0.25 <= player.position < 0.5
    player.set_loop(None)
    stream.listen(2 * RATE)
    assert player.is_finished


def test_beyond_the_loop_it_plays_to_the_end(sound: Any) -> None:
    player = Player()
    player.load(ramp(1.0))
    player.set_loop((0.25, 0.5))
    player.seek(0.75)
    player.play()
    sound.streams[0].listen(2 * RATE)
    assert player.is_finished


def test_the_volume_moves_without_a_step(sound: Any) -> None:
    player = Player()
    player.load(ramp(1.0))
    player.play()
    stream = sound.streams[0]
    stream.listen(BLOCK)
    player.set_volume(0.5)
    moving, after = stream.listen(BLOCK)[:, 0], stream.listen(BLOCK)[:, 0]
    samples = ramp(1.0).samples[:, 0]
    assert moving[0] == pytest.approx(samples[BLOCK], abs=1e-4)
    np.testing.assert_allclose(after, samples[2 * BLOCK : 3 * BLOCK] / 2, atol=1e-6)
