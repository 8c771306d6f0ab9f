"""How a piece begins: never with a bar in which nobody plays."""

from __future__ import annotations

import dataclasses

from engine.composition.score import Note, Score

__all__ = ["sound_at_once"]

_SOON = 4
"""Bars of which it is known from the first draft on who plays chords."""


def sound_at_once(score: Score) -> Score:
    """Let the first chord be held where a whole first bar would be silent.

    Who writes the accompaniment may leave an introduction of one bar empty; to who waits for the
    song, seconds of silence are a song that does not start.
    """
    bar, chords = score.metre.ticks_per_bar, score.track("chords")
    if chords is None or not score.chords:
        return score
    if any(note.start < bar for track in score.tracks for note in track.notes):
        return score
    following = [note for note in chords.notes if note.start < _SOON * bar]
    if not following:
        return score
    notes = (*_held(score, following), *chords.notes)
    fuller = dataclasses.replace(chords, notes=notes)
    tracks = tuple(fuller if track is chords else track for track in score.tracks)
    return dataclasses.replace(score, tracks=tracks)


def _held(score: Score, following: list[Note]) -> list[Note]:
    """Voice the first chord as low and as loud as what follows begins."""
    first = min(note.start for note in following)
    struck = [note for note in following if note.start == first]
    low = min(note.pitch for note in struck)
    velocity = min(note.velocity for note in struck)
    chord = score.chords[0]
    length = min(chord.duration, score.metre.ticks_per_bar)
    pitches = sorted(low + (tone - low) % 12 for tone in chord.pitch_classes)
    return [Note(0, length, pitch, velocity) for pitch in pitches]
