"""Chords as people name them."""

from __future__ import annotations

import random

import pytest

from engine.composition.planning.named_chords import (
    choose_progressions,
    key_of_chords,
    named_progression,
    resolve_chord,
)
from engine.composition.score import Key

C, A_MINOR = Key(0, "major"), Key(9, "minor")


@pytest.mark.parametrize(
    ("name", "chord"),
    [
        ("C", (0, "")), ("F#", (6, "")), ("Gb", (6, "")), ("B♭m", (10, "m")), ("C♯dim", (1, "dim")),
        ("Cb", (11, "")), ("B#", (0, "")), ("Emin", (4, "m")), ("Emi", (4, "m")), ("Gmaj", (7, "")),
        ("D7", (2, "7")), ("D9", (2, "7")), ("Cmaj7", (0, "maj7")), ("Cmaj9", (0, "maj7")),
        ("Am7", (9, "m7")), ("Am9", (9, "m7")), ("Amin7", (9, "m7")), ("Bm7b5", (11, "m7♭5")),
        ("Bø", (11, "m7♭5")), ("B°", (11, "dim")), ("Bo", (11, "dim")), ("C+", (0, "aug")),
        ("Cadd9", (0, "")), ("C6/9", (0, "6")), ("Dsus4", (2, "sus4")), ("G/B", (7, "")),
        ("Am7/G", (9, "m7")), ("Am13", (9, "m")), ("Cmaj13", (0, "")), ("C13", (0, "")),
    ],
)  # fmt: skip
def test_a_symbol_is_a_root_and_a_quality(name: str, chord: tuple[int, str]) -> None:
    assert resolve_chord(name, C) == resolve_chord(name, A_MINOR) == chord


@pytest.mark.parametrize(
    ("name", "in_c", "in_a_minor"),
    [
        ("I", (0, ""), (9, "")), ("i", (0, "m"), (9, "m")), ("ii7", (2, "m7"), (11, "m7")),
        ("iii", (4, "m"), (1, "m")), ("III", (4, ""), (0, "")), ("IV", (5, ""), (2, "")),
        ("iv", (5, "m"), (2, "m")), ("V7", (7, "7"), (4, "7")), ("v", (7, "m"), (4, "m")),
        ("vi", (9, "m"), (6, "m")), ("VI", (9, ""), (5, "")), ("VII", (11, ""), (7, "")),
        ("vii°", (11, "dim"), (8, "dim")), ("viidim", (11, "dim"), (8, "dim")),
        ("bVII", (10, ""), (7, "")), ("♭VI", (8, ""), (5, "")), ("#IV", (6, ""), (3, "")),
        ("Imaj7", (0, "maj7"), (9, "maj7")), ("iim7", (2, "m7"), (11, "m7")),
        ("viio", (11, "dim"), (8, "dim")),
    ],
)  # fmt: skip
def test_a_numeral_counts_from_the_tonic_in_its_mode(
    name: str, in_c: tuple[int, str], in_a_minor: tuple[int, str]
) -> None:
    assert resolve_chord(name, C) == in_c
    assert resolve_chord(name, A_MINOR) == in_a_minor


@pytest.mark.parametrize(
    ("text", "is_exact"),
    [("C Am F G", True), ("Cmaj7 Am7 F/A G7", True), ("Cmaj9 F", False), ("C Dm9", False),
     ("C9", False), ("B♭add9 C", False), ("C6/9", False), ("C6/G", True), ("Csus4", True)],
)  # fmt: skip
def test_chords_stand_between_spaces_and_ninths_are_played_without(
    text: str, *, is_exact: bool
) -> None:
    assert named_progression(text) == (tuple(text.split()), is_exact)


@pytest.mark.parametrize(
    ("names", "key"),
    [
        ("C Am F G", (0, "major")), ("Am F C G", (9, "minor")), ("Dm Bb C F", (2, "minor")),
        ("D A Bm G", (2, "major")), ("G D Em C", (7, "major")), ("Em C G D", (4, "minor")),
        ("Bdim C F G", (0, "major")), ("Bm7b5 E Am", (9, "minor")), ("Cmaj7 Dm7 G7", (0, "major")),
        ("Eb Cm Ab Bb", (3, "major")), ("F#m D A E", (6, "minor")),
    ],
)  # fmt: skip
def test_the_key_is_the_one_that_the_chords_belong_to(names: str, key: tuple[int, str]) -> None:
    assert key_of_chords(names.split()) == key


def test_numerals_fit_every_key() -> None:
    assert key_of_chords(["ii", "V", "I"]) is None
    assert key_of_chords(["C", "V"]) is None


def test_a_style_s_chords_are_those_of_its_mode_one_for_each_theme() -> None:
    style = ("I IV V I", "i iv v i", "i VI III VII", "I6 vi ii V", "IV V")
    for mode, fit in (("major", {style[0], style[3]}), ("minor", {style[1], style[2]})):
        for seed in range(4):
            chosen = choose_progressions(style, mode, random.Random(seed))  # type: ignore[arg-type]
            assert {" ".join(names) for names in chosen} == fit
    one = choose_progressions(("I V",), "major", random.Random(0))
    assert one == (("I", "V"),)
    assert choose_progressions(("vi IV ii V",), "major", random.Random(0)) == ()
    orders = {choose_progressions(style, "major", random.Random(seed))[0][1] for seed in range(9)}
    assert orders == {"IV", "vi"}
