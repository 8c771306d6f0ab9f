"""Tests of what is done with a theme: it stays itself, in its bars, in its key."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import pytest

from engine.composition.playing.counterpoint import counter_melody
from engine.composition.playing.development import in_mode, moved_by_steps, ornament
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
