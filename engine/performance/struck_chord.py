"""One chord to be heard by itself."""

from __future__ import annotations

from engine.composition.score import (
    Chord,
    Key,
    Metre,
    Note,
    Score,
    ScoreSection,
    TempoChange,
    Track,
)
from engine.performance.played_score import PlayedScore, literal

__all__ = ["strike"]

_LOWEST_BASS = 36
_LOWEST = 55  # a close position from there on is where accompanists play
_TEMPO = 120.0  # its bar lasts two seconds
_VELOCITY = 76


def strike(chord: Chord, program: int) -> PlayedScore:
    """Strike a chord for a bar of two seconds: its bass, and its tones in close position."""
    bar = Metre().ticks_per_bar
    key = Key(chord.root, "major")
    lowest = chord.root if chord.bass is None else chord.bass
    pitches = [_LOWEST_BASS + (lowest - _LOWEST_BASS) % 12]
    pitches += sorted(_LOWEST + (tone - _LOWEST) % 12 for tone in chord.pitch_classes)
    notes = tuple(Note(0, bar, pitch, _VELOCITY) for pitch in pitches)
    return literal(
        Score(
            key,
            Metre(),
            1,
            (TempoChange(0, _TEMPO),),
            (ScoreSection("A", 0, 1, key),),
            (Chord(0, bar, chord.root, chord.quality, chord.bass),),
            (Track("chords", program, notes),),
        )
    )
