"""A song that becomes shorter, its beginning and its end staying, or slower in some of its bars."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from engine.composition.changing.edit import Edit
from engine.composition.plan import Plan
from engine.composition.planning.constraints import TEMPOS
from engine.composition.planning.tempos import tempo_course
from engine.composition.score import Chord, Excerpt, Note, Score, TempoChange
from engine.errors import CompositionError, OptionError

__all__ = ["Bend", "Cut", "Shorten", "bend_tempo", "cut_bars", "shorten"]

_FEWEST = 4  # bars that are left at least


@dataclass(frozen=True)
class Shorten(Edit):
    """Let the piece last about that many seconds less."""

    seconds: float


@dataclass(frozen=True)
class Cut(Edit):
    """Leave bars (from 0) out."""

    bars: range


@dataclass(frozen=True)
class Bend(Edit):
    """Change the tempo of some bars (from 0) by a factor."""

    factor: float
    bars: range


def shorten(plan: Plan, score: Score, edit: Shorten) -> tuple[Plan, Score]:
    """Cut the bars before the ending, or before the last bar where there is none.

    Raises
    ------
    CompositionError
        If the piece is as short as can be.
    """
    bar = score.duration / score.n_bars
    n_bars = min(round(edit.seconds / bar), score.n_bars - _FEWEST)
    if n_bars < 1:
        raise CompositionError(
            "the song is as short as it can be", hint="Ask for a new one of another length."
        )
    has_ending = plan.sections[-1].name == "ending" and len(plan.sections) > 1
    stop = plan.first_bars[-1] if has_ending else plan.n_bars - 1  # the last bar closes the piece
    first = max(stop - n_bars, 1)
    return cut_bars(plan, score, Cut(range(first, stop)))


def cut_bars(plan: Plan, score: Score, edit: Cut) -> tuple[Plan, Score]:
    """Leave bars out; what is around them stays.

    Raises
    ------
    OptionError
        If they are not in the piece, or nothing would be left.
    """
    if not 0 <= edit.bars.start < edit.bars.stop <= plan.n_bars or len(edit.bars) == plan.n_bars:
        raise OptionError(
            f"bars {edit.bars.start + 1} to {edit.bars.stop} cannot be cut of {plan.n_bars}",
            hint="Name bars of the song, and leave one at least.",
        )
    shorter = _without(plan, edit.bars)
    return shorter, _close_gap(shorter, score, edit.bars)


def _without(plan: Plan, cut: range) -> Plan:
    """Take bars out of the sections that hold them."""
    sections = []
    for first, section in zip(plan.first_bars, plan.sections, strict=True):
        gone = len(range(max(first, cut.start), min(first + section.n_bars, cut.stop)))
        if gone < section.n_bars:
            sections.append(replace(section, n_bars=section.n_bars - gone))
    return replace(plan, sections=tuple(sections))


def _close_gap(plan: Plan, score: Score, cut: range) -> Score:
    """Leave bars out of a score, no note ringing over the cut."""
    bar = score.metre.ticks_per_bar
    start, stop = cut.start * bar, cut.stop * bar

    def kept(note: Note) -> Iterator[Note]:
        if note.start < start:
            yield replace(note, duration=min(note.duration, start - note.start))
        elif note.start >= stop:
            yield replace(note, start=note.start - (stop - start))

    tracks = (
        replace(track, notes=tuple(new for note in track.notes for new in kept(note)))
        for track in score.tracks
    )
    return replace(
        score,
        n_bars=plan.n_bars,
        tempos=tempo_course(plan),
        sections=plan.score_sections,
        chords=tuple(_cut_chords(score.chords, start, stop)),
        tracks=tuple(tracks),
        excerpts=tuple(_cut_excerpts(score.excerpts, start, stop)),
    )


def _cut_excerpts(excerpts: tuple[Excerpt, ...], start: int, stop: int) -> Iterator[Excerpt]:
    """Keep what no cut has touched: who wrote the rest is nobody's doing any more."""
    for excerpt in excerpts:
        if excerpt.start + excerpt.duration <= start:
            yield excerpt
        elif excerpt.start >= stop:
            yield replace(excerpt, start=excerpt.start - (stop - start))


def _cut_chords(chords: tuple[Chord, ...], start: int, stop: int) -> Iterator[Chord]:
    for chord in chords:
        if chord.start < start:
            yield replace(chord, duration=min(chord.end, start) - chord.start)
        if chord.end > stop:
            first = max(chord.start, stop)
            yield replace(chord, start=first - (stop - start), duration=chord.end - first)


def bend_tempo(plan: Plan, score: Score, edit: Bend) -> Score:
    """Play some bars slower or faster; the tempo before comes back after them.

    Raises
    ------
    OptionError
        If the bars are not in the piece, or the tempo would lie outside what can be played.
    """
    if not 0 <= edit.bars.start < edit.bars.stop <= plan.n_bars:
        raise OptionError(
            f"bars {edit.bars.start + 1} to {edit.bars.stop} are not in the piece",
            hint=f"Choose bars between 1 and {plan.n_bars}.",
        )
    bar = score.metre.ticks_per_bar
    start, stop = edit.bars.start * bar, edit.bars.stop * bar
    borders = [TempoChange(tick, _tempo_at(score, tick)) for tick in (start, stop)]
    known = {change.tick: change for change in (*borders, *score.tempos)}
    bent = [
        replace(change, tempo=change.tempo * edit.factor) if start <= tick < stop else change
        for tick, change in sorted(known.items())
        if tick < score.n_ticks
    ]
    slowest, fastest = min(c.tempo for c in bent), max(c.tempo for c in bent)
    if fastest > TEMPOS[1] * 1.2 or slowest < TEMPOS[0] / 2:
        raise OptionError(
            f"these bars would be played at {slowest:.0f} to {fastest:.0f} BPM",
            hint="Ask for a smaller change.",
        )
    return replace(score, tempos=tuple(bent))


def _tempo_at(score: Score, tick: int) -> float:
    return [change.tempo for change in score.tempos if change.tick <= tick][-1]
