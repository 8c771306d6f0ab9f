"""Tests of how parts that join in keep out of the way."""

from __future__ import annotations

import random

from engine.composition.playing.clearance import Standing, clear_chords
from engine.composition.score import Chord, Note

TUNE = [Note(0, 48, 65, 80), Note(96, 24, 76, 80), Note(180, 60, 60, 80)]
BASS = [Note(0, 192, 48, 80)]


def clear(*line: Note) -> list[Note]:
    return Standing([*TUNE, *BASS], BASS).clear(line)


def test_what_rubs_at_once_is_left_out() -> None:
    assert clear(Note(0, 96, 64, 60)) == []
    assert clear(Note(0, 96, 66, 60)) == []
    assert clear(Note(0, 96, 52, 60)) == []  # a minor ninth below the tune


def test_what_would_rub_later_ends_before() -> None:
    assert clear(Note(72, 72, 75, 60)) == [Note(72, 24, 75, 60)]


def test_what_passes_or_is_consonant_stays() -> None:
    passing, third, seventh = Note(0, 8, 64, 60), Note(0, 48, 62, 60), Note(96, 48, 77 - 12, 60)
    assert clear(passing) == [passing]
    assert clear(third) == [third]
    assert clear(seventh) == [seventh]  # a major seventh below is a colour


def test_nothing_lies_below_the_bass() -> None:
    assert clear(Note(96, 48, 43, 60)) == [Note(96, 48, 55, 60)]


def test_across_bars_nothing_rubs_for_long() -> None:
    chance = random.Random(1)
    line = [Note(24 * n, 24 * chance.randint(1, 8), chance.randint(50, 80), 60) for n in range(8)]
    for note in clear(*line):
        for other in (*TUNE, *BASS):
            together = min(note.end, other.end) - max(note.start, other.start)
            assert together < 12 or abs(note.pitch - other.pitch) not in (1, 13)


def test_a_tune_is_heard_against_every_octave() -> None:
    tune = [Note(0, 48, 65, 80)]
    for pitch in (64, 52, 40, 66, 76):  # below the tune minor ninths, above it sevenths, too
        assert Standing((), (), tune).clear([Note(0, 48, pitch, 60)]) == []
    assert Standing((), (), tune).clear([Note(0, 48, 54, 60)]) == [Note(0, 48, 54, 60)]


def test_of_a_chord_that_rubs_with_itself_the_third_stays_and_the_root_goes() -> None:
    seventh = [Note(0, 96, pitch, 60) for pitch in (59, 60, 64, 67)]
    kept = clear_chords(seventh, [Chord(0, 96, 0, "maj7")], (), ())
    assert [note.pitch for note in kept] == [59, 64, 67]


def test_what_is_struck_beside_the_bass_gives_way() -> None:
    bass = [Note(0, 48, 47, 80), Note(48, 48, 36, 80)]
    kept = clear_chords([Note(0, 96, 60, 60), Note(0, 48, 62, 60)], [Chord(0, 96, 7)], (), bass)
    assert [note.pitch for note in kept] == [62]
