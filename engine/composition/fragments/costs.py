"""What it costs to take a fragment where it is wanted, and to join it to the one before.

Two fragments that follow each other in their source are joined for nothing: their maker has joined
them already.

References
----------
Hunt & Black, "Unit selection in a concatenative speech synthesis system using a large speech
database", ICASSP 1996 (target cost, join cost, Viterbi search).
"""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.composition.fragments.cues import place, unpack_cues
from engine.composition.fragments.library import QUALITY_NAMES, FragmentLibrary
from engine.composition.fragments.targets import Target
from engine.composition.harmony import Degree
from engine.composition.score import QUALITIES, Key

__all__ = ["JoinCost", "TargetCost", "harmony_of", "places_of"]

Costs = NDArray[np.float64]
Numbers = NDArray[np.int64]
"""Which fragments, counted from the library's first."""

_IS_MINOR = np.array([3 in QUALITIES[name] for name in QUALITY_NAMES])
_IS_MAJOR = np.array([4 in QUALITIES[name] for name in QUALITY_NAMES])
_HAS_FIFTH = np.array([7 in QUALITIES[name] for name in QUALITY_NAMES])
_KINDS = 3  # of chords on a root: major or suspended, minor, diminished
_BIT_COUNTS = np.array([number.bit_count() for number in range(1 << 16)], dtype=np.int64)
_TRIPLETS = 0xFF00  # the bits of a texture that are no eighths, see `library`

_AT_PHRASE, _AT_BAR, _IN_BAR = 0.3, 1.5, 2.6
"""What any join costs: between phrases, at a bar line, in the middle of a bar."""
_RUNNING_ON = 1.0
"""What it costs to run on in the source beyond the end of a phrase, lest songs be copied whole."""
_FOREIGN = 1.5
"""What a chord outside the key costs: a few are spice."""
_AGAIN = 2.0  # the same half bar twice sounds like a record that sticks
_STAYING = 0.3
"""How much of the chords that stay counts: over joins, music should move on."""
_SAME_SONG = -0.5  # what one maker wrote goes together


def harmony_of(fragments: NDArray[np.void], *, is_minor: bool) -> NDArray[np.float64]:
    """Say of fragments whether their chord is the tonic, the dominant or another; shape (n, 3)."""
    root, quality = fragments["root"], fragments["quality"]
    third = _IS_MINOR if is_minor else _IS_MAJOR
    home = (root == 0) & third[quality] & _HAS_FIFTH[quality]
    dominant = (root == 7) & ~_IS_MINOR[quality]
    return np.stack([home, dominant, ~(home | dominant)], axis=1).astype(float)


def places_of(fragments: NDArray[np.void], *, is_minor: bool) -> NDArray[np.float32]:
    """Give the places of fragments in the space of cues."""
    return place(unpack_cues(fragments["cues"]), harmony_of(fragments, is_minor=is_minor))


class TargetCost:
    """How far fragments are from what is wanted.

    Parameters
    ----------
    liking
        For each source of the library what the seed adds or takes away.
    """

    def __init__(self, library: FragmentLibrary, liking: Costs, *, is_minor: bool) -> None:
        self._fragments, self._liking, self._is_minor = library.fragments, liking, is_minor

    def __call__(self, numbers: Numbers, target: Target) -> Costs:
        """Give the cost of each fragment."""
        own = self._fragments[numbers]
        distance = places_of(own, is_minor=self._is_minor) - target.place
        cost: Costs = np.einsum("nd,nd->n", distance, distance).astype(float)
        cost += self._liking[own["source"]]
        cost += _FOREIGN * _is_foreign(own, is_minor=self._is_minor)
        # a phrase begins with a note of its own, not with the rest of another one
        cost += 1.0 * (target.opens & (own["carried"] > 0))
        if target.has_drums:
            cost += 1.5 * ((own["texture"] & _TRIPLETS) > 0)  # they stumble over drums
        if target.close is not None:
            cost += _close_cost(own, target.close)
        return cost


def _is_foreign(own: NDArray[np.void], *, is_minor: bool) -> NDArray[np.bool_]:
    """Whether chords have tones outside the scale, to which minor's raised seventh belongs."""
    foreign: NDArray[np.bool_] = _foreign_chords(is_minor)[own["root"], own["quality"]]
    return foreign


@functools.cache
def _foreign_chords(is_minor: bool) -> NDArray[np.bool_]:  # noqa: FBT001 - a table's name
    scale = {*Key(0, "minor" if is_minor else "major").scale, *((11,) if is_minor else ())}
    return np.array(
        [[not scale.issuperset(Degree(root, name).tones) for name in QUALITY_NAMES]
         for root in range(12)]
    )  # fmt: skip


def _close_cost(own: NDArray[np.void], close: str) -> Costs:
    """Ask the melody to end on a tone of the last chord: at home on the tonic, or else above it."""
    pitch = own["last_pitch"].astype(int) % 12
    sings = own["last_pitch"] > 0
    if close in ("full", "final"):
        # On the tonic a tune is home, on the third or fifth above it nearly.
        # what ends a piece is the last that is heard of it
        strict = 8.0 if close == "final" else 2.0
        fits = np.where(pitch == 0, 0.0, np.where(np.isin(pitch, (3, 4, 7)), 0.5, 1.0))
        return np.asarray(strict * fits * sings)
    if close == "half":
        return np.asarray(1.5 * ~np.isin(pitch, (7, 11, 2)) * sings)  # the dominant's tones
    return np.zeros(len(own))


class JoinCost:
    """How well fragments follow each other.

    Parameters
    ----------
    group
        First and end of the fragments whose chords tell what follows what.
    """

    def __init__(self, library: FragmentLibrary, group: tuple[int, int]) -> None:
        self._fragments = library.fragments
        self._group = group

    def __call__(self, before: Numbers, after: Numbers, target: Target) -> Costs:
        """Give the cost of each pair, shape (len(before), len(after))."""
        return self._cost(before[:, None], after[None, :], target)

    def along(self, before: Numbers, after: Numbers, target: Target) -> Costs:
        """Give the cost of each ``before`` with its own ``after``, shape (len(before),)."""
        return self._cost(before, after, target)

    def _cost(self, before: Numbers, after: Numbers, target: Target) -> Costs:
        left, right = self._fragments[before], self._fragments[after]
        cost = self._base(target) + self._joint(left, right) + _AGAIN * (before == after)
        runs_on = (after == before + 1) & (right["follows"] > 0)
        return np.where(runs_on, _RUNNING_ON if target.opens else 0.0, cost)

    @staticmethod
    def _base(target: Target) -> float:
        if target.opens:
            return _AT_PHRASE
        return _IN_BAR if target.half else _AT_BAR

    def _joint(self, left: NDArray[np.void], right: NDArray[np.void]) -> Costs:
        """Add up leading of voices, rhythm and harmony."""
        # What a voice leaps for nothing: tunes step, basses jump fifths, upper parts thirds.
        cost: Costs = _leap(
            left["last_pitch"], right["first_pitch"], free=2, square=0.025, most=4.0
        )
        cost += _leap(left["bass"], right["bass"], free=7, square=0.01, most=1.0)
        cost += _leap(left["upper"], right["upper"], free=3, square=0.015, most=2.0)
        # for each sixteenth that one strikes and the other does not: an accompaniment goes on
        cost += 0.25 * _BIT_COUNTS[left["texture"] ^ right["texture"]]
        cost += self._table[_chord_class(left), _chord_class(right)]
        # a note that was held over in its own source is missing here, and a late entry leaves a gap
        cost += 1.0 * (right["carried"] > 0) + 1.0 * ((right["entry"] > 0) & (right["entry"] < 255))
        cost += _SAME_SONG * (left["source"] == right["source"])
        return cost

    @functools.cached_property
    def _table(self) -> Costs:
        """Say what it costs when one chord follows another: little where the library does it."""
        first, end = self._group
        own = self._fragments[first : min(end, first + 50_000)]
        classes = _chord_class(own)
        n_classes = 12 * _KINDS
        counts = np.zeros((n_classes, n_classes))
        follows = np.flatnonzero(own["follows"])
        follows = follows[follows > 0]
        np.add.at(counts, (classes[follows - 1], classes[follows]), 1)
        np.fill_diagonal(counts, _STAYING * counts.diagonal())
        # No step is unheard of, only dear: libraries are small.
        shares = (counts + 0.05) / (counts + 0.05).sum(axis=1, keepdims=True)
        likeliest = shares.max(axis=1, keepdims=True)
        table: Costs = np.minimum(0.45 * np.log(likeliest / shares), 3.5)
        return table


def _chord_class(own: NDArray[np.void]) -> NDArray[np.int64]:
    quality = own["quality"]
    kind = np.where(_IS_MINOR[quality] & _HAS_FIFTH[quality], 1, np.where(_IS_MINOR[quality], 2, 0))
    return own["root"].astype(np.int64) * _KINDS + kind


def _leap(left: Any, right: Any, *, free: int, square: float, most: float) -> Costs:
    """Give what an interval costs that is wider than ``free`` semitones; nothing beside silence."""
    wide = np.abs(left.astype(int) - right.astype(int)) - free
    both = (left > 0) & (right > 0)
    return np.asarray(np.minimum(square * np.maximum(wide, 0) ** 2, most) * both)
