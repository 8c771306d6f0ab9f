"""What a bar may hold, and so what may come next while it is written."""

from __future__ import annotations

import bisect
import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from engine.composition.score import QUALITIES, TICKS_PER_BEAT, Metre
from engine.composition.transformer.consonance import bass_tones
from engine.composition.transformer.taste import Flags
from engine.composition.transformer.vocabulary import (
    DURATIONS,
    EVENT_SIZES,
    FIRST_QUALITY,
    FIRST_ROOT,
    LOWEST,
    N_PITCHES,
    PLACES_PER_BEAT,
    Field,
    Kind,
    extent_of,
    tick_of,
)

__all__ = ["PARTS", "BarRules", "Grammar"]

PARTS = (Kind.CHORD, Kind.MELODY, Kind.BASS, Kind.ACCOMPANIMENT)
"""What a bar is made of, in the order in which it is written."""

_FOREIGN = [
    [FIRST_QUALITY + list(QUALITIES).index(quality) for quality in qualities]
    for qualities in (("m", "m7", "m6"), ("", "maj7", "6", "aug"))
]
"""Qualities that would take the tonic chord into the other mode: of major, of minor."""

_LEADING = {
    7: [FIRST_QUALITY + list(QUALITIES).index(quality) for quality in ("", "7")],
    11: [FIRST_QUALITY + list(QUALITIES).index(quality) for quality in ("dim", "dim7", "m7♭5")],
}
"""Qualities with the leading tone of the chords that lead home, by root."""


_STANDS = (0, 3, 4)
"""Semitones of root and thirds above a chord's root."""
_WAITS = (7, 10)  # semitones from a tonic to basses over which it waits to be resolved
_DOMINANT = FIRST_QUALITY + list(QUALITIES).index("7")  # on the tonic it leads away from home
_PITCH_CLASSES = np.arange(LOWEST, LOWEST + N_PITCHES) % 12  # above the tonic


@functools.cache
def _qualities_with(*steps: int) -> Flags:
    """Flag the qualities that have tones so many semitones above the root."""
    flags = np.zeros(EVENT_SIZES[Field.EXTENT], np.bool_)
    for number, tones in enumerate(QUALITIES.values()):
        flags[FIRST_QUALITY + number] = set(steps) <= set(tones)
    return flags


@functools.cache
def _resting(root: int) -> Flags:
    """Flag the qualities on which music may rest: they have a third, a fifth and nowhere to go."""
    flags = _qualities_with(3, 7) | _qualities_with(4, 7)
    flags[_DOMINANT] &= root != 0
    return flags


def _longest_extent(longest: int | None) -> int:
    """Give the extent of the longest note of so many ticks, or of any."""
    return FIRST_QUALITY - 1 if longest is None else max(1, bisect.bisect_right(DURATIONS, longest))


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
    last_roots
        Semitones from the tonic of which the bar's last chord has one as root, the usual one
        first; empty if free.
    must_be_root
        Whether all chords of the bar have the first of these roots, stand on it and are plain.
    keeps_mode
        Whether nothing sounds the third of the other mode, as where a piece turns from one to the
        other: of 100 stretches of eight bars in minor (POP909) 95 do next to never.
    rests_plainly
        Whether a last chord has to be a plain one on its root.
    leads_home
        Whether the last chord leads to the tonic that follows, and so has the leading tone.
    held
        Symbols that all parts may have where everything begins with the bar and lasts to its end,
        as in the last bar of a piece; None elsewhere.
    rhythms
        Place and extent of every event of parts whose rhythm is kept.
    busiest
        Most notes of the tune.
    shunned
        How a tune's rhythm shall not begin, each as places of its first notes: so others went.
    """

    parts: frozenset[Kind] = frozenset(PARTS)
    ranges: Mapping[Kind, tuple[int, int]] = field(default_factory=dict)
    scale: Flags | None = None
    first_root: int | None = None
    last_roots: tuple[int, ...] = ()
    must_be_root: bool = False
    keeps_mode: bool = False
    rests_plainly: bool = True
    leads_home: bool = False
    held: Flags | None = None
    rhythms: Mapping[Kind, Sequence[tuple[int, int]]] = field(default_factory=dict)
    busiest: int = 24
    shunned: tuple[tuple[int, ...], ...] = ()


@dataclass(frozen=True)
class Grammar:
    """Flags what may come next in a bar: whatever is drawn by it is a valid bar.

    ``events`` are those of the part so far, as rows of numbers; ``chords`` those of the bar, once
    they are written: where one begins the bass is its own.
    """

    rules: BarRules
    metre: Metre
    is_minor: bool
    chords: Sequence[Sequence[int]] = ()

    def kinds(self, part: Kind) -> Flags:
        """Say what may come after an event of a part: more of it, or what stands behind it."""
        allowed = np.zeros(EVENT_SIZES[Field.KIND], np.bool_)
        allowed[[part, *(later for later in PARTS if later > part), Kind.BAR]] = True
        return allowed

    def goes_on(self, part: Kind, events: Sequence[Sequence[int]]) -> bool | None:
        """Say whether another event of a part comes; None leaves it to chance."""
        number = len(events)
        # A part that may sound does; the bass alone may leave a bar to the others.
        if part in self.rules.rhythms or (part is not Kind.BASS and number == 0):
            return True
        if self.rules.held is not None and part is not Kind.ACCOMPANIMENT:
            return number == 0
        if part is Kind.MELODY and number >= self.rules.busiest:
            return False
        if part is Kind.BASS and events and self._due(events[-1][Field.PLACE] + 1):
            return True
        return None

    def _due(self, begin: int) -> Sequence[int] | None:
        """Give the next chord from a place on, which the bass must not miss."""
        later = (c for c in self.chords if c[Field.PLACE] >= begin and c[Field.OVER])
        return next(later, None)

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
            due = self._due(begin) if part is Kind.BASS else None
            if due is not None:
                allowed[due[Field.PLACE] + 1 :] = False
            if part is Kind.MELODY and self.rules.held is None:
                allowed[self._shunned(events)] = False
        return allowed

    def _shunned(self, events: Sequence[Sequence[int]]) -> list[int]:
        """Give the places at which a tune would go on as it shall not."""
        so_far = tuple(event[Field.PLACE] for event in events)
        return [begun[-1] for begun in self.rules.shunned if begun[:-1] == so_far]

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
        if rules.keeps_mode:
            allowed[1 : 1 + N_PITCHES] &= self._other_third != _PITCH_CLASSES
        if part is Kind.BASS:
            begun = [chord for chord in self.chords if chord[Field.PLACE] == place]
            own = bass_tones(begun[0]) if begun else allowed
            if (allowed & own).any():
                allowed &= own
        if part is Kind.ACCOMPANIMENT and events and events[-1][Field.PLACE] == place:
            allowed[: events[-1][Field.SYMBOL] + 1] = False
        return allowed

    def _roots(self, *, is_first: bool) -> Flags:
        only = self.rules.last_roots[0] if self.rules.must_be_root else None
        only = self.rules.first_root if only is None and is_first else only
        allowed = np.zeros(EVENT_SIZES[Field.SYMBOL], np.bool_)
        allowed[FIRST_ROOT : FIRST_ROOT + 12] = only is None
        if only is not None:
            allowed[FIRST_ROOT + only] = True
        elif self.rules.keeps_mode:
            allowed[FIRST_ROOT + self._other_third] = False
        return allowed

    def rests(self, chord: Sequence[int]) -> bool:
        """Whether a bar may end with a chord: sections rest on a plain one that stands on its root.

        Within them a fifth of the closes have a colour or stand on the third (POP909; Lieder .3),
        as the network has learned; but a tonic over its fifth still waits for the dominant, and
        one with a minor seventh goes on.
        """
        if not self.rules.last_roots:
            return True
        root = chord[Field.SYMBOL] - FIRST_ROOT
        quality, over = chord[Field.EXTENT], chord[Field.OVER] - 1
        if self.rules.leads_home:
            rests = True
        elif self.rules.rests_plainly:
            rests = bool(_resting(root)[quality]) and over <= 0
        else:
            rests = root != 0 or (over not in _WAITS and quality != _DOMINANT)
        return root in self.rules.last_roots and rests

    @property
    def _other_third(self) -> int:
        """The third above the tonic of the other mode."""
        return 4 if self.is_minor else 3

    def _qualities(self, root: int, *, is_first: bool) -> Flags:
        allowed = np.zeros(EVENT_SIZES[Field.EXTENT], np.bool_)
        allowed[FIRST_QUALITY:] = True
        if root == 0:
            allowed[_FOREIGN[self.is_minor]] = False
        if self.rules.leads_home and root in _LEADING:
            allowed[:] = False
            allowed[_LEADING[root]] = True
        if self.rules.must_be_root or (is_first and self.rules.first_root == root):
            allowed &= _resting(root)
        if self.rules.keeps_mode:
            allowed &= ~_qualities_with((self._other_third - root) % 12)
        return allowed

    def extents(self, part: Kind, number: int, symbol: int, longest: int | None = None) -> Flags:
        """Say which lengths, or which qualities, may come.

        Parameters
        ----------
        longest
            Ticks that a note may last, where it must not last as long as it likes.
        """
        allowed = np.zeros(EVENT_SIZES[Field.EXTENT], np.bool_)
        if part is Kind.CHORD and self.rules.held is not None:
            allowed[FIRST_QUALITY + self.is_minor] = True
        elif part is Kind.CHORD:
            return self._qualities(symbol - FIRST_ROOT, is_first=number == 0)
        elif part in self.rules.rhythms:
            allowed[min(self.rules.rhythms[part][number][1], _longest_extent(longest))] = True
        elif self.rules.held is not None:
            allowed[extent_of(self.metre.ticks_per_bar)] = True
        else:
            allowed[1 : _longest_extent(longest) + 1] = True
        return allowed

    def room(self, place: int) -> int:
        """Give the ticks from a place to the next chord, or to the end of the bar."""
        start = tick_of(place)
        chords = (tick_of(chord[Field.PLACE]) for chord in self.chords)
        later = [tick for tick in chords if tick > start]
        return min([*later, self.metre.ticks_per_bar]) - start

    def basses(self, *, is_first: bool) -> Flags:
        """Say which tones a chord may have in the bass.

        Where music comes home for the first time it stands on the root or the third: on its fifth
        a tonic is heard as a dominant still to be resolved (Piston, *Harmony*, on the six-four).
        """
        allowed = np.arange(EVENT_SIZES[Field.OVER]) > 0
        allowed[2:] &= self.rules.held is None and not self.rules.must_be_root
        if is_first and self.rules.first_root is not None:
            allowed &= np.isin(np.arange(len(allowed)) - 1, _STANDS)
        return allowed
