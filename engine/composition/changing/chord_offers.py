"""Chords that would fit in a place of a song, from its key, what they do, and their neighbours."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from typing import Literal

from engine.composition.harmony import Degree, is_usual
from engine.composition.score import Chord, Key, Score

__all__ = ["ChordOffer", "Function", "chords_that_fit"]

Function = Literal["tonic", "subdominant", "dominant", "applied", "borrowed"]

N_OFFERED = 6

_OFFERED = ("", "m", "dim", "7", "m7", "maj7")

_FUNCTIONS: dict[int, Function] = {
    0: "tonic", 1: "subdominant", 2: "tonic", 3: "subdominant", 4: "dominant", 5: "tonic",
    6: "dominant",
}  # fmt: skip
"""What a chord on each degree of the scale does."""

_USUAL: dict[int, tuple[tuple[int, ...], tuple[int, ...]]] = {
    0: ((3, 4), (5,)), 1: ((4,), (5,)), 2: ((5,), (3,)), 3: ((4,), (0, 1)), 4: ((0,), (3, 5)),
    5: ((1, 4), (2, 3)), 6: ((0, 2), (5,)),
}  # fmt: skip
"""Degrees that usually and that sometimes follow each: Piston, "Harmony" (1941), table of usual
root progressions."""


@dataclass(frozen=True)
class ChordOffer:
    """A chord that would fit, and what it does there."""

    chord: Chord
    symbol: str
    function: Function


def chords_that_fit(score: Score, start: int, end: int) -> tuple[ChordOffer, ...]:
    """Give six chords that could sound from tick ``start`` to ``end``, the best first.

    Each has another root. They are of the key, lead to one of its chords or are borrowed from its
    parallel key; the best agree with the tune, follow what is before and lead to what is behind.
    """
    key = score.key_at(start // score.metre.ticks_per_bar)
    now = next((chord for chord in score.chords if chord.start <= start < chord.end), None)
    before = max((c for c in score.chords if c.end <= start), key=_start, default=None)
    behind = min((c for c in score.chords if c.start >= end), key=_start, default=None)
    heard = _tune_between(score, start, end)
    rated: list[tuple[float, ChordOffer]] = []
    for root, quality in itertools.product(range(12), _OFFERED):
        chord = Chord(start, end - start, root, quality)
        function = _function(chord, key)
        if function is None or (now is not None and _is_alike(now, chord)):
            continue
        worth = _agreement(chord, heard) + _leads(before, chord, key) + _leads(chord, behind, key)
        # what is special comes behind a plain triad of the key, where both lead on nearly as well
        worth -= 0.8 * (function in ("applied", "borrowed")) + 0.1 * (len(quality) > 1)
        rated.append((worth, ChordOffer(chord, chord.symbol(key), function)))
    rated.sort(key=lambda entry: -entry[0])
    best: dict[int, ChordOffer] = {}
    for _, offer in rated:
        best.setdefault(offer.chord.root, offer)
    return tuple(itertools.islice(best.values(), N_OFFERED))


def _is_alike(one: Chord, other: Chord) -> bool:
    """Whether two chords have root and third in common: nobody would hear another one."""
    return one.root == other.root and one.pitch_classes[1] == other.pitch_classes[1]


def _start(chord: Chord) -> int:
    return chord.start


def _function(chord: Chord, key: Key) -> Function | None:
    """Say what a chord does in a key; None for one that is foreign to it."""
    degree = Degree((chord.root - key.tonic) % 12, chord.quality)
    place = _degree_of(chord, key)
    if chord.quality == "dim" and place not in (1, 6):
        return None  # an inversion of the one on the leading tone
    if place is not None and _is_diatonic(chord, key):
        return _FUNCTIONS[place]
    if chord.quality == "7" and is_usual(degree, key.mode):
        return "applied"
    parallel: Key = replace(key, mode="minor" if key.mode == "major" else "major")
    # of the parallel key its third, fourth and sixth degrees are what songs borrow
    third = degree.root in {3, 5, 8, 10} if key.mode == "major" else degree.root in {0, 5}
    return "borrowed" if third and _is_diatonic(chord, parallel) else None


def _is_diatonic(chord: Chord, key: Key) -> bool:
    # the leading tone belongs to a minor key's dominants: elsewhere it makes another chord of one
    leads = key.mode == "minor" and _degree_of(chord, key) in (4, 6)
    scale = {*key.scale, *(((key.tonic - 1) % 12,) if leads else ())}
    return scale.issuperset(chord.pitch_classes)


def _degree_of(chord: Chord, key: Key) -> int | None:
    if chord.root in key.scale:
        return key.scale.index(chord.root)
    return 6 if chord.root == (key.tonic - 1) % 12 else None


def _leads(one: Chord | None, other: Chord | None, key: Key) -> float:
    """Rate how usual it is that one chord follows another, 0 to 1."""
    if one is None or other is None:
        return 0.5
    if one.quality == "7" and other.root == (one.root + 5) % 12:
        return 1.0
    place, target = _degree_of(one, key), _degree_of(other, key)
    if place is None or target is None:
        return 0.25
    usual, sometimes = _USUAL[place]
    return 1.0 if target in usual else 0.6 if target in sometimes else 0.25


def _tune_between(score: Score, start: int, end: int) -> list[tuple[int, int]]:
    """Give the tune's pitch classes, each with how long it sounds, in ticks."""
    track = score.track("melody")
    sounding = [(n, min(n.end, end) - max(n.start, start)) for n in (track.notes if track else ())]
    return [(note.pitch % 12, ticks) for note, ticks in sounding if ticks > 0]


def _agreement(chord: Chord, heard: list[tuple[int, int]]) -> float:
    """Rate how a chord goes with a tune: 2 for its own notes, −2 for what rubs against them."""
    tones = set(chord.pitch_classes)
    total = sum(ticks for _, ticks in heard) or 1
    inside = sum(ticks for pitch, ticks in heard if pitch in tones)
    rubs = sum(ticks for pitch, ticks in heard if pitch not in tones and {(pitch - 1) % 12} & tones)
    return 2 * (inside - rubs) / total
