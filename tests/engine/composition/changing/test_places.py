"""Which bars somebody means."""

from __future__ import annotations

import pytest

from engine.composition.changing.places import find_place, find_places
from engine.composition.score import Key, Metre, Score, ScoreSection, TempoChange

KEY = Key(0, "major")
SONG = (("introduction", 2), ("A", 6), ("B", 8), ("C", 4), ("A", 6), ("ending", 4))
BARS = {0: range(2), 1: range(2, 8), 2: range(8, 16), 3: range(16, 20), 4: range(20, 26),
        5: range(26, 30)}  # fmt: skip
ALL = range(30)


def song(*form: tuple[str, int]) -> Score:
    sections, first = [], 0
    for name, n_bars in form:
        sections.append(ScoreSection(name, first, n_bars, KEY))
        first += n_bars
    return Score(KEY, Metre(), first, (TempoChange(0, 100),), tuple(sections), (), ())


def bars_of(text: str, *form: tuple[str, int]) -> range | None:
    place = find_place(text, song(*form or SONG))
    return None if place is None else place.bars


@pytest.mark.parametrize(
    ("words", "bars"),
    [
        ("bars 5 to 8", range(4, 8)), ("bar 3", range(2, 3)), ("measures 1-30", ALL),
        ("from bar nine until ten", range(8, 10)), ("bar 30", range(29, 30)),
        ("the first bar", range(1)), ("the last two bars", range(28, 30)),
        ("the final few measures", range(27, 30)), ("the opening couple of bars", range(2)),
        ("the closing 99 bars", ALL), ("the first 40 measures", ALL),
        ("the first half", range(15)), ("the second half", range(15, 30)),
        ("the other half", range(15, 30)), ("the last half", range(15, 30)),
        ("the first part", BARS[1]), ("the second verse", BARS[2]), ("the 3rd section", BARS[3]),
        ("the fourth theme", BARS[4]), ("the final phrase", BARS[4]), ("section two", BARS[2]),
        ("part 4", BARS[4]), ("the fifth part", BARS[4]),  # of all that there is
        ("part b", BARS[2]), ("the c section", BARS[3]), ("the a-theme", BARS[1]),
        ("the end", BARS[5]), ("the outro", BARS[5]), ("the coda", BARS[5]),
        ("the beginning", BARS[0]), ("the very start", BARS[0]), ("its intro", BARS[0]),
        ("the middle", range(10, 20)), ("the middle eight", range(10, 20)),
        ("the chorus", BARS[2]), ("the hook", BARS[2]), ("the verse", BARS[1]),
        ("the bridge", BARS[2]),
    ],
)  # fmt: skip
def test_words_name_bars(words: str, bars: range) -> None:
    for text in (words, f"make it sadder in {words}", f"play {words} again, but softly"):
        assert bars_of(text) == bars, text


@pytest.mark.parametrize(
    "words",
    ["bars 8 to 5", "bar 0", "bars 29 to 31", "bar 31", "part d", "the h section", "make it sadder",
     "the barn", "a partly cloudy day", "in the endless night"],
)  # fmt: skip
def test_what_the_song_does_not_have_is_no_place(words: str) -> None:
    assert bars_of(words) is None


def test_a_place_is_its_words_with_what_leads_to_them() -> None:
    text = "make it sadder in the second half, please"
    place = find_place(text, song(*SONG))
    assert place is not None
    assert text[place.span.start : place.span.end] == place.name == "in the second half"


def test_places_come_in_the_order_of_their_words_and_none_within_another() -> None:
    found = find_places("swap the ending and bars 3 to 4, then the first part", song(*SONG))
    assert [place.bars for place in found] == [BARS[5], range(2, 4), BARS[1]]
    (one,) = find_places("the last two bars of it", song(*SONG))
    assert one.bars == range(28, 30)


@pytest.mark.parametrize(
    ("form", "ending"),
    [((("A", 8), ("ending", 8)), range(8, 16)),  # half of it is an ending still
     ((("A", 6), ("B", 10)), range(12, 16)), ((("A", 3),), range(2, 3)),
     ((("A", 20),), range(15, 20))],
)  # fmt: skip
def test_where_the_last_part_is_most_of_the_song_its_end_is_a_quarter(
    form: tuple[tuple[str, int], ...], ending: range
) -> None:
    assert bars_of("the ending", *form) == ending


@pytest.mark.parametrize(
    ("form", "beginning"),
    [((("A", 9), ("B", 9)), range(6)), ((("A", 4), ("B", 20)), range(4)), ((("A", 3),), range(2)),
     ((("A", 1), ("B", 2)), range(1))],
)  # fmt: skip
def test_a_beginning_is_a_third_of_the_song_at_most(
    form: tuple[tuple[str, int], ...], beginning: range
) -> None:
    assert bars_of("the beginning", *form) == beginning


@pytest.mark.parametrize(
    ("n_bars", "middle"), [(1, range(1)), (2, range(2)), (3, range(1, 2)), (8, range(2, 6))]
)
def test_every_song_has_a_middle(n_bars: int, middle: range) -> None:
    assert bars_of("the middle", ("A", n_bars)) == middle


def test_a_song_of_one_theme_has_a_chorus_but_no_bridge() -> None:
    form = (("introduction", 2), ("A", 4), ("A", 4))
    assert bars_of("the chorus", *form) == range(2, 6)
    assert bars_of("the bridge", *form) is None
    assert bars_of("the second part", *form) == range(6, 10)
    assert bars_of("the third part", *form) == range(6, 10)  # with the introduction
    assert bars_of("the fourth part", *form) is None


def test_a_song_without_a_theme_has_its_frame() -> None:
    form = (("introduction", 3), ("ending", 3))
    assert bars_of("the verse", *form) == range(3)
    assert bars_of("the last part", *form) == range(3, 6)


def test_a_first_half_of_one_bar_is_nothing() -> None:
    assert bars_of("the first half", ("A", 1)) is None
    assert bars_of("the second half", ("A", 1)) == range(1)
