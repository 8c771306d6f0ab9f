"""Hands the parts of a score to the instruments that a plan's scoring names."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import replace

from engine.composition.compasses import compass_of_program
from engine.composition.score import Note, Role, Score, Track
from engine.composition.scoring import Scoring

__all__ = ["add_second", "fit_compass", "seat", "thin_out"]

_REPLACEMENTS: dict[Role, tuple[int, ...]] = {
    "melody": (0, 73, 40, 71, 24, 11, 4, 80), "chords": (0, 48, 24, 46, 4, 89, 19),
    "bass": (32, 43, 0, 42, 58, 38), "drums": (0,),
}  # fmt: skip
"""Who plays instead of an instrument that is not wanted, the usual one first."""
_MOVED = 0.2
"""Share of a section's notes that may lie outside a compass before all of them are moved: who goes
an octave down for the sake of one high note leaves the line of the sections around."""
_HIGHEST_BASS = 40  # the lowest pitch of what still is a bass: a guitar's
_STEP = 7  # semitones that the second part lies below the tune at least


def seat(score: Score, scoring: Scoring) -> Score:
    """Give every part its program and pitches that it reaches; silent parts go.

    Whole sections are moved by octaves, so that lines keep their shape; single notes only where
    an instrument ends.
    """
    tracks = [
        _seat_track(track, score, scoring)
        for track in score.tracks
        if track.role not in scoring.silent and not (track.is_drum and scoring.drums == "no")
    ]
    return replace(score, tracks=tuple(tracks))


def _seat_track(track: Track, score: Score, scoring: Scoring) -> Track:
    if track.is_drum:
        return track
    program = scoring.program(track.role)
    program = track.program if program is None else program
    if program in scoring.banned:
        able = (p for p in _REPLACEMENTS[track.role] if p not in scoring.banned)
        program = next(able, program)
    notes = list(track.notes)
    if track.role in scoring.thin:
        notes = _highest(notes)
    is_moved = program != track.program or (track.role == "melody" and scoring.register)
    if is_moved:
        notes = _fit(notes, score, program, scoring.register if track.role == "melody" else None)
    lowest, _ = compass_of_program(program)
    if is_moved and track.role == "bass" and lowest > _HIGHEST_BASS:  # a music box: below its tune
        notes = [replace(note, pitch=_fold(note.pitch, lowest, lowest + 11)) for note in notes]
    return replace(track, program=program, notes=tuple(notes), changes=())


def _highest(notes: Sequence[Note]) -> list[Note]:
    """Keep the highest of the notes that begin together, up to the next."""
    tops = {note.start: note for note in sorted(notes, key=lambda note: note.pitch)}
    starts = sorted(tops)
    return [
        replace(tops[start], duration=min(tops[start].duration, end - start))
        for start, end in itertools.pairwise([*starts, 10**9])
    ]


def _fit(notes: Sequence[Note], score: Score, program: int, register: float | None) -> list[Note]:
    """Move each section by octaves to the instrument's compass, or nearest to a register."""
    ends = [
        (section.first_bar + section.n_bars) * score.metre.ticks_per_bar
        for section in score.sections
    ]
    fitted: list[Note] = []
    before = 0
    for end in ends:
        own = [note for note in notes if before <= note.start < end]
        fitted += fit_compass(own, program, register)
        before = end
    return fitted


def fit_compass(notes: Sequence[Note], program: int, register: float | None = None) -> list[Note]:
    """Move notes together by octaves to an instrument's compass, or nearest to a register."""
    low, high = compass_of_program(program)
    shift = _octaves(notes, (low, high), register)
    moved = [replace(note, pitch=_fold(note.pitch + shift, low, high)) for note in notes]
    return sorted({(n.start, n.pitch): n for n in moved}.values(), key=lambda n: (n.start, n.pitch))


def _octaves(notes: Sequence[Note], compass: tuple[int, int], register: float | None) -> int:
    """Give the octaves, in semitones, that bring most notes where they belong."""
    if not notes:
        return 0
    low, high = compass

    def misfit(shift: int) -> tuple[float, int]:
        outside = sum(not low <= note.pitch + shift <= high for note in notes)
        mean = sum(note.pitch for note in notes) / len(notes) + shift
        far = 0.0 if register is None else abs(mean - register)
        # half an octave beside the register is as bad as all notes out of the compass
        moved = _MOVED * len(notes) * (shift != 0)
        return (outside + (moved if register is None else len(notes) * far / 6)), abs(shift)

    return min(range(-48, 49, 12), key=misfit)


def _fold(pitch: int, low: int, high: int) -> int:
    while pitch < low:
        pitch += 12
    # a compass of less than an octave lacks some pitch classes
    while pitch > max(high, low + 11):
        pitch -= 12
    return pitch


def add_second(score: Score, scoring: Scoring) -> Score:
    """Let another instrument answer the tune: long chord tones below it, where chords begin."""
    melody = score.track("melody")
    tracks = tuple(track for track in score.tracks if track.role != "second")
    if scoring.second is None or melody is None:
        return replace(score, tracks=tracks)
    low, high = compass_of_program(scoring.second)
    notes = []
    for chord in score.chords:
        above = [n.pitch for n in melody.notes if chord.start <= n.start < chord.end]
        limit = min(high, (min(above) if above else high) - _STEP)
        pitches = [p for p in range(low, high + 1) if p % 12 in chord.pitch_classes[1:]]
        pitch = min(pitches, key=lambda pitch: (abs(pitch - max(limit, low)), pitch))
        velocity = next((n.velocity for n in melody.notes if n.start >= chord.start), 70) - 8
        notes.append(Note(chord.start, chord.end - chord.start, pitch, max(velocity, 12)))
    return replace(score, tracks=(*tracks, Track("second", scoring.second, tuple(notes))))


def thin_out(score: Score) -> Score:
    """Leave of the accompaniment what begins with its chord, held as long as the chord lasts."""
    ends = {chord.start: chord.end for chord in score.chords}

    def kept(notes: Iterable[Note]) -> tuple[Note, ...]:
        return tuple(
            replace(note, duration=ends[note.start] - note.start)
            for note in notes
            if note.start in ends
        )

    tracks = [
        replace(track, notes=kept(track.notes)) if track.role in ("chords", "bass") else track
        for track in score.tracks
        if not track.is_drum
    ]
    return replace(score, tracks=tuple(track for track in tracks if track.notes))
