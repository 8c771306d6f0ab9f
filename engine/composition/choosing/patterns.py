"""Counts the small patterns of a lead sheet: what a tune does from note to note over its chords.

Everything is counted from the tonic and from the bar line, so that key and length do not matter;
nothing looks farther than three notes or two chords, for what returns is form's business.
"""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.composition.score import TICKS_PER_BEAT, Chord, Key, Note

__all__ = ["N_PATTERNS", "Lead", "count_patterns", "foreign_share"]

_GAPS = (4, 7, 10, 15, 20, 30, 40, 60)
"""Ticks between two onsets at which the next class begins: triplets, sixteenths, … half notes."""
_LEAPS = (-7, -4, -2, 0, 1, 3, 5, 8)
"""Semitones from which on an interval is of the next class: leaps, thirds, steps, repeats."""


_N_GAPS, _N_LEAPS, _N_PLACES = len(_GAPS) + 1, len(_LEAPS) + 1, 32
# what sounds alike in a song: sixths and major sevenths do as the triad
_FAMILIES = {"": 0, "6": 0, "maj7": 0, "7": 1, "m": 2, "m7": 2, "m6": 2}
_N_FAMILIES = 4  # major, dominant, minor, and what is neither
_BLOCKS = (
    # in the order in which `_numbers` gives them; pairs are numbered row by row
    ("places", _N_PLACES),
    ("gaps", _N_GAPS**2),
    ("leaps", _N_LEAPS**2),
    # by the four weights of a note, as the two below
    ("leaps on places", _N_LEAPS * 4),
    ("over the root", 12 * 4),
    ("degrees", 12 * 4),
    ("chords", 12 * _N_FAMILIES),
    ("roots", 12 * _N_FAMILIES * _N_FAMILIES),
    ("chord places", _N_PLACES),
)
N_PATTERNS = sum(size for _, size in _BLOCKS)
"""How many patterns are counted."""


@dataclass(frozen=True)
class Lead:
    """A stretch of tune with its chords.

    Attributes
    ----------
    melody, chords
        In order, on the ticks of the piece.
    bar
        Length of a bar in ticks.
    """

    key: Key
    bar: int
    melody: Sequence[Note]
    chords: Sequence[Chord]


def foreign_share(lead: Lead) -> float:
    """Give the share of notes and of the chords' tones outside the scale; 0 if there are none."""
    known = {*lead.key.scale, *(((lead.key.tonic + 11) % 12,) if lead.key.mode == "minor" else ())}
    tones = [note.pitch % 12 for note in lead.melody]
    tones += [tone for chord in lead.chords for tone in chord.pitch_classes]
    return sum(tone not in known for tone in tones) / max(1, len(tones))


def count_patterns(lead: Lead) -> NDArray[np.float64]:
    """Give the root of each pattern's share in its kind, shape (`N_PATTERNS`,).

    The root lets rare patterns speak beside common ones (Hellinger).
    """
    found = (
        _count(numbers, size) for numbers, (_, size) in zip(_numbers(lead), _BLOCKS, strict=True)
    )
    shares: NDArray[np.float64] = np.sqrt(np.concatenate(list(found)))
    return shares


def _count(numbers: Iterable[int], size: int) -> NDArray[np.float64]:
    counts = np.bincount(np.fromiter(numbers, np.int64), minlength=size).astype(float)
    shares: NDArray[np.float64] = counts / max(1.0, counts.sum())
    return shares


def _numbers(lead: Lead) -> Iterator[Iterable[int]]:
    """Give the patterns of each block by their numbers."""
    melody, chords, bar = lead.melody, lead.chords, lead.bar
    places = [_place(note.start, bar) for note in melody]
    gaps = [
        bisect.bisect_right(_GAPS, b.start - a.start) for a, b in itertools.pairwise(melody)
    ]  # fmt: skip
    leaps = [
        bisect.bisect_right(_LEAPS, b.pitch - a.pitch) for a, b in itertools.pairwise(melody)
    ]  # fmt: skip
    weights = [_weight(note, bar) for note in melody]
    yield places
    yield (a * _N_GAPS + b for a, b in itertools.pairwise(gaps))
    yield (a * _N_LEAPS + b for a, b in itertools.pairwise(leaps))
    yield (leap * 4 + weight for leap, weight in zip(leaps, weights[1:], strict=False))
    yield _over_roots(melody, chords, weights)
    yield ((note.pitch - lead.key.tonic) % 12 * 4 + weight
           for note, weight in zip(melody, weights, strict=True))  # fmt: skip
    yield ((chord.root - lead.key.tonic) % 12 * _N_FAMILIES + _family(chord) for chord in chords)
    yield (
        ((b.root - a.root) % 12 * _N_FAMILIES + _family(a)) * _N_FAMILIES + _family(b)
        for a, b in itertools.pairwise(chords)
    )
    yield (_place(chord.start, bar) for chord in chords)


def _place(tick: int, bar: int) -> int:
    """Give the sixteenth of a bar, in bars of three beats another one than in bars of four."""
    place = tick % bar * 4 // TICKS_PER_BEAT
    # 16 sixteenths of a bar; of longer bars the rest counts as the last
    return min(place, 15) + 16 * (bar < 4 * TICKS_PER_BEAT)


def _weight(note: Note, bar: int) -> int:
    """Give 0 to 3: off or on the beat, short or long."""
    on_beat = note.start % bar % TICKS_PER_BEAT == 0
    return 2 * on_beat + (note.duration >= TICKS_PER_BEAT)


def _family(chord: Chord) -> int:
    return _FAMILIES.get(chord.quality, _N_FAMILIES - 1)


def _over_roots(
    melody: Sequence[Note], chords: Sequence[Chord], weights: Sequence[int]
) -> Iterator[int]:
    """Give the tones of a tune by their distance from the root that sounds below."""
    starts = [chord.start for chord in chords]
    for note, weight in zip(melody, weights, strict=True):
        number = bisect.bisect_right(starts, note.start) - 1
        if number >= 0:
            yield (note.pitch - chords[number].root) % 12 * 4 + weight
