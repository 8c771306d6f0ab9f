"""What pitches are worth beside what the model thinks of them: how they sound with the others.

The songs that the model learned from rub now and then, and every rub goes somewhere; a draw that
rubs by chance does not. What is added here, in nats, is settled by what a listener hears: how long
a semitone would sound on, and against whom.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from engine.composition.score import QUALITIES, TICKS_PER_BEAT
from engine.composition.transformer.taste import Flags, Numbers
from engine.composition.transformer.vocabulary import (
    DURATIONS,
    EVENT_SIZES,
    FIRST_QUALITY,
    FIRST_ROOT,
    LOWEST,
    N_PITCHES,
    Field,
    Kind,
    tick_of,
)

__all__ = ["LONGEST_RUB", "REMEMBERED", "Held", "Sounding", "bass_tones", "rubs_with_row"]

_CONSONANCE = {Kind.BASS: 1.0, Kind.ACCOMPANIMENT: 0.7}
"""What the tones of the chord are worth: a wrong note that sounds on in the accompaniment costs
more than the many right ones that it was learned from."""
_THIRD = 1.8  # worth of the third until it has sounded: without it a chord is neither gay nor sad
_BESIDE = -1.6
"""Worth of a tone of the accompaniment a semitone from one of the chord, which others will play."""
_APPOGGIATURA = -1.2  # the same in the tune, on the beat; off the beat it passes
_OTHER_THIRD = -2.5
"""Worth of a major third that is sung over a minor chord, wherever: in POP909 one note of 1,400 is;
over major chords a minor third is a blue note."""
_RUB = -9.0
"""Worth of a minor second or ninth that sounds on against what is written already, however tense
the music: one that came once is copied by the network with a certainty of a thousand to one.

Songs with a tenth and more of foreign notes have 4.1 of them in 100 beats, those with next to none
2.5 (POP909, Lieder, Mutopia): half a nat. What songs in minor gain with foreign notes are chords
with a tritone (.01 of all, then .10), and these the controls ask the network for."""
_HEARD = TICKS_PER_BEAT // 2  # ticks from which two notes are heard together
_RINGS = 2 * TICKS_PER_BEAT  # ticks that an accompaniment rings at most (the arranger's pedal)
_LEAP = 7  # semitones from which a leap wants to turn back
_TURNS = 0.6  # worth of the steps back after a leap, and what going on costs
_INSISTS, _DRONES = 4, -1.0
"""Notes on one pitch after which a further one is worth less: songs go on so in .42 of the cases
(POP909, Lieder), the network in .6."""
REMEMBERED = _INSISTS  # events of a tune that what comes next depends on
LONGEST_RUB = 3 * TICKS_PER_BEAT // 4
"""Ticks that a sung tone a semitone from the chord stays below."""

_MAJOR_THIRD = 4  # semitones
_RUBS = (1, 13)  # semitones
_RUBS_WITH_TUNE = (-25, 11)
_PITCHES = np.arange(LOWEST, LOWEST + N_PITCHES)  # above the tonic's offset, of symbol 1 and on


@dataclass(frozen=True)
class Held:
    """A note of a bar in its ticks; below 0 it has begun before."""

    start: int
    end: int
    pitch: int
    is_sung: bool


class Sounding:
    """What is written of a bar, and how a pitch would sound with it.

    Parameters
    ----------
    length
        Of the bar, in ticks.
    held
        What sounds on from the bar before: its `held_over`.
    """

    def __init__(self, length: int, held: Sequence[Held] = ()) -> None:
        self._length = length
        self._notes = list(held)
        self._chords: list[list[int]] = []

    def held_over(self) -> list[Held]:
        """Give what sounds on into the next bar, in its ticks."""
        length = self._length
        return [
            replace(note, start=note.start - length, end=note.end - length)
            for note in self._notes
            if note.end > length
        ]

    def add(self, part: Kind, events: Sequence[Sequence[int]]) -> None:
        """Take account of events of a part."""
        if part is Kind.CHORD:
            self._chords += [list(event) for event in events]
            return
        for event in events:
            start = tick_of(event[Field.PLACE])
            end = start + DURATIONS[event[Field.EXTENT] - 1]
            if part is Kind.ACCOMPANIMENT:
                end = max(end, self._ringing(start))
            pitch = event[Field.SYMBOL] - 1 + LOWEST
            self._notes.append(Held(start, end, pitch, is_sung=part is Kind.MELODY))

    def longest_sung(self, place: int, symbol: int) -> int | None:
        """Say how many ticks a tone of the tune may last before it rubs; None for as long as liked.

        It rubs from the start with the chord that it leans on, or from where the next one comes.
        """
        start = tick_of(place)
        for chord in [self._chord_at(start), *self._later(start)]:
            if chord is not None and rubs_with_row(chord)[symbol]:
                begins = max(0, tick_of(chord[Field.PLACE]) - start)
                return begins + LONGEST_RUB - 1
        return None

    def chord_worth(self, root: int | None = None) -> Numbers | float:
        """Give what roots, or a root's qualities, are worth under a tone that is held over."""
        held = [n.pitch for n in self._notes if n.is_sung and n.end >= LONGEST_RUB]
        if not held:
            return 0.0
        symbol = held[-1] - LOWEST + 1
        if root is None:  # a semitone below the tone no chord stands
            worth = np.zeros(EVENT_SIZES[Field.SYMBOL])
            worth[FIRST_ROOT + (held[-1] - 1) % 12] = _RUB
            return worth
        worth = np.zeros(EVENT_SIZES[Field.EXTENT])
        for quality in range(FIRST_QUALITY, len(worth)):
            worth[quality] = _RUB * rubs_with_chord(root, quality)[symbol]
        return worth

    def worth(self, part: Kind, place: int, before: Sequence[Sequence[int]]) -> Numbers:
        """Give what is added to the scores of a part's pitches at a place.

        Parameters
        ----------
        before
            The tune's latest events, up to `REMEMBERED`.
        """
        start = tick_of(place)
        chord = self._chord_at(start)
        worth = np.zeros(EVENT_SIZES[Field.SYMBOL])
        if chord is not None and chord[Field.EXTENT] >= FIRST_QUALITY:
            worth[1 : 1 + N_PITCHES] += self._with_chord(part, start, chord)
        worth[1 : 1 + N_PITCHES] += self._with_notes(part, start)
        if part is Kind.MELODY:
            worth[1 : 1 + N_PITCHES] += _after_leap(before) + _after_drone(before)
        return worth

    def _with_chord(self, part: Kind, start: int, chord: Sequence[int]) -> Numbers:
        root, quality = chord[Field.SYMBOL], chord[Field.EXTENT]
        beside = rubs_with_row(chord)[1 : 1 + N_PITCHES]
        if part is Kind.MELODY:
            on_beat = start % TICKS_PER_BEAT == 0
            sung: Numbers = _APPOGGIATURA * on_beat * beside
            if _is_minor(quality):
                sung[(_PITCHES - root + FIRST_ROOT) % 12 == _MAJOR_THIRD] += _OTHER_THIRD
            return sung
        tones = _chord_tones(root, quality)[1 : 1 + N_PITCHES]
        worth: Numbers = _CONSONANCE[part] * tones + _BESIDE * beside
        if part is Kind.ACCOMPANIMENT and not self._has_third(chord):
            worth += _THIRD * np.isin(_PITCHES % 12, _thirds(root, quality))
        return worth

    def _with_notes(self, part: Kind, start: int) -> Numbers:
        """Forbid, nearly, what would sound on beside a note that sounds then."""
        end = self._ringing(start) if part is Kind.ACCOMPANIMENT else start + TICKS_PER_BEAT
        worth = np.zeros(N_PITCHES)
        others = [n for n in self._notes if part is not Kind.MELODY or not n.is_sung]
        for note in others:
            if min(end, note.end) - max(start, note.start) >= _HEARD:
                above = _PITCHES - note.pitch
                worth[np.isin(np.abs(above), _RUBS)] = _RUB
                if note.is_sung:  # a tune is heard against every octave, but for sevenths below it
                    worth[np.isin(above, _RUBS_WITH_TUNE)] = _RUB
        return worth

    def _has_third(self, chord: Sequence[int]) -> bool:
        thirds = _thirds(chord[Field.SYMBOL], chord[Field.EXTENT])
        start, end = tick_of(chord[Field.PLACE]), self._end_of(chord)
        return not thirds or any(
            note.pitch % 12 in thirds
            for note in self._notes
            if note.start < end and note.end > start
        )

    def _chord_at(self, tick: int) -> list[int] | None:
        return next((c for c in self._chords[::-1] if tick_of(c[Field.PLACE]) <= tick), None)

    def _later(self, tick: int) -> list[list[int]]:
        return [chord for chord in self._chords if tick_of(chord[Field.PLACE]) > tick]

    def _end_of(self, chord: Sequence[int]) -> int:
        later = self._later(tick_of(chord[Field.PLACE]))
        return min((tick_of(c[Field.PLACE]) for c in later), default=self._length)

    def _ringing(self, start: int) -> int:
        """Say up to which tick a note of the accompaniment rings."""
        chord = self._chord_at(start)
        end = self._length if chord is None else self._end_of(chord)
        return min(end, start + _RINGS)


def _after_drone(before: Sequence[Sequence[int]]) -> Numbers:
    """Let a tune leave a pitch that it has insisted on."""
    worth = np.zeros(N_PITCHES)
    latest = {event[Field.SYMBOL] for event in before[-_INSISTS:]}
    if len(before) >= _INSISTS and len(latest) == 1:
        worth[latest.pop() - 1] = _DRONES
    return worth


def _after_leap(before: Sequence[Sequence[int]]) -> Numbers:
    """Let a tune turn back by step after a leap (Narmour's registral return, 1990)."""
    worth = np.zeros(N_PITCHES)
    if len(before) > 1:
        first, last = (event[Field.SYMBOL] - 1 + LOWEST for event in before[-2:])
        leap = last - first
        if abs(leap) >= _LEAP:
            away = (_PITCHES - last) * np.sign(leap)
            worth += _TURNS * ((away < 0) & (away > -5)) - _TURNS * (away > 0)
    return worth


def bass_tones(chord: Sequence[int]) -> Flags:
    """Flag the symbols of the tone that a chord has in the bass, as a row of events names it."""
    root, over = chord[Field.SYMBOL] - FIRST_ROOT, max(0, chord[Field.OVER] - 1)
    flags = np.zeros(EVENT_SIZES[Field.SYMBOL], np.bool_)
    flags[1 : 1 + N_PITCHES] = (root + over) % 12 == _PITCHES % 12
    return flags


@functools.cache
def _chord_tones(root: int, quality: int) -> Numbers:
    """Flag with 1 the symbols of a chord's tones; it is given by `Field.SYMBOL` and `EXTENT`."""
    return _flags(_classes(root, quality))


@functools.cache
def rubs_with_chord(root: int, quality: int, over: int = 1) -> Numbers:
    """Flag with 1 the symbols that are no tones of a chord, but a semitone from one.

    Over a bass other than the root, given by `Field.OVER`, its minor ninth rubs in any case: the
    root over a major seventh.
    """
    classes = _classes(root, quality)
    beside = {(tone + step) % 12 for tone in classes for step in (1, 11)} - set(classes)
    if over > 1:
        beside.add((root - FIRST_ROOT + over) % 12)
    return _flags(tuple(beside))


def rubs_with_row(chord: Sequence[int]) -> Numbers:
    """Flag with 1 the symbols that rub with a chord, given as an event; none with silence."""
    if chord[Field.EXTENT] < FIRST_QUALITY:
        return np.zeros(EVENT_SIZES[Field.SYMBOL])
    return rubs_with_chord(chord[Field.SYMBOL], chord[Field.EXTENT], chord[Field.OVER])


def _flags(classes: tuple[int, ...]) -> Numbers:
    flags = np.zeros(EVENT_SIZES[Field.SYMBOL])
    flags[1 : 1 + N_PITCHES] = np.isin(_PITCHES % 12, classes)
    return flags


def _classes(root: int, quality: int) -> tuple[int, ...]:
    """Give a chord's pitch classes above the tonic."""
    above = list(QUALITIES.values())[quality - FIRST_QUALITY]
    return tuple((root - FIRST_ROOT + step) % 12 for step in above)


def _is_minor(quality: int) -> bool:
    above = list(QUALITIES.values())[quality - FIRST_QUALITY]
    return 3 in above and 4 not in above


def _thirds(root: int, quality: int) -> tuple[int, ...]:
    above = list(QUALITIES.values())[quality - FIRST_QUALITY]
    return tuple((root - FIRST_ROOT + step) % 12 for step in above if step in (3, 4))
