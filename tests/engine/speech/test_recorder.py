from __future__ import annotations

import time
from collections.abc import Iterator
from importlib import metadata
from typing import Any

import numpy as np
import pytest

from engine.audio.resampling import resample
from engine.audio.waveform import Waveform
from engine.errors import DeviceError
from engine.options import ListenOptions
from engine.speech.endpointing import TAIL
from engine.speech.recorder import Recorder

RATE = 48_000


def noise(seconds: float, peak: float = 0.01) -> np.ndarray:
    generator = np.random.default_rng(0)
    return generator.uniform(-peak, peak, int(seconds * RATE)).astype(np.float32)


@pytest.fixture
def wish(speech: Any) -> np.ndarray:
    """Three seconds of speech, as a microphone hears them."""
    return resample(Waveform(speech("dashwood")[:, None], 16_000), RATE).samples[:, 0]


@pytest.fixture
def recorder(sound: Any, clock: list[float]) -> Iterator[Recorder]:
    """A recorder at work; the first stream of `sound` is its microphone."""
    recorder = Recorder(ListenOptions(longest=20))
    recorder.start()
    assert len(sound.streams) == 1
    yield recorder
    stop(recorder, clock)


def stop(recorder: Recorder, clock: list[float]) -> Waveform:
    """Stop, and let the time pass in which no more sound arrives."""
    recorder.finish()
    clock[0] += 0.5
    return recorder.stop()


def test_the_microphone_is_opened_as_it_should(sound: Any, recorder: Recorder) -> None:
    settings = sound.streams[0].settings
    assert (settings["samplerate"], settings["channels"]) == (RATE, 1)
    assert (settings["blocksize"], settings["latency"]) == (512, 0.1)
    assert not recorder.is_finished
    assert (recorder.elapsed, recorder.countdown, recorder.notice) == (0, None, "")


def test_all_that_was_heard_comes_back_unchanged(
    sound: Any, recorder: Recorder, clock: list[float]
) -> None:
    samples = noise(1.5)
    sound.streams[0].hear(samples)
    assert recorder.elapsed == pytest.approx(1.5)
    waveform = stop(recorder, clock)
    assert waveform.sample_rate == RATE
    np.testing.assert_array_equal(waveform.samples[:, 0], samples)
    assert recorder.is_finished
    assert recorder.outcome == "stopped"
    assert "close" in sound.streams[0].calls


def test_what_was_said_while_stop_was_pressed_is_kept(
    sound: Any, recorder: Recorder, wait_until: Any
) -> None:
    """Sound is under way for a tenth of a second: the last word would be cut."""
    sound.streams[0].hear(noise(1.0))
    recorder.finish()
    time.sleep(0.1)
    assert not recorder.is_finished
    sound.streams[0].hear(noise(0.2))
    wait_until(lambda: recorder.is_finished)
    assert recorder.heard().duration == pytest.approx(1.2)


def test_silence_after_speech_ends_the_recording(
    sound: Any, recorder: Recorder, wish: np.ndarray, wait_until: Any
) -> None:
    sound.streams[0].hear(np.concatenate([noise(2), wish]))
    wait_until(lambda: recorder.countdown is not None)
    assert 1.0 < recorder.countdown <= 1.5
    sound.streams[0].hear(noise(1.8))
    wait_until(lambda: recorder.is_finished)
    assert recorder.outcome == "silence"
    assert recorder.countdown is None
    waveform = recorder.stop()
    # Two seconds before and two after were silent; half a second and less are kept.
    assert len(wish) / RATE - 1 < waveform.duration < len(wish) / RATE + 1.1


def test_a_wish_that_is_complete_ends_sooner(
    sound: Any, recorder: Recorder, wish: np.ndarray, wait_until: Any
) -> None:
    sound.streams[0].hear(np.concatenate([wish, noise(0.6)]))
    wait_until(lambda: recorder.silence > 0.3)
    recorder.expect_end("He was not an ill-disposed young man.", "en")
    sound.streams[0].hear(noise(0.5))
    wait_until(lambda: recorder.is_finished)
    assert recorder.outcome == "silence"


def test_a_wish_that_leads_on_is_waited_for_longer_until_more_is_said(
    sound: Any, recorder: Recorder, wish: np.ndarray, wait_until: Any
) -> None:
    sound.streams[0].hear(np.concatenate([wish, noise(0.6)]))
    wait_until(lambda: recorder.silence > 0.3)
    recorder.expect_end("He was not an", "en")
    sound.streams[0].hear(noise(1.3))
    wait_until(lambda: recorder.silence > 1.5)
    assert not recorder.is_finished
    sound.streams[0].hear(np.concatenate([wish, noise(0.6)]))
    wait_until(lambda: 0.3 < recorder.silence < 1.0)
    assert recorder.countdown == pytest.approx(1.5 - recorder.silence, abs=0.1)


def test_the_countdown_counts_down(
    sound: Any, recorder: Recorder, wish: np.ndarray, wait_until: Any
) -> None:
    sound.streams[0].hear(wish)
    sound.streams[0].hear(noise(0.3))
    wait_until(lambda: recorder.countdown is not None and recorder.countdown < 1.5)
    before = recorder.countdown
    sound.streams[0].hear(noise(0.64))
    wait_until(lambda: recorder.countdown < before)
    assert recorder.countdown == pytest.approx(before - 0.64, abs=0.1)


def test_soon_after_the_last_word_nothing_changes_any_more(
    sound: Any, recorder: Recorder, wish: np.ndarray, wait_until: Any
) -> None:
    """So the words can be recognised while the silence still runs."""
    sound.streams[0].hear(np.concatenate([wish, noise(0.6)]))
    wait_until(lambda: recorder.silence > TAIL)
    early = recorder.heard()
    sound.streams[0].hear(noise(1.2))
    wait_until(lambda: recorder.is_finished)
    np.testing.assert_array_equal(recorder.stop().samples, early.samples)


@pytest.mark.usefixtures("clock")
def test_noise_ends_nothing_until_it_is_long_enough(sound: Any, wait_until: Any) -> None:
    recorder = Recorder(ListenOptions(longest=2))
    recorder.start()
    sound.streams[0].hear(noise(1.9))
    time.sleep(0.1)
    assert not recorder.is_finished
    sound.streams[0].hear(noise(1.0))
    wait_until(lambda: recorder.is_finished)
    assert recorder.outcome == "longest"
    assert recorder.stop().duration == 2.0


def test_cancel_closes_the_microphone(sound: Any, recorder: Recorder, wait_until: Any) -> None:
    sound.streams[0].hear(noise(0.5))
    recorder.cancel()
    wait_until(lambda: recorder.is_finished)
    assert recorder.outcome == "cancelled"
    assert sound.streams[0].calls == ["start", "abort", "close"]


def test_a_lost_microphone_ends_the_recording_and_keeps_it(
    sound: Any, recorder: Recorder, wait_until: Any
) -> None:
    samples = noise(1.0)
    sound.streams[0].hear(samples)
    sound.streams[0].die()
    wait_until(lambda: recorder.is_finished)
    assert recorder.outcome == "lost"
    assert isinstance(recorder.error, DeviceError)
    assert "'Headset' was lost" in str(recorder.error)
    np.testing.assert_array_equal(recorder.stop().samples[:, 0], samples)


def test_a_microphone_that_hangs_ends_the_recording(
    sound: Any, recorder: Recorder, clock: list[float], wait_until: Any
) -> None:
    sound.streams[0].hear(noise(1.0))
    clock[0] += 1.5
    wait_until(lambda: recorder.is_finished)
    assert recorder.outcome == "lost"
    assert "no longer answers" in str(recorder.error)
    assert recorder.stop().duration == pytest.approx(1.0)


def test_stop_does_not_wait_for_a_microphone_that_hangs(
    sound: Any, recorder: Recorder, clock: list[float]
) -> None:
    sound.streams[0].hear(noise(1.0))
    clock[0] += 0.9
    waveform = stop(recorder, clock)
    assert recorder.is_finished
    assert waveform.duration == pytest.approx(1.0)


def test_the_level_is_the_peak_of_the_last_moment(sound: Any, recorder: Recorder) -> None:
    assert recorder.level_db == -90
    sound.streams[0].hear(np.full(RATE, 0.5, np.float32))
    assert recorder.level_db == pytest.approx(-6.02, abs=0.01)
    sound.streams[0].hear(np.zeros(RATE // 20, np.float32))
    assert recorder.level_db == -90


def test_two_seconds_of_zeros_mean_a_muted_microphone(sound: Any, recorder: Recorder) -> None:
    sound.streams[0].hear(np.zeros(int(1.9 * RATE), np.float32))
    assert recorder.notice == ""
    sound.streams[0].hear(np.zeros(RATE // 5, np.float32))
    assert "Unmute it" in recorder.notice
    sound.streams[0].hear(noise(0.1))
    assert recorder.notice == ""


def test_an_end_of_speech_that_cannot_be_heard_is_told_not_fatal(
    sound: Any, clock: list[float], monkeypatch: pytest.MonkeyPatch, wait_until: Any
) -> None:
    def find(name: str) -> None:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "distribution", find)
    recorder = Recorder()
    recorder.start()
    wait_until(lambda: recorder.notice)
    assert recorder.notice.endswith("is missing. Stop by hand.")
    sound.streams[0].hear(noise(0.5))
    assert stop(recorder, clock).duration == pytest.approx(0.5)


def test_the_microphone_of_the_options_is_used(sound: Any, clock: list[float]) -> None:
    sound.refused_rates = {RATE}
    recorder = Recorder(ListenOptions(device="USB Microphone"))
    recorder.start()
    sound.streams[0].hear(np.ones(44_100, np.float32))
    assert recorder.elapsed == pytest.approx(1.0)
    assert stop(recorder, clock).sample_rate == 44_100


def test_no_microphone_is_an_error_at_the_start(sound: Any) -> None:
    sound.plug_only("Speakers")
    with pytest.raises(DeviceError, match="no microphone was found"):
        Recorder().start()


@pytest.mark.usefixtures("no_sound_library")
def test_no_sound_library_is_an_error_at_the_start() -> None:
    with pytest.raises(DeviceError, match="PortAudio library is missing"):
        Recorder().start()


def test_a_recorder_that_never_started_has_heard_nothing() -> None:
    recorder = Recorder()
    assert recorder.stop().duration == 0
    assert recorder.level_db == -90


def test_a_microphone_unplugged_in_mid_sentence_is_no_end_of_the_wish(
    sound: Any, recorder: Recorder, wish: np.ndarray, wait_until: Any
) -> None:
    """The sound server goes on with zeros, as if nothing had happened."""
    wait_until(lambda: recorder._sources)
    sound.streams[0].hear(wish[: 2 * RATE])
    sound.unplug("Headset")
    sound.streams[0].hear(np.zeros(RATE // 2, np.float32))
    wait_until(lambda: recorder.is_finished)
    assert recorder.outcome == "lost"
    assert "'Headset' was unplugged" in str(recorder.error)
    assert recorder.heard().duration > 1.5


def test_a_microphone_unplugged_before_the_first_word_is_told(
    sound: Any, recorder: Recorder, wait_until: Any
) -> None:
    """Or the wish would be waited for to the end of all recordings, and said to be empty."""
    wait_until(lambda: recorder._sources)
    sound.unplug("Headset")
    sound.streams[0].hear(np.zeros(3 * RATE, np.float32))
    wait_until(lambda: recorder.is_finished)
    assert "'Headset' was unplugged" in str(recorder.error)


def test_a_gate_that_mutes_pauses_is_no_loss(
    sound: Any, recorder: Recorder, wish: np.ndarray, wait_until: Any
) -> None:
    wait_until(lambda: recorder._sources)
    sound.streams[0].hear(wish[: 2 * RATE])
    sound.streams[0].hear(np.zeros(2 * RATE, np.float32))
    wait_until(lambda: recorder.is_finished)
    assert recorder.outcome == "silence"
    assert recorder.error is None
