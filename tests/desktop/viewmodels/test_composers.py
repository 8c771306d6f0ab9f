"""Composers and moods of one's own are listed, used, renamed, deleted and brought back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from desktop.viewmodels.composers import SHIPPED, ComposersViewModel
from desktop.viewmodels.lesson_words import (
    curve_text,
    filter_text,
    found_text,
    left_out_text,
    time_left,
    walk_text,
)
from desktop.viewmodels.notice import Notice
from engine import (
    ComposeJob,
    CurvePoint,
    Failure,
    FoundMusic,
    Insight,
    LookJob,
    SurveyJob,
    TeachJob,
    composer_folder,
    list_own_composers,
)
from engine.emotion.kept_moods import change_moods
from engine.emotion.learned_moods import LearnedClip
from engine.emotion.music_features import ATTRIBUTES


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AFFETTO_HOME", str(tmp_path))


def add_composer(name: str) -> None:
    folder = composer_folder(name)
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps({"kind": "rbm"}))


def make_insight() -> Insight:
    """One unit that calls for C5 at the second quarter; a chain from three notes to one."""
    filters = np.zeros((1, 32, 16), np.float32)
    filters[0, 12, 4], filters[0, 31, 0] = 1.0, -0.5
    steps = np.zeros((2, 1, 30, 16), np.uint8)
    steps[0, 0, (12, 11, 24), (0, 3, 5)] = 2
    steps[1, 0, 12, 0] = 2
    return Insight(filters, steps, highest=84)


@pytest.fixture
def composers(stage: Any) -> ComposersViewModel:
    return stage.composers


@pytest.fixture
def notices(composers: ComposersViewModel) -> list[Notice]:
    found: list[Notice] = []
    composers.noticed.connect(found.append)
    return found


def settle(qtbot: Any, stage: Any) -> None:
    qtbot.waitUntil(lambda: stage.is_settled)


def test_they_are_listed_with_the_moods(
    qtbot: Any, stage: Any, composers: ComposersViewModel
) -> None:
    add_composer("Pop")
    clip = LearnedClip("fog/a.mid", "fog", -0.3, -0.5, (0.0,) * len(ATTRIBUTES), "/music", "1")
    change_moods(lambda _: [clip])
    composers.look()
    settle(qtbot, stage)
    assert composers.composers == ("Pop",)
    assert [(mood.name, mood.n_clips) for mood in composers.moods] == [("fog", 1)]


def test_who_is_used_composes_the_next_wish(stage: Any, composers: ComposersViewModel) -> None:
    composers.use("Pop")
    stage.session.begin_with("joy")
    assert stage.client.last(ComposeJob).job.compose_options.composer == "Pop"


def test_a_new_name_is_followed_by_the_next_wish(
    qtbot: Any, stage: Any, composers: ComposersViewModel
) -> None:
    add_composer("Pop")
    composers.use("Pop")
    composers.show("Pop")
    composers.rename("Pop", " My pop ")
    settle(qtbot, stage)
    assert composers.composers == ("My pop",)
    assert composers.shown == "My pop"
    assert stage.session.choices.preferences.composer == "My pop"


def test_a_name_that_is_taken_is_told_and_changes_nothing(
    qtbot: Any, stage: Any, composers: ComposersViewModel, notices: list[Notice]
) -> None:
    add_composer("Pop")
    add_composer("Rock")
    composers.rename("Pop", "Rock")
    settle(qtbot, stage)
    assert "Rock" in notices[-1].message
    assert notices[-1].is_error
    assert composers.composers == ("Pop", "Rock")


def test_a_deleted_composer_comes_back_with_one_click(
    qtbot: Any, stage: Any, composers: ComposersViewModel, notices: list[Notice]
) -> None:
    add_composer("Pop")
    composers.use("Pop")
    composers.throw_away("Pop")
    settle(qtbot, stage)
    assert composers.composers == ()
    assert stage.session.choices.preferences.composer == "transformer"
    (offer,) = notices[-1].offers
    offer.accept()
    settle(qtbot, stage)
    assert composers.composers == ("Pop",) == tuple(list_own_composers())


def test_a_forgotten_mood_comes_back_with_one_click(
    qtbot: Any, stage: Any, composers: ComposersViewModel, notices: list[Notice]
) -> None:
    clip = LearnedClip("fog/a.mid", "fog", -0.3, -0.5, (0.0,) * len(ATTRIBUTES), "/music", "1")
    change_moods(lambda _: [clip])
    composers.forget("fog")
    settle(qtbot, stage)
    assert composers.moods == ()
    notices[-1].offers[0].accept()
    settle(qtbot, stage)
    assert [mood.name for mood in composers.moods] == ["fog"]


def test_who_has_learned_is_looked_into_and_offered(
    qtbot: Any, stage: Any, composers: ComposersViewModel, notices: list[Notice]
) -> None:
    lesson = composers.lesson
    lesson.choose_folder(Path("/music/Pop"))
    stage.client.last(SurveyJob).finished.emit(FoundMusic(3, 3, 48))
    lesson.begin()
    stage.client.last(TeachJob).finished.emit(FoundMusic(3, 3, 48))
    assert composers.shown == "Pop"
    assert stage.client.last(LookJob).job == LookJob("Pop")
    assert notices[-1].message == "Pop has learned from 3 songs."
    notices[-1].offers[0].accept()
    assert stage.session.choices.preferences.composer == "Pop"
    settle(qtbot, stage)


def test_a_composer_is_looked_into_once(stage: Any, composers: ComposersViewModel) -> None:
    seen: list[Insight | None] = []
    composers.insight_changed.connect(seen.append)
    composers.show(SHIPPED)
    composers.show(SHIPPED)
    insight = make_insight()
    stage.client.last(LookJob).finished.emit(insight)
    composers.show(SHIPPED)
    assert seen == [None, insight]
    assert sum(isinstance(r.job, LookJob) for r in stage.client.requests) == 1


def test_one_that_cannot_be_looked_into_is_told(
    stage: Any, composers: ComposersViewModel, notices: list[Notice]
) -> None:
    composers.show("Pop")
    stage.client.fail(LookJob, Failure("ResourceError", "Pop cannot be read", "Teach it again."))
    assert notices[-1].hint == "Teach it again."
    composers.show("Pop")
    assert sum(isinstance(r.job, LookJob) for r in stage.client.requests) == 2, "tried again"


# what it says in words


def test_what_was_found_is_told_with_what_was_left_out() -> None:
    assert found_text(FoundMusic(1, 1, 16)) == "One song with 16 bars"
    many = tuple((f"{n}.mid", "is empty") for n in range(8))
    told = left_out_text(FoundMusic(10, 2, 40, many))
    assert "0.mid: is empty" in told
    assert told.endswith("and 3 more")
    assert left_out_text(FoundMusic(2, 2, 40)) == ""


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(None, "Beginning …"), (2, "About 5 s left"), (41, "About 45 s left"),
     (90, "About 2 min left"), (3600, "About 60 min left")],
)  # fmt: skip
def test_the_time_left_is_told_as_roughly_as_it_is_known(seconds: float | None, told: str) -> None:
    assert time_left(seconds) == told


def test_a_curve_is_told_in_words() -> None:
    points = [CurvePoint("melody", 0.2, 0.3, -1.0, -1.0), CurvePoint("melody", 1, 0.2, -0.5, -0.7)]
    assert curve_text(points) == "Melody: 61 % guessed, at first 37 %; songs held back 50 %"
    assert curve_text(()) == "Nothing is learned yet"


def test_pictures_are_told_in_words() -> None:
    insight = make_insight()
    assert filter_text(insight, 0) == (
        "Unit 1 of 1 calls for C5 at 2.1, speaks against silence at 1.1"
    )
    assert walk_text(insight, 0) == "At first: 3 notes from C4 to C♯5, 1 of them off the scale"
    assert walk_text(insight, 1) == "After one step: one note, C5"
