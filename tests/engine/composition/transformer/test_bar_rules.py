from __future__ import annotations

import numpy as np

from engine.composition.score import QUALITIES, Metre
from engine.composition.transformer.bar_rules import BarRules, Grammar, favour
from engine.composition.transformer.vocabulary import (
    FIRST_QUALITY,
    FIRST_ROOT,
    LOWEST,
    NO_CHORD,
    Kind,
)


def test_the_accompaniment_is_drawn_towards_the_chord() -> None:
    minor = FIRST_QUALITY + list(QUALITIES).index("m")
    worth = favour(Kind.BASS, FIRST_ROOT + 2, minor)
    assert isinstance(worth, np.ndarray)
    assert {(n - 1 + LOWEST) % 12 for n in np.flatnonzero(worth)} == {2, 5, 9}
    assert not np.any(favour(Kind.MELODY, FIRST_ROOT, minor))
    assert not np.any(favour(Kind.BASS, NO_CHORD, 0))


def test_only_the_bass_may_leave_out_a_bar_and_chance_ends_a_part() -> None:
    grammar = Grammar(BarRules(rhythms={Kind.MELODY: [(0, 5)]}), Metre(4, 4), is_minor=False)
    assert grammar.goes_on(Kind.MELODY, 0) is True
    assert grammar.goes_on(Kind.ACCOMPANIMENT, 0) is True
    assert grammar.goes_on(Kind.BASS, 0) is None
    assert grammar.goes_on(Kind.CHORD, 1) is None
    assert np.flatnonzero(grammar.kinds(Kind.BASS)).tolist() == [
        Kind.BAR, Kind.BASS, Kind.ACCOMPANIMENT,
    ]  # fmt: skip


def test_places_end_with_the_bar() -> None:
    for metre, n_places in ((Metre(4, 4), 24), (Metre(3, 4), 18)):
        grammar = Grammar(BarRules(), metre, is_minor=False)
        after = grammar.places(Kind.MELODY, [[Kind.MELODY, 5, 40, 3, 0]])
        assert np.flatnonzero(after).tolist() == list(range(6, n_places))
