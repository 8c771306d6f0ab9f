"""Recording from a microphone: run these in a virtual desktop."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from engine.audio import devices, portaudio
from engine.audio.resampling import resample
from engine.audio.waveform import Waveform
from engine.errors import DeviceError
from engine.options import ListenOptions
from engine.speech.recorder import Recorder

pytestmark = [pytest.mark.device, pytest.mark.slow]

RATE = 48_000
Wait = Callable[[Callable[[], object]], None]


@pytest.fixture
def wish(speech: Any) -> np.ndarray:
    """Eight seconds of speech, as a microphone hears them."""
    samples = resample(Waveform(speech("seven_seas")[:, None], 16_000), RATE).samples[:, 0]
    return np.clip(samples, -1, 1)


def find_in(recording: np.ndarray, said: np.ndarray) -> int:
    """Say at which sample of the recording the said begins."""
    size = len(recording) + len(said)
    product = np.fft.rfft(recording, size) * np.conj(np.fft.rfft(said, size))
    return int(np.fft.irfft(product, size)[: len(recording)].argmax())


def test_what_is_said_is_recorded_and_its_end_noticed(
    virtual_sound: Any, wish: np.ndarray, wait_until: Wait
) -> None:
    recorder = Recorder(ListenOptions(longest=30))
    recorder.start()
    speaker = virtual_sound.speak(wish)
    countdowns: list[float] = []
    wait_until(lambda: countdowns.append(recorder.countdown or 9) or recorder.is_finished)
    assert speaker.wait() == 0
    assert recorder.outcome == "silence"
    assert min(countdowns) < 0.5
    found = recorder.stop().samples[:, 0]
    assert len(found) == pytest.approx(len(wish) + RATE * 0.7, abs=RATE * 0.5)
    first = max(find_in(found, wish[RATE : 6 * RATE]) - RATE, 0)
    whole = find_in(recorder._samples, wish[RATE : 6 * RATE]) - RATE
    np.testing.assert_allclose(
        recorder._samples[whole : whole + len(wish)], wish, atol=2 / 32768
    )  # not a sample lost, none twice
    assert first < RATE


def test_stop_by_hand_keeps_the_last_word(virtual_sound: Any, wish: np.ndarray) -> None:
    recorder = Recorder()
    recorder.start()
    time.sleep(0.5)
    virtual_sound.speak(wish[: 2 * RATE]).wait()  # returns when all of it was played
    before = time.perf_counter()
    found = recorder.stop()
    assert time.perf_counter() - before < 0.5
    assert recorder.outcome == "stopped"
    place = find_in(recorder._samples, wish[: 2 * RATE])
    end = recorder._samples[place + 2 * RATE - 2400 : place + 2 * RATE]
    np.testing.assert_allclose(end, wish[2 * RATE - 2400 : 2 * RATE], atol=2 / 32768)
    assert found.duration > 1.9


def test_an_unplugged_microphone_is_said_to_be_silent(virtual_sound: Any, wait_until: Wait) -> None:
    """The sound server gives us another source that is silent: nobody tells us."""
    recorder = Recorder()
    recorder.start()
    wait_until(lambda: recorder.elapsed > 0.2)
    virtual_sound.unplug()
    try:
        wait_until(lambda: "Unmute it" in recorder.notice)
        assert not recorder.is_finished
    finally:
        virtual_sound.plug_in()
    recorder.cancel()
    wait_until(lambda: recorder.is_finished)


def test_a_microphone_unplugged_in_mid_sentence_is_lost(
    virtual_sound: Any, wish: np.ndarray, wait_until: Wait
) -> None:
    recorder = Recorder()
    recorder.start()
    said = virtual_sound.speak(wish)
    wait_until(lambda: np.abs(recorder._samples).max() > 0.1 and recorder.elapsed > 3)
    virtual_sound.unplug()
    try:
        wait_until(lambda: recorder.is_finished)
        assert recorder.outcome == "lost"
        assert "was unplugged" in str(recorder.error)
        assert recorder.heard().duration > 0.5
    finally:
        said.wait()
        virtual_sound.plug_in()


def test_a_microphone_that_hangs_is_noticed_and_closed(
    virtual_sound: Any, wait_until: Wait
) -> None:
    recorder = Recorder()
    recorder.start()
    wait_until(lambda: recorder.elapsed > 0.5)
    virtual_sound.pactl("suspend-source", "microphone", "1")
    try:
        hung = time.perf_counter()
        wait_until(lambda: recorder.is_finished)
        assert 0.8 < time.perf_counter() - hung < 5
        assert recorder.outcome == "lost"
        assert "no longer answers" in str(recorder.error)
        assert recorder.stop().duration > 0.4
    finally:
        virtual_sound.pactl("suspend-source", "microphone", "0")
    again = Recorder()
    again.start()
    wait_until(lambda: again.elapsed > 0.2)
    again.cancel()


def test_a_microphone_that_hangs_from_the_start_is_noticed(
    virtual_sound: Any, wait_until: Wait
) -> None:
    virtual_sound.pactl("suspend-source", "microphone", "1")
    try:
        recorder = Recorder()
        recorder.start()
        wait_until(lambda: recorder.is_finished)
        assert "no longer answers" in str(recorder.error)
        assert recorder.stop().duration == 0
    finally:
        virtual_sound.pactl("suspend-source", "microphone", "0")


def test_the_program_can_end_while_the_microphone_hangs(virtual_sound: Any) -> None:
    code = (
        "import subprocess, time; from engine.speech.recorder import Recorder; r = Recorder();"
        "r.start(); time.sleep(0.5);"
        "subprocess.run(['pactl', 'suspend-source', 'microphone', '1'], check=True);"
        "time.sleep(0.3); print('recorded' if r.elapsed > 0 else 'nothing')"
    )
    try:
        ended = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
        )
    finally:
        virtual_sound.pactl("suspend-source", "microphone", "0")
    assert ended.stdout.strip() == "recorded"


def test_a_sound_server_that_dies_ends_the_recording(
    mortal_server: Callable[[], None], wait_until: Wait
) -> None:
    recorder = Recorder()
    recorder.start()
    wait_until(lambda: recorder.elapsed > 0.5)
    mortal_server()
    wait_until(lambda: recorder.is_finished)
    assert recorder.outcome == "lost"
    assert "was lost" in str(recorder.error)
    assert recorder.stop().duration > 0.4


def test_no_sound_server_is_an_error_that_says_how_to_start_it(
    virtual_sound: Any, monkeypatch: pytest.MonkeyPatch, wait_until: Wait
) -> None:
    with monkeypatch.context() as patch:
        patch.setenv("PULSE_SERVER", "unix:/nowhere")
        portaudio.reread_devices()
        assert devices.list_devices("microphone") == ()
        with pytest.raises(DeviceError, match="no microphone was found") as caught:
            Recorder().start()
        assert caught.value.hint.endswith("pulseaudio --start")
    recorder = Recorder()  # it is back: the devices are read anew
    recorder.start()
    wait_until(lambda: recorder.elapsed > 0.2)
    recorder.cancel()
    assert virtual_sound


def test_a_server_that_went_between_two_recordings_is_an_error(
    mortal_server: Callable[[], None],
) -> None:
    assert devices.default_microphone()
    mortal_server()
    with pytest.raises(DeviceError, match="no microphone was found"):
        Recorder().start()
