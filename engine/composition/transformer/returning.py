"""Lets a bar return: as it was, ornamented, on its old rhythm, its harmony alone or a new one.

Of 100 phrases that songs repeat (POP909), 14 come back with the same notes, and of 100 bars of a
minute's tune 86 differ: what returns is known by its head and its chords, and mostly said anew.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from engine.composition.planning.brief import BarBrief
from engine.composition.playing.development import in_mode, ornament
from engine.composition.playing.reharmony import reharmonise
from engine.composition.score import QUALITIES, TICKS_PER_BEAT, Key, Note
from engine.composition.transformer.bar_rules import BarRules
from engine.composition.transformer.vocabulary import (
    FIRST_QUALITY,
    FIRST_ROOT,
    LOWEST,
    N_PITCHES,
    Bar,
    Field,
    Kind,
    extent_of,
    join_chords,
    notes_of,
    place_of,
)

__all__ = ["follow", "give_back", "recall", "shun"]

Way = Literal["same", "ornamented", "rhythm", "harmony"]

_WAYS: tuple[Way, ...] = ("same", "ornamented", "rhythm", "harmony")
_CHANCES = {
    # The head makes a theme known; inner bars carry what is new; a close may be reached otherwise.
    "head": (0.3, 0.45, 0.05, 0.2),
    "inner": (0.03, 0.2, 0.02, 0.75),
    "close": (0.1, 0.2, 0.05, 0.65),
}
_SAID_ANEW = 0.5
"""Share of the bars with an old harmony that leave the old rhythm, too: over the same chords a
network likes to write the same tune."""
_ORNAMENTED = 0.4  # share of the bars that come back on other chords and are ornamented, too
_SHORT = TICKS_PER_BEAT // 2  # an eighth
_LONGEST_BAR = 4 * TICKS_PER_BEAT
_PUSHED = TICKS_PER_BEAT // 2  # ticks that a long note comes before its beat


def give_back(
    brief: BarBrief, old: Bar, rules: BarRules, chance: random.Random, *, as_it_was: bool = False
) -> tuple[dict[Kind, Bar], BarRules]:
    """Give what is kept of a bar that returns, and the rules for what is not.

    Parameters
    ----------
    as_it_was
        Whether its phrase comes back note for note, unless on other chords.
    """
    given = {kind: old[old[:, Field.KIND] == kind] for kind in (Kind.CHORD, Kind.MELODY)}
    if rules.leads_home and not _ends_on(given[Kind.CHORD], rules.last_roots):
        del given[Kind.CHORD]
    if Kind.MELODY not in rules.parts or not len(given[Kind.MELODY]):
        del given[Kind.MELODY]
        return given, rules
    if brief.section.return_as == "reharmonised" and not (brief.closes or rules.leads_home):
        given[Kind.CHORD] = _reharmonised(given, brief.section.key)
        if chance.random() < _ORNAMENTED:
            given[Kind.MELODY] = _vary(given[Kind.MELODY], brief.section.key, chance)
        return given, rules
    way = "same" if as_it_was else _choose(brief, chance)
    if way == "ornamented":
        given[Kind.MELODY] = _vary(given[Kind.MELODY], brief.section.key, chance)
    elif way != "same":
        tune = given.pop(Kind.MELODY)
        in_rhythm = way == "rhythm"
        rules = follow(rules, tune) if in_rhythm else shun(rules, tune, _SAID_ANEW, chance)
    return given, rules


def recall(brief: BarBrief, old: Bar, rules: BarRules) -> dict[Kind, Bar]:
    """Give the tune of a bar of the other mode as it is in this one; its harmony is found anew."""
    tune = old[old[:, Field.KIND] == Kind.MELODY]
    if Kind.MELODY not in rules.parts or not len(tune):
        return {}
    here = brief.section.key.mode
    there = Key(0, "major" if here == "minor" else "minor")
    low, high = rules.ranges[Kind.MELODY]
    rows = _rows(in_mode(notes_of(tune, Kind.MELODY, there, 0), there, Key(0, here)), tune)
    shift = min(
        (-12, 0, 12), key=lambda by: abs(rows[:, Field.SYMBOL].mean() + by - (low + high) / 2)
    )
    rows[:, Field.SYMBOL] = np.clip(rows[:, Field.SYMBOL].astype(int) + shift, 1, N_PITCHES)
    return {Kind.MELODY: rows}


def follow(rules: BarRules, tune: Bar) -> BarRules:
    """Let a tune, where there is one, keep the rhythm of another bar's."""
    sung = tune[tune[:, Field.KIND] == Kind.MELODY]
    if Kind.MELODY not in rules.parts or not len(sung):
        return rules
    rhythm = [(int(row[Field.PLACE]), int(row[Field.EXTENT])) for row in sung]
    return replace(rules, rhythms={Kind.MELODY: rhythm})


def shun(rules: BarRules, tune: Bar, share: float, chance: random.Random) -> BarRules:
    """Let a tune, so often, leave the rhythm of another one from some note on."""
    places = [int(row[Field.PLACE]) for row in tune if row[Field.KIND] == Kind.MELODY]
    if not places or chance.random() >= share:
        return rules
    number = chance.randint(min(2, len(places)), len(places))
    return replace(rules, shunned=(*rules.shunned, tuple(places[:number])))


def _ends_on(chords: Bar, roots: Collection[int]) -> bool:
    """Whether the last of a bar's chords has one of some roots, in semitones above the tonic."""
    return len(chords) > 0 and int(chords[-1, Field.SYMBOL]) - FIRST_ROOT in roots


def _reharmonised(given: Mapping[Kind, Bar], key: Key) -> Bar:
    """Give other chords for a bar's tune, at the places of the old ones."""
    old, home = given[Kind.CHORD], Key(0, key.mode)
    chords = join_chords([old], [home], _LONGEST_BAR)
    tune = notes_of(given[Kind.MELODY], Kind.MELODY, home, 0)
    rows = old.copy()
    for was, chord in zip(chords, reharmonise(tune, chords, home), strict=True):
        if chord != was:
            quality = FIRST_QUALITY + list(QUALITIES).index(chord.quality)
            begun = rows[:, Field.PLACE] == place_of(was.start)
            rows[begun, Field.SYMBOL : Field.VELOCITY] = FIRST_ROOT + chord.root, quality, 1
    return rows


def _choose(brief: BarBrief, chance: random.Random) -> Way:
    if brief.closes == "final":
        return "same"
    place = "close" if brief.closes else "head" if brief.index == 0 else "inner"
    return chance.choices(_WAYS, _CHANCES[place])[0]


def _vary(tune: Bar, key: Key, chance: random.Random) -> Bar:
    """Fill, thin out or push a bar of tune; of these one that changes it."""
    home = Key(0, key.mode)
    notes = notes_of(tune, Kind.MELODY, home, 0)
    changes = [_fill(notes, home, chance), _thin(notes), _push(notes)]
    changed = [line for line in changes if line != notes]
    return _rows(chance.choice(changed), tune) if changed else tune


def _fill(notes: Sequence[Note], key: Key, chance: random.Random) -> list[Note]:
    return ornament(notes, key, [chance.random() < 0.6 for _ in notes])


def _thin(notes: Sequence[Note]) -> list[Note]:
    """Leave out the last short note off the beat, and hold the one before it."""
    for number in range(len(notes) - 1, 0, -1):
        note, before = notes[number], notes[number - 1]
        if note.duration <= _SHORT and note.start % TICKS_PER_BEAT and before.end <= note.start:
            held = replace(before, duration=note.end - before.start)
            return [*notes[: number - 1], held, *notes[number + 1 :]]
    return list(notes)


def _push(notes: Sequence[Note]) -> list[Note]:
    """Let the last long note on a beat come before it, where the one before leaves room."""
    for number in range(len(notes) - 1, 0, -1):
        note, before = notes[number], notes[number - 1]
        room = before.duration > _PUSHED and before.start < note.start - _PUSHED
        if note.start % TICKS_PER_BEAT == 0 and note.duration >= TICKS_PER_BEAT and room:
            early = replace(note, start=note.start - _PUSHED, duration=note.duration + _PUSHED)
            shorter = replace(before, duration=min(before.duration, early.start - before.start))
            return [*notes[: number - 1], shorter, early, *notes[number + 1 :]]
    return list(notes)


def _rows(notes: Sequence[Note], tune: Bar) -> Bar:
    rows = np.zeros((len(notes), tune.shape[1]), np.uint8)
    rows[:, Field.KIND] = Kind.MELODY
    for row, note in zip(rows, notes, strict=True):
        row[Field.PLACE] = place_of(note.start)
        row[Field.SYMBOL] = note.pitch - LOWEST + 1
        row[Field.EXTENT] = extent_of(note.duration)
    return rows
