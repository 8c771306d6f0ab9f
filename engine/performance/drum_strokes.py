"""When and how loud drums are struck: as the drummer of their bar did."""

from __future__ import annotations

from collections.abc import Sequence

from engine.composition.playing.drummers import find_bar
from engine.composition.score import Note
from engine.performance.chance import bell
from engine.performance.occasion import Bar, Occasion
from engine.performance.played_score import FINE

__all__ = ["play_drums"]

_SPREAD = 0.007
"""Seconds that drummers of the Groove data set are off their own beat, as a deviation."""
_KNOWN = 0.3  # of that, and of their touch, is left to chance where we know what the drummer did
_TOUCH = 6.0  # velocity steps that their strokes of one drum differ, as a deviation
_CRASH = 49
_SOFTEST, _LOUDEST = 10, 124


def play_drums(notes: Sequence[Note], bar: Bar, occasion: Occasion) -> list[Note]:
    """Play the strokes of a bar; see `strokes.play_notes`."""
    known = _lateness(notes, bar)
    left = _KNOWN if known else 1.0
    played = []
    for note in notes:
        second = occasion.seconds_per_tick(note.start)
        late = left * _SPREAD * bell(bar.chance) + known.get(_place(note, bar), 0.0)
        most = occasion.farthest(note.start)
        late = min(max(occasion.looseness * late, -most), most)
        start = note.start * FINE + round(late / second * FINE)
        velocity = note.velocity + 0.6 * bar.level + left * _TOUCH * bell(bar.chance)
        velocity = min(max(round(velocity), _SOFTEST), _LOUDEST)
        played.append(Note(start, note.duration * FINE, note.pitch, velocity))
    return played


def _place(note: Note, bar: Bar) -> tuple[int, int]:
    return note.start - bar.first, note.pitch


def _lateness(notes: Sequence[Note], bar: Bar) -> dict[tuple[int, int], float]:
    """Give the seconds by which the drummer of this bar was late; empty for what nobody played.

    A cymbal that greets a new section is no part of the bar.
    """
    places = [_place(note, bar) for note in notes]
    found = find_bar(places) or find_bar(place for place in places if place != (0, _CRASH))
    return {(stroke.tick, stroke.pitch): stroke.late for stroke in found or ()}
