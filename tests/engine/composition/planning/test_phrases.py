"""Where phrases lie, and how they close."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from engine.composition.plan import Expression, Plan, PlannedSection
from engine.composition.planning.phrases import plan_phrases, split_bars
from engine.composition.score import Key, Metre

EXPRESSION = Expression(100, 3, 67, 70, 0.9)


def make_plan(*sections: tuple[str, int]) -> Plan:
    key = Key(0, "major")
    return Plan(
        key,
        Metre(4, 4),
        tuple(PlannedSection(name, n, key, 0, 0, EXPRESSION) for name, n in sections),
        0,
    )


@given(st.integers(1, 64))
def test_phrases_cover_a_section(n_bars: int) -> None:
    lengths = split_bars(n_bars)
    assert sum(lengths) == n_bars
    assert max(lengths) <= 4
    assert n_bars == 1 or min(lengths) > 1
    assert all(length == 4 for length in lengths[:-2])


def test_phrases_follow_each_other() -> None:
    phrases = plan_phrases(make_plan(("introduction", 4), ("A", 9), ("ending", 3)))
    assert [(p.section, p.index, p.first_bar, p.n_bars) for p in phrases] == [
        (0, 0, 0, 4), (1, 0, 4, 4), (1, 1, 8, 3), (1, 2, 11, 2), (2, 0, 13, 3),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("sections", "closes"),
    [
        ([("A", 8)], ["half", "final"]),
        ([("introduction", 4), ("A", 4)], ["half", "final"]),
        ([("A", 8), ("ending", 2)], ["half", "full", "final"]),
        ([("A", 4), ("B", 4), ("A", 4)], ["full", "half", "final"]),
        ([("introduction", 1), ("A", 4)], ["open", "final"]),
        ([("A", 4), ("A", 4), ("ending", 2)], ["half", "full", "final"]),
        ([("A", 4), ("B", 4), ("A", 4), ("ending", 2)], ["full", "half", "full", "final"]),
        ([("A", 16), ("ending", 1)], ["half", "open", "half", "full", "final"]),
        ([("introduction", 8), ("A", 4)], ["open", "half", "final"]),
        ([("A", 4), ("A", 4), ("A", 4), ("ending", 2)], ["half", "full", "full", "final"]),
        (
            [("A", 4), ("B", 4), ("A", 4), ("C", 4), ("ending", 2)],
            ["full", "half", "full", "full", "final"],
        ),
    ],
)
def test_phrases_close_as_their_place_asks(
    sections: list[tuple[str, int]], closes: list[str]
) -> None:
    assert [phrase.close for phrase in plan_phrases(make_plan(*sections))] == closes
