"""What of a piece stands already while the rest is written, as a `PhraseWriter` sees it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engine.composition.boltzmann.piano_roll import (
    HOLD,
    LOWEST_PITCH,
    N_PITCHES,
    SILENCE,
    Bars,
    encode_bars,
)
from engine.composition.grid import TICKS_PER_COLUMN, columns_of
from engine.composition.harmony import SLOTS_PER_BAR, Degree, slot_columns
from engine.composition.planning.brief import PieceBrief, SectionBrief
from engine.composition.planning.phrases import PhrasePlan
from engine.composition.revision import Revision
from engine.composition.score import Chord, Metre, Note

__all__ = ["Given", "Weights", "read_bar"]

Weights = NDArray[np.float64]
"""Shape (n_slots, 12): ticks that a melody spends on each pitch class above the tonic."""


@dataclass(frozen=True)
class Given:
    """What stands: everything counted as if the tonic were C.

    Attributes
    ----------
    degrees
        The chord of every half bar, None where it is to be written.
    bars
        Every bar of melody, None where it is to be written.
    rhythms
        For every bar the one whose rhythm it keeps, or None.
    tune
        What new chords have to go with; None where the melody is written after them.
    fresh
        The bars in which anything is written.
    seed
        From which the new follows.
    """

    degrees: tuple[Degree | None, ...]
    bars: tuple[Bars | None, ...]
    rhythms: tuple[Bars | None, ...]
    tune: Weights | None
    fresh: range
    seed: int

    @classmethod
    def nothing(cls, brief: PieceBrief) -> Given:
        """Let everything be written."""
        none = (None,) * brief.n_bars
        return cls(none * SLOTS_PER_BAR, none, none, None, range(brief.n_bars), brief.seed)

    @classmethod
    def of(cls, brief: PieceBrief, revision: Revision) -> Given:
        """Take what a revision leaves as it is."""
        sections = [bar.section for bar in brief.bars]
        melody = revision.score.track("melody")
        notes = melody.notes if melody else ()
        bars = [read_bar(notes, brief.metre, bar, section) for bar, section in enumerate(sections)]
        degrees = _read_degrees(revision.score.chords, brief.metre, sections)
        n_slots = len(degrees)
        writes_chords, writes_melody = "harmony" in revision.parts, "melody" in revision.parts
        is_new = [bar in revision.bars for bar in range(brief.n_bars)]
        return cls(
            tuple(
                None if writes_chords and is_new[slot // SLOTS_PER_BAR] else degrees[slot]
                for slot in range(n_slots)
            ),
            tuple(None if writes_melody and is_new[n] else bar for n, bar in enumerate(bars)),
            tuple(
                _legato(bar, columns_of(brief.metre)) if revision.keeps_rhythm else None
                for bar in bars
            ),
            _weigh(notes, brief.metre, sections) if notes and not writes_melody else None,
            revision.bars,
            revision.seed,
        )  # fmt: skip

    def degrees_of(self, phrase: PhrasePlan) -> tuple[Degree | None, ...]:
        """Give the chords that stand in a phrase."""
        return self.degrees[_slots(phrase)]

    def tune_of(self, phrase: PhrasePlan) -> Weights | None:
        """Give what the chords of a phrase have to go with."""
        return None if self.tune is None else self.tune[_slots(phrase)]

    def is_fresh(self, phrase: PhrasePlan) -> bool:
        """Whether the whole phrase is written anew, so that others may repeat it."""
        return phrase.first_bar in self.fresh and phrase.first_bar + phrase.n_bars - 1 in self.fresh


def _slots(phrase: PhrasePlan) -> slice:
    first = phrase.first_bar * SLOTS_PER_BAR
    return slice(first, first + phrase.n_bars * SLOTS_PER_BAR)


def read_bar(notes: Sequence[Note], metre: Metre, bar: int, section: SectionBrief) -> Bars:
    """Draw one bar of a melody, pitches that the roll does not hold an octave or more off."""
    length, shift = metre.ticks_per_bar, section.octave_shift
    first = bar * length
    inside = [
        replace(
            note,
            start=note.start - first,
            duration=max(TICKS_PER_COLUMN, min(note.duration, first + length - note.start)),
            pitch=_fold(note.pitch - shift),
        )
        for note in notes
        if first <= note.start < first + length
    ]
    drawn: Bars = encode_bars(inside, columns_of(metre), 1, 0)[0]
    return drawn


def _fold(pitch: int) -> int:
    """Move a pitch by octaves into the roll."""
    while pitch < LOWEST_PITCH:
        pitch += 12
    while pitch >= LOWEST_PITCH + N_PITCHES:
        pitch -= 12
    return pitch


def _legato(bar: Bars, n_columns: int) -> Bars:
    """Hold every note up to the next: the new pitches only need its onsets."""
    used = np.arange(len(bar)) < n_columns
    held = bar.copy()
    held[(bar == SILENCE) & used] = HOLD
    return held


def _read_degrees(
    chords: Sequence[Chord], metre: Metre, sections: Sequence[SectionBrief]
) -> list[Degree | None]:
    """Give the chord that sounds when each half bar begins, relative to its section's tonic."""
    degrees: list[Degree | None] = []
    for bar, section in enumerate(sections):
        for column in slot_columns(metre):
            tick = bar * metre.ticks_per_bar + column * TICKS_PER_COLUMN
            chord = next((c for c in chords if c.start <= tick < c.end), None)
            root = (chord.root - section.key.tonic) % 12 if chord else 0
            degrees.append(Degree(root, chord.quality) if chord else None)
    return degrees


def _weigh(notes: Sequence[Note], metre: Metre, sections: Sequence[SectionBrief]) -> Weights:
    """Measure how long each pitch class sounds in each half bar."""
    length = metre.ticks_per_bar
    places = [column * TICKS_PER_COLUMN for column in slot_columns(metre)]
    starts = [bar * length + place for bar in range(len(sections)) for place in places]
    weights = np.zeros((len(starts), 12))
    for slot, start in enumerate(starts):
        end = starts[slot + 1] if slot + 1 < len(starts) else len(sections) * length
        tonic = sections[slot // SLOTS_PER_BAR].key.tonic
        for note in notes:
            overlap = min(note.end, end) - max(note.start, start)
            if overlap > 0:
                weights[slot, (note.pitch - tonic) % 12] += overlap
    return weights
