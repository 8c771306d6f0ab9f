"""Which way a change goes: what is heard of a section after it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.composition.plan import Plan
from engine.composition.planning.moves import MOVES, Move, move_plan

MakePlan = Callable[..., Plan]


@pytest.mark.parametrize("arousal", [0.2, 0.6, 1.0])
def test_an_aroused_feeling_is_louder_faster_and_fuller_and_a_quiet_one_the_reverse(
    arousal: float,
) -> None:
    roused, stilled = Move.towards(0.0, arousal), Move.towards(0.0, -arousal)
    assert stilled.velocity < 1 < roused.velocity < 1.5
    assert stilled.tempo < 1 < roused.tempo < 1.5
    assert stilled.density < 1 < roused.density < 1.5
    assert roused.articulation < 0 < stilled.articulation


@pytest.mark.parametrize("quadrant", ["Q1", "Q2", "Q3", "Q4"])
@pytest.mark.parametrize(("name", "way"), [("sadder", -1), ("darker", -1), ("happier", 1)])
def test_a_sadder_section_is_less_pleasant_and_a_happier_one_more(
    make_plan: MakePlan, quadrant: str, name: str, way: int
) -> None:
    plan = make_plan(quadrant)
    for before, after in zip(plan.sections, move_plan(plan, MOVES[name]).sections, strict=True):
        assert -1 <= after.valence <= 1
        if way < 0:
            assert after.valence < before.valence or after.valence == -1
        else:
            assert after.valence > before.valence or after.valence == 1


@pytest.mark.parametrize(
    ("name", "way"), [("calmer", -1), ("more exciting", 1), ("sparser", -1), ("busier", 1)]
)
def test_a_calmer_section_is_less_aroused_and_a_busier_one_more(
    make_plan: MakePlan, name: str, way: int
) -> None:
    plan = make_plan("Q4")
    for before, after in zip(plan.sections, move_plan(plan, MOVES[name]).sections, strict=True):
        assert way * after.arousal > way * before.arousal
