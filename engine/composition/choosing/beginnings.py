"""Lets a composer begin a piece several times, and goes on with the beginning it likes best."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from engine.composition.choosing.chooser import Chooser, misfit
from engine.composition.choosing.critic import Critic
from engine.composition.choosing.patterns import Lead, foreign_share
from engine.composition.draft import Draft
from engine.composition.planning.brief import PieceBrief, SectionBrief
from engine.composition.score import QUALITIES, TICKS_PER_BEAT
from engine.progress import Progress

__all__ = ["Choice", "go_on_with_best"]

Write = Callable[[PieceBrief, Progress], Iterator[Draft]]
"""Writes a piece: its beginnings, longer each time, then all of it."""

_OTHER_SEED = 7919  # a prime, so that no two pieces of a row of seeds share a try


class _Rising(Progress):
    """Tells how far the farthest of several tries is."""

    def __init__(self, outer: Progress) -> None:
        super().__init__()
        self._outer, self._farthest = outer, 0.0

    def check(self) -> None:
        self._outer.check()

    def update(self, stage: str, fraction: float) -> None:
        self._farthest = max(self._farthest, fraction)
        self._outer.update(stage, self._farthest)


@dataclass(frozen=True)
class Choice:
    """Of how many beginnings one is taken, and who says which; None for the rules alone."""

    n_candidates: int
    critic: Critic | None = None

    @classmethod
    def among(cls, n_candidates: int) -> Choice:
        """Let the critic that ships choose."""
        return cls(n_candidates, Critic() if n_candidates > 1 else None)


def go_on_with_best(
    write: Write, brief: PieceBrief, choice: Choice, progress: Progress
) -> Iterator[Draft]:
    """Write a piece by several seeds up to its first theme, and go on with the best of them.

    The first seed is the brief's own. What is written of each is judged by the sections that sing,
    and by what these are asked for.
    """
    seeds = [brief.seed + _OTHER_SEED * number for number in range(choice.n_candidates)]
    rising = _Rising(progress)
    writers = [write(replace(brief, seed=seed), rising) for seed in seeds]
    begun = [_begin(writer, brief) for writer in writers]
    best = 0
    if len(begun) > 1:
        chooser = Chooser(choice.critic, random.Random(f"taste {brief.seed}"))
        best = chooser.draw([_merit(drafts[-1], brief, chooser) for drafts in begun])
    yield from begun[best]
    yield from writers[best]


def _begin(writer: Iterator[Draft], brief: PieceBrief) -> list[Draft]:
    """Take beginnings until one holds a section that sings."""
    first = next((s.end_bar for s in brief.sections if s.sings), brief.n_bars)
    drafts = [next(writer)]
    while drafts[-1].n_bars < first:
        drafts.append(next(writer))
    return drafts


def _merit(draft: Draft, brief: PieceBrief, chooser: Chooser) -> float:
    found = [
        chooser.merit(lead) - misfit(_asked(section), _found(lead, section))
        for section in brief.sections
        if section.sings
        and section.end_bar <= draft.n_bars
        and (lead := _lead(draft, section, brief)).melody
    ]
    return float(np.mean(found)) if found else 0.0


def _lead(draft: Draft, section: SectionBrief, brief: PieceBrief) -> Lead:
    bar = brief.metre.ticks_per_bar
    start, end = section.first_bar * bar, section.end_bar * bar
    return Lead(
        section.key,
        bar,
        [note for note in draft.melody if start <= note.start < end],
        [chord for chord in draft.chords if start <= chord.start < end],
    )


def _asked(section: SectionBrief) -> dict[str, float]:
    manner = section.manner
    return {
        "melody density": manner.melody_density,
        "register": section.register,
        "darkness": manner.darkness,
        "chords a bar": manner.chords_a_bar,
        "chromatic": manner.chromatic,
    }


def _found(lead: Lead, section: SectionBrief) -> dict[str, float]:
    dark = sum(chord.duration for chord in lead.chords if 3 in QUALITIES[chord.quality])
    return {
        "melody density": len(lead.melody) / (section.n_bars * lead.bar / TICKS_PER_BEAT),
        "register": float(np.mean([note.pitch for note in lead.melody])),
        "darkness": dark / max(1, sum(chord.duration for chord in lead.chords)),
        "chords a bar": len(lead.chords) / section.n_bars,
        "chromatic": foreign_share(lead),
    }
