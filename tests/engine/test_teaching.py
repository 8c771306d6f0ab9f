"""What a window has taught: a composer from a folder, a mood, and what is told on the way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import mido
import numpy as np
import pytest
import torch

from engine.composition.boltzmann.loading import load_machines, shipped_folder
from engine.composition.composers import composer_folder, list_composers
from engine.composition.pictured import Insight
from engine.emotion.learned_moods import read_moods
from engine.errors import EmotionError, ExportError, JobCancelledError, OptionError, ResourceError
from engine.jobs import LookJob, MoodJob, SurveyJob, TeachJob
from engine.lessons import CurvePoint, FoundMusic
from engine.listener import Listener
from engine.progress import Progress
from engine.teaching import Teaching
from engine.training.boltzmann import train
from engine.training.boltzmann.contrastive_divergence import Schedule
from engine.training.boltzmann.machine_pair import PairRecipe

pytestmark = pytest.mark.model

QUICK = PairRecipe(
    held_out=10,
    harmony=Schedule(epochs=2, batch_size=16, judged=8),
    melody=Schedule(epochs=3, batch_size=16, judged=8, looks=2, least=4),
)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AFFETTO_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(train, "OWN_RECIPE", QUICK)
    return tmp_path / "home"


@pytest.fixture
def music(tmp_path: Path) -> Path:
    folder = tmp_path / "music"
    folder.mkdir()
    for number in range(3):
        track = mido.MidiTrack()
        for beat in range(64):
            pitch = 60 + (0, 4, 7, 12, 11, 7, 5, 2)[(beat + number) % 8]
            track.append(mido.Message("note_on", note=pitch, velocity=80))
            track.append(mido.Message("note_off", note=pitch, time=480))
        mido.MidiFile(tracks=[track]).save(folder / f"{number}.mid")
    (folder / "broken.mid").write_bytes(b"no music")
    (folder / "notes.txt").write_text("no MIDI")
    return folder


@pytest.fixture
def teaching() -> Teaching:
    return Teaching(Listener())


def ignore(_name: str, _value: Any) -> None:
    """Watch nothing."""


def test_what_is_found_is_told_before_anything_is_learned(
    teaching: Teaching, music: Path, home: Path
) -> None:
    found = teaching.run(SurveyJob(music), Progress(), ignore)
    assert isinstance(found, FoundMusic)
    assert (found.n_files, found.n_songs, found.n_bars) == (4, 3, 48)
    ((name, reason),) = found.left_out
    assert name == "broken.mid"
    assert "MIDI" in reason
    assert not home.exists()


def test_nothing_is_found_in_an_empty_folder(teaching: Teaching, tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match="holds no MIDI files") as caught:
        teaching.run(SurveyJob(tmp_path), Progress(), ignore)
    assert "folder" in caught.value.hint


def test_a_composer_learns_with_a_curve_and_composes(teaching: Teaching, music: Path) -> None:
    points: list[CurvePoint] = []
    shares: list[float] = []
    found = teaching.run(
        TeachJob(music, "Scales"),
        Progress(lambda stage, share: shares.append(share) if stage == "learn" else None),
        lambda _name, point: points.append(point),
    )
    assert isinstance(found, FoundMusic)
    assert found.n_songs == 3
    assert "Scales" in list_composers()
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1.0)
    assert [point.machine for point in points] == ["harmony"] * 2 + ["melody"] * 6
    assert [point.done for point in points] == sorted(point.done for point in points)
    insight = teaching.run(LookJob("Scales"), Progress(), ignore)
    assert isinstance(insight, Insight)
    assert insight.filters.shape[1:] == (32, 16)
    assert np.abs(insight.filters).max() == pytest.approx(1.0)
    assert insight.steps.shape[2:] == (30, 16)
    first, last = (np.count_nonzero(step == 2) for step in (insight.steps[0], insight.steps[-1]))
    assert first > last, "noise begins a note at almost every sixteenth, music does not"


def test_stopped_early_it_keeps_what_was_learned(teaching: Teaching, music: Path) -> None:
    progress = Progress()

    def stop(_name: str, point: CurvePoint) -> None:
        if point.machine == "melody":
            progress.suffice()

    teaching.run(TeachJob(music, "Scales"), progress, stop)
    assert "Scales" in list_composers()
    assert not list(composer_folder("Scales").glob("*.run")), "nothing is left to go on with"


def test_stopped_at_the_chords_it_keeps_the_melody_that_it_knew(
    teaching: Teaching, music: Path
) -> None:
    progress = Progress()
    points: list[CurvePoint] = []

    def stop(_name: str, point: CurvePoint) -> None:
        points.append(point)
        progress.suffice()

    teaching.run(TeachJob(music, "Scales"), progress, stop)
    assert [point.machine for point in points] == ["harmony"]
    melodies = [
        load_machines(folder)[1] for folder in (shipped_folder(), composer_folder("Scales"))
    ]
    assert torch.equal(melodies[0].weight, melodies[1].weight)


@pytest.mark.parametrize("name", ["rbm", "../Pop", ""])
def test_a_name_that_is_none_is_told_before_the_work(
    teaching: Teaching, music: Path, name: str
) -> None:
    with pytest.raises(OptionError):
        teaching.run(TeachJob(music, name), Progress(), ignore)


def test_a_full_disk_is_told_before_the_work(
    teaching: Teaching, music: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_path: Path, _content: bytes, **_: bool) -> None:
        raise ExportError("the disk is full", hint="Free some space.")

    monkeypatch.setattr(train, "write_whole", full)
    with pytest.raises(ExportError, match="full"):
        teaching.run(TeachJob(music, "Scales"), Progress(), lambda *_: pytest.fail("it learned"))
    assert "Scales" not in list_composers()


def test_reading_a_folder_can_be_cancelled(teaching: Teaching, music: Path) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(JobCancelledError):
        teaching.run(SurveyJob(music), progress, ignore)


def test_a_mood_is_learned_by_its_name_and_wishes_know_it(teaching: Teaching, music: Path) -> None:
    found = teaching.run(MoodJob(music, "zorblax"), Progress(), ignore)
    assert isinstance(found, FoundMusic)
    assert found.n_songs == 3
    assert {name for name, _ in found.left_out} == {"broken.mid", "notes.txt"}
    assert {clip.label for clip in read_moods()} == {"zorblax"}
    assert Listener().read("zorblax").quadrant is not None


def test_a_mood_of_nothing_is_refused_with_a_reason(teaching: Teaching, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no music")
    with pytest.raises(EmotionError, match=r"nothing could be learned.*notes\.txt is no MIDI file"):
        teaching.run(MoodJob(tmp_path, "fog"), Progress(), ignore)


@pytest.mark.parametrize("name", ["concatenative", "nobody"])
def test_who_has_nothing_to_show_is_told(teaching: Teaching, name: str) -> None:
    with pytest.raises(OptionError):
        teaching.run(LookJob(name), Progress(), ignore)
