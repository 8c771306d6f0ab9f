"""Chords relative to the tonic, and phrases of them on a grid of half bars."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.composition.score import QUALITIES, Key, Metre, Mode

__all__ = [
    "CHORD_HOLD",
    "N_SLOTS",
    "PHRASE_BARS",
    "SLOTS_PER_BAR",
    "Degree",
    "Phrase",
    "chord_tones",
    "is_dominant",
    "is_usual",
    "prepares",
    "simplify",
    "slot_columns",
    "tonic_of",
]

PHRASE_BARS = 4  # that the machine of harmony settles at once
SLOTS_PER_BAR = 2  # chords change with the bar or its half
N_SLOTS = PHRASE_BARS * SLOTS_PER_BAR
CHORD_HOLD = 0
"""State of a slot in which the last chord goes on; state n + 1 is entry n of the vocabulary."""

Phrase = NDArray[np.int64]
"""Shape (n_bars * 2,): the state of every slot."""


@dataclass(frozen=True, order=True)
class Degree:
    """A chord relative to the tonic: root in semitones above it, and quality."""

    root: int
    quality: str = ""

    @property
    def tones(self) -> tuple[int, ...]:
        """Pitch classes above the tonic, root first."""
        return tuple((self.root + step) % 12 for step in QUALITIES[self.quality])

    @property
    def is_minor(self) -> bool:
        """Whether it has a minor third."""
        return 3 in QUALITIES[self.quality]


_TRIADS = {"7": "", "maj7": "", "6": "", "sus2": "", "sus4": "", "aug": "", "m7": "m", "m6": "m",
           "dim7": "dim", "m7♭5": "dim", "dim": "m"}  # fmt: skip


def simplify(degree: Degree, vocabulary: dict[Degree, int]) -> int | None:
    """Give the vocabulary's nearest chord on the same root; None if there is no such chord."""
    quality: str | None = degree.quality
    while quality is not None:
        if (index := vocabulary.get(Degree(degree.root, quality))) is not None:
            return index
        quality = _TRIADS.get(quality)
    return None


def chord_tones(degree: Degree | None) -> NDArray[np.float64]:
    """Give the chord's tones and its root as 12 + 12 numbers 0 or 1; all 0 for None."""
    tones = np.zeros(24)
    if degree is not None:
        tones[list(degree.tones)] = 1
        tones[12 + degree.root] = 1
    return tones


def tonic_of(mode: Mode) -> Degree:
    """Give the tonic chord."""
    return Degree(0, "m" if mode == "minor" else "")


def is_dominant(degree: Degree) -> bool:
    """Whether it is the chord on the fifth degree with its leading tone."""
    return degree.root == 7 and degree.quality in ("", "7")


def prepares(degree: Degree, mode: Mode) -> bool:
    """Whether it may stand before the dominant in a half close."""
    return is_usual(degree, mode) and degree.root in (2, 5)


def is_usual(degree: Degree, mode: Mode) -> bool:
    """Whether it lies in the scale (minor: natural or harmonic) or tonicises a degree of it."""
    scale = {*Key(0, mode).scale, *((11,) if mode == "minor" else ())}
    if scale.issuperset(degree.tones):
        return degree.quality != "aug"
    target = (degree.root + 5) % 12
    return degree.quality == "7" and target in Key(0, mode).scale and target not in (0, 11)


def slot_columns(metre: Metre) -> tuple[int, int]:
    """Give the columns of a bar at which chords may begin."""
    return (0, 6) if metre == Metre(6, 8) else (0, 8)
