from __future__ import annotations

import numpy as np

from engine.composition.boltzmann.conditions import (
    N_BAR_CONDITIONS,
    N_BAR_TRAITS,
    N_PHRASE_TRAITS,
    BarContext,
    PhraseTraits,
    bar_conditions,
    n_phrase_conditions,
    phrase_conditions,
)
from engine.composition.boltzmann.piano_roll import FIRST_ONSET, HOLD, Traits
from engine.composition.harmony import Degree
from engine.composition.score import Metre

TRAITS = Traits(1.25, 0.0, 2.0, 0.1, 0.0, 0.0, is_close=True)
ALONE = BarContext("major", Metre(4, 4), (None, None, None), None, None)


def test_every_bar_is_described_by_as_many_numbers() -> None:
    assert bar_conditions(ALONE, TRAITS).shape == (N_BAR_CONDITIONS,)


def test_a_bar_that_stands_alone_has_only_traits() -> None:
    numbers = bar_conditions(ALONE, TRAITS)
    assert not numbers[N_BAR_TRAITS:].any()
    # mode, metre and seven traits: each part sums to one
    assert numbers.sum() == 2 + 7


def test_surroundings_come_after_the_traits() -> None:
    previous = np.array([FIRST_ONSET + 3, *[HOLD] * 15])
    context = BarContext("minor", Metre(3, 4), (Degree(0), Degree(0), Degree(7)), previous, 60)
    numbers = bar_conditions(context, TRAITS)
    chords, onset, last_pitch = 3 * 4, 1, 1
    assert numbers[N_BAR_TRAITS:].sum() == chords + onset + last_pitch


def test_values_between_knots_are_shared() -> None:
    lower = bar_conditions(ALONE, TRAITS)[5:12]
    assert lower.tolist() == [0, 0, 0.5, 0.5, 0, 0, 0]


def test_values_beyond_the_knots_count_as_the_last() -> None:
    busy = Traits(99.0, 0.0, 2.0, 0.1, 0.0, 0.0, is_close=False)
    assert bar_conditions(ALONE, busy)[5:12].tolist() == [0, 0, 0, 0, 0, 0, 1]


def test_a_phrase_knows_the_chord_before() -> None:
    traits = PhraseTraits(1.0, 0.3, 0.1, 0.0)
    numbers = phrase_conditions("minor", Metre(6, 8), traits, 4, 9)
    assert numbers.shape == (n_phrase_conditions(9),)
    assert np.flatnonzero(numbers[N_PHRASE_TRAITS:]).tolist() == [4]
    assert not phrase_conditions("minor", Metre(6, 8), traits, None, 9)[N_PHRASE_TRAITS:].any()
