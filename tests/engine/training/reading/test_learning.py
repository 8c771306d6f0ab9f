from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import mido
import numpy as np
import pytest

from engine.cli import main
from engine.emotion.kept_moods import forget_mood, list_moods, remember_mood
from engine.emotion.learned_moods import as_text, read_moods
from engine.emotion.reading import EmotionReading
from engine.errors import EmotionError, ExportError
from engine.progress import Progress
from engine.training.reading.learning import LearnedFolder, Teacher, save


class Judge:
    """Hears everything as calm."""

    def probabilities(self, features: Any) -> Any:
        return np.tile([0.0, 0.0, 0.0, 1.0], (len(features), 1))


def read(text: str) -> EmotionReading:
    """Understand "sad" only."""
    if text != "sad":
        return EmotionReading(text)
    return EmotionReading(text, valence=-0.6, arousal=-0.4, quadrant="Q3")


def write_midi(path: Path, first: int = 60, n_notes: int = 40, ticks: int = 200) -> None:
    track = mido.MidiTrack()
    for n in range(n_notes):
        pitch = first + n % 12
        track.append(mido.Message("note_on", note=pitch, velocity=70))
        track.append(mido.Message("note_off", note=pitch, time=ticks))
    path.parent.mkdir(parents=True, exist_ok=True)
    mido.MidiFile(tracks=[track]).save(path)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AFFETTO_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def music(tmp_path: Path) -> Path:
    folder = tmp_path / "music"
    write_midi(folder / "rainy_sunday" / "one.mid")
    write_midi(folder / "rainy_sunday" / "deeper" / "two.MIDI", 50)
    write_midi(folder / "sad" / "three.mid", 40)
    return folder


@pytest.fixture
def teacher() -> Teacher:
    return Teacher(Judge(), read)


def test_a_clip_lies_between_how_it_sounds_and_what_its_mood_says(
    teacher: Teacher, music: Path
) -> None:
    lesson = teacher.learn(music, Progress())
    assert lesson.left_out == ()
    places = {clip.key: (clip.valence, clip.arousal) for clip in lesson.clips}
    assert set(places) == {"rainy sunday/one.mid", "rainy sunday/deeper/two.MIDI", "sad/three.mid"}
    assert places["rainy sunday/one.mid"] == pytest.approx((0.7071, -0.7071), abs=1e-3)
    assert places["sad/three.mid"] == pytest.approx((0.0536, -0.5536), abs=1e-3)


def test_training_that_reads_on_one_core_says_so(
    music: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--data", str(music), "-o", str(tmp_path / "out"), "--jobs", "2"]
    assert main(["train", "rbm", *words]) == 1
    assert "rbm reads on one core. Leave --jobs" in capsys.readouterr().err


def test_what_cannot_be_learned_is_named_and_the_rest_is_learned(
    teacher: Teacher, music: Path
) -> None:
    sad = music / "sad"
    (sad / "broken.mid").write_bytes(b"MThd nonsense")
    (sad / "empty.mid").touch()
    (sad / "huge.mid").write_bytes(bytes(2_000_001))
    (sad / "notes.txt").write_text("no music")
    (sad / ".hidden").write_text("passed over")
    shutil.copy(sad / "three.mid", sad / "twin.mid")
    write_midi(sad / "few.mid", n_notes=3)
    write_midi(sad / "dense.mid", n_notes=4_000, ticks=1)
    (sad / "gone.mid").symlink_to(sad / "nowhere.mid")
    (music / "nothing").mkdir()
    (music / "2024").mkdir()
    write_midi(music / "stray.mid")
    lesson = teacher.learn(music, Progress())
    assert len(lesson.clips) == 3
    reasons = {missed.path.name: missed.reason for missed in lesson.left_out}
    for name, words in {
        "broken.mid": "not a readable MIDI file",
        "empty.mid": "is empty",
        "huge.mid": "too large (2.0 MB of 2)",
        "notes.txt": "no MIDI file",
        "twin.mid": "the same as",
        "few.mid": "3 pitched notes",
        "dense.mid": "more than 3000 notes",
        "gone.mid": "cannot be read",
        "nothing": "holds no file",
        "2024": "a name without a word",
        "stray.mid": "lies in no folder",
    }.items():
        assert words in reasons.pop(name)
    assert reasons == {}


def test_what_was_mended_is_told(teacher: Teacher, music: Path) -> None:
    path = music / "sad" / "cut.rmi"
    write_midi(path, n_notes=60)
    path.write_bytes(path.read_bytes()[:-4])
    lesson = teacher.learn(music, Progress())
    assert len(lesson.clips) == 4
    assert [(one.path, one.reason) for one in lesson.mended] == [
        (path, "the file ends early, what is there was read")
    ]


def test_names_that_are_no_text_are_learned_all_the_same(
    teacher: Teacher, music: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_midi(music / os.fsdecode(b"stormy \xff sea") / os.fsdecode(b"\xfe.mid"))
    (music / os.fsdecode(b"\xfd.txt")).touch()
    lesson = teacher.learn(music, Progress())
    assert {clip.label for clip in save(lesson)} == {"rainy sunday", "sad", "stormy ? sea"}
    assert read_moods()[-1].key == "stormy ? sea/?.mid"
    assert main(["learn", "--list", "--json"]) == 0
    assert "stormy ? sea" in capsys.readouterr().out


def test_a_folder_that_stays_closed_is_named(
    teacher: Teacher, music: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def walk(top: Path, onerror: Any) -> Any:
        onerror(PermissionError(errno.EACCES, "Permission denied", str(top)))
        return iter(())

    monkeypatch.setattr("engine.training.reading.learning.os.walk", walk)
    lesson = teacher.learn(music, Progress())
    assert [missed.reason for missed in lesson.left_out] == [
        "cannot be looked into: Permission denied"
    ] * 2


@pytest.mark.parametrize("name", ["absent", "a file"])
def test_a_folder_that_is_none_is_refused(teacher: Teacher, tmp_path: Path, name: str) -> None:
    (tmp_path / "a file").touch()
    with pytest.raises(EmotionError, match="cannot be looked into"):
        teacher.learn(tmp_path / name, Progress())


def test_learning_the_same_folder_again_replaces(teacher: Teacher, music: Path) -> None:
    save(teacher.learn(music, Progress()))
    first = read_moods()
    save(teacher.learn(music, Progress()))
    assert read_moods() == first
    (music / "sad" / "three.mid").unlink()
    save(teacher.learn(music, Progress()))
    assert {clip.label for clip in read_moods()} == {"rainy sunday"}


def test_another_folder_adds_and_its_copies_do_not_double(
    teacher: Teacher, music: Path, tmp_path: Path
) -> None:
    save(teacher.learn(music, Progress()))
    other = tmp_path / "other"
    shutil.copytree(music / "sad", other / "sad")
    write_midi(other / "sad" / "three.mid", 45)
    shutil.copy(music / "sad" / "three.mid", other / "sad" / "four.mid")
    clips = save(teacher.learn(other, Progress()))
    assert read_moods() == clips
    assert sorted(clip.key for clip in clips if clip.label == "sad") == [
        "sad/four.mid",
        "sad/three.mid",
    ]
    write_midi(tmp_path / "third" / "sad" / "three.mid", 47)
    save(teacher.learn(tmp_path / "third", Progress()))
    assert len({clip.key for clip in read_moods()}) == len(read_moods()) == 5


def test_a_full_disk_leaves_what_was_learned(
    teacher: Teacher, music: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(teacher.learn(music, Progress()))
    before = (home / "moods.json").read_bytes()

    def fail(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(ExportError, match="the disk is full"):
        save(teacher.learn(music, Progress()))
    assert (home / "moods.json").read_bytes() == before
    assert sorted(path.name for path in home.iterdir()) == [".moods.json.lock", "moods.json"]


def test_a_home_that_cannot_be_made_is_explained(teacher: Teacher, music: Path, home: Path) -> None:
    home.write_text("a file is in the way")
    with pytest.raises(ExportError, match="cannot write") as caught:
        save(teacher.learn(music, Progress()))
    assert "AFFETTO_HOME" in caught.value.hint


def test_twenty_that_learn_and_forget_at_once_lose_nothing(
    teacher: Teacher, music: Path, at_once: Callable[[list[Callable[[], object]]], None]
) -> None:
    lesson = teacher.learn(music, Progress())
    lessons = [
        LearnedFolder(
            tuple(
                replace(clip, label=f"mood {n}", source=f"folder {n}", digest=f"{n} {clip.digest}")
                for clip in lesson.clips
            ),
            (),
        )
        for n in range(20)
    ]
    save(lesson)
    at_once(
        [lambda one=one: save(one) for one in lessons]
        + [lambda: forget_mood("sad"), lambda: forget_mood("rainy sunday")]
    )
    assert {clip.label for clip in read_moods()} == {f"mood {n}" for n in range(20)}
    assert len(read_moods()) == 20 * len(lesson.clips)


def test_a_damaged_file_is_never_written_over(teacher: Teacher, music: Path, home: Path) -> None:
    home.mkdir()
    (home / "moods.json").write_text("precious")
    learned = save(teacher.learn(music, Progress()))
    assert (home / "moods.json.damaged").read_text() == "precious"
    assert read_moods() == learned


def test_a_mood_is_forgotten_by_name(teacher: Teacher, music: Path) -> None:
    save(teacher.learn(music, Progress()))
    assert len(forget_mood(" Rainy Sunday ")) == 2
    assert {clip.label for clip in read_moods()} == {"sad"}
    with pytest.raises(EmotionError, match="no mood called 'joy'") as caught:
        forget_mood("joy")
    assert "sad" in caught.value.hint


def test_the_command_lists_what_was_learned(
    teacher: Teacher, music: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["learn", "--list"]) == 0
    assert "nothing learned yet" in capsys.readouterr().out
    home.mkdir()
    clips = teacher.learn(music, Progress()).clips
    (home / "moods.json").write_text(as_text(clips), encoding="utf-8")
    assert main(["learn", "--list"]) == 0
    assert "rainy sunday: 2 clips, calm, tender" in capsys.readouterr().out
    assert main(["learn", "--forget", "sad", "--json"]) == 0
    assert '"clips": 1' in capsys.readouterr().out
    assert main(["learn", "--list", "--forget", "sad"]) == 1


def test_a_folder_is_learned_under_any_name(teacher: Teacher, music: Path) -> None:
    lesson = teacher.learn_as("Rain_at the harbour", music, Progress())
    assert {clip.label for clip in lesson.clips} == {"Rain at the harbour"}
    assert len(lesson.clips) == 3, "all below the folder, whatever its folders are called"
    save(lesson)
    save(teacher.learn_as("fog", music, Progress()))
    assert {clip.label for clip in read_moods()} == {"fog"}, "a name that was mistyped is mended"


def test_a_mood_needs_a_name_that_a_wish_can_say(teacher: Teacher, music: Path) -> None:
    with pytest.raises(EmotionError, match="no mood can be called '2024'"):
        teacher.learn_as("2024", music, Progress())


def test_a_forgotten_mood_comes_back(teacher: Teacher, music: Path) -> None:
    before = save(teacher.learn(music, Progress()))
    gone = forget_mood("rainy sunday")
    assert [mood.name for mood in list_moods()] == ["sad"]
    remember_mood(gone)
    assert set(read_moods()) == set(before)
    remember_mood(gone)
    assert len(read_moods()) == len(before), "twice changes nothing"
    (mood,) = [mood for mood in list_moods() if mood.name == "rainy sunday"]
    assert mood.n_clips == 2
    assert mood.valence == pytest.approx(0.7071, abs=1e-3)
