"""Where a piece rises and falls."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from engine.composition.plan import Expression, Plan, PlannedSection
from engine.composition.planning.intensity import course_of
from engine.composition.score import Key, Metre
from engine.composition.scoring import Scoring

C = Key(0, "major")


def plan_of(*sections: tuple[str, int, float], **scoring: str) -> Plan:
    expression = Expression(100, 4, 67, 70, 0.6)
    planned = tuple(PlannedSection(n, bars, C, 0.5, a, expression) for n, bars, a in sections)
    return Plan(C, Metre(4, 4), planned, 1, scoring=Scoring(**scoring))  # type: ignore[arg-type]


LONG = (("introduction", 4, 0.5), *((name, 8, 0.5) for name in "ABACABA"), ("ending", 4, 0.5))


def test_a_long_piece_peaks_at_about_two_thirds() -> None:
    course = course_of(plan_of(*LONG))
    assert 0.55 < course.climax / len(course.bars) < 0.78
    thirds = [sum(course.of(first, 16)) for first in (0, 16, 32, 48)]
    assert thirds[2] == max(thirds)


@given(st.lists(st.tuples(st.sampled_from("ABC"), st.integers(1, 8)), min_size=1, max_size=9))
def test_the_mean_of_every_piece_is_the_same(form: list[tuple[str, int]]) -> None:
    course = course_of(plan_of(*((name, n_bars, 0.5) for name, n_bars in form)))
    assert sum(course.bars) / len(course.bars) == pytest.approx(0.5, abs=0.02)
    assert all(0 <= value <= 1 for value in course.bars)


def test_where_feelings_follow_each_other_the_liveliest_peaks() -> None:
    course = course_of(plan_of(("A", 8, -0.6), ("B", 8, 0.8), ("A", 8, -0.6)))
    assert 8 <= course.climax < 16


def test_a_loop_ends_as_strong_as_it_begins() -> None:
    course = course_of(plan_of(*LONG, ending="loop"))
    assert course.bars[0] == course.bars[-1]


def test_what_is_asked_of_the_course_is_done() -> None:
    rising = course_of(plan_of(*LONG, course="builds up"))
    assert sum(rising.of(40, 20)) > sum(rising.of(20, 20)) > sum(rising.of(0, 20))
    falling = course_of(plan_of(*LONG, course="dies down"))
    assert sum(falling.of(40, 20)) < sum(falling.of(0, 20))
    grand = course_of(plan_of(*LONG, ending="big finish"))
    assert sum(grand.of(60, 4)) > sum(course_of(plan_of(*LONG)).of(60, 4)) + 1
