"""Chords and sections as ChordPro, bar by bar in its grids."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from engine.composition.score import Score
from engine.export.sheet.heading import Heading
from engine.export.sheet.marks import ascii_symbol, section_title
from engine.export.sheet.rhythm import pulses_of

__all__ = ["score_to_chordpro"]

_BARS_A_LINE = 4


def score_to_chordpro(score: Score, heading: Heading) -> bytes:
    """Write the chords of a score, a cell a beat."""
    return ("\n".join(_lines(score, heading)) + "\n").encode()


def _lines(score: Score, heading: Heading) -> Iterator[str]:
    yield f"{{title: {heading.title or 'Untitled'}}}"
    yield "{composer: Affetto}"
    yield f"{{key: {ascii_symbol(score.key.name)}{'m' if score.key.mode == 'minor' else ''}}}"
    yield f"{{time: {score.metre}}}"
    yield f"{{tempo: {score.tempo:.0f}}}"
    if heading.facts:
        yield f"# {heading.facts}"
    n_beats = len(pulses_of(score.metre)) - 1
    for section in score.sections:
        label = section_title(section.name)
        yield ""
        yield f'{{start_of_grid label="{label}" shape="{_BARS_A_LINE}x{n_beats}"}}'
        end = section.first_bar + section.n_bars
        for first in range(section.first_bar, end, _BARS_A_LINE):
            bars = range(first, min(first + _BARS_A_LINE, end))
            yield "| " + " | ".join(_bar(score, bar) for bar in bars) + " |"
        yield "{end_of_grid}"


def _bar(score: Score, bar: int) -> str:
    """Write one bar: in each beat the chords that begin in it, at its start whatever sounds."""
    start, key = bar * score.metre.ticks_per_bar, score.key_at(bar)
    pulses = pulses_of(score.metre)
    cells = []
    for number, (first, end) in enumerate(itertools.pairwise(pulses)):
        begun = [
            chord
            for chord in score.chords
            if start + first <= chord.start < start + end
            or (number == 0 and chord.start < start < chord.end)
        ]
        names = dict.fromkeys(ascii_symbol(chord.symbol(key)) for chord in begun)
        cells.append("~".join(names) or ".")
    return " ".join(cells)
