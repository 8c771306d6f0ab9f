"""A song whose parts come in another order, or more than once: every note as it was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from engine.composition.changing.edit import LONGEST, Edit
from engine.composition.plan import Plan, PlannedSection
from engine.composition.planning.tempos import tempo_course
from engine.composition.score import Chord, Note, Score
from engine.errors import OptionError

__all__ = ["Rearrange", "rearrange"]


@dataclass(frozen=True)
class Rearrange(Edit):
    """Let stretches of bars (from 0) follow each other; what none holds goes."""

    stretches: tuple[range, ...]


def rearrange(plan: Plan, score: Score, edit: Rearrange) -> tuple[Plan, Score]:
    """Put bars in another order; what comes twice is the same twice.

    Raises
    ------
    OptionError
        If they are not in the piece, or it would last too long.
    """
    for stretch in edit.stretches:
        if not 0 <= stretch.start < stretch.stop <= plan.n_bars:
            raise OptionError(
                f"bars {stretch.start + 1} to {stretch.stop} are not in the piece",
                hint=f"Choose bars between 1 and {plan.n_bars}.",
            )
    n_bars = sum(map(len, edit.stretches))
    if n_bars * score.duration / score.n_bars > LONGEST:
        raise OptionError(
            f"{n_bars} bars would last longer than {LONGEST / 60:.0f} minutes",
            hint="Repeat less, or shorten the song first.",
        )
    sections = [part for stretch in edit.stretches for part in _within(plan, stretch)]
    plan = replace(plan, sections=tuple(sections))
    return plan, _join(plan, score, edit.stretches)


def _within(plan: Plan, stretch: range) -> Iterator[PlannedSection]:
    """Give the sections of a stretch, cut at its borders."""
    for first, section in zip(plan.first_bars, plan.sections, strict=True):
        kept = range(max(first, stretch.start), min(first + section.n_bars, stretch.stop))
        if kept:
            yield replace(section, n_bars=len(kept))


def _join(plan: Plan, score: Score, stretches: tuple[range, ...]) -> Score:
    """Set stretches of a score one after the other, no note ringing over their borders."""
    bar = score.metre.ticks_per_bar
    moves, first = [], 0
    for stretch in stretches:
        moves.append((stretch.start * bar, stretch.stop * bar, (first - stretch.start) * bar))
        first += len(stretch)

    def moved(notes: tuple[Note, ...]) -> Iterator[Note]:
        for start, stop, way in moves:
            for note in notes:
                if start <= note.start < stop:
                    duration = min(note.duration, stop - note.start)
                    yield replace(note, start=note.start + way, duration=duration)

    def carried(chords: tuple[Chord, ...]) -> Iterator[Chord]:
        for start, stop, way in moves:
            for chord in chords:
                begin, end = max(chord.start, start), min(chord.end, stop)
                if begin < end:
                    yield replace(chord, start=begin + way, duration=end - begin)

    tracks = (replace(track, notes=tuple(moved(track.notes))) for track in score.tracks)
    excerpts = (
        replace(excerpt, start=excerpt.start + way)
        for start, stop, way in moves
        for excerpt in score.excerpts
        if start <= excerpt.start and excerpt.start + excerpt.duration <= stop
    )
    return replace(
        score,
        n_bars=plan.n_bars,
        tempos=tempo_course(plan),
        sections=plan.score_sections,
        chords=tuple(carried(score.chords)),
        tracks=tuple(tracks),
        excerpts=tuple(excerpts),
    )
