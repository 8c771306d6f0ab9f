"""Tests of how notes are spelt: by their chord, by their key, by where they go."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from engine.composition.line_of_fifths import name_of
from engine.composition.score import (
    Chord,
    Key,
    Metre,
    Note,
    Score,
    ScoreSection,
    TempoChange,
)
from engine.composition.spelling import octave_of, spell_notes


def spelt(
    key: Key, pitches: Sequence[int], chord: Chord | None = None, starts: Sequence[int] = ()
) -> str:
    starts = starts or range(0, 24 * len(pitches), 24)
    notes = [Note(start, 24, pitch, 64) for start, pitch in zip(starts, pitches, strict=True)]
    n_bars = 1 + len(pitches) // 4
    chords = () if chord is None else (Chord(0, 96 * n_bars, chord.root, chord.quality),)
    score = Score(
        key, Metre(), n_bars, (TempoChange(0, 100.0),), (ScoreSection("A", 0, n_bars, key),),
        chords, (),
    )  # fmt: skip
    return " ".join(name_of(place) for place in spell_notes(score, notes))


@pytest.mark.parametrize(
    ("key", "pitches", "names"),
    [
        (Key(0, "major"), (60, 61, 62, 66, 67), "C C♯ D F♯ G"),  # leading tones lean upwards
        (Key(0, "major"), (69, 68, 67, 62, 61, 60), "A A♭ G D D♭ C"),  # and the same ones down
        (Key(0, "major"), (67, 66, 65), "G F♯ F"),  # the fourth is raised either way
        (Key(9, "minor"), (64, 66, 68, 69), "E F♯ G♯ A"),
        (Key(9, "minor"), (69, 70, 69, 63, 64), "A B♭ A D♯ E"),
        (Key(5, "minor"), (65, 63, 61, 60, 64, 65), "F E♭ D♭ C E F"),
        (Key(6, "major"), (77, 78), "E♯ F♯"),
        (Key(3, "minor"), (71, 70), "C♭ B♭"),
    ],
)
def test_tones_are_spelt_by_the_key_and_where_they_go(
    key: Key, pitches: Sequence[int], names: str
) -> None:
    assert spelt(key, pitches) == names


def test_a_tone_is_spelt_as_its_chord() -> None:
    c_major = Key(0, "major")
    assert spelt(c_major, (68, 63), Chord(0, 24, 8, "")) == "A♭ E♭"
    assert spelt(c_major, (68, 62), Chord(0, 24, 4, "7")) == "G♯ D"
    assert spelt(c_major, (70, 67), Chord(0, 24, 1, "dim7")) == "B♭ G"


def test_names_sound_as_the_notes_do_in_every_key() -> None:
    for tonic in range(12):
        for mode in ("major", "minor"):
            pitches = list(range(60, 72))
            names = spelt(Key(tonic, mode), pitches)  # type: ignore[arg-type]
            assert len(names.split()) == 12


def test_the_octave_is_that_of_the_letter() -> None:
    assert octave_of(60, 0) == 4
    assert octave_of(59, -7) == 4  # C♭, a B that is written above the bar of the octave
    assert octave_of(60, 12) == 3  # B♯


def test_tones_that_sound_together_do_not_lean_on_each_other() -> None:
    """An A was written F: it was thought to go on, by no step, to the F beside it."""
    a_flat = Key(8, "major")
    assert spelt(a_flat, (65, 69, 74), starts=(0, 0, 36)) == "F A D"
