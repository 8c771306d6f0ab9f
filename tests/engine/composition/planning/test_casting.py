from __future__ import annotations

import pytest

from engine.composition.planning.casting import cast_parts, name_program
from engine.composition.scoring import Scoring
from engine.composition.styles.cards import style_called
from engine.demands.parser import find_demands


def cast(text: str, style: str = "") -> Scoring:
    demands = find_demands(text)
    instruments = demands.of("instruments")
    return cast_parts(
        [d for d in instruments if d.manner != "unwanted"],
        [d for d in instruments if d.manner == "unwanted"],
        demands.last("drums"),
        style_called(style) if style else None,
    )


def seats(scoring: Scoring) -> tuple[int | None, ...]:
    return scoring.melody, scoring.chords, scoring.bass


@pytest.mark.parametrize(
    ("text", "programs", "silent"),
    [
        ("cello and piano, sad", (42, 0, 0), ()),
        ("piano, violin and double bass", (40, 0, 32), ()),
        ("only piano", (0, 0, 0), ()),
        ("solo flute, joyful", (73, None, None), ("chords", "bass")),
        ("only drums and bass", (33, None, None), ("chords", "bass")),
        ("violin, viola and cello", (40, 41, 42), ()),
        ("a trumpet melody", (56, None, None), ()),
        ("sad, with strings", (None, 48, None), ()),
        ("a lonely music box", (10, 10, None), ()),
        ("a sad trombone", (57, None, None), ()),
        ("trumpet and tuba", (56, None, 58), ("chords",)),
        ("synth pads, nothing else", (89, 89, 89), ()),
    ],
)
def test_named_instruments_get_the_parts_that_suit_them(
    text: str, programs: tuple[int | None, ...], silent: tuple[str, ...]
) -> None:
    scoring = cast(text)
    assert seats(scoring) == programs
    assert scoring.silent == silent


def test_of_four_instruments_one_plays_a_second_tune() -> None:
    scoring = cast("flute, violin, cello and harp")
    assert {*seats(scoring), scoring.second} == {73, 40, 42, 46}


def test_who_is_not_wanted_is_banned_with_the_family() -> None:
    assert set(range(24, 32)) <= set(cast("no guitars").banned)
    assert {0, 4} <= set(cast("no piano please").banned)
    assert "bass" in cast("leave out the bass").silent


@pytest.mark.parametrize(
    ("text", "drums"), [("joy with drums", "yes"), ("joy, no drums", "no"), ("solo piano", "no"),
                        ("joy", "as felt"), ("cello and harp", "no")],
)  # fmt: skip
def test_drums_play_where_they_are_wanted(text: str, drums: str) -> None:
    assert cast(text).drums == drums


def test_a_named_instrument_takes_its_place_in_the_style() -> None:
    assert seats(cast("with a trumpet", "jazz"))[0] == 56
    assert seats(cast("gospel choir", "gospel")) == (52, 0, 33)


def test_what_the_gazetteer_lacks_is_named_by_general_midi() -> None:
    assert [name_program(program) for program in (0, 40, 119)] == [
        "piano", "violin", "reverse cymbal",
    ]  # fmt: skip
