"""What a move changes in a score without a new note: its keys, tempos and loudness."""

from __future__ import annotations

from dataclasses import replace

from engine.composition.plan import Plan
from engine.composition.planning.moves import Move, move_plan
from engine.composition.playing.velocities import as_velocity
from engine.composition.score import Score
from engine.composition.transposing import to_keys

__all__ = ["move_piece"]


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
        return as_velocity(velocity * louder)

    tempos = tuple(replace(change, tempo=change.tempo * faster) for change in score.tempos)
    tracks = []
    for track in score.tracks:
        notes = (replace(note, velocity=shaped(note.velocity)) for note in track.notes)
        tracks.append(replace(track, notes=tuple(notes)))
    return replace(score, tempos=tempos, tracks=tuple(tracks))
