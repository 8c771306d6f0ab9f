"""How much of a tune is left by changes."""

from __future__ import annotations

from engine.composition.score import Score

__all__ = ["likeness"]


def likeness(first: Score, second: Score) -> float:
    """Say how much of two melodies is the same tune, whatever their keys and tempos.

    Returns
    -------
    float
        Share of all moments at which a note begins in either, at which both have a note on the
        same degree of the scale (altered or not); 1 for two scores without a melody.
    """
    tunes = [_degrees(score) for score in (first, second)]
    places = tunes[0].keys() | tunes[1].keys()
    shared = sum(tunes[0].get(place) == tunes[1].get(place) for place in places)
    return shared / len(places) if places else 1.0


def _degrees(score: Score) -> dict[int, int]:
    """Give the scale degree, 0 to 6, of each melody note by its start."""
    track = score.track("melody")
    degrees = {}
    for note in track.notes if track else ():
        key = score.key_at(note.start // score.metre.ticks_per_bar)
        steps = [(step - key.tonic) % 12 for step in key.scale]
        wanted = (note.pitch - key.tonic) % 12
        degrees[note.start] = min(range(7), key=lambda degree: abs(steps[degree] - wanted))
    return degrees
