from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.composition.plan import Plan
from engine.errors import CompositionError

PlanMaker = Callable[..., Plan]
FORM = (("introduction", 2), ("A", 4), ("B", 4), ("A", 4), ("ending", 2))


def test_a_section_without_bars_is_refused(make_plan: PlanMaker) -> None:
    with pytest.raises(CompositionError, match="'A' has 0 bars"):
        make_plan(form=(("A", 0),))


def test_a_plan_without_sections_is_refused(make_plan: PlanMaker) -> None:
    with pytest.raises(CompositionError, match="no bars"):
        make_plan(form=())


def test_sections_follow_each_other(make_plan: PlanMaker) -> None:
    plan = make_plan(form=FORM)
    assert plan.first_bars == (0, 2, 6, 10, 14)
    assert [section.first_bar for section in plan.score_sections] == [0, 2, 6, 10, 14]
    assert plan.n_bars == 16


def test_an_introduction_waits_with_the_melody(make_plan: PlanMaker) -> None:
    plan = make_plan(form=FORM)
    assert [plan.sings(number) for number in range(5)] == [False, True, True, True, True]


def test_an_introduction_that_is_all_sings(make_plan: PlanMaker) -> None:
    assert make_plan(form=(("introduction", 4),)).sings(0)


def test_only_other_themes_contrast(make_plan: PlanMaker) -> None:
    plan = make_plan(form=FORM)
    assert [plan.contrasts(number) for number in range(5)] == [False, False, True, False, False]


def test_returns_are_counted(make_plan: PlanMaker) -> None:
    plan = make_plan(form=FORM)
    assert [plan.n_heard(number) for number in range(5)] == [0, 0, 0, 1, 0]
