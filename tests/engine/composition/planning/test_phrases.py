"""Where phrases lie, and how they close."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.composition.plan import Plan
from engine.composition.planning.phrases import plan_phrases, split_bars

MakePlan = Callable[..., Plan]


@pytest.mark.parametrize("n_bars", range(1, 40))
def test_phrases_have_four_bars_but_the_last_ones(n_bars: int) -> None:
    lengths = split_bars(n_bars)
    assert sum(lengths) == n_bars
    assert all(length == 4 for length in lengths[:-2])
    assert all(2 <= length <= 4 for length in lengths) or n_bars == 1
    assert lengths.count(4) >= n_bars // 4 - (n_bars % 4 == 1 and n_bars > 1)


def closes(make_plan: MakePlan, *form: tuple[str, int]) -> list[str]:
    return [phrase.close for phrase in plan_phrases(make_plan("Q1", form))]


def test_phrases_cover_every_bar_in_order(make_plan: MakePlan) -> None:
    phrases = plan_phrases(make_plan("Q1", (("introduction", 2), ("A", 9), ("B", 6))))
    assert [(p.section, p.index, p.first_bar, p.n_bars) for p in phrases] == [
        (0, 0, 0, 2), (1, 0, 2, 4), (1, 1, 6, 3), (1, 2, 9, 2), (2, 0, 11, 4), (2, 1, 15, 2),
    ]  # fmt: skip


def test_a_piece_ends_for_good_once(make_plan: MakePlan) -> None:
    heard = closes(make_plan, ("A", 8), ("B", 8), ("A", 8), ("ending", 2))
    assert heard.count("final") == 1
    assert heard[-1] == "final"


def test_inside_a_section_phrases_ask_by_turns(make_plan: MakePlan) -> None:
    assert closes(make_plan, ("A", 16), ("ending", 2)) == ["half", "open", "half", "full", "final"]


def test_an_introduction_leads_to_the_theme_unless_it_is_one_bar(make_plan: MakePlan) -> None:
    assert closes(make_plan, ("introduction", 8), ("A", 4))[:2] == ["open", "half"]
    assert closes(make_plan, ("introduction", 1), ("A", 4))[0] == "open"


def test_a_theme_told_twice_asks_first_and_answers_then(make_plan: MakePlan) -> None:
    assert closes(make_plan, ("A", 4), ("A", 4), ("B", 4), ("ending", 2))[:2] == ["half", "full"]
    assert closes(make_plan, ("A", 4), ("A", 4), ("A", 4), ("ending", 2))[:3] == [
        "half", "full", "full",
    ]  # fmt: skip


def test_another_theme_leads_back_to_the_first(make_plan: MakePlan) -> None:
    heard = closes(make_plan, ("A", 4), ("B", 4), ("A", 4), ("C", 4), ("ending", 2))
    assert heard == ["full", "half", "full", "full", "final"]
