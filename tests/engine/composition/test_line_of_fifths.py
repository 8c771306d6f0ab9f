"""Tests of how keys, chords and their tones are written."""

from __future__ import annotations

import itertools

import pytest

from engine.composition.line_of_fifths import (
    centre_of,
    chord_places,
    letter_of,
    name_of,
    nearest,
    pitch_class_of,
    tonic_place,
)
from engine.composition.score import QUALITIES, Chord, Key, pitch_class

KEYS = [Key(tonic, mode) for tonic in range(12) for mode in ("major", "minor")]  # type: ignore[arg-type]


def test_a_name_is_read_as_what_it_was_written_for() -> None:
    for place in range(-15, 20):
        assert pitch_class(name_of(place)) == pitch_class_of(place)


def test_letters_follow_the_line() -> None:
    assert [name_of(place) for place in (-8, -2, -1, 0, 5, 6, 13)] == (
        ["F♭", "B♭", "F", "C", "B", "F♯", "F♯♯"]
    )
    assert letter_of(-9) == ("B", -2)


def test_keys_have_at_most_six_accidentals() -> None:
    for key in KEYS:
        signature = tonic_place(key.tonic, key.mode) - (3 if key.mode == "minor" else 0)
        assert -6 <= signature <= 6


def test_the_nearest_place_is_within_half_an_octave_of_fifths() -> None:
    for pitch, centre in itertools.product(range(12), (-7.0, 0.0, 3.5, 8.0)):
        assert pitch_class_of(nearest(pitch, centre)) == pitch
        assert abs(nearest(pitch, centre) - centre) <= 6


@pytest.mark.parametrize("key", KEYS, ids=str)
def test_chords_are_thirds_from_their_root(key: Key) -> None:
    steps = {"": (2, 4), "7": (2, 4, 6), "m7": (2, 4, 6), "dim7": (2, 4, 6), "m7♭5": (2, 4, 6)}
    for root, (quality, letters) in itertools.product(range(12), steps.items()):
        places = chord_places(root, QUALITIES[quality], centre_of(key.tonic, key.mode))
        names = [letter_of(place)[0] for place in places]
        numbers = ["CDEFGAB".index(name) for name in names]
        assert [(number - numbers[0]) % 7 for number in numbers[1:]] == list(letters)
        assert [pitch_class_of(place) for place in places] == (
            [(root + step) % 12 for step in QUALITIES[quality]]
        )


@pytest.mark.parametrize(
    ("key", "chords"),
    [
        # Diatonic, borrowed, Neapolitan, secondary dominants and leading-tone chords, each as
        # harmony books write it.
        (Key(0, "major"), "F B♭ E♭ A♭ D♭ Fm Gm B♭m E7 A7 B7 C♯dim7 F♯dim7 G♯dim7 F♯m7♭5 Cdim7"),
        (Key(0, "major"), "Baug Gaug Eaug"),
        (Key(9, "minor"), "Dm E7 G♯dim7 B♭ C7 D♯dim7 C♯dim7 B7 F Bm7♭5 F♯m7♭5 Caug C♯aug"),
        (Key(3, "minor"), "A♭m B♭7 Ddim7 F♭ C♭ Adim7 F7 G♭ Fm7♭5"),
        (Key(6, "major"), "B C♯7 D♯m A♯7 G♯m7 E E♯dim F♯maj7"),
        (Key(8, "minor"), "C♯m D♯7 F♯♯dim7 A E B G♯m"),
        (Key(1, "major"), "G♭ A♭7 B♭m F7 C♭ Cdim Dm7♭5"),
    ],
)  # fmt: skip
def test_chords_are_written_in_their_function(key: Key, chords: str) -> None:
    for symbol in chords.split():
        end = 2 if symbol[1:2] in ("♯", "♭") else 1
        end += symbol[end : end + 1] == "♯"
        root, quality = symbol[:end], symbol[end:]
        assert Chord(0, 24, pitch_class(root), quality).symbol(key) == symbol


@pytest.mark.parametrize(
    ("chord", "key", "symbol"),
    [
        (Chord(0, 24, 4, "7", bass=8), Key(9, "minor"), "E7/G♯"),
        (Chord(0, 24, 1, "7", bass=5), Key(6, "major"), "C♯7/E♯"),
        (Chord(0, 24, 8, "", bass=10), Key(3, "major"), "A♭/B♭"),
        (Chord(0, 24, 9, "m7", bass=0), Key(0, "major"), "Am7/C"),
    ],
)
def test_a_bass_is_written_as_the_chords_tone(chord: Chord, key: Key, symbol: str) -> None:
    assert chord.symbol(key) == symbol
