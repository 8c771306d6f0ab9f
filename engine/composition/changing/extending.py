"""A song that becomes longer: new sections before its ending, all else as it was."""

from __future__ import annotations

import string
from collections.abc import Iterator
from dataclasses import dataclass, replace

from engine.composition.changing.edit import LONGEST, Edit
from engine.composition.plan import Plan, PlannedSection
from engine.composition.planning.tempos import tempo_course
from engine.composition.revision import PARTS, Reviser, Revision, splice
from engine.composition.score import TICKS_PER_BEAT, Chord, Note, Score
from engine.errors import OptionError
from engine.progress import Progress

__all__ = ["Extend", "copy_bars", "extend"]

_SMALLEST_RETURN = 12  # new bars from which on the first theme comes back at their end


@dataclass(frozen=True)
class Extend(Edit):
    """Let the piece last about that many seconds longer."""

    seconds: float
    seed: int = 0


def extend(
    plan: Plan, score: Score, edit: Extend, reviser: Reviser, progress: Progress
) -> tuple[Plan, Score]:
    """Put new sections before the ending: another theme, and the first one again if there is room.

    Every old bar stays as it is.

    Raises
    ------
    OptionError
        If the piece would become longer than pieces may be.
    JobCancelledError
        If the user asked to stop.
    """
    if not 0 < edit.seconds <= LONGEST - score.duration:
        raise OptionError(
            f"{edit.seconds:g} seconds cannot be added to {score.duration:.0f}",
            hint=f"Choose up to {LONGEST - score.duration:.0f} seconds.",
        )
    place = len(plan.sections) - (plan.sections[-1].name == "ending" and len(plan.sections) > 1)
    first = sum(section.n_bars for section in plan.sections[:place])
    added = _new_sections(plan, place, edit.seconds)
    sections = (*plan.sections[:place], *added, *plan.sections[place:])
    plan = replace(plan, sections=sections)
    longer = _open_gap(plan, score, first, sum(section.n_bars for section in added))
    new_bars = range(first, first + added[0].n_bars)
    revision = Revision(longer, new_bars, frozenset(PARTS), seed=edit.seed)
    longer = splice(revision, reviser.revise(plan, revision, progress))
    if len(added) > 1:
        source = next(number for number, s in enumerate(sections) if s.name == added[1].name)
        longer = copy_bars(longer, plan.first_bars[source], new_bars.stop, added[1].n_bars)
    return plan, longer


def _new_sections(plan: Plan, place: int, seconds: float) -> list[PlannedSection]:
    """Lay out what is added: a new letter, and behind it the first letter's section."""
    last = plan.sections[place - 1]
    bar = plan.metre.ticks_per_bar / TICKS_PER_BEAT * 60 / last.expression.tempo
    n_bars = max(1, round(seconds / bar))
    used = {section.name for section in plan.sections}
    name = next(letter for letter in _letters() if letter not in used)
    home = next((section for section in plan.sections if section.is_theme), None)
    # what returns needs four bars of something else before it
    if home is None or n_bars < max(_SMALLEST_RETURN, home.n_bars + 4):
        return [replace(last, name=name, n_bars=n_bars)]
    return [replace(last, name=name, n_bars=n_bars - home.n_bars), home]


def _letters() -> Iterator[str]:
    """Give A to Z, then A1 and so on."""
    yield from string.ascii_uppercase
    number = 1
    while True:
        yield from (f"{letter}{number}" for letter in string.ascii_uppercase)
        number += 1


def _open_gap(plan: Plan, score: Score, bar: int, n_bars: int) -> Score:
    """Make room for bars of a longer plan; no note is cut."""
    length = score.metre.ticks_per_bar
    tick, gap = bar * length, n_bars * length

    def shifted(note: Note) -> Note:
        return replace(note, start=note.start + gap) if note.start >= tick else note

    return replace(
        score,
        n_bars=plan.n_bars,
        tempos=tempo_course(plan),
        sections=plan.score_sections,
        chords=tuple(_shift_chords(score.chords, tick, gap)),
        tracks=tuple(
            replace(track, notes=tuple(shifted(note) for note in track.notes))
            for track in score.tracks
        ),
        excerpts=tuple(
            replace(excerpt, start=excerpt.start + gap) if excerpt.start >= tick else excerpt
            for excerpt in score.excerpts
        ),
    )


def _shift_chords(chords: tuple[Chord, ...], tick: int, gap: int) -> Iterator[Chord]:
    for chord in chords:
        if chord.start >= tick:
            yield replace(chord, start=chord.start + gap)
        elif chord.end <= tick:
            yield chord
        else:
            yield replace(chord, duration=tick - chord.start)
            yield replace(chord, start=tick + gap, duration=chord.end - tick)


def copy_bars(score: Score, source: int, target: int, n_bars: int) -> Score:
    """Repeat bars in later ones that are still empty."""
    length = score.metre.ticks_per_bar
    start, end, gap = source * length, (source + n_bars) * length, (target - source) * length
    chords = [
        replace(c, start=max(c.start, start) + gap, duration=min(c.end, end) - max(c.start, start))
        for c in score.chords
        if c.start < end and c.end > start
    ]
    tracks = []
    for track in score.tracks:
        copied = [
            replace(n, start=n.start + gap, duration=min(n.duration, end - n.start))
            for n in track.notes
            if start <= n.start < end
        ]
        notes = sorted([*track.notes, *copied], key=lambda note: (note.start, note.pitch))
        tracks.append(replace(track, notes=tuple(notes)))
    chords = sorted([*score.chords, *chords], key=lambda chord: chord.start)
    return replace(score, chords=tuple(chords), tracks=tuple(tracks))
