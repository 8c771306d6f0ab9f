"""Notes in seconds, instrument by instrument: what a synthesizer plays.

A rendition of a score and a MIDI file both become a `Performance`, so that a synthesizer knows
neither.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from engine.composition.score import TICKS_PER_BEAT, Metre, Note, Role, Score
from engine.performance.played_score import FINE, PlayedScore, PlayedTrack, literal
from engine.synthesis.mixing import controls_of

__all__ = [
    "Part",
    "Performance",
    "PitchBend",
    "TimedControl",
    "TimedNote",
    "perform",
    "untangle",
]


@dataclass(frozen=True)
class TimedNote:
    """One note: ``start`` and ``end`` in seconds, MIDI ``pitch`` and ``velocity`` (1–127)."""

    start: float
    end: float
    pitch: int
    velocity: int


@dataclass(frozen=True)
class TimedControl:
    """From ``time`` (seconds) on, MIDI controller ``number`` stands at ``value`` (0–127)."""

    time: float
    number: int
    value: int


@dataclass(frozen=True)
class PitchBend:
    """From ``time`` (seconds) on, the pitch wheel stands at ``value`` (−8192 to 8191)."""

    time: float
    value: int


@dataclass(frozen=True)
class Part:
    """What one instrument plays.

    Attributes
    ----------
    program
        General MIDI program, 0–127; for drums the number of the kit.
    is_drum
        Whether pitches name drums.
    notes, controls, bends
        In any order.
    role
        What it does in the piece; None where nobody knows.
    """

    program: int
    is_drum: bool
    notes: tuple[TimedNote, ...]
    controls: tuple[TimedControl, ...] = ()
    bends: tuple[PitchBend, ...] = ()
    role: Role | None = None


@dataclass(frozen=True)
class Performance:
    """Music in seconds, with all that a synthesizer needs to know.

    Attributes
    ----------
    space
        Where it sounds, one of `engine.options.SPACES`.
    """

    parts: tuple[Part, ...]
    space: str = "stage"

    @property
    def duration(self) -> float:
        """End of the last note, in seconds; 0 where there are none."""
        return max((note.end for part in self.parts for note in part.notes), default=0.0)


def perform(played: PlayedScore | Score) -> Performance:
    """Give notes their times, and tracks their places in the mix.

    Parameters
    ----------
    played
        A score alone is played as it is written.
    """
    if isinstance(played, Score):
        played = literal(played)
    score = played.score
    changes = score.tempos
    ticks = np.array([change.tick for change in changes] + [score.n_ticks + 1], dtype=float) * FINE
    rates = 60 / (TICKS_PER_BEAT * FINE * np.array([change.tempo for change in changes]))
    seconds = np.concatenate([[0.0], np.cumsum(np.diff(ticks) * rates)])

    def part(track: PlayedTrack) -> Part:
        """Give the part of one player."""
        starts = np.interp([note.start for note in track.notes], ticks, seconds).tolist()
        ends = np.interp([note.end for note in track.notes], ticks, seconds).tolist()
        notes = tuple(
            TimedNote(start, end, note.pitch, note.velocity)
            for start, end, note in zip(starts, ends, track.notes, strict=True)
        )
        placed = controls_of(track.role, track.program).items()
        times = np.interp([control.tick for control in track.controls], ticks, seconds).tolist()
        return Part(
            track.program,
            track.is_drum,
            notes,
            (
                *(TimedControl(0.0, number, value) for number, value in placed),
                *(
                    TimedControl(time, control.number, control.value)
                    for time, control in zip(times, track.controls, strict=True)
                ),
            ),
            role=track.role,
        )

    return Performance(
        tuple(part(own) for track in played.tracks for own in _by_player(track, score.metre))
    )


def _by_player(track: PlayedTrack, metre: Metre) -> Iterator[PlayedTrack]:
    """Give a part once for each program that plays it, with the notes that it plays."""
    if not track.notes:
        return
    if not track.changes:
        yield track
        return
    bar = metre.ticks_per_bar * FINE
    own: dict[int, list[Note]] = {}
    for note in track.notes:
        number = (note.start + bar // 32) // bar  # who is early belongs to the bar to come
        before = [change.program for change in track.changes if change.bar <= number]
        own.setdefault(before[-1] if before else track.program, []).append(note)
    for program, notes in own.items():
        yield replace(track, program=program, notes=tuple(notes), changes=())


def untangle(notes: Iterable[Note]) -> Iterator[Note]:
    """End a note where the next one of its pitch starts.

    MIDI can only say "end this pitch", so a note that goes on below another of the same pitch
    would cut that one short. Of two that start together the longer one stays.

    Yields
    ------
    Note
        Sorted by pitch, then start; ``start`` and ``duration`` in whatever unit came in.
    """
    ordered = sorted(notes, key=lambda note: (note.pitch, note.start, note.duration))
    for note, following in itertools.zip_longest(ordered, ordered[1:]):
        if following is None or following.pitch != note.pitch or following.start >= note.end:
            yield note
        elif following.start > note.start:
            yield Note(note.start, following.start - note.start, note.pitch, note.velocity)
