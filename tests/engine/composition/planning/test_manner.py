"""What is heard of a feeling, whoever writes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from engine.composition.plan import Plan, PlannedSection
from engine.composition.planning.manner import manner_of, manner_of_piece
from engine.composition.score import Metre

PlanMaker = Callable[..., Plan]
COMMON = Metre(4, 4)


@pytest.fixture
def neutral(make_plan: PlanMaker) -> PlannedSection:
    section: PlannedSection = replace(make_plan("Q1").sections[1], valence=0.0, arousal=0.0)
    return section


@pytest.mark.parametrize("mode", ["major", "minor"])
def test_sadness_darkens(make_plan: PlanMaker, mode: str) -> None:
    section = next(
        make_plan(mood).sections[1] for mood in ("Q1", "Q3") if make_plan(mood).key.mode == mode
    )
    shares = [
        manner_of(replace(section, valence=valence), COMMON).darkness for valence in (-0.8, 0, 0.8)
    ]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] > shares[2] + 0.1


def test_tense_music_is_thinner_than_gay_music(neutral: PlannedSection) -> None:
    tense, gay = (manner_of(replace(neutral, valence=v, arousal=0.6), COMMON) for v in (-0.6, 0.6))
    assert tense.density < gay.density
    assert tense.melody_density < gay.melody_density


def test_dissonance_is_fears_and_angers_more_than_griefs(neutral: PlannedSection) -> None:
    tense, sad, calm = (
        manner_of(replace(neutral, valence=valence, arousal=arousal), COMMON).chromatic
        for valence, arousal in ((-0.6, 0.6), (-0.6, -0.6), (0.6, -0.6))
    )
    assert tense > 2 * sad > 2 * calm


def test_a_lullaby_changes_its_chords_no_oftener_than_a_dance(neutral: PlannedSection) -> None:
    slow = replace(neutral, expression=replace(neutral.expression, tempo=60))
    quick = replace(neutral, expression=replace(neutral.expression, tempo=150))
    slow_rate, quick_rate = (manner_of(s, COMMON).chords_a_bar for s in (slow, quick))
    assert 1 <= quick_rate <= slow_rate <= 1.5
    assert slow_rate / (4 * 60 / 60) < quick_rate / (4 * 60 / 150)  # by the second


def test_arousal_brings_drums_and_a_busier_bass(neutral: PlannedSection) -> None:
    manners = [manner_of(replace(neutral, arousal=a), COMMON) for a in (-0.6, 0.3, 0.5, 0.9)]
    assert [manner.drums for manner in manners] == [None, "gentle", "strong", "driving"]
    assert manners[0].basses[0] == "calm"
    assert manners[-1].basses[0] == "driving"


def test_nothing_drums_where_the_beat_is_slow(neutral: PlannedSection) -> None:
    slow = replace(neutral.expression, tempo=70)
    assert manner_of(replace(neutral, arousal=0.8, expression=slow), COMMON).drums is None


def test_only_sad_music_gathers_and_rings(neutral: PlannedSection) -> None:
    sad = manner_of(replace(neutral, valence=-0.5, arousal=-0.5), COMMON)
    assert (sad.rings_out, sad.bass_lift > 0, sad.resting_bass) == (True, True, "held")
    assert not manner_of(replace(neutral, valence=-0.5, arousal=0.5), COMMON).rings_out


def test_a_piece_goes_as_most_of_it_feels(make_plan: PlanMaker) -> None:
    plan = make_plan("Q2", (("A", 8), ("B", 2)))
    short = replace(plan.sections[1], valence=0.9, arousal=-0.9)
    assert manner_of_piece(replace(plan, sections=(plan.sections[0], short))).is_tense
