"""When and how loud drums are struck."""

from __future__ import annotations

from collections.abc import Sequence

from engine.composition.score import Note
from engine.performance.chance import draw
from engine.performance.occasion import Bar, Occasion
from engine.performance.played_score import FINE

__all__ = ["play_drums"]

_SPREAD = 0.007
"""Seconds that drummers of the Groove data set are off their own beat, as a deviation."""
_TOUCH = 6.0  # velocity steps that their strokes of one drum differ, as a deviation
_SOFTEST, _LOUDEST = 10, 124


def play_drums(notes: Sequence[Note], bar: Bar, occasion: Occasion) -> list[Note]:
    """Play the strokes of a bar; see `strokes.play_notes`."""
    quantiles = occasion.habits["accompaniment"].onsets
    played = []
    for note in notes:
        second = occasion.seconds_per_tick(note.start)
        late = occasion.looseness * _SPREAD * draw(quantiles, bar.chance)
        start = note.start * FINE + round(late / second * FINE)
        velocity = note.velocity + 0.6 * bar.level + _TOUCH * draw(quantiles, bar.chance)
        velocity = min(max(round(velocity), _SOFTEST), _LOUDEST)
        played.append(Note(start, note.duration * FINE, note.pitch, velocity))
    return played
