from __future__ import annotations

import pytest

from engine.composition.score import Chord, Key, Note
from engine.training.corpora.lead_sheets import estimate_key, match_chord, monophonic


def scale(tonic: int, steps: tuple[int, ...]) -> list[Note]:
    return [Note(24 * i, 24, 60 + tonic + step, 64) for i, step in enumerate(steps)]


@pytest.mark.parametrize("tonic", [0, 5, 10])
def test_the_key_of_a_scale(tonic: int) -> None:
    major = scale(tonic, (0, 4, 7, 5, 4, 2, 11, 0))
    minor = scale(tonic, (0, 3, 7, 8, 7, 5, 3, 2, 0, 11, 0))
    assert estimate_key(major, []) == Key(tonic, "major")
    assert estimate_key(minor, []) == Key(tonic, "minor")


def test_the_last_chord_decides_between_relatives() -> None:
    notes = scale(0, (0, 2, 4, 5, 7, 9, 11))
    assert estimate_key(notes, [Chord(0, 24, 9, "m")]) == Key(9, "minor")
    assert estimate_key(notes, [Chord(0, 24, 0)]) == Key(0, "major")


@pytest.mark.parametrize(
    ("pitches", "name"),
    [
        ([48, 52, 55], (0, "")),
        ([52, 55, 60], (0, "")),
        ([45, 48, 52], (9, "m")),
        ([43, 47, 50, 53], (7, "7")),
        ([48, 52, 57, 55], (0, "6")),
        ([45, 48, 52, 55], (9, "m7")),
        ([47, 50, 53], (11, "dim")),
        ([48, 60], None),
    ],
)
def test_chords_are_named(pitches: list[int], name: tuple[int, str] | None) -> None:
    assert match_chord(pitches) == name


def test_a_melody_keeps_the_top_note_and_ends_notes_where_others_begin() -> None:
    notes = [Note(1, 40, 60, 90), Note(0, 12, 67, 90), Note(13, 4, 64, 90)]
    assert monophonic(notes) == (Note(0, 12, 67, 64), Note(12, 6, 64, 64))
