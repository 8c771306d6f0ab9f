"""Wishes of one quadrant are different wishes."""

from __future__ import annotations

import pytest

from engine.composition.plan import Plan
from engine.composition.planning.planner import Planner
from engine.emotion.reader import Reader
from engine.options import ComposeOptions

pytestmark = pytest.mark.model

TENSE = (
    "furious rage", "terrified fear", "a chase through dark streets", "nervous before the exam",
    "a thunderstorm", "disgusted", "a menacing villain", "panic", "jealous and bitter", "on edge",
)  # fmt: skip


@pytest.fixture(scope="module")
def plans() -> dict[str, Plan]:
    reader = Reader()
    planner = Planner(reader.music_vectors)
    options = ComposeOptions(seconds=30, seed=1)
    return {wish: planner.plan(reader.read(wish), options) for wish in TENSE}


def test_ten_tense_wishes_have_tempos_and_densities_of_their_own(plans: dict[str, Plan]) -> None:
    expressions = [plan.sections[1].expression for plan in plans.values()]
    assert len({round(expression.tempo) for expression in expressions}) >= 5
    assert len({round(expression.density, 1) for expression in expressions}) >= 5


def test_rage_and_fear_are_not_the_same_music(plans: dict[str, Plan]) -> None:
    rage, fear = plans["furious rage"], plans["terrified fear"]
    assert rage.sections != fear.sections
    assert rage.sections[1].expression.velocity != fear.sections[1].expression.velocity
