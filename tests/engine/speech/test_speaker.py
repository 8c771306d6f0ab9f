from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.audio.waveform import Waveform
from engine.errors import ExportError
from engine.speech.prosody import Prosody, measure_prosody
from engine.speech.speaker import (
    Speaker,
    forget_speaker,
    known_speaker,
    learn_speaker,
    speaker_file,
)
from engine.speech.transcript import SpokenWord

PLAIN = Prosody(pitch=20.0, spread=2.0, loudness=-30.0, rate=4.0, pauses=0.1)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AFFETTO_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def habit(n: int = 12) -> Speaker:
    """Give someone who always speaks much the same."""
    speaker = Speaker()
    for index in range(n):
        speaker = speaker.after(replace(PLAIN, loudness=-30.0 + index % 3))
    return speaker


@pytest.mark.parametrize(
    "change", [{"loudness": -24.0}, {"pitch": 24.0}, {"rate": 5.0}, {"spread": 3.0}]
)
@pytest.mark.parametrize("speaker", [Speaker(), habit()], ids=["unknown", "known"])
def test_louder_higher_faster_livelier_speech_is_more_aroused(
    speaker: Speaker, change: dict[str, float]
) -> None:
    assert speaker.cue(replace(PLAIN, **change)).arousal > speaker.cue(PLAIN).arousal + 0.04


def test_a_habit_is_neutral_however_unusual_it_is() -> None:
    quiet = replace(PLAIN, loudness=-45.0)
    assert Speaker().cue(quiet).arousal < -0.3
    speaker = Speaker()
    for _ in range(30):
        speaker = speaker.after(quiet)
    assert abs(speaker.cue(quiet).arousal) < 0.1


def test_a_known_voice_counts_more_but_never_much() -> None:
    weights = [Speaker().cue(PLAIN).weight, habit(3).cue(PLAIN).weight, habit(30).cue(PLAIN).weight]
    assert weights == sorted(weights)
    assert weights[0] == 0.1
    assert weights[-1] < 0.25


def test_cues_are_bounded_and_valence_is_weak() -> None:
    shout = Prosody(40.0, 9.0, 0.0, 12.0, 0.0)
    cue = habit().cue(shout)
    assert 0.8 < cue.arousal <= 1
    assert 0 < cue.valence < 0.8
    assert habit().cue(Prosody(5.0, 0.5, -70.0, 1.0, 0.9)).arousal < -0.7


def test_the_running_statistics_are_those_of_the_recordings() -> None:
    speaker = habit(12)
    assert speaker.n_recordings == 12
    assert speaker.mean.loudness == pytest.approx(-29.0)
    assert speaker.variance.loudness == pytest.approx(2 / 3)
    assert speaker.mean.pitch == pytest.approx(20.0)


def test_a_voice_is_kept_and_forgotten() -> None:
    assert known_speaker() == Speaker()
    learn_speaker(PLAIN)
    assert known_speaker() == Speaker().after(PLAIN)
    assert speaker_file().stat().st_size < 1_000
    forget_speaker()
    forget_speaker()
    assert known_speaker() == Speaker()


def test_twenty_recordings_at_once_are_all_learned(
    at_once: Callable[[list[Callable[[], object]]], None],
) -> None:
    at_once([lambda: learn_speaker(PLAIN)] * 20)
    assert known_speaker().n_recordings == 20


KEPT = Speaker().after(PLAIN).as_text()


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "5",
        "[" * 100_000,
        " " * 1_000_000,
        '{"recordings": 3}',
        '{"recordings": 1, "mean": {"pitch": NaN}, "variance": {}}',
        KEPT.replace(": 1,", ": Infinity,", 1),
        KEPT.replace(": 1,", ": 1e400,", 1),
        KEPT.replace(": 1,", ': "1",', 1),
        KEPT.replace("{", "[", 1),
        re.sub('"mean": {[^}]*}', '"mean": []', KEPT),
        re.sub('"pitch": [^,]*', '"pitch": 1e300', KEPT),
        re.sub('"pitch": [^,]*', '"pitch": null', KEPT),
    ],
)
def test_a_damaged_file_is_kept_aside_and_nobody_is_known(
    content: str, caplog: pytest.LogCaptureFixture
) -> None:
    speaker_file().parent.mkdir()
    speaker_file().write_text(content)
    assert known_speaker() == Speaker()
    assert speaker_file().with_name("voice.json.damaged").read_text() == content
    assert "voice.json is damaged" in caplog.text
    learn_speaker(PLAIN)
    assert known_speaker() == Speaker().after(PLAIN)


def test_a_place_that_cannot_be_written_stops_nothing(
    home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    home.write_text("a file is in the way")
    learn_speaker(PLAIN)
    assert "not learned" in caplog.text
    home.unlink()
    speaker_file().mkdir(parents=True)
    with pytest.raises(ExportError, match="cannot be deleted"):
        forget_speaker()


@pytest.mark.parametrize("name", ["dashwood", "kennedy", "seven_seas"])
@pytest.mark.parametrize("speaker", [Speaker(), habit()], ids=["unknown", "known"])
def test_a_recording_made_louder_or_faster_and_higher_is_more_aroused(
    speech: Callable[[str], NDArray[np.float32]], name: str, speaker: Speaker
) -> None:
    samples = 0.3 * speech(name)

    def hear(gain: float = 1.0, speed: float = 1.0) -> float:
        wave = Waveform(gain * samples[:, None], round(16_000 * speed))
        step = 0.5 / speed
        n_words = round(wave.duration / step)
        words = [SpokenWord("sailing", n * step, (n + 1) * step, 1.0) for n in range(n_words)]
        prosody = measure_prosody(wave, words)
        assert prosody is not None
        return speaker.cue(prosody).arousal

    plain = hear()
    assert hear(gain=2.0) > plain
    assert hear(speed=1.15) > plain
    assert hear(gain=0.5) < plain
