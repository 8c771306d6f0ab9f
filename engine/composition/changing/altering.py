"""Gives a piece, or some bars and parts of it, another character; the tune stands."""

from __future__ import annotations

from dataclasses import replace

from engine.composition.changing.moving_piece import move_piece
from engine.composition.plan import Plan
from engine.composition.planning.moves import Move
from engine.composition.revision import Part, Reviser, Revision, splice
from engine.composition.score import Score, Track
from engine.errors import CompositionError
from engine.progress import Progress

__all__ = ["ACCOMPANIMENT", "alter_piece", "alter_some", "within_piece"]

ACCOMPANIMENT: frozenset[Part] = frozenset({"chords", "bass", "drums"})

_MOST_TRIES = 3  # at an accompaniment that becomes fuller or thinner


def within_piece(move: Move) -> Move:
    """Give what of a move some bars alone can have: key and tempo belong to the whole piece."""
    return replace(move, mode=None, tempo=1.0, semitones=0)


def alter_piece(
    plan: Plan, revision: Revision, move: Move, reviser: Reviser, progress: Progress
) -> tuple[Plan, Score]:
    """Move the whole piece: keys, tempos, loudness and accompaniment.

    Parameters
    ----------
    revision
        Of the accompaniment, all bars.
    """
    plan, score = move_piece(plan, revision.score, move)
    if move.touches_notes:
        score = _accompany(plan, replace(revision, score=score), move.density, reviser, progress)
    return plan, score


def alter_some(
    plan: Plan, revision: Revision, move: Move, reviser: Reviser, progress: Progress
) -> Score:
    """Give some bars or parts another character; key and tempo stay, and so does the tune.

    Parameters
    ----------
    revision
        Of these bars and parts: a melody among them is played otherwise, not written anew.

    Raises
    ------
    CompositionError
        If the move is about the whole piece alone, or changes nothing of these parts.
    """
    move = within_piece(move)
    if move == Move():
        raise CompositionError(
            "key and tempo belong to the whole piece, not to some of it",
            hint="Choose no bars and no parts, then ask for it again.",
        )
    moved, played = move_piece(plan, revision.score, move)
    written = revision.parts - {"melody"} if move.touches_notes else frozenset[Part]()
    if not written and move.velocity == 1:
        raise CompositionError(
            "the melody stays in such a change",
            hint="Choose other parts, or have the melody written anew.",
        )
    if written and revision.keeps_rhythm:
        raise CompositionError(
            "such a change is about the rhythm, which is to be kept",
            hint="Ask for louder or softer, or keep something else.",
        )
    score = revision.score
    if written:
        anew = replace(revision, parts=written)
        score = _accompany(moved, anew, move.density, reviser, progress)
    return _in_manner(score, revision, revision.parts - written, played)


def _in_manner(score: Score, revision: Revision, parts: frozenset[Part], played: Score) -> Score:
    """Take the notes of the revision's bars and of some parts as they are played elsewhere."""

    def taken(track: Track) -> Track:
        other = played.track(track.role)
        if track.role not in parts or other is None:
            return track
        pairs = zip(track.notes, other.notes, strict=True)
        notes = (new if revision.holds(old.start) else old for old, new in pairs)
        return replace(track, notes=tuple(notes))

    return replace(score, tracks=tuple(taken(track) for track in score.tracks))


def _accompany(
    plan: Plan, revision: Revision, wanted: float, reviser: Reviser, progress: Progress
) -> Score:
    """Write another accompaniment, once more where it did not become fuller or thinner as asked."""
    tries: list[Score] = []
    for attempt in range(_MOST_TRIES):
        changed = replace(revision, seed=revision.seed + attempt)
        tries.append(splice(changed, reviser.revise(plan, changed, progress)))
        ratio = _count_onsets(tries[-1]) / max(_count_onsets(revision.score), 1)
        if wanted == 1 or (ratio > 1 if wanted > 1 else ratio < 1):
            return tries[-1]
    return max(tries, key=_count_onsets) if wanted > 1 else min(tries, key=_count_onsets)


def _count_onsets(score: Score) -> int:
    """Count the moments at which each part of the accompaniment begins something."""
    accompanying = (track for track in score.tracks if track.role != "melody")
    return sum(len({note.start for note in track.notes}) for track in accompanying)
