"""Tests of what is done with a theme: it stays itself, in its bars, in its key."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from fractions import Fraction

import pytest

from engine.composition.playing.counterpoint import counter_melody
from engine.composition.playing.development import (
    adapt,
    augment,
    fragment,
    in_mode,
    invert,
    moved_by_steps,
    ornament,
    sequence,
)
from engine.composition.score import Chord, Key, Note

C, A_MINOR = Key(0, "major"), Key(9, "minor")
BEAT = 24


def line(*pitches: int, length: int = BEAT) -> list[Note]:
    return [Note(n * length, length, pitch, 80) for n, pitch in enumerate(pitches)]


def pitches(notes: Sequence[Note]) -> list[int]:
    return [note.pitch for note in notes]


THEME = line(60, 64, 67, 65)


@pytest.mark.parametrize("key", [C, A_MINOR, Key(6, "major"), Key(3, "minor")], ids=range(4))
def test_steps_stay_in_the_key_and_come_back(key: Key) -> None:
    scale = [pitch for pitch in range(55, 80) if pitch % 12 in key.scale]
    for pitch in scale[:6]:
        for steps in range(-8, 9):
            moved = moved_by_steps(pitch, steps, key)
            assert moved % 12 in key.scale
            assert moved_by_steps(moved, -steps, key) == pitch
        assert moved_by_steps(pitch, 7, key) == pitch + 12


def test_a_foreign_tone_survives_the_octave_alone() -> None:
    assert moved_by_steps(66, 7, C) == 78
    assert moved_by_steps(66, 1, C) % 12 in C.scale


def test_ornaments_fill_thirds_and_leave_the_old_notes_where_they_were() -> None:
    found = ornament(THEME, C)
    assert pitches(found) == [60, 62, 64, 65, 67, 65]
    assert {(n.start, n.pitch) for n in THEME} <= {(n.start, n.pitch) for n in found}
    assert ornament(THEME, C, [False] * 4) == THEME


def test_a_second_voice_fits_the_chords_and_keeps_out_of_the_tunes_way() -> None:
    chords = [Chord(96 * n, 96, root) for n, root in enumerate((0, 5, 7, 0))]
    melody = [Note(96 * n, 96, pitch, 80) for n, pitch in enumerate((76, 77, 74, 72))]
    found = counter_melody(melody, chords, C, 55, 67)
    assert [note.start for note in found if note.start % 96 == 0] == [0, 96, 192, 288]
    for note in found:
        assert 55 <= note.pitch <= 67
        if note.start % 96 == 0:
            assert note.pitch % 12 in chords[note.start // 96].pitch_classes
            assert note.pitch % 12 != melody[note.start // 96].pitch % 12
    assert len(found) > 4  # the tune holds, so the voice moves
    assert max(abs(a.pitch - b.pitch) for a, b in itertools.pairwise(found)) <= 5


def test_a_second_voice_holds_while_the_tune_moves() -> None:
    chords = [Chord(0, 96, 0), Chord(96, 96, 7)]
    melody = line(72, 74, 76, 77, 79, 77, 76, 74)
    assert [note.start for note in counter_melody(melody, chords, C, 55, 67)] == [0, 96]


def test_a_tune_in_major_becomes_one_in_minor_and_back() -> None:
    major, minor = Key(0, "major"), Key(0, "minor")
    line = [Note(24 * n, 24, pitch, 64) for n, pitch in enumerate((60, 62, 64, 65, 67, 69, 71, 72))]
    darkened = in_mode(line, major, minor)
    assert [note.pitch for note in darkened] == [60, 62, 63, 65, 67, 68, 70, 72]
    assert in_mode(darkened, minor, major) == line


def test_a_sequence_keeps_the_rhythm_and_the_steps() -> None:
    moved = sequence(THEME, 1, C)
    assert pitches(moved) == [62, 65, 69, 67]
    assert [(n.start, n.duration) for n in moved] == [(n.start, n.duration) for n in THEME]


@pytest.mark.parametrize("key", [C, A_MINOR, Key(6, "major"), Key(3, "minor")], ids=str)
def test_sequences_stay_in_the_key_and_come_back(key: Key) -> None:
    scale = [pitch for pitch in range(55, 80) if pitch % 12 in key.scale]
    own = line(*scale[:6])
    for steps in range(-8, 9):
        moved = sequence(own, steps, key)
        assert {note.pitch % 12 for note in moved} <= set(key.scale)
        assert sequence(moved, -steps, key) == own
    assert pitches(sequence(own, 7, key)) == [pitch + 12 for pitch in pitches(own)]


def test_an_inversion_mirrors_every_step() -> None:
    assert pitches(invert(THEME, C)) == [60, 57, 53, 55]
    assert invert(invert(THEME, C), C) == THEME


def test_a_fragment_is_the_head_repeated_in_its_place() -> None:
    found = fragment(THEME, 2 * BEAT, 3, -1, C)
    assert pitches(found) == [60, 64, 59, 62, 57, 60]
    assert [note.start for note in found] == [0, 24, 48, 72, 96, 120]
    assert found[-1].end == 6 * BEAT


def test_augmentation_and_diminution_undo_each_other() -> None:
    wide = augment(THEME, 2)
    assert [(note.start, note.duration) for note in wide] == [
        (0, 48),
        (48, 48),
        (96, 48),
        (144, 48),
    ]
    assert augment(wide, Fraction(1, 2)) == THEME


def test_adapted_notes_of_weight_are_the_chords_and_stay_near() -> None:
    chords = [Chord(0, 48, 5), Chord(48, 48, 7)]
    found = adapt(THEME, chords)
    for note, old in zip(found, THEME, strict=True):
        chord = chords[note.start // 48]
        assert note.pitch % 12 in chord.pitch_classes
        assert abs(note.pitch - old.pitch) <= 3
    assert all(72 <= pitch <= 90 for pitch in pitches(adapt(THEME, [], low=72, high=90)))


def test_what_passes_between_beats_stays_and_all_of_weight_moves() -> None:
    foreign = 61  # C sharp, over C major
    line = [
        Note(0, 6, foreign, 64),  # short, on a beat
        Note(30, 12, foreign, 64),  # short, between beats
        Note(54, 24, foreign, 64),  # a beat long, between beats
        Note(90, 23, foreign, 64),  # not quite a beat
        Note(192, 24, foreign, 64),  # where no chord is any more
    ]
    found = adapt(line, [Chord(0, 192, 0)])
    moved = [new.pitch != old.pitch for new, old in zip(found, line, strict=True)]
    assert moved == [True, False, True, False, False]
    assert {note.pitch for note in found} <= {60, 61}
    assert [(n.start, n.duration) for n in found] == [(n.start, n.duration) for n in line]
    assert adapt(line, [Chord(96, 96, 0)])[0].pitch == foreign  # before the first chord
