"""What a bar may hold, and so what may come next while it is written."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from engine.composition.score import QUALITIES, TICKS_PER_BEAT, Metre
from engine.composition.transformer.taste import Flags, Numbers
from engine.composition.transformer.vocabulary import (
    EVENT_SIZES,
    FIRST_QUALITY,
    FIRST_ROOT,
    LOWEST,
    N_PITCHES,
    PLACES_PER_BEAT,
    Field,
    Kind,
    extent_of,
)

__all__ = ["PARTS", "BarRules", "Grammar", "favour"]

PARTS = (Kind.CHORD, Kind.MELODY, Kind.BASS, Kind.ACCOMPANIMENT)
"""What a bar is made of, in the order in which it is written."""

_FOREIGN = [
    [FIRST_QUALITY + list(QUALITIES).index(quality) for quality in qualities]
    for qualities in (("m", "m7", "m6"), ("", "maj7", "6", "aug"))
]
"""Qualities that would take the tonic chord into the other mode: of major, of minor."""

_CONSONANCE = {Kind.BASS: 1.0, Kind.ACCOMPANIMENT: 0.7}
"""What the tones of the chord are worth more than the model thinks, in nats: a wrong note that
sounds on in the accompaniment costs more than the many right ones that it was learned from."""


@dataclass(frozen=True)
class BarRules:
    """What a bar may hold.

    Attributes
    ----------
    parts
        The parts that may sound; chords always do.
    ranges
        Lowest and highest symbol of a part, both included.
    scale
        Symbols that the melody may have, None for all.
    first_root
        Semitones from the tonic that the bar's first chord has as root, None if free.
    last_root
        Semitones from the tonic that the bar's last chord has as root, None if free.
    must_be_root
        Whether all chords of the bar have that root.
    held
        Symbols that all parts may have where everything begins with the bar and lasts to its end,
        as in the last bar of a piece; None elsewhere.
    rhythms
        Place and extent of every event of parts whose rhythm is kept.
    """

    parts: frozenset[Kind] = frozenset(PARTS)
    ranges: Mapping[Kind, tuple[int, int]] = field(default_factory=dict)
    scale: Flags | None = None
    first_root: int | None = None
    last_root: int | None = None
    must_be_root: bool = False
    held: Flags | None = None
    rhythms: Mapping[Kind, Sequence[tuple[int, int]]] = field(default_factory=dict)


@dataclass(frozen=True)
class Grammar:
    """Flags what may come next in a bar: whatever is drawn by it is a valid bar.

    ``events`` are those of the part so far, as rows of numbers.
    """

    rules: BarRules
    metre: Metre
    is_minor: bool

    def kinds(self, part: Kind) -> Flags:
        """Say what may come after an event of a part: more of it, or what stands behind it."""
        allowed = np.zeros(EVENT_SIZES[Field.KIND], np.bool_)
        allowed[[part, *(later for later in PARTS if later > part), Kind.BAR]] = True
        return allowed

    def goes_on(self, part: Kind, number: int) -> bool | None:
        """Say whether event ``number`` of a part comes; None leaves it to chance."""
        # A part that may sound does; the bass alone may leave a bar to the others.
        if part in self.rules.rhythms or (part is not Kind.BASS and number == 0):
            return True
        if self.rules.held is not None and part is not Kind.ACCOMPANIMENT:
            return number == 0
        return None

    def places(self, part: Kind, events: Sequence[Sequence[int]]) -> Flags:
        """Say at which places the part may go on."""
        allowed = np.zeros(EVENT_SIZES[Field.PLACE], np.bool_)
        if part in self.rules.rhythms:
            allowed[self.rules.rhythms[part][len(events)][0]] = True
        elif part is Kind.CHORD and not events:
            allowed[0] = True  # every bar names the chord that it begins with
        else:
            step = part is not Kind.ACCOMPANIMENT
            begin = events[-1][Field.PLACE] + step if events else 0
            n_places = self.metre.ticks_per_bar // TICKS_PER_BEAT * PLACES_PER_BEAT
            allowed[begin : n_places if self.rules.held is None else 1] = True
        return allowed

    def symbols(self, part: Kind, place: int, events: Sequence[Sequence[int]]) -> Flags:
        """Say which pitches, or which roots, may come at a place."""
        if part is Kind.CHORD:
            return self._roots(is_first=not events)
        rules = self.rules
        allowed = np.zeros(EVENT_SIZES[Field.SYMBOL], np.bool_)
        low, high = rules.ranges.get(part, (1, N_PITCHES))
        allowed[max(1, low) : min(N_PITCHES, high) + 1] = True
        for flags in (rules.held, rules.scale if part is Kind.MELODY else None):
            if flags is not None and (allowed & flags).any():
                allowed &= flags
        if part is Kind.ACCOMPANIMENT and events and events[-1][Field.PLACE] == place:
            allowed[: events[-1][Field.SYMBOL] + 1] = False
        return allowed

    def _roots(self, *, is_first: bool) -> Flags:
        only = self.rules.last_root if self.rules.must_be_root else None
        only = self.rules.first_root if only is None and is_first else only
        allowed = np.zeros(EVENT_SIZES[Field.SYMBOL], np.bool_)
        allowed[FIRST_ROOT : FIRST_ROOT + 12] = only is None
        if only is not None:
            allowed[FIRST_ROOT + only] = True
        return allowed

    def extents(self, part: Kind, number: int, symbol: int) -> Flags:
        """Say which lengths, or which qualities, may come."""
        allowed = np.zeros(EVENT_SIZES[Field.EXTENT], np.bool_)
        if part is Kind.CHORD and self.rules.held is not None:
            allowed[FIRST_QUALITY + self.is_minor] = True
        elif part is Kind.CHORD:
            allowed[FIRST_QUALITY:] = True
            if symbol == FIRST_ROOT:
                allowed[_FOREIGN[self.is_minor]] = False
        elif part in self.rules.rhythms:
            allowed[self.rules.rhythms[part][number][1]] = True
        elif self.rules.held is not None:
            allowed[extent_of(self.metre.ticks_per_bar)] = True
        else:
            allowed[1:FIRST_QUALITY] = True
        return allowed

    def basses(self) -> Flags:
        """Say which tones a chord may have in the bass."""
        allowed = np.arange(EVENT_SIZES[Field.OVER]) > 0
        allowed[2:] &= self.rules.held is None
        return allowed


def favour(part: Kind, root: int, quality: int) -> Numbers | float:
    """Give what is added to the scores of a part's pitches over a chord, 0 if there is none.

    Parameters
    ----------
    root, quality
        `Field.SYMBOL` and `Field.EXTENT` of the chord.
    """
    worth = _CONSONANCE.get(part, 0.0)
    return worth * _chord_tones(root, quality) if worth and quality >= FIRST_QUALITY else 0.0


@functools.cache
def _chord_tones(root: int, quality: int) -> Numbers:
    """Flag with 1 the symbols of a chord's tones."""
    above = list(QUALITIES.values())[quality - FIRST_QUALITY]
    classes = [(root - FIRST_ROOT + step) % 12 for step in above]
    flags = np.zeros(EVENT_SIZES[Field.SYMBOL])
    flags[1 : 1 + N_PITCHES] = np.isin(np.arange(LOWEST, LOWEST + N_PITCHES) % 12, classes)
    return flags
