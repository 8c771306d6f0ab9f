from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest

from engine.audio.files import read_audio
from engine.audio.waveform import Waveform
from engine.composition.planning.reasons import AUDIBLE
from engine.emotion.learned_moods import LearnedClip, as_text
from engine.options import ComposeOptions, ReadOptions
from engine.pipeline import Pipeline
from engine.progress import Progress
from engine.speech.speaker import known_speaker
from engine.speech.transcript import SpokenWord, Transcript
from engine.speech.voice_cue import VoiceCue

SPEECH = Path(__file__).parents[1] / "data" / "speech" / "seven_seas.flac"
LIVELY = VoiceCue(arousal=0.9, valence=0.2, weight=0.2)


class Recognizer:
    """Hears the same words in everything."""

    def transcribe(self, waveform: Waveform, *_: object, **__: object) -> Transcript:
        step = waveform.duration / 12
        words = tuple(SpokenWord("joy", n * step, (n + 1) * step, 1.0) for n in range(12))
        return Transcript("joy", duration=waveform.duration, words=words)


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    pipeline = Pipeline()
    pipeline.listener.__dict__["recognizer"] = Recognizer()
    return pipeline


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AFFETTO_HOME", str(tmp_path))
    return tmp_path


def teach(home: Path, label: str, tempo: float) -> None:
    attributes = (tempo, 2.0, 64.0, 45.0, 0.9, 0.6)
    clip = LearnedClip(f"{label}/1.mid", label, 0.5, -0.4, attributes, "/m", "ab")
    (home / "moods.json").write_text(as_text([clip]), encoding="utf-8")
    os.utime(home / "moods.json", ns=(1, int(tempo)))  # as if some time had passed


def test_a_mood_taught_elsewhere_answers_at_once(pipeline: Pipeline, home: Path) -> None:
    assert pipeline.listener.read("hygge").quadrant is None
    teach(home, "hygge", 60.0)
    reading = pipeline.listener.read("hygge")
    assert reading.quadrant == "Q4"
    slow = pipeline.author.planner(ReadOptions()).plan(reading, ComposeOptions()).tempo
    teach(home, "hygge", 120.0)
    fast = (
        pipeline.author.planner(ReadOptions())
        .plan(pipeline.listener.read("hygge"), ComposeOptions())
        .tempo
    )
    assert fast > slow + 20
    (home / "moods.json").unlink()
    assert pipeline.listener.read("hygge").quadrant is None


def test_words_are_compared_with_the_music_that_was_chosen(pipeline: Pipeline) -> None:
    labels = {
        name: pipeline.listener.read("joy", ReadOptions(name)).nearest[0].label
        for name in ("open", "emopia")
    }
    assert labels["emopia"] == "happy, excited"
    assert labels["open"] != labels["emopia"]


def test_a_spoken_wish_is_read_with_its_voice_unless_it_shall_not_count(
    pipeline: Pipeline,
) -> None:
    plain = pipeline.listener.read("a joyful song")
    spoken = Transcript("a joyful song", voice=LIVELY)
    assert pipeline.listener.read(spoken).arousal > plain.arousal + 0.1
    assert pipeline.listener.read(spoken).voice == LIVELY
    assert pipeline.listener.read(spoken, ReadOptions(uses_voice=False)) == plain


def test_the_voice_stays_while_words_are_weighed(pipeline: Pipeline) -> None:
    reading = pipeline.listener.read(Transcript("a joyful song by the lake", voice=LIVELY))
    reasons = pipeline.author.explain(reading)
    assert [reason.decision for reason in reasons] == list(AUDIBLE)
    assert all(sum(reason.shares) == pytest.approx(1) for reason in reasons)


def test_only_the_users_own_speech_is_remembered(pipeline: Pipeline) -> None:
    recording = read_audio(SPEECH)
    heard = pipeline.listener.transcribe(recording, Progress())
    assert heard.voice is not None
    assert known_speaker().n_recordings == 0
    assert pipeline.listener.hear(recording, Progress()) == heard
    assert known_speaker().n_recordings == 1
    assert (
        pipeline.listener.hear(recording, Progress(), ReadOptions(uses_voice=False)).voice is None
    )
    assert known_speaker().n_recordings == 1


def test_a_recording_that_does_not_tell_is_not_remembered(pipeline: Pipeline) -> None:
    silence = Waveform(np.zeros((32_000, 1), np.float32), 16_000)
    assert pipeline.listener.hear(silence, Progress()).voice is None
    assert known_speaker().n_recordings == 0


def test_a_composer_that_was_trained_again_is_loaded_again(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded: list[str] = []

    def load(name: str) -> object:
        loaded.append(name)
        return object()

    monkeypatch.setattr("engine.author.load_composer", load)
    folder = home / "composers" / "My Pop"
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps({"kind": "rbm"}))
    pipeline = Pipeline()
    first = pipeline.author.composer("My Pop")
    assert pipeline.author.composer("My Pop") is first
    (folder / "config.json").write_text(json.dumps({"kind": "rbm", "minutes": 3}))
    second = pipeline.author.composer("My Pop")
    assert second is not first
    pipeline.author.composer("rbm")
    assert pipeline.author.composer("My Pop") is second
    assert loaded == ["My Pop", "My Pop", "rbm"]
