from __future__ import annotations

import random

import pytest

from engine.composition.planning.ensemble import (
    STRINGS,
    TRUMPET,
    VIBRAPHONE,
    choose_ensemble,
    forcefulness,
    name_choices,
)

COMPASS = (60, 80)


def melodies(valence: float, arousal: float) -> set[int]:
    chance = random.Random(0)
    return {choose_ensemble(valence, arousal, COMPASS, chance).melody for _ in range(60)}


def test_strong_arousal_is_forceful_and_strong_calm_is_soft() -> None:
    assert forcefulness(0.7, 0.7) > forcefulness(0.3, 0.3) > 0 > forcefulness(0.5, -0.5)
    assert forcefulness(0.1, 0.1) == 0
    assert forcefulness(1, 1) == 1


def test_a_stronger_feeling_gets_more_forceful_instruments() -> None:
    assert TRUMPET in melodies(0.7, 0.7)
    assert TRUMPET not in melodies(0.3, 0.3)
    assert VIBRAPHONE in melodies(0.7, -0.7)
    assert VIBRAPHONE not in melodies(0.2, -0.2)


def test_the_seed_chooses_among_those_that_fit() -> None:
    assert 2 <= len(melodies(0.5, 0.4)) <= 3


@pytest.mark.parametrize("feeling", [(0.4, 0.4), (-0.6, 0.5), (-0.3, -0.3), (0.9, -0.4)])
def test_every_choice_is_named_and_only_those(feeling: tuple[float, float]) -> None:
    named = name_choices(*feeling).split(", ")[0].split(" or ")
    assert len(named) == len(melodies(*feeling))


def test_instruments_are_named_by_role() -> None:
    assert STRINGS in melodies(-0.6, 0.5)
    assert "strings" in name_choices(-0.6, 0.5)
    assert name_choices(-0.6, 0.5).count(",") == 2
