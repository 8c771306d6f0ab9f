"""What a move changes in a score without a new note, and how much of a tune is left by changes."""

from __future__ import annotations

from dataclasses import replace

from engine.composition.plan import Plan
from engine.composition.planning.moves import Move, move_plan
from engine.composition.score import Score
from engine.composition.transposing import to_keys

__all__ = ["likeness", "move_piece"]

_SOFTEST, _LOUDEST = 12, 124  # as in `engine.composition.playing.dynamics`


def move_piece(plan: Plan, score: Score, move: Move) -> tuple[Plan, Score]:
    """Change a plan, and of its score what needs no new notes: keys, tempos and loudness.

    Raises
    ------
    CompositionError
        If nothing changes, since the piece is already at its limit.
    """
    moved = move_plan(plan, move)
    faster = moved.tempo / plan.tempo
    return moved, _play_otherwise(to_keys(score, move.key), faster, move.velocity)


def _play_otherwise(score: Score, faster: float, louder: float) -> Score:
    def shaped(velocity: int) -> int:
        return min(_LOUDEST, max(_SOFTEST, round(velocity * louder)))

    tempos = tuple(replace(change, tempo=change.tempo * faster) for change in score.tempos)
    tracks = []
    for track in score.tracks:
        notes = (replace(note, velocity=shaped(note.velocity)) for note in track.notes)
        tracks.append(replace(track, notes=tuple(notes)))
    return replace(score, tempos=tempos, tracks=tuple(tracks))


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
