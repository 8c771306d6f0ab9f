"""How far players go with each means of expression."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace

import pytest

from engine.composition.plan import Plan
from engine.composition.planning.interpretation import (
    INTERPRETATIONS,
    Interpretation,
    interpret,
    mix_interpretations,
)
from engine.emotion.feelings import FEELINGS

MakePlan = Callable[..., Plan]
MEANS = [field.name for field in fields(Interpretation)]


def test_every_feeling_is_played_its_own_way() -> None:
    assert set(INTERPRETATIONS) == set(FEELINGS)
    assert len(set(INTERPRETATIONS.values())) == len(INTERPRETATIONS)


@pytest.mark.parametrize("name", ["joy", "grief", "rage"])
def test_one_feeling_alone_is_played_as_its_row_says(name: str) -> None:
    for share in (0.3, 1.0, 2.0):
        assert mix_interpretations({name: share}) == INTERPRETATIONS[name]


def test_two_feelings_are_mixed_by_their_shares() -> None:
    joy, grief = INTERPRETATIONS["joy"], INTERPRETATIONS["grief"]
    mixed = mix_interpretations({"joy": 0.3, "grief": 0.1})
    for means in MEANS:
        wanted = 0.75 * getattr(joy, means) + 0.25 * getattr(grief, means)
        assert getattr(mixed, means) == pytest.approx(wanted, abs=1e-4)


def test_where_nothing_is_felt_it_is_played_as_usual() -> None:
    assert mix_interpretations({}) == mix_interpretations({"joy": 0.0}) == Interpretation()


def test_each_section_is_played_as_it_feels_named_or_not(make_plan: MakePlan) -> None:
    plan = make_plan("Q2", (("A", 4), ("B", 4)))
    named = replace(plan.sections[0], feelings=(("grief", 0.5), ("regret", 0.5)))
    told, felt = interpret(replace(plan, sections=(named, plan.sections[1])))
    assert told == mix_interpretations({"grief": 0.5, "regret": 0.5})
    assert felt.contrast > 0  # aroused and unpleasant: short notes are cut short
    assert felt != told
    sad = replace(plan.sections[0], valence=-0.7, arousal=-0.7)
    assert interpret(replace(plan, sections=(sad, plan.sections[1])))[0].contrast < 0
