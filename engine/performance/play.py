"""Plays a score as its plan's feelings ask: bar by bar, part by part."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from engine.composition.plan import Plan
from engine.composition.score import Note, Score, Track
from engine.performance.controllers import has_pedal, pedal, rings_on, sustains, swells
from engine.performance.drum_strokes import play_drums
from engine.performance.fretboard import GUITARS, playable
from engine.performance.occasion import FARTHEST, Bar, Occasion
from engine.performance.played_score import FINE, KnobTurn, PlayedScore, PlayedTrack
from engine.performance.strokes import play_notes

__all__ = ["FARTHEST", "play"]

_FULL_GRIP = 3  # notes from which a guitar's chord is a grip


def play(score: Score, plan: Plan) -> PlayedScore:
    """Play a score, or the beginning of one that ends with a section.

    Every bar of a part is played from its own notes, the chords and the plan: what is played of a
    beginning stays so when the rest is there, and an edit changes the playing of its own bars only.

    Parameters
    ----------
    plan
        Of the whole piece; its seed says who plays.
    """
    occasion = Occasion(score, plan)
    return PlayedScore(score, tuple(_play_track(track, occasion) for track in score.tracks))


def _play_track(track: Track, occasion: Occasion) -> PlayedTrack:
    notes: list[Note] = []
    controls: list[KnobTurn] = []
    end = occasion.score.n_ticks * FINE
    for number, written in _bars(track.notes, occasion.score.metre.ticks_per_bar):
        bar = occasion.bar(number, track.role)
        played = [_within(note, end) for note in _play_bar(track, written, bar, occasion)]
        notes += played
        controls += _controls(track, played, bar)
    notes.sort(key=lambda note: (note.start, note.pitch))
    controls.sort(key=lambda control: control.tick)
    return PlayedTrack(track.role, track.program, tuple(notes), tuple(controls), track.changes)


def _play_bar(track: Track, written: list[Note], bar: Bar, occasion: Occasion) -> list[Note]:
    if track.is_drum:
        return play_drums(written, bar, occasion)
    is_guitar = track.program_at(bar.number) in GUITARS
    in_hand = _fit_hand(written) if is_guitar else written
    rings = rings_on(track.program_at(bar.number)) and track.role != "bass"
    return play_notes(in_hand, bar, occasion, strums=is_guitar, rings=rings)


def _bars(notes: Sequence[Note], ticks_per_bar: int) -> Iterator[tuple[int, list[Note]]]:
    for number, group in itertools.groupby(notes, lambda note: note.start // ticks_per_bar):
        yield number, list(group)


def _fit_hand(notes: Sequence[Note]) -> list[Note]:
    """Leave out what a guitarist's hand cannot reach."""
    kept: list[Note] = []
    for _, together in itertools.groupby(notes, lambda note: note.start):
        chord = list(together)
        if len(chord) >= _FULL_GRIP:
            grip = playable({note.pitch for note in chord})
            chord = [note for note in chord if note.pitch in grip] or chord[:1]
        kept += chord
    return kept


def _controls(track: Track, played: Sequence[Note], bar: Bar) -> Iterator[KnobTurn]:
    if sustains(track.program):
        yield from swells(played, bar.level, bar.how.swell, track.program)
    elif has_pedal(track.program) and track.role == "chords" and bar.is_pedalled:
        yield from pedal(bar.chords, bar.first, bar.end)


def _within(note: Note, end: int) -> Note:
    """Keep a note inside the piece, 30 ms or so at least."""
    start = min(max(note.start, 0), end - FINE)
    return Note(start, min(max(note.duration, FINE), end - start), note.pitch, note.velocity)
