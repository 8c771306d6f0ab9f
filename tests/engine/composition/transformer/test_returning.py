"""Tests of how a bar of a theme returns: known, and not always the same."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import pytest

from engine.composition.planning.brief import BarBrief
from engine.composition.score import Key
from engine.composition.transformer.bar_rules import BarRules
from engine.composition.transformer.returning import give_back, shun
from engine.composition.transformer.vocabulary import (
    FIRST_QUALITY,
    FIRST_ROOT,
    LOWEST,
    PLACES_PER_BEAT,
    Bar,
    Field,
    Kind,
    bar_line,
    extent_of,
)


@dataclass
class _Section:
    key: Key
    return_as: str = ""


@dataclass
class _Brief:
    """What of a bar's brief matters here."""

    index: int
    closes: str | None
    section: _Section


def brief(index: int = 0, closes: str | None = None) -> BarBrief:
    return cast("BarBrief", _Brief(index, closes, _Section(Key(0, "major"))))


def bar(root: int = 0) -> Bar:
    rows: list[Any] = [bar_line(), (Kind.CHORD, 0, FIRST_ROOT + root, FIRST_QUALITY, 1, 0)]
    for beat, pitch in enumerate((60, 64, 67, 64)):
        rows.append((Kind.MELODY, beat * PLACES_PER_BEAT, pitch - LOWEST + 1, extent_of(24), 0, 0))
    return np.array(rows, np.uint8)


def ways(index: int, closes: str | None = None) -> list[str]:
    found = []
    for seed in range(200):
        given, rules = give_back(brief(index, closes), bar(), BarRules(), random.Random(seed))
        assert len(given[Kind.CHORD]) == 1
        if Kind.MELODY in given:
            same = np.array_equal(given[Kind.MELODY], bar()[2:])
            found.append("same" if same else "ornamented")
        else:
            found.append("rhythm" if rules.rhythms else "harmony")
    return found


def test_a_theme_is_known_by_its_head_and_said_anew_within() -> None:
    head, inner = ways(0), ways(1)
    assert head.count("same") + head.count("ornamented") > 140
    assert inner.count("same") < 40 < inner.count("harmony")


def test_the_last_bar_of_all_stays() -> None:
    assert set(ways(3, "final")) == {"same"}


def test_an_ornamented_bar_keeps_most_of_its_notes_in_place() -> None:
    for seed in range(50):
        given, _ = give_back(brief(), bar(), BarRules(), random.Random(seed))
        if Kind.MELODY in given:
            places = {(int(row[1]), int(row[2])) for row in given[Kind.MELODY]}
            assert len(places & {(int(row[1]), int(row[2])) for row in bar()[2:]}) >= 2


@pytest.mark.parametrize("root", [7, 5, 9, 0])
def test_chords_that_do_not_lead_home_are_named_anew_before_a_close(root: int) -> None:
    rules = BarRules(leads_home=True, last_roots=(7, 11, 5))
    given, _ = give_back(brief(2), bar(root), rules, random.Random(1))
    assert (Kind.CHORD in given) == (root in rules.last_roots)


def test_where_nobody_sings_only_the_harmony_returns() -> None:
    rules = BarRules(parts=frozenset({Kind.CHORD, Kind.BASS}))
    given, _ = give_back(brief(), bar(), rules, random.Random(1))
    assert set(given) == {Kind.CHORD}


def test_a_rhythm_is_left_so_often_and_not_before_it_is_known() -> None:
    tune = bar()
    chance = random.Random(0)
    found = [shun(BarRules(), tune, 0.5, chance).shunned for _ in range(200)]
    left = [begun for rules in found for begun in rules]
    assert 80 < len(left) < 120
    places = tuple(int(row[Field.PLACE]) for row in tune if row[Field.KIND] == Kind.MELODY)
    assert {len(begun) for begun in left} == {2, 3, 4}
    assert all(begun == places[: len(begun)] for begun in left)


def test_a_theme_returns_on_other_chords_that_have_its_notes() -> None:
    sung = bar()[[0, 1, 2, 3]]  # C and E
    again = cast("BarBrief", _Brief(1, None, _Section(Key(0, "major"), "reharmonised")))
    for seed in range(20):
        given, _ = give_back(again, sung, BarRules(), random.Random(seed))
        root = int(given[Kind.CHORD][0, Field.SYMBOL]) - FIRST_ROOT
        assert root == 9  # A minor has both
        head = given[Kind.MELODY][0]
        assert (head[[Field.PLACE, Field.SYMBOL]] == sung[2, [Field.PLACE, Field.SYMBOL]]).all()
    close = cast("BarBrief", _Brief(3, "full", _Section(Key(0, "major"), "reharmonised")))
    given, _ = give_back(close, sung, BarRules(), random.Random(1))
    assert given[Kind.CHORD][0, Field.SYMBOL] == FIRST_ROOT
