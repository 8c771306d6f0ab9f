"""Playing to a loudspeaker: run these in a virtual desktop."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from engine.audio import portaudio
from engine.audio.waveform import Waveform
from engine.errors import DeviceError
from engine.playback.player import Player

pytestmark = [pytest.mark.device, pytest.mark.slow]

RATE = 48_000
Wait = Callable[[Callable[[], object]], None]


def chirp(seconds: float, rate: int = RATE) -> Waveform:
    """Rises from 200 to 8000 Hz, so that every place in it is unlike any other."""
    times = np.arange(int(seconds * rate)) / rate
    phase = 2 * np.pi * (200 * times + (8000 - 200) / (2 * seconds) * times**2)
    samples = 0.5 * np.stack([np.sin(phase), np.cos(phase)], axis=1)
    return Waveform(samples.astype(np.float32), rate)


def place_of(part: np.ndarray, whole: np.ndarray) -> int:
    """Say at which sample of the whole the part begins."""
    size = len(whole) + len(part)
    product = np.fft.rfft(whole, size) * np.conj(np.fft.rfft(part, size))
    return int(np.fft.irfft(product, size)[: len(whole)].argmax())


def test_all_of_it_is_heard_to_the_last_sample(virtual_sound: Any, wait_until: Wait) -> None:
    waveform = chirp(4.0)
    player = Player()
    player.load(waveform)
    with virtual_sound.listen() as heard:
        player.play()
        wait_until(lambda: player.is_finished)
        time.sleep(0.3)
    left = heard[0][:, 0]
    first = place_of(waveform.samples[RATE : 2 * RATE, 0], left) - RATE
    found = heard[0][first : first + len(waveform.samples)]
    np.testing.assert_allclose(found, waveform.samples, atol=2 / 32768)  # no slip, no cut end
    assert np.abs(heard[0][first + len(waveform.samples) :]).max() < 1e-4
    assert player.error is None


def test_another_rate_is_heard_without_a_slip(virtual_sound: Any, wait_until: Wait) -> None:
    player = Player()
    player.load(chirp(3.0, 44_100))
    with virtual_sound.listen() as heard:
        player.play()
        wait_until(lambda: player.is_finished)
        time.sleep(0.3)
    expected = chirp(3.0).samples[:, 0]
    left = heard[0][:, 0]
    first = place_of(expected[RATE : 2 * RATE], left) - RATE
    for second in (0.1, 1.5, 2.85):
        part = slice(int(second * RATE), int((second + 0.1) * RATE))
        found = left[first + part.start : first + part.stop]
        assert np.corrcoef(found, expected[part])[0, 1] > 0.99, second


def test_the_position_follows_what_is_heard(virtual_sound: Any, wait_until: Wait) -> None:
    """Stopped at a position, the loudspeaker has played about as much."""
    player = Player()
    player.load(chirp(5.0))
    with virtual_sound.listen() as heard:
        player.play()
        wait_until(lambda: player.position > 2.0)
        player.pause()
        time.sleep(0.5)
    assert 2.0 < player.position < 2.5
    sounding = np.flatnonzero(np.abs(heard[0][:, 0]) > 1e-3)
    assert (sounding[-1] - sounding[0]) / RATE == pytest.approx(player.position, abs=0.1)


def test_it_goes_on_where_it_was_paused(virtual_sound: Any, wait_until: Wait) -> None:
    waveform = chirp(4.0)
    player = Player()
    player.load(waveform)
    player.play()
    wait_until(lambda: player.position > 1.0)
    player.pause()
    paused = player.position
    with virtual_sound.listen() as heard:
        player.play()
        wait_until(lambda: player.position > paused + 0.5)
        player.seek(3.0)
        wait_until(lambda: player.is_finished)
        time.sleep(0.3)
    sounding = np.flatnonzero(np.abs(heard[0][:, 0]) > 1e-3)
    start = heard[0][sounding[0] : sounding[0] + RATE // 4, 0]
    assert place_of(start, waveform.samples[:, 0]) == pytest.approx(paused * RATE, abs=100)
    end = heard[0][sounding[-1] - RATE // 2 : sounding[-1] + 1, 0]
    assert place_of(end, waveform.samples[:, 0]) == pytest.approx(3.5 * RATE, abs=100)


def test_a_sound_server_that_dies_keeps_the_position(
    mortal_server: Callable[[], None], wait_until: Wait
) -> None:
    player = Player()
    player.load(chirp(30.0))
    player.play()
    wait_until(lambda: player.position > 0.5)
    mortal_server()
    wait_until(lambda: not player.is_playing)
    assert isinstance(player.error, DeviceError)
    assert 0.5 < player.position < 10
    with pytest.raises(DeviceError, match="no loudspeaker was found"):
        player.play()
    assert player.duration == 30.0


def test_a_loudspeaker_that_hangs_is_noticed(virtual_sound: Any, wait_until: Wait) -> None:
    player = Player()
    player.load(chirp(30.0))
    player.play()
    wait_until(lambda: player.position > 0.3)
    virtual_sound.pactl("suspend-sink", "speaker", "1")
    try:
        wait_until(lambda: not player.is_playing)
        assert "no longer answers" in str(player.error)
    finally:
        virtual_sound.pactl("suspend-sink", "speaker", "0")
    player.play()
    assert player.is_playing
    player.stop()


def test_no_sound_server_is_an_error_at_play(
    virtual_sound: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    player = Player()
    player.load(chirp(1.0))
    with monkeypatch.context() as patch:
        patch.setenv("PULSE_SERVER", "unix:/nowhere")
        portaudio.reread_devices()
        with pytest.raises(DeviceError, match="no loudspeaker was found"):
            player.play()
        assert not player.is_playing
    player.play()
    assert player.is_playing
    player.stop()
    assert virtual_sound
