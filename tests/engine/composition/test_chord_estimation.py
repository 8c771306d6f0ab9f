from __future__ import annotations

from engine.composition.chord_estimation import estimate_chords, with_basses
from engine.composition.score import Chord, Metre, Note

FOUR = Metre(4, 4)


def block(start: int, duration: int, *pitches: int) -> list[Note]:
    return [Note(start, duration, pitch, 64) for pitch in pitches]


def names(notes: list[Note], n_bars: int, metre: Metre = FOUR) -> list[tuple[int, int, str]]:
    chords = estimate_chords(notes, metre, n_bars)
    return [(chord.start, chord.root, chord.quality) for chord in chords]


def test_block_chords_are_named_and_equal_ones_joined() -> None:
    notes = block(0, 96, 48, 60, 64, 67) + block(96, 96, 48, 60, 64, 67)
    notes += block(192, 48, 45, 60, 64, 69) + block(240, 48, 43, 59, 62, 65, 67)
    assert names(notes, 3) == [(0, 0, ""), (192, 9, "m"), (240, 7, "7")]


def test_broken_chords_and_passing_notes_change_nothing() -> None:
    broken = [Note(12 * n, 12, (48, 55, 60, 64)[n % 4], 64) for n in range(16)]
    tune = [Note(24 * n, 24, (76, 74, 72, 74)[n % 4], 64) for n in range(8)]
    assert names(broken + tune, 2) == [(0, 0, "")]


def test_the_lowest_note_decides_between_names() -> None:
    # C E G A: with C below it is C's, with A below A minor's
    assert names(block(0, 96, 48, 64, 67, 69), 1) == [(0, 0, "")]
    assert names(block(0, 96, 45, 60, 64, 67), 1) == [(0, 9, "m7")]


def test_silence_keeps_the_chord() -> None:
    chords = estimate_chords(block(0, 48, 53, 57, 60), FOUR, 3)
    assert [(chord.root, chord.duration) for chord in chords] == [(5, 288)]
    assert estimate_chords([], FOUR, 3) == ()


def test_six_eight_changes_in_the_middle_of_its_bar() -> None:
    notes = block(0, 36, 48, 60, 64, 67) + block(36, 36, 43, 59, 62, 67)
    assert names(notes, 1, Metre(6, 8)) == [(0, 0, ""), (36, 7, "")]


def test_the_bass_is_what_sounds_lowest_if_it_is_of_the_chord() -> None:
    chords = [Chord(0, 96, 0), Chord(96, 96, 7), Chord(192, 96, 5), Chord(288, 96, 0)]
    notes = block(0, 48, 52, 60) + block(24, 168, 40) + block(96, 96, 59, 67) + block(192, 96, 42)
    basses = [chord.bass for chord in with_basses(chords, notes)]
    # E, then E too but it is beside the chord, then F sharp, then nothing
    assert basses == [4, 7, 5, 0]
