"""How music bears itself: how far a tune leaps, how it is dotted, how short all is touched.

A composer writes notes to a density and a register; what tells neighbouring feelings apart in a
tune is finer than that. Wide leaps and long–short rhythms are joy's, small steps and evened
contrasts sadness's and tenderness's, interruptions and extreme leaps fear's (Cespedes-Guevara &
Eerola's review of cues, Frontiers in Psychology 2018, table 3; Gabrielsson & Lindström 2010); the
sizes lie in `planning.bearings`. What is done hangs on a note's place in its section, so that a
theme comes back as it was.
"""

from __future__ import annotations

import bisect
import itertools
import random
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from engine.composition.planning.bearings import Bearing
from engine.composition.planning.brief import SectionBrief
from engine.composition.planning.phrases import split_bars
from engine.composition.score import TICKS_PER_BEAT, Chord, Metre, Note

__all__ = ["carry", "shorten"]

_Chance = Callable[[str, Note], float]
_GESTURE = 3  # notes that have a middle
_QUAVER = TICKS_PER_BEAT // 2
_NEAREST, _FARTHEST = 3, 9
"""Semitones by which a note at the top or bottom of its gesture goes on: a third to a sixth."""
_WIDEST = 13  # semitones from the middle of a section's tune: any voice has two octaves
_SHORTEST = TICKS_PER_BEAT // 8
_NARROW = 10.0
"""Semitones from the middle of a tune that stays near; less where it hardly moves."""
_OF_BARS = 0.5  # a bar's first note comes early half as often as others: it carries the chord


def carry(
    section: SectionBrief, melody: Sequence[Note], chords: Sequence[Chord], metre: Metre, seed: int
) -> tuple[Note, ...]:
    """Let a section's tune go as its feeling does; the last note of each phrase stays.

    Parameters
    ----------
    melody, chords
        Of the section; one voice, sorted.
    seed
        Of the piece.
    """
    if len(melody) < _GESTURE:
        return tuple(melody)
    first = section.first_bar * metre.ticks_per_bar

    def chance(name: str, note: Note) -> float:
        return random.Random(f"{name} {seed} {section.name} {note.start - first}").random()

    tune = melody
    if metre.denominator != 8:  # quavers in threes have a lilt of their own
        tune = _evened(melody, section.manner.bearing.evenness, chance)
    ends = _phrase_ends(section, tune, metre.ticks_per_bar)
    notes = _turned(tune, ends, chords, section.manner.bearing.leaps, chance)
    if metre.denominator != 8:
        _set_in_time(notes, ends, metre.ticks_per_bar, section.manner.bearing, chance)
    return tuple(notes)


def _evened(melody: Sequence[Note], evenness: float, chance: _Chance) -> list[Note]:
    """Bring sixteenths off the quavers to these; the last note stays."""
    notes, number = list(melody), 1
    while number < len(notes) - 1:
        is_even = chance("even", notes[number]) < evenness
        number += 0 if is_even and _even_out(notes, number) else 1
    return notes


def _turned(
    melody: Sequence[Note],
    ends: Collection[int],
    chords: Sequence[Chord],
    leaps: float,
    chance: _Chance,
) -> list[Note]:
    """Let a tune turn farther, or nearer, than it is written."""
    notes = list(melody)
    for number in range(1, len(notes) - 1):
        if number not in ends and chance("leap", notes[number]) < abs(leaps):
            notes[number] = _stretched(notes, number, chords, wider=leaps > 0)
    if leaps >= 0:
        return notes
    return [
        note if number in ends else _drawn_in(note, notes, chords, _NARROW * (1 + leaps))
        for number, note in enumerate(notes)
    ]


def _set_in_time(
    notes: list[Note], ends: Collection[int], bar: int, bearing: Bearing, chance: _Chance
) -> None:
    """Let notes come early, and dot what is even."""
    for number in range(1, len(notes)):
        often = bearing.syncopation * (_OF_BARS if notes[number].start % bar == 0 else 1.0)
        if number not in ends and chance("early", notes[number]) < often:
            _come_early(notes, number)
    for number in range(len(notes) - 2):
        if chance("dot", notes[number]) < bearing.dotting:
            _dot(notes, number)


def shorten(notes: Sequence[Note], section: SectionBrief) -> list[Note]:
    """Touch notes as a section's feeling does: staccato is a matter of short ones."""
    touch = section.manner.bearing.touch
    if touch >= 1:
        return list(notes)
    found = []
    for note in notes:
        share = min(max((note.duration - TICKS_PER_BEAT) / (2 * TICKS_PER_BEAT), 0.0), 1.0)
        length = round(note.duration * (touch + (1 - touch) * share))
        found.append(replace(note, duration=max(length, min(note.duration, _SHORTEST))))
    return found


def _phrase_ends(section: SectionBrief, melody: Sequence[Note], bar: int) -> set[int]:
    """Give the numbers of the notes with which phrases end."""
    starts = [note.start for note in melody]
    ends = itertools.accumulate(split_bars(section.n_bars), initial=section.first_bar)
    return {bisect.bisect_left(starts, end * bar) - 1 for end in ends}


def _stretched(notes: Sequence[Note], number: int, chords: Sequence[Chord], *, wider: bool) -> Note:
    """Move the top or the bottom of a gesture to another tone of its chord."""
    before, note, after = notes[number - 1 : number + 2]
    rises = note.pitch > before.pitch and note.pitch >= after.pitch
    falls = note.pitch < before.pitch and note.pitch <= after.pitch
    chord = next((c for c in chords if c.start <= note.start < c.end), None)
    if chord is None or rises == falls or note.start % _QUAVER:
        return note
    up = 1 if rises == wider else -1
    steps = range(_NEAREST, _FARTHEST + 1) if wider else range(1, _NEAREST + 1)
    middle = sorted(other.pitch for other in notes)[len(notes) // 2]
    for step in steps:
        pitch = note.pitch + up * step
        stays = wider or (pitch >= after.pitch if rises else pitch <= after.pitch)
        if pitch % 12 in chord.pitch_classes and stays and abs(pitch - middle) <= _WIDEST:
            return replace(note, pitch=pitch)
    return note


def _drawn_in(note: Note, notes: Sequence[Note], chords: Sequence[Chord], reach: float) -> Note:
    """Bring a note that lies far from the middle of a tune to the nearest tone of its chord."""
    middle = sorted(other.pitch for other in notes)[len(notes) // 2]
    chord = next((c for c in chords if c.start <= note.start < c.end), None)
    if chord is None or abs(note.pitch - middle) <= reach:
        return note
    towards = 1 if note.pitch < middle else -1
    pitch = note.pitch
    while abs(pitch - middle) > reach or pitch % 12 not in chord.pitch_classes:
        pitch += towards
        if (pitch - middle) * towards > reach:
            return note
    return replace(note, pitch=pitch)


def _come_early(notes: list[Note], number: int) -> None:
    """Begin a note of a beat a quaver before it, and hold it over, where there is room."""
    before, note = notes[number - 1 : number + 1]
    is_free = note.start - before.start >= TICKS_PER_BEAT and note.duration >= _QUAVER
    if note.start % TICKS_PER_BEAT or not is_free:
        return
    start = note.start - _QUAVER
    notes[number] = replace(note, start=start, duration=note.duration + _QUAVER)
    if before.end > start:
        notes[number - 1] = replace(before, duration=start - before.start)


def _even_out(notes: list[Note], number: int) -> bool:
    """Bring a sixteenth off the quavers to one that is free; say whether it is left out instead."""
    before, note = notes[number - 1 : number + 1]
    place = note.start % _QUAVER
    if place == 0 or note.start % (_QUAVER // 2):
        return False
    after = notes[number + 1].start
    early, late = note.start - place, note.start - place + _QUAVER
    if early > before.start:
        notes[number] = replace(note, start=early, duration=note.duration + place)
        notes[number - 1] = replace(before, duration=min(before.duration, early - before.start))
    elif late < after:
        notes[number] = replace(note, start=late, duration=max(note.end - late, place))
        notes[number - 1] = replace(before, duration=before.duration + late - note.start)
    else:  # a run of sixteenths: every other one is enough
        notes[number - 1] = replace(before, duration=note.end - before.start)
        del notes[number]
        return True
    return False


def _dot(notes: list[Note], number: int) -> None:
    """Make of two quavers a dotted one and a sixteenth."""
    first, second, third = notes[number : number + 3]
    is_pair = first.start % TICKS_PER_BEAT == 0 and second.start - first.start == _QUAVER
    if not is_pair or third.start - second.start < _QUAVER:
        return
    late = _QUAVER // 2
    notes[number] = replace(first, duration=_QUAVER + late)
    notes[number + 1] = replace(
        second, start=second.start + late, duration=max(second.duration - late, late)
    )
