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


@pytest.mark.parametrize(
    ("text", "programs", "second", "silent", "thin"),
    [
        ("piano", (0, 0, 0), None, (), ()),
        ("a lead piano", (0, None, None), None, (), ()),
        ("double bass", (None, None, 32), None, (), ()),
        ("tuba", (58, None, None), None, (), ()),
        ("electric guitar", (27, 27, None), None, (), ()),
        ("violin and cello", (40, 42, 42), None, (), ("chords",)),
        ("flute and clarinet", (73, 71, None), None, ("bass",), ("chords",)),
        ("harp and flute", (73, 46, 46), None, (), ()),
        ("only violin", (40, None, None), None, ("chords", "bass"), ()),
        ("only double bass", (32, None, None), None, ("chords", "bass"), ()),
        ("only organ", (19, 19, 19), None, (), ()),
        ("flute, oboe, bassoon", (73, 68, 70), None, (), ("chords",)),
        ("flute, oboe, clarinet", (73, 68, None), 71, ("bass",), ("chords",)),
        ("piano and strings", (0, 48, 48), None, (), ()),
        ("strings and harp", (46, 48, 48), None, (), ()),
    ],
)
def test_who_is_named_gets_a_part_and_nobody_is_left_over(
    text: str,
    programs: tuple[int | None, ...],
    second: int | None,
    silent: tuple[str, ...],
    thin: tuple[str, ...],
) -> None:
    scoring = cast(text)
    assert seats(scoring) == programs
    assert (scoring.second, scoring.silent, scoring.thin) == (second, silent, thin)


def test_only_drums_are_heard_where_they_shall_be_alone() -> None:
    scoring = cast("only drums")
    assert scoring.silent == ("melody", "chords", "bass")
    assert scoring.drums == "yes"


def test_a_style_seats_its_own_where_nobody_is_named_and_passes_over_the_banned() -> None:
    jazz = style_called("jazz")
    assert seats(cast("joy", "jazz")) == (jazz.melody[0], jazz.chords[0], jazz.bass[0])
    without = cast(f"no {name_program(jazz.melody[0])}", "jazz")
    assert without.melody in jazz.melody
    assert without.melody not in without.banned
    assert cast("joy", "jazz").drums == jazz.drums
    two = cast("flute and harp", "jazz")
    assert seats(two) == seats(cast("flute and harp"))


def test_families_go_with_their_names() -> None:
    strings = set(cast("no strings").banned)
    assert set(range(40, 52)) <= strings
    assert not {0, 24, 56, 73} & strings
    assert set(cast("no violin, no flute").banned) >= {40, 73}
    assert cast("no flute").silent == ()
    assert cast("no flute").banned == tuple(sorted(cast("no flute").banned))


def test_programs_are_named_by_the_closest_name() -> None:
    assert name_program(42) == "cello"
    assert name_program(32) == "double bass"
    assert name_program(73) == "flute"
    assert name_program(56) == "trumpet"


def test_a_stranger_to_a_style_is_seated_as_if_there_were_none_and_the_style_fills_up() -> None:
    techno = style_called("techno")
    box = cast("a music box", "techno")
    assert (box.melody, box.chords) == seats(cast("a music box"))[:2]
    assert box.bass in techno.bass
    assert seats(cast("a lead cello", "techno"))[0] == 42
