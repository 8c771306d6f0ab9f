"""A score as it is played: notes beside the grid, and what controllers do."""

from __future__ import annotations

from dataclasses import dataclass

from engine.composition.score import Note, ProgramChange, Role, Score

__all__ = ["FINE", "KnobTurn", "PlayedScore", "PlayedTrack", "literal"]

FINE = 20
"""Fine ticks in a tick of the score: 480 in a quarter note, about a millisecond."""


@dataclass(frozen=True)
class KnobTurn:
    """From ``tick`` (fine) on, MIDI controller ``number`` stands at ``value`` (0–127)."""

    tick: int
    number: int
    value: int


@dataclass(frozen=True)
class PlayedTrack:
    """One instrument's part; ``notes`` count their start and duration in fine ticks."""

    role: Role
    program: int
    notes: tuple[Note, ...]
    controls: tuple[KnobTurn, ...] = ()
    changes: tuple[ProgramChange, ...] = ()

    @property
    def is_drum(self) -> bool:
        """Whether it is played on General MIDI's percussion channel."""
        return self.role in ("drums", "percussion")


@dataclass(frozen=True)
class PlayedScore:
    """A score and how it is played; tempos, bars, chords and sections are the score's."""

    score: Score
    tracks: tuple[PlayedTrack, ...]


def literal(score: Score) -> PlayedScore:
    """Play every note on the grid, as long and as loud as it is written."""
    return PlayedScore(
        score,
        tuple(
            PlayedTrack(
                track.role,
                track.program,
                tuple(
                    Note(note.start * FINE, note.duration * FINE, note.pitch, note.velocity)
                    for note in track.notes
                ),
                changes=track.changes,
            )
            for track in score.tracks
        ),
    )
