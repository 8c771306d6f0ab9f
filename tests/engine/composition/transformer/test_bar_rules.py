from __future__ import annotations

import numpy as np

from engine.composition.score import QUALITIES, Metre
from engine.composition.transformer.bar_rules import BarRules, Grammar
from engine.composition.transformer.vocabulary import (
    DURATIONS,
    FIRST_QUALITY,
    FIRST_ROOT,
    LOWEST,
    Kind,
)


def test_only_the_bass_may_leave_out_a_bar_and_chance_ends_a_part() -> None:
    grammar = Grammar(BarRules(rhythms={Kind.MELODY: [(0, 5)]}), Metre(4, 4), is_minor=False)
    assert grammar.goes_on(Kind.MELODY, []) is True
    assert grammar.goes_on(Kind.ACCOMPANIMENT, []) is True
    assert grammar.goes_on(Kind.BASS, []) is None
    assert grammar.goes_on(Kind.CHORD, [[Kind.CHORD, 0, FIRST_ROOT, FIRST_QUALITY, 1]]) is None
    assert np.flatnonzero(grammar.kinds(Kind.BASS)).tolist() == [
        Kind.BAR, Kind.BASS, Kind.ACCOMPANIMENT,
    ]  # fmt: skip


def test_places_end_with_the_bar() -> None:
    for metre, n_places in ((Metre(4, 4), 24), (Metre(3, 4), 18)):
        grammar = Grammar(BarRules(), metre, is_minor=False)
        after = grammar.places(Kind.MELODY, [[Kind.MELODY, 5, 40, 3, 0]])
        assert np.flatnonzero(after).tolist() == list(range(6, n_places))


def test_the_bass_misses_no_chord_and_has_its_tone() -> None:
    chords = [[Kind.CHORD, place, FIRST_ROOT + root, FIRST_QUALITY, 1]
              for place, root in ((0, 0), (12, 7))]  # fmt: skip
    grammar = Grammar(BarRules(), Metre(4, 4), is_minor=False, chords=chords)
    first = [Kind.BASS, 0, 20, 5, 0]
    assert np.flatnonzero(grammar.places(Kind.BASS, [first])).tolist() == list(range(1, 13))
    assert grammar.goes_on(Kind.BASS, [first]) is True
    assert grammar.goes_on(Kind.BASS, [first, [Kind.BASS, 12, 20, 5, 0]]) is None
    tones = np.flatnonzero(grammar.symbols(Kind.BASS, 12, [first]))
    assert {(symbol - 1 + LOWEST) % 12 for symbol in tones} == {7}
    assert len({(s - 1) % 12 for s in np.flatnonzero(grammar.symbols(Kind.BASS, 6, [first]))}) == 12


def test_what_leads_home_has_the_leading_tone() -> None:
    grammar = Grammar(BarRules(leads_home=True), Metre(4, 4), is_minor=True)
    qualities = list(QUALITIES)
    for root, expected in ((7, {"", "7"}), (11, {"dim", "dim7", "m7♭5"})):
        allowed = np.flatnonzero(grammar.extents(Kind.CHORD, 0, FIRST_ROOT + root))
        assert {qualities[extent - FIRST_QUALITY] for extent in allowed} == expected


def test_a_note_may_be_kept_short() -> None:
    grammar = Grammar(BarRules(), Metre(4, 4), is_minor=False)
    for longest in (17, 24, 95):
        lengths = np.flatnonzero(grammar.extents(Kind.MELODY, 0, 40, longest))
        ticks = [DURATIONS[extent - 1] for extent in lengths]
        assert max(ticks) <= longest < max(DURATIONS)
    assert len(np.flatnonzero(grammar.extents(Kind.MELODY, 0, 40))) == len(DURATIONS)


def test_what_is_struck_for_a_chord_has_room_up_to_the_next() -> None:
    chords = [[Kind.CHORD, place, FIRST_ROOT, FIRST_QUALITY, 1] for place in (0, 12)]
    grammar = Grammar(BarRules(), Metre(4, 4), is_minor=False, chords=chords)
    assert [grammar.room(place) for place in (0, 6, 12, 18)] == [48, 24, 48, 24]


def test_a_tune_does_not_begin_as_one_it_shall_leave() -> None:
    rules = BarRules(shunned=((0, 6, 12), (3,)))
    grammar = Grammar(rules, Metre(4, 4), is_minor=False)

    def places(*before: int) -> set[int]:
        events = [[Kind.MELODY, place, 40, 3, 0] for place in before]
        return set(np.flatnonzero(grammar.places(Kind.MELODY, events)).tolist())

    assert places() == {*range(24)} - {3}
    assert places(0) == {*range(1, 24)}
    assert places(0, 6) == {*range(7, 24)} - {12}
    assert places(1, 6) == {*range(7, 24)}
    assert len(np.flatnonzero(grammar.places(Kind.CHORD, []))) == 1


def test_no_bar_of_a_tune_is_much_busier_than_asked() -> None:
    grammar = Grammar(BarRules(busiest=3), Metre(4, 4), is_minor=False)
    events = [[Kind.MELODY, place, 40, 3, 0] for place in range(4)]
    assert grammar.goes_on(Kind.MELODY, events[:2]) is None
    assert grammar.goes_on(Kind.MELODY, events[:3]) is False
    assert grammar.goes_on(Kind.ACCOMPANIMENT, events) is None


def test_music_comes_home_on_no_six_four() -> None:
    grammar = Grammar(BarRules(first_root=0), Metre(4, 4), is_minor=True)
    assert (np.flatnonzero(grammar.basses(is_first=True)) - 1).tolist() == [0, 3, 4]
    assert {7, 10} <= set(np.flatnonzero(grammar.basses(is_first=False)) - 1)


def named(root: int, quality: str = "", over: int = 0) -> list[int]:
    extent = FIRST_QUALITY + list(QUALITIES).index(quality)
    return [Kind.CHORD, 0, FIRST_ROOT + root, extent, 1 + over]


def test_a_close_rests_on_a_plain_chord_that_stands_on_its_root() -> None:
    full, half, leading, free = (
        Grammar(rules, Metre(4, 4), is_minor=False)
        for rules in (
            BarRules(last_roots=(0,)),
            BarRules(last_roots=(7,)),
            BarRules(last_roots=(7, 11, 5), leads_home=True),
            BarRules(),
        )
    )
    assert full.rests(named(0))
    assert full.rests(named(0, "maj7"))
    for unsettled in (named(0, over=7), named(0, "sus4"), named(0, "7"), named(5)):
        assert not full.rests(unsettled)
        assert free.rests(unsettled)
    assert half.rests(named(7, "7"))
    assert not half.rests(named(7, "sus4"))
    assert leading.rests(named(7, "7", over=4))
    assert not leading.rests(named(0))


def test_within_a_section_a_close_has_a_colour_but_does_not_wait() -> None:
    rules = BarRules(last_roots=(0,), rests_plainly=False)
    full = Grammar(rules, Metre(4, 4), is_minor=False)
    for settled in (named(0), named(0, "sus4"), named(0, "6"), named(0, over=4)):
        assert full.rests(settled)
    for waiting in (named(0, over=7), named(0, "7"), named(0, over=10), named(7)):
        assert not full.rests(waiting)


def test_a_kept_rhythm_rubs_no_longer_than_another() -> None:
    long, short = DURATIONS.index(24) + 1, DURATIONS.index(16) + 1
    grammar = Grammar(BarRules(rhythms={Kind.MELODY: [(0, long)]}), Metre(4, 4), is_minor=False)
    assert np.flatnonzero(grammar.extents(Kind.MELODY, 0, 40)).tolist() == [long]
    assert np.flatnonzero(grammar.extents(Kind.MELODY, 0, 40, 17)).tolist() == [short]


def test_what_is_forced_to_rest_does() -> None:
    for is_minor in (False, True):
        rules = BarRules(last_roots=(0,), must_be_root=True, keeps_mode=True)
        grammar = Grammar(rules, Metre(4, 4), is_minor=is_minor)
        qualities = np.flatnonzero(grammar.extents(Kind.CHORD, 0, FIRST_ROOT))
        overs = np.flatnonzero(grammar.basses(is_first=True))
        assert len(qualities) > 0
        for quality in qualities:
            for over in overs:
                assert grammar.rests([Kind.CHORD, 0, FIRST_ROOT, int(quality), int(over)])
