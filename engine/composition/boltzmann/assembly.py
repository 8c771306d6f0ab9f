"""Puts phrases that were written with tonic C into their keys, octaves and places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from engine.composition.boltzmann.phrase_writing import Phrase
from engine.composition.boltzmann.piano_roll import decode_notes
from engine.composition.draft import Draft
from engine.composition.grid import TICKS_PER_COLUMN, columns_of
from engine.composition.harmony import SLOTS_PER_BAR, Degree, slot_columns
from engine.composition.planning.brief import PieceBrief, SectionBrief
from engine.composition.score import Chord, Metre, Note

__all__ = ["assemble"]


def assemble(brief: PieceBrief, phrases: Sequence[Phrase]) -> Draft:
    """Give what phrases from the first one on make together."""
    n_columns = columns_of(brief.metre)
    chords: list[Chord] = []
    melody: list[Note] = []
    for phrase in phrases:
        section = brief.sections[phrase.plan.section]
        tick = phrase.plan.first_bar * brief.metre.ticks_per_bar
        melody += [
            replace(note, start=note.start + tick)
            for note in decode_notes(np.array(phrase.bars), n_columns, section.octave_shift)
        ]
        chords += _chords_of(phrase.degrees, section, tick, brief.metre)
    return Draft(sum(phrase.plan.n_bars for phrase in phrases), chords, melody)


def _chords_of(
    degrees: Sequence[Degree], section: SectionBrief, tick: int, metre: Metre
) -> list[Chord]:
    """Join equal neighbours and transpose."""
    n_bars = len(degrees) // SLOTS_PER_BAR
    starts = [
        tick + bar * metre.ticks_per_bar + column * TICKS_PER_COLUMN
        for bar in range(n_bars)
        for column in slot_columns(metre)
    ]
    changes = [
        slot for slot in range(len(degrees)) if slot == 0 or degrees[slot] != degrees[slot - 1]
    ]
    ends = [*(starts[slot] for slot in changes[1:]), tick + n_bars * metre.ticks_per_bar]
    return [
        Chord(
            starts[slot],
            end - starts[slot],
            (degrees[slot].root + section.key.tonic) % 12,
            degrees[slot].quality,
        )
        for slot, end in zip(changes, ends, strict=True)
    ]
