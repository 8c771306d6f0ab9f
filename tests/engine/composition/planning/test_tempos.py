from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from engine.composition.plan import Expression, Plan, PlannedSection
from engine.composition.planning.tempos import tempo_course
from engine.composition.score import Key, Metre

C = Key(0, "major")


def plan_of(*sections: tuple[int, float]) -> Plan:
    """Plan sections of so many bars at such a tempo."""
    return Plan(
        C,
        Metre(),
        tuple(
            PlannedSection(name, n_bars, C, 0, 0, Expression(tempo, 3, 60, 80, 0.5))
            for name, (n_bars, tempo) in zip("ABCDEF", sections, strict=False)
        ),
        1,
    )


@pytest.mark.parametrize(
    "sections",
    [((3, 133.0), (1, 52.0)), ((4, 100.0), (4, 80.0)), ((2, 60.0), (1, 90.0), (1, 120.0))],
)
def test_tempos_follow_each_other(sections: tuple[tuple[int, float], ...]) -> None:
    changes = tempo_course(plan_of(*sections))
    assert all(first.tick < then.tick for first, then in pairwise(changes))
    assert changes[0].tick == 0
    assert changes[-1].tempo == pytest.approx(0.74 * sections[-1][1])


def test_the_beats_before_the_last_bar_slow_down_from_the_tempo_they_are_in() -> None:
    changes = tempo_course(plan_of((3, 100.0), (1, 60.0)))
    assert [change.tempo for change in changes] == pytest.approx([100, 96, 90, 82, 44.4])


def tempos_of(plan: Plan) -> dict[int, float]:
    """The tempo that each quarter of a bar begins in, by its number in the piece."""
    quarter = plan.metre.ticks_per_bar // 4
    changes = tempo_course(plan)
    return {
        number: [c.tempo for c in changes if c.tick <= number * quarter][-1]
        for number in range(4 * plan.n_bars)
    }


METRES = [Metre(4, 4), Metre(3, 4), Metre(6, 8)]


@pytest.mark.parametrize("metre", METRES)
def test_only_the_last_beats_slow_down_and_the_last_bar_most(metre: Metre) -> None:
    plan = replace(plan_of((3, 100.0), (3, 100.0)), metre=metre)
    heard = tempos_of(plan)
    assert {heard[n] for n in range(17)} == {100.0}
    slowing = [heard[n] for n in range(16, 24)]
    assert slowing == sorted(slowing, reverse=True)
    assert len(set(slowing[:5])) == 5
    assert len(set(slowing[4:])) == 1
    assert len(tempo_course(plan)) == 5  # nothing else happens


@pytest.mark.parametrize(("n_bars", "slows"), [(1, False), (3, False), (4, True), (9, True)])
def test_a_short_piece_is_over_before_it_could_slow_down(n_bars: int, *, slows: bool) -> None:
    heard = tempos_of(plan_of((n_bars, 80.0)))
    assert (min(heard.values()) < 80) == slows
    assert max(heard.values()) == 80


@pytest.mark.parametrize("n_bars", [2, 8])
def test_a_fermata_holds_the_last_bar_alone(n_bars: int) -> None:
    plan = plan_of((n_bars, 120.0))
    plain, held = tempos_of(plan), tempos_of(replace(plan, fermata=2.0))
    last = range(4 * (n_bars - 1), 4 * n_bars)
    assert all(held[n] == pytest.approx(plain[n] / 2) for n in last)
    assert all(held[n] == plain[n] for n in plain if n not in last)


@pytest.mark.parametrize(("tempo", "goal"), [(60.0, 120.0), (132.0, 70.0)])
@pytest.mark.parametrize("metre", METRES)
def test_the_bar_before_another_feeling_leads_to_its_tempo(
    metre: Metre, tempo: float, goal: float
) -> None:
    heard = tempos_of(replace(plan_of((4, tempo), (8, goal)), metre=metre))
    assert {heard[n] for n in range(13)} == {tempo}
    assert {heard[n] for n in range(16, 40)} == {goal}
    steps = [heard[n] for n in range(12, 17)]
    assert steps == sorted(steps, reverse=goal < tempo)
    assert len(set(steps)) == 5
    ratios = [after / before for before, after in pairwise(steps)]
    assert max(ratios) < 1.3 * min(ratios)  # as one motion


@pytest.mark.parametrize(("first", "second", "leads"), [(1, 8, 0), (8, 1, 0), (2, 8, 3), (8, 2, 3)])
def test_a_part_of_one_bar_has_no_bar_to_lead_in(first: int, second: int, leads: int) -> None:
    plan = plan_of((first, 60.0), (second, 120.0), (8, 120.0))
    between = [c for c in tempo_course(plan) if 60 < c.tempo < 120 and c.tick < 96 * (first + 1)]
    assert len(between) == leads


def test_what_differs_by_less_than_anybody_hears_is_one_tempo() -> None:
    plan = plan_of((8, 100.0), (8, 100.005), (8, 100.009))
    assert {change.tempo for change in tempo_course(plan) if change.tick < 23 * 96 - 96} == {100.0}
