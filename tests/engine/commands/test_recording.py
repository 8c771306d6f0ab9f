from __future__ import annotations

import itertools
import time
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from engine.audio.waveform import Waveform
from engine.commands.recording import record_wish
from engine.errors import DeviceError
from engine.listener import Listener
from engine.options import ListenOptions, ReadOptions
from engine.progress import Progress
from engine.speech.recognizer import Recognizer
from engine.speech.transcript import Transcript

RATE = 8_000


@dataclass
class FakeRecorder:
    """Records by a script: at each look, seconds heard and seconds of silence since."""

    moments: list[tuple[float, float]]
    error: DeviceError | None = None
    expected: list[str] = field(default_factory=list)
    level_db: float = -20.0
    seconds: float = 0.0
    silence: float = 0.0
    is_ready: bool = False

    def get_ready(self) -> None:
        """Note that Whisper is loaded, which would starve a recording of its sound."""
        self.is_ready = True

    def start(self) -> None:
        assert self.is_ready

    @property
    def is_finished(self) -> bool:
        if not self.moments:
            return True
        self.seconds, self.silence = self.moments.pop(0)
        return False

    def heard(self) -> Waveform:
        return Waveform(np.zeros((int(self.seconds * RATE), 1), np.float32), RATE)

    stop = heard

    def expect_end(self, text: str, _language: str) -> None:
        self.expected.append(text)


class FakeListener(Listener):
    """Hears the same words in all recordings of a length."""

    def __init__(self, words: dict[float, str]) -> None:
        self.words = words
        self.heard: list[float] = []
        self.learned: list[str] = []

    def transcribe(
        self,
        waveform: Waveform,
        progress: Progress,
        _options: ReadOptions | None = None,
        *,
        is_whole: bool = True,
    ) -> Transcript:
        assert is_whole
        progress.check()
        self.heard.append(waveform.duration)
        return Transcript(self.words[waveform.duration], duration=waveform.duration)

    def learn_from(self, _waveform: Waveform, transcript: Transcript) -> None:
        self.learned.append(transcript.text)


@pytest.fixture
def record(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Record by a script; gives the transcript."""

    def record(recorder: FakeRecorder, listener: FakeListener) -> Transcript:
        monkeypatch.setattr("engine.speech.recorder.Recorder", lambda _options: recorder)
        monkeypatch.setattr(Recognizer, "warm_up", lambda _: recorder.get_ready())
        clock = itertools.count()
        monkeypatch.setattr(time, "sleep", lambda _seconds: next(clock))
        return record_wish(ListenOptions(), listener, ReadOptions())

    return record


def test_the_words_are_there_when_the_silence_is_over(record: Any) -> None:
    recorder = FakeRecorder([(1, 0), (2, 0), (2, 0.35), (2, 0.5), (2, 0.6)])
    listener = FakeListener({2: "a happy dance"})
    assert record(recorder, listener).text == "a happy dance"
    assert listener.heard == [2]
    assert recorder.expected == ["a happy dance"]
    assert listener.learned == ["a happy dance"]


def test_who_goes_on_is_heard_anew(record: Any) -> None:
    recorder = FakeRecorder([(1, 0.4), (2, 0), (3, 0.4)])
    listener = FakeListener({1: "a happy", 3: "a happy dance"})
    assert record(recorder, listener).text == "a happy dance"
    assert recorder.expected == ["a happy", "a happy dance"]
    assert listener.learned == ["a happy dance"]


def test_what_no_pause_gave_time_to_hear_is_heard_at_the_end(record: Any) -> None:
    listener = FakeListener({2: "a happy dance"})
    assert record(FakeRecorder([(1, 0), (2, 0)]), listener).text == "a happy dance"
    assert listener.heard == [2]


@pytest.mark.parametrize(
    ("heard", "told"),
    [
        ("It's a", 'while you spoke; heard until then: "It\'s a"'),
        ("", "the microphone 'USB' was unplugged"),
    ],
)
def test_half_a_wish_is_told_and_not_composed(record: Any, heard: str, told: str) -> None:
    loss = DeviceError("the microphone 'USB' was unplugged", hint="Plug it in again.")
    listener = FakeListener({1: heard})
    with pytest.raises(DeviceError) as caught:
        record(FakeRecorder([(1, 0)], loss), listener)
    assert told in str(caught.value)
    assert listener.learned == []
    assert ("affetto compose" in caught.value.hint) == bool(heard)


def test_a_microphone_lost_before_a_word_is_told_alone(record: Any) -> None:
    with pytest.raises(DeviceError, match="unplugged"):
        record(FakeRecorder([], DeviceError("the microphone was unplugged")), FakeListener({}))
