"""Cuts lead sheets into the bars of melody and phrases of chords that machines learn."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.composition.boltzmann.conditions import (
    BarContext,
    PhraseTraits,
    bar_conditions,
    phrase_conditions,
)
from engine.composition.boltzmann.piano_roll import (
    FIRST_ONSET,
    LOWEST_PITCH,
    SILENCE,
    Bars,
    encode_bars,
    measure_traits,
)
from engine.composition.grid import CENTRE, TICKS_PER_COLUMN, columns_of, readable_metre
from engine.composition.harmony import (
    CHORD_HOLD,
    N_SLOTS,
    SLOTS_PER_BAR,
    Degree,
    Phrase,
    simplify,
    slot_columns,
)
from engine.composition.score import Key, Metre, Mode
from engine.training.corpora.lead_sheets import LeadSheet

__all__ = [
    "Example",
    "Examples",
    "choose_vocabulary",
    "cut_bars",
    "cut_phrases",
    "draw_bars",
    "measure_phrase",
]

Example = tuple[NDArray[np.int64], NDArray[np.float64], str]
"""States, conditions and group of one bar or phrase."""


@dataclass(frozen=True)
class Examples:
    """What a machine learns from.

    Attributes
    ----------
    states
        Shape (n, columns).
    conditions
        Shape (n, conditions), float16 to save memory.
    groups
        Shape (n,): what each example counts as when examples are balanced, such as
        ``"pop909 minor"``.
    """

    states: NDArray[np.int64]
    conditions: NDArray[np.float16]
    groups: NDArray[np.str_]

    @classmethod
    def gather(cls, rows: Iterable[Example]) -> Examples:
        """Stack (states, conditions, group) rows."""
        states, conditions, groups = zip(*rows, strict=True)
        return cls(np.array(states), np.array(conditions, np.float16), np.array(groups))


def choose_vocabulary(sheets: Iterable[LeadSheet], size: int) -> list[Degree]:
    """Choose the chords that last longest in all, relative to the tonic; the modes weigh alike."""
    lasting: dict[Mode, Counter[Degree]] = {"major": Counter(), "minor": Counter()}
    for sheet in sheets:
        for chord in sheet.chords:
            degree = Degree((chord.root - sheet.key.tonic) % 12, chord.quality)
            lasting[sheet.key.mode][degree] += chord.duration
    shares: Counter[Degree] = Counter()
    for counter in lasting.values():
        for degree, ticks in counter.items():
            shares[degree] += ticks / counter.total()  # type: ignore[assignment]
    return sorted(degree for degree, _ in shares.most_common(size))


def cut_bars(sheet: LeadSheet) -> Iterator[Example]:
    """Give every bar of melody with its conditions."""
    metre = readable_metre(sheet.metre)
    if metre is None:
        return
    n_columns = columns_of(metre)
    bars = draw_bars(sheet, n_columns)
    slots = _degrees_at_slots(sheet, metre, len(bars) + 1)
    pitch: int | None = None
    for index, bar in enumerate(bars):
        previous = bars[index - 1] if index else None
        if (bar[:n_columns] != SILENCE).any() and slots[2 * index] is not None:
            chords = (slots[2 * index], slots[2 * index + 1], slots[2 * index + 2])
            context = BarContext(sheet.key.mode, metre, chords, previous, pitch)
            traits = measure_traits(bar, n_columns, sheet.key.mode, pitch)
            yield bar, bar_conditions(context, traits), _group(sheet)
        onsets = bar[bar >= FIRST_ONSET]
        pitch = int(onsets[-1]) - FIRST_ONSET + LOWEST_PITCH if len(onsets) else pitch


def cut_phrases(sheet: LeadSheet, vocabulary: dict[Degree, int]) -> Iterator[Example]:
    """Give every four bars of chords with their conditions."""
    metre = readable_metre(sheet.metre)
    if metre is None:
        return
    n_bars = max(chord.end for chord in sheet.chords) // (columns_of(metre) * TICKS_PER_COLUMN)
    entries = [
        None if degree is None else simplify(degree, vocabulary)
        for degree in _degrees_at_slots(sheet, metre, n_bars)
    ]
    chords = list(vocabulary)
    for start in range(0, len(entries) - N_SLOTS + 1, SLOTS_PER_BAR):
        window = entries[start : start + N_SLOTS]
        if None in window:
            continue
        states = fold_holds([entry for entry in window if entry is not None])
        traits = measure_phrase(states, chords, sheet.key.mode)
        previous = entries[start - 1] if start else None
        yield (
            states,
            phrase_conditions(sheet.key.mode, metre, traits, previous, len(chords)),
            _group(sheet),
        )


def fold_holds(entries: list[int]) -> Phrase:
    """Turn the chord of every slot into states: a chord that goes on becomes a hold."""
    states = [entries[0] + 1]
    for before, entry in itertools.pairwise(entries):
        states.append(CHORD_HOLD if entry == before else entry + 1)
    return np.array(states)


def measure_phrase(states: Phrase, chords: list[Degree], mode: Mode) -> PhraseTraits:
    """Measure a phrase of chords."""
    heard = [chords[state - 1] for state in states if state != CHORD_HOLD]
    allowed = {*Key(0, mode).scale, *((11,) if mode == "minor" else ())}
    return PhraseTraits(
        changes=len(heard) * SLOTS_PER_BAR / len(states),
        minor=float(np.mean([degree.is_minor for degree in heard])),
        sevenths=float(np.mean([len(degree.tones) > 3 for degree in heard])),
        chromatic=float(np.mean([not allowed.issuperset(degree.tones) for degree in heard])),
    )


def draw_bars(sheet: LeadSheet, n_columns: int) -> Bars:
    """Draw the melody in the octave where its mean pitch, tonic C, is usual."""
    mean = float(np.mean([note.pitch for note in sheet.melody]))
    shift = -sheet.key.tonic
    shift += 12 * round((CENTRE - mean - shift) / 12)
    n_bars = -(-sheet.melody[-1].end // (n_columns * TICKS_PER_COLUMN))
    return encode_bars(sheet.melody, n_columns, n_bars, shift)


def _degrees_at_slots(sheet: LeadSheet, metre: Metre, n_bars: int) -> list[Degree | None]:
    """Give the chord that sounds at every half bar."""
    slots: list[Degree | None] = [None] * (n_bars * SLOTS_PER_BAR)
    places = [
        (bar * columns_of(metre) + column) * TICKS_PER_COLUMN
        for bar in range(n_bars)
        for column in slot_columns(metre)
    ]
    starts = np.array([chord.start for chord in sheet.chords])
    for slot, tick in enumerate(places):
        found = int(np.searchsorted(starts, tick, side="right")) - 1
        if found >= 0 and tick < sheet.chords[found].end:
            chord = sheet.chords[found]
            slots[slot] = Degree((chord.root - sheet.key.tonic) % 12, chord.quality)
    return slots


def _group(sheet: LeadSheet) -> str:
    return f"{sheet.name.partition('/')[0]} {sheet.key.mode}"
