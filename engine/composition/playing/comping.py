"""Plays a style's own accompaniment on a piece's chords, bar by bar, after its grids."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace

from engine.composition.grid import TICKS_PER_COLUMN, columns_of
from engine.composition.planning.brief import PieceBrief
from engine.composition.playing.figures import voice_chords
from engine.composition.playing.velocities import as_velocity
from engine.composition.score import QUALITIES, Chord, Note, Role, Score, Track
from engine.composition.styles.style import Comping

__all__ = ["play_comping"]

_CENTRE = 57.0  # mean pitch of the chords: below the tune, above the bass
_LOWEST_ROOT = 33  # A1


def play_comping(score: Score, brief: PieceBrief, comping: Comping) -> Score:
    """Let chords and bass play a style's grids up to the last bar, which stays as it is.

    Grids of another metre, and parts without a grid, change nothing.
    """
    if len(comping.chords) != columns_of(score.metre):
        return score
    voicings = voice_chords(score.chords, _CENTRE)
    parts: dict[Role, list[Note]] = {"chords": [], "bass": []}
    borders = {section.first_bar * score.metre.ticks_per_bar for section in score.sections}
    strokes = 0
    for number, (chord, voicing) in enumerate(zip(score.chords, voicings, strict=True)):
        following = score.chords[number + 1] if number + 1 < len(score.chords) else chord
        if following.start in borders:  # what comes next may not be written yet
            following = chord
        for start, end in _struck(comping.chords, chord, score, brief):
            tones = _tones(comping.figure, voicing, chord, strokes)
            length = min(comping.length * TICKS_PER_COLUMN, end - start)
            parts["chords"] += [
                Note(start, length, tone, _loudness(brief, start)) for tone in tones
            ]
            strokes += 1
        parts["bass"] += _bass(comping.bass, chord, following, score, brief)
    if not comping.bass:
        del parts["bass"]
    tracks = [_put(track, parts, brief) for track in score.tracks]
    return replace(score, tracks=tuple(tracks))


def _struck(grid: str, chord: Chord, score: Score, brief: PieceBrief) -> Iterator[tuple[int, int]]:
    """Give the ticks at which a grid strikes while a chord sounds, each with the next stroke's."""
    bar = score.metre.ticks_per_bar
    ticks = [
        first + column * TICKS_PER_COLUMN
        for first in range(chord.start // bar * bar, min(chord.end, (brief.n_bars - 1) * bar), bar)
        for column, mark in enumerate(grid)
        if mark != "."
    ]
    struck = [tick for tick in ticks if chord.start <= tick < chord.end]
    yield from itertools.pairwise([*struck, chord.end])


def _tones(figure: str, voicing: tuple[int, ...], chord: Chord, stroke: int) -> Sequence[int]:
    if figure == "pulse":
        return voicing[-3:]
    if figure == "broken":
        order = [*range(len(voicing)), *range(len(voicing) - 2, 0, -1)]
        return [voicing[order[stroke % len(order)]]]
    if figure == "power":
        # from the lowest string of a guitar, E2
        root = 40 + (chord.root - 40) % 12
        return (root, root + QUALITIES[chord.quality][2], root + 12)
    return voicing


def _bass(
    grid: str, chord: Chord, following: Chord, score: Score, brief: PieceBrief
) -> Iterator[Note]:
    bar = score.metre.ticks_per_bar
    root = _LOWEST_ROOT + (chord.root - _LOWEST_ROOT) % 12
    for step, (start, end) in enumerate(_struck(grid, chord, score, brief)):
        mark = grid[start % bar // TICKS_PER_COLUMN]
        pitch = root + _above(mark, step, chord, following)
        length = max(1, min(end - start, 6 * TICKS_PER_COLUMN) - 1)
        yield Note(start, length, pitch, _loudness(brief, start))


def _above(mark: str, step: int, chord: Chord, following: Chord) -> int:
    """Give a bass tone's distance from the root; a walk leads into the next chord by a semitone."""
    third, fifth = QUALITIES[chord.quality][1:3]
    if mark == "w":
        # the shorter way round, at most a fourth down
        way = (following.root - chord.root + 5) % 12 - 5
        return (0, third, fifth, way - 1 if way > 0 else way + 1)[step % 4] if way else (
            (0, third, fifth, 9)[step % 4]
        )  # fmt: skip
    return {"R": 0, "3": third, "5": fifth, "6": 9, "8": 12}[mark]


def _put(track: Track, parts: dict[Role, list[Note]], brief: PieceBrief) -> Track:
    """Keep a track's last bar, and take the rest from what is played."""
    if track.role not in parts:
        return track
    last = (brief.n_bars - 1) * brief.metre.ticks_per_bar
    held = [note for note in track.notes if note.start >= last]
    notes = sorted([*parts[track.role], *held], key=lambda note: (note.start, note.pitch))
    return replace(track, notes=tuple(notes))


def _loudness(brief: PieceBrief, tick: int) -> int:
    """Give the loudness of the section that a tick lies in, as a velocity; strong beats heavier."""
    bar, place = divmod(tick, brief.metre.ticks_per_bar)
    accent = 5 if place == 0 else 0 if place % (4 * TICKS_PER_COLUMN) == 0 else -4
    return as_velocity(round(brief.bars[bar].section.expression.velocity) - 5 + accent)
