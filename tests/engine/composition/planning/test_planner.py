from __future__ import annotations

import pytest

from engine.composition.plan import Plan
from engine.composition.planning.planner import Planner
from engine.emotion.music_vectors import MusicVectors
from engine.emotion.reading import EmotionReading, Quadrant, Segment
from engine.errors import EmotionError, OptionError
from engine.options import ComposeOptions

PLACES: dict[Quadrant, tuple[float, float]] = {
    "Q1": (0.6, 0.4),
    "Q2": (-0.6, 0.3),
    "Q3": (-0.6, -0.1),
    "Q4": (0.4, -0.3),
}


@pytest.fixture(scope="module")
def planner() -> Planner:
    return Planner(MusicVectors())


def felt(*quadrants: Quadrant, faint: float = 1.0) -> EmotionReading:
    segments = tuple(
        Segment(
            n, n, PLACES[name][0] * faint, PLACES[name][1] * faint, name, share=1 / len(quadrants)
        )
        for n, name in enumerate(quadrants)
    )
    return EmotionReading("a wish", segments=segments, quadrant=quadrants[0], confidence=0.9)


def duration(plan: Plan) -> float:
    beats = plan.metre.numerator * 4 / plan.metre.denominator
    return sum(s.n_bars * beats * 60 / s.expression.tempo for s in plan.sections)


@pytest.mark.parametrize("seconds", [5, 7.5, 12, 30, 60, 61.7, 180, 300])
@pytest.mark.parametrize("quadrant", PLACES)
def test_the_piece_is_as_long_as_asked(
    planner: Planner, quadrant: Quadrant, seconds: float
) -> None:
    plan = planner.plan(felt(quadrant), ComposeOptions(seconds=seconds))
    ring = min(2.0, 0.2 * seconds)
    assert duration(plan) == pytest.approx(seconds - ring, rel=0.03)
    assert min(section.expression.tempo for section in plan.sections) >= 40
    assert max(section.expression.tempo for section in plan.sections) <= 200


def test_quadrants_sound_apart(planner: Planner) -> None:
    happy, tense, sad, calm = (
        planner.plan(felt(quadrant), ComposeOptions()) for quadrant in PLACES
    )
    assert [p.key.mode for p in (happy, tense, sad, calm)] == ["major", "minor", "minor", "major"]
    loud = [plan.sections[1].expression for plan in (happy, tense)]
    quiet = [plan.sections[1].expression for plan in (sad, calm)]
    assert min(e.tempo for e in loud) > max(e.tempo for e in quiet) + 20
    assert min(e.density for e in loud) > max(e.density for e in quiet) + 0.5
    assert min(e.velocity for e in loud) > max(e.velocity for e in quiet) + 25
    assert max(e.articulation for e in loud) < min(e.articulation for e in quiet) - 0.1


def test_a_faint_feeling_is_played_less_extremely(planner: Planner) -> None:
    strong, faint = (
        planner.plan(felt("Q2", faint=faint), ComposeOptions()).tempo for faint in (1.0, 0.3)
    )
    assert strong > faint > 110


def test_feelings_follow_in_the_order_said(planner: Planner) -> None:
    plan = planner.plan(felt("Q3", "Q1"), ComposeOptions())
    valences = [section.valence for section in plan.sections]
    assert valences == sorted(valences)
    assert {section.key.mode for section in plan.sections} == {"major", "minor"}
    assert len({section.key.tonic for section in plan.sections}) == 1
    letters = [{s.name for s in plan.sections if (s.valence > 0) == p} for p in (True, False)]
    assert not letters[0] & letters[1]


def test_the_seed_chooses_the_key_and_nothing_felt(planner: Planner) -> None:
    plans = [planner.plan(felt("Q1"), ComposeOptions(seed=seed)) for seed in range(20)]
    assert len({plan.key.tonic for plan in plans}) > 5
    assert {plan.key.mode for plan in plans} == {"major"}
    assert plans[3] == planner.plan(felt("Q1"), ComposeOptions(seed=3))
    assert plans[3].seed == 3


def test_many_feelings_keep_the_strongest(planner: Planner) -> None:
    plan = planner.plan(felt("Q1", "Q2", "Q3", "Q4", "Q1"), ComposeOptions(seconds=20))
    assert len({(section.valence, section.arousal) for section in plan.sections}) <= 3


@pytest.mark.parametrize(("text", "words"), [("", "nothing was said"), ("um", "does not say")])
def test_a_wish_without_feeling_is_asked_again(planner: Planner, text: str, words: str) -> None:
    with pytest.raises(EmotionError, match=words) as caught:
        planner.plan(EmotionReading(text), ComposeOptions())
    assert "Say how it should feel" in caught.value.hint


def test_the_plan_obeys_what_the_user_fixed(planner: Planner) -> None:
    options = ComposeOptions(None, key="D minor", tempo=90, metre="3/4", n_bars=16)
    plan = planner.plan(felt("Q1", "Q3"), options)
    assert {str(section.key) for section in plan.sections} == {"D minor"}
    assert {section.expression.tempo for section in plan.sections} == {90}
    assert (str(plan.metre), plan.n_bars) == ("3/4", 16)


def test_a_tonic_alone_leaves_the_mode_to_the_wish(planner: Planner) -> None:
    plans = [planner.plan(felt(name), ComposeOptions(key="E")) for name in ("Q1", "Q3")]
    assert [str(plan.key) for plan in plans] == ["E major", "E minor"]


def test_bars_in_too_few_seconds_are_refused(planner: Planner) -> None:
    with pytest.raises(OptionError, match="40 bars in 10 seconds"):
        planner.plan(felt("Q1"), ComposeOptions(seconds=10, n_bars=40))
