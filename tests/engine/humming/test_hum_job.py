"""What the engine's process makes of a hum: the real way, from the sound to a take."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from benchmarks.singer import RATE
from engine import job_runner
from engine.audio.waveform import Waveform
from engine.composition.changing.editing import Recompose
from engine.composition.score import Key, Metre, Score
from engine.errors import Failure
from engine.jobs import Event, HumJob
from engine.library.piece_file import open_piece
from engine.library.takes.take import Keep
from engine.listener import Listener
from engine.options import ComposeOptions, RenderOptions
from engine.piece import Piece
from engine.pipeline import Pipeline
from engine.progress import Progress
from engine.service import _Server
from tests.engine.humming.test_tune import CAREFUL, JOY, hummed

_PITCHES = [pitch for _, pitch in JOY]


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return Pipeline()


def told(heard: Waveform | Score, text: str, pipeline: Pipeline, *, cancels: bool = False) -> Any:
    """Run a job to its end, and give all that is told of it."""
    options = ComposeOptions(seed=3, composer="rbm"), RenderOptions()
    jobs = [(1, HumJob(heard, text, *options, Keep(title="A hummed tune")))]
    events: list[Event] = []

    def receive() -> Any:
        if not jobs:
            raise EOFError
        return jobs.pop()

    def send(event: Event) -> None:
        events.append(event)
        if cancels and event.value and event.value[0] == "tune":
            server._progresses[1].cancel()

    server = _Server(SimpleNamespace(recv=receive, send=send), pipeline)  # type: ignore[arg-type]
    server.receive_forever()
    server.work_forever()
    return events


def test_a_hum_becomes_a_song_told_as_the_wish_asks(
    pipeline: Pipeline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job_runner, "takes_folder", lambda: tmp_path)
    read, wishes = Listener.read, []

    def count(listener: Listener, wish: Any, *options: Any) -> Any:
        wishes.append(wish)
        return read(listener, wish, *options)

    monkeypatch.setattr(Listener, "read", count)
    events = told(hummed(JOY, voice=CAREFUL), "like this, but as a sad waltz", pipeline)
    assert len(wishes) == 1  # nobody waits for the same words to be read again
    stages = dict(event.value for event in events if event.kind == "stage")
    assert (stages["tune"].key, stages["tune"].metre) == (Key(0, "major"), Metre(4, 4))
    assert [note.pitch for note in stages["tune"].tracks[0].notes] == _PITCHES
    piece = events[-1].value
    assert (piece.score.key.mode, piece.score.metre.numerator) == ("minor", 3)
    assert piece.score.chords
    assert piece.waveform is not None
    assert stages["kept"].title == "A hummed tune"
    assert (tmp_path / stages["kept"].file).is_file()


def test_without_a_wish_the_tune_stays_as_it_was_hummed(
    pipeline: Pipeline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job_runner, "takes_folder", lambda: tmp_path)
    piece = told(hummed(JOY, voice=CAREFUL), "", pipeline)[-1].value
    melody = piece.score.track("melody")
    assert melody is not None
    classes = [note.pitch % 12 for note in melody.notes]
    assert classes == [pitch % 12 for pitch in _PITCHES]
    assert piece.score.key == Key(0, "major")


def test_other_takes_and_changes_of_a_kept_song_keep_its_tune(
    pipeline: Pipeline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job_runner, "takes_folder", lambda: tmp_path)
    stages = [
        event.value
        for event in told(hummed(JOY, voice=CAREFUL), "a sad waltz", pipeline)
        if event.kind == "stage"
    ]
    first = open_piece(tmp_path / dict(stages)["kept"].file)
    assert first.tune == dict(stages)["tune"]
    sung = _melody(first)
    other = told(first.tune, "a sad waltz", pipeline)[-1].value
    again = pipeline.editor.edit(first, Recompose("", 77), Progress())
    options = replace(first.compose_options, seed=78)
    typed = pipeline.editor.tell_again(first, options, Progress())  # affetto edit --again
    told_in_four = pipeline.editor.edit(first, Recompose("", metre="4/4"), Progress())
    assert _melody(other) == _melody(again) == _melody(typed) == sung
    assert again.score.tracks != first.score.tracks  # the rest is another
    assert [pitch for pitch, _ in _melody(told_in_four)] == [pitch for pitch, _ in sung]
    assert told_in_four.score.metre == Metre(4, 4)
    assert other.tune == again.tune == told_in_four.tune == first.tune


def _melody(piece: Piece) -> list[tuple[int, int]]:
    """Give pitches, wherever they are sung, and durations."""
    track = piece.score.track("melody")
    assert track is not None
    return [(note.pitch % 12, note.duration) for note in track.notes]


@pytest.mark.parametrize("text", ["", "a sad waltz"])
def test_silence_is_refused_in_words(text: str, pipeline: Pipeline) -> None:
    silence = Waveform(np.zeros((2 * RATE, 1), np.float32), RATE)
    last = told(silence, text, pipeline)[-1]
    assert (last.kind, last.value.kind) == ("failed", "SpeechError")
    assert isinstance(last.value, Failure)
    assert last.value.hint


def test_who_asks_to_stop_is_heeded(pipeline: Pipeline) -> None:
    events = told(hummed(JOY, voice=CAREFUL), "", pipeline, cancels=True)
    assert events[-1].kind == "cancelled"
    assert not any(event.value and event.value[0] == "kept" for event in events)
