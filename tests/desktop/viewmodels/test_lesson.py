"""A folder is looked into, then learned from, with a curve and an end that can be had early."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from desktop.viewmodels import lesson as lesson_module
from desktop.viewmodels.lesson import Lesson, LessonKind, LessonStep
from engine import CurvePoint, Failure, FoundMusic, MoodJob, SurveyJob, TeachJob

FOUND = FoundMusic(4, 3, 48, (("broken.mid", "is not a readable MIDI file"),))
FULL = Failure("ExportError", "the disk is full", "Free some space.")


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AFFETTO_HOME", str(tmp_path))


@pytest.fixture
def lesson(stage: Any) -> Lesson:
    return stage.composers.lesson


def find_music(stage: Any, lesson: Lesson, folder: str = "/music/my_waltzes") -> None:
    lesson.choose_folder(Path(folder))
    stage.client.last(SurveyJob).finished.emit(FOUND)


def test_a_folder_is_read_and_gives_a_name(stage: Any, lesson: Lesson) -> None:
    assert lesson.step is LessonStep.ASKING
    lesson.choose_folder(Path("/music/my_waltzes"))
    assert lesson.step is LessonStep.READING
    assert not lesson.is_ready
    stage.client.last(SurveyJob).progressed.emit("reading", 0.25)
    assert lesson.share == 0.25
    stage.client.last(SurveyJob).finished.emit(FOUND)
    assert (lesson.step, lesson.found, lesson.name) == (LessonStep.FOUND, FOUND, "my waltzes")
    assert lesson.is_ready


def test_another_folder_takes_a_name_of_one_s_own_not_away(stage: Any, lesson: Lesson) -> None:
    find_music(stage, lesson)
    find_music(stage, lesson, "/music/songs")
    assert lesson.name == "songs"
    lesson.call("For Oma")
    find_music(stage, lesson, "/music/more")
    assert lesson.name == "For Oma"


@pytest.mark.parametrize(
    ("kind", "name", "is_good"),
    [
        (LessonKind.COMPOSER, "For Oma", True),
        (LessonKind.COMPOSER, "rbm", False),
        (LessonKind.COMPOSER, "a/b", False),
        (LessonKind.COMPOSER, "  ", False),
        (LessonKind.MOOD, "rainy sunday", True),
        (LessonKind.MOOD, "2024", False),
    ],
)
def test_a_name_is_looked_at_before_anything_is_learned(
    stage: Any, lesson: Lesson, kind: LessonKind, name: str, *, is_good: bool
) -> None:
    find_music(stage, lesson)
    lesson.choose_kind(kind)
    lesson.call(name)
    assert lesson.is_ready is is_good
    assert (lesson.objection is None) is (is_good or not name.strip())
    n_jobs = len(stage.client.requests)
    lesson.begin()
    assert (len(stage.client.requests) > n_jobs) is is_good


def test_a_composer_learns_with_a_curve_and_a_time_that_is_left(
    stage: Any, lesson: Lesson, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [100.0]
    monkeypatch.setattr(lesson_module.time, "monotonic", lambda: clock[0])
    curves: list[Any] = []
    learned: list[Any] = []
    lesson.curve_changed.connect(curves.append)
    lesson.learned.connect(lambda *told: learned.append(told))
    find_music(stage, lesson)
    lesson.begin()
    request = stage.client.last(TeachJob)
    assert request.job == TeachJob(Path("/music/my_waltzes"), "my waltzes")
    request.progressed.emit("learn", 0.5)  # half was learned before, by a run that was cut off
    assert lesson.seconds_left is None
    clock[0] = 110.0
    request.progressed.emit("learn", 0.6)
    assert lesson.seconds_left == pytest.approx(40.0)
    point = CurvePoint("melody", 0.6, 0.2, -0.4, -0.6)
    request.staged.emit("curve", point)
    assert curves[-1] == (point,)
    request.finished.emit(FOUND)
    assert learned == [(LessonKind.COMPOSER, "my waltzes", FOUND)]
    assert (lesson.step, lesson.folder, lesson.name) == (LessonStep.ASKING, None, "")
    assert lesson.points == (point,), "what was learned stays to be seen"


def test_stopped_it_waits_for_what_was_learned(stage: Any, lesson: Lesson) -> None:
    find_music(stage, lesson)
    lesson.begin()
    lesson.stop()
    assert lesson.step is LessonStep.STOPPING
    request = stage.client.last(TeachJob)
    assert stage.client.sufficed == [request]
    assert stage.client.cancelled == []
    lesson.stop()
    assert stage.client.sufficed == [request], "asked once"
    request.finished.emit(FOUND)
    assert lesson.step is LessonStep.ASKING


def test_reading_and_moods_are_simply_cancelled(stage: Any, lesson: Lesson) -> None:
    lesson.choose_folder(Path("/music"))
    lesson.stop()
    assert lesson.step is LessonStep.ASKING
    find_music(stage, lesson)
    lesson.choose_kind(LessonKind.MOOD)
    lesson.begin()
    lesson.stop()
    assert lesson.step is LessonStep.FOUND
    assert [type(r.job) for r in stage.client.cancelled] == [SurveyJob, MoodJob]


def test_a_folder_without_music_is_asked_for_again(stage: Any, lesson: Lesson) -> None:
    failures: list[Failure] = []
    lesson.failed.connect(failures.append)
    lesson.choose_folder(Path("/music"))
    nothing = Failure("ResourceError", "/music holds no MIDI files", "Name a folder.")
    stage.client.fail(SurveyJob, nothing)
    assert failures == [nothing]
    assert (lesson.step, lesson.folder) == (LessonStep.ASKING, None)


def test_after_a_failure_it_can_be_tried_again_at_once(stage: Any, lesson: Lesson) -> None:
    find_music(stage, lesson)
    lesson.begin()
    stage.client.fail(TeachJob, FULL)
    assert lesson.step is LessonStep.FOUND
    assert lesson.is_ready
    lesson.begin()
    assert lesson.step is LessonStep.LEARNING


def test_nothing_is_changed_while_it_learns(stage: Any, lesson: Lesson) -> None:
    find_music(stage, lesson)
    lesson.begin()
    lesson.choose_kind(LessonKind.MOOD)
    lesson.call("another")
    lesson.choose_folder(Path("/elsewhere"))
    assert (lesson.kind, lesson.name) == (LessonKind.COMPOSER, "my waltzes")
    assert lesson.step is LessonStep.LEARNING
