from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.audio import streams
from engine.audio.streams import SoundStream, StreamFormat
from engine.errors import DeviceError

FORMAT = StreamFormat(sample_rate=48_000, n_channels=1, blocksize=512, latency=0.1)


def open_microphone(exchange: streams.Exchange = lambda _block, _delay: True) -> SoundStream:
    return SoundStream("microphone", None, FORMAT, exchange)


def test_what_is_asked_for_reaches_the_library(sound: Any) -> None:
    SoundStream("microphone", "USB", FORMAT, lambda _block, _delay: True)
    settings = sound.streams[0].settings
    asked = {name: settings[name] for name in ("device", "samplerate", "channels", "dtype")}
    assert asked == {"device": 1, "samplerate": 48_000, "channels": 1, "dtype": "float32"}
    assert (settings["blocksize"], settings["latency"]) == (512, 0.1)


def test_a_refused_sample_rate_gives_way_to_that_of_the_device(sound: Any) -> None:
    sound.refused_rates = {48_000}
    stream = SoundStream("microphone", "USB", FORMAT, lambda _block, _delay: True)
    assert stream.sample_rate == 44_100


def test_a_device_that_cannot_be_opened_is_looked_for_anew(sound: Any) -> None:
    """The microphone has another number since its neighbours were unplugged."""
    sound.unplug("Headset", "Speakers")
    stream = SoundStream("microphone", "USB", FORMAT, lambda _block, _delay: True)
    assert sound.n_rereads == 1
    assert stream.device.index == 0


def test_a_device_that_stays_closed_is_an_error_with_a_next_step(sound: Any) -> None:
    sound.is_jammed = True
    with pytest.raises(DeviceError, match="'Headset' cannot be used: Illegal comb") as caught:
        open_microphone()
    assert "choose another" in caught.value.hint


def test_a_device_that_does_not_start_is_closed(sound: Any) -> None:
    stream = open_microphone()
    sound.start_error = "no"
    with pytest.raises(DeviceError, match="cannot be used"):
        stream.start()
    assert sound.streams[0].calls == ["abort", "close"]


def test_blocks_pass_with_the_time_until_they_are_heard(sound: Any) -> None:
    seen: list[tuple[int, float]] = []

    def exchange(block: Any, delay: float) -> bool:
        seen.append((len(block), delay))
        block[:] = 0.5
        return True

    stream = SoundStream("loudspeaker", None, StreamFormat(44_100, 2, 1024, 0.2), exchange)
    stream.start()
    heard = sound.streams[0].listen(2048, delay=0.25)
    assert seen == [(1024, 0.25)] * 2
    assert (heard == 0.5).all()
    assert stream.problem is None


def test_a_device_that_dies_is_noticed(sound: Any) -> None:
    stream = open_microphone()
    stream.start()
    sound.streams[0].die()
    assert not stream.is_complete
    assert "'Headset' was lost" in str(stream.problem)
    stream.close()
    assert stream.problem is None


def test_a_stream_that_was_asked_to_end_has_no_problem(sound: Any) -> None:
    stream = open_microphone(lambda _block, _delay: False)
    stream.start()
    sound.streams[0].hear(np.zeros(512))
    assert stream.is_complete
    assert stream.problem is None


def test_a_device_that_falls_silent_for_a_second_is_noticed(sound: Any, clock: list[float]) -> None:
    stream = open_microphone()
    stream.start()
    clock[0] += 2.9  # a wireless headset takes its time to start
    assert stream.problem is None
    sound.streams[0].hear(np.zeros(512))
    clock[0] += 0.9
    assert stream.problem is None
    clock[0] += 0.2
    assert "no longer answers" in str(stream.problem)
    sound.streams[0].hear(np.zeros(512))
    assert stream.problem is None


@pytest.mark.usefixtures("sound")
def test_a_device_that_never_starts_to_answer_is_noticed(clock: list[float]) -> None:
    stream = open_microphone()
    stream.start()
    clock[0] += 3.1
    assert "no longer answers" in str(stream.problem)
