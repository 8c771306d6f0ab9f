"""Spells the notes of a score: which letter and accidental each is written with.

A tone of the sounding chord is written as the chord is, a tone of the key as the key is. What is
left passes by: it leans on the note to which it goes on by a semitone, from below as its leading
tone, from above as its minor second (Meredith, "The ps13 Pitch Spelling Algorithm", JNMR 35, 2006,
whose second stage does the same).
"""

from __future__ import annotations

import bisect
from collections.abc import Sequence

from engine.composition.line_of_fifths import (
    centre_of,
    chord_places,
    letter_of,
    nearest,
    pitch_class_of,
    tonic_place,
)
from engine.composition.score import QUALITIES, Chord, Key, Note, Score

__all__ = ["octave_of", "spell_notes"]

_SCALES: dict[str, Sequence[int]] = {"major": range(-1, 6), "minor": (*range(-4, 3), 3, 5)}
"""Places above the tonic of a key's own tones; a minor key has both sixths and both sevenths."""
_PASSING = {"major": 3.0, "minor": 0.5}
"""Where foreign tones lie in the middle: a major key's tunes raise tones more often than not, and
its chords, in which `centre_of` is, lower them."""
_FLATTEST = -5  # above the tonic: a Neapolitan; the raised fourth is one on its way down, too
_LEADING = 5  # places that a leading tone lies above the tone that it leads to


def spell_notes(score: Score, notes: Sequence[Note]) -> list[int]:
    """Spell notes of one part.

    Parameters
    ----------
    notes
        Sorted by start, in the score's time.

    Returns
    -------
    list
        The place of every note on the line of fifths, for
        `engine.composition.line_of_fifths.letter_of` and `octave_of`.
    """
    starts = [chord.start for chord in score.chords]
    places: list[int] = []
    following, goal = None, None
    for note in reversed(notes):
        key = score.key_at(note.start // score.metre.ticks_per_bar)
        number = bisect.bisect_right(starts, note.start) - 1
        chord = score.chords[number] if number >= 0 else None
        step = following.pitch - note.pitch if following is not None else 0
        places.append(_spell(note.pitch % 12, key, chord, goal, step))
        if following is None or note.start < following.start:
            following, goal = note, places[-1]
    return places[::-1]


def octave_of(pitch: int, place: int) -> int:
    """Give the octave in which a MIDI pitch is written, 4 from middle C on: C♭ 4 is a B."""
    return (pitch - letter_of(place)[1]) // 12 - 1


def _spell(pitch_class: int, key: Key, chord: Chord | None, goal: int | None, step: int) -> int:
    """Spell one note; ``step`` semitones lead to the next, which is written at ``goal``."""
    centre = centre_of(key.tonic, key.mode)
    if chord is not None:
        for place in chord_places(chord.root, QUALITIES[chord.quality], centre):
            if pitch_class_of(place) == pitch_class:
                return place
    tonic = tonic_place(key.tonic, key.mode)
    for above in _SCALES[key.mode]:
        if pitch_class_of(tonic + above) == pitch_class:
            return tonic + above
    if goal is not None and abs(step) <= 1:
        leaning = goal + _LEADING * step
        if leaning - tonic >= _FLATTEST:
            return leaning
    return nearest(pitch_class, tonic + _PASSING[key.mode])
