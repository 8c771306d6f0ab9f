from __future__ import annotations

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
