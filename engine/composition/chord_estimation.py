"""Names the chords of music that comes without chord symbols.

Every half bar is held against every chord: sounding time on the chord's tones counts for it, time
beside them against it, and a lowest note on the root speaks for it. Of all courses of chords the
best is taken, where every change costs a little (Viterbi), so that passing notes change nothing.
"""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from engine.composition.grid import TICKS_PER_COLUMN
from engine.composition.harmony import slot_columns
from engine.composition.score import QUALITIES, TICKS_PER_BEAT, Chord, Metre, Note

__all__ = ["estimate_chords", "with_basses"]

Numbers = NDArray[np.float64]

_OUTSIDE = 0.7
"""What a sounding note beside the chord takes away, as a share of what one in it gives."""
_ON_ROOT = 0.35
"""What a lowest note on the root adds."""
_UNUSUAL = {"": 0.0, "m": 0.0, "7": 0.1, "m7": 0.1, "maj7": 0.1, "sus4": 0.15, "dim": 0.15}
"""The qualities that are sought, and what each must bring before it is preferred to a triad."""
_CHANGE, _CHANGE_INSIDE = 0.1, 0.3
"""Cost of a change at a bar line, and of one in the middle of a bar."""

_HELD = 8 * TICKS_PER_BEAT
"""How long before a chord a bass may have begun that still sounds in it."""

# every root with every quality that may be found
_NAMES = [(root, quality) for root in range(12) for quality in _UNUSUAL]


def estimate_chords(notes: Sequence[Note], metre: Metre, n_bars: int) -> tuple[Chord, ...]:
    """Name the chord of every half bar, equal ones joined.

    Parameters
    ----------
    notes
        Everything that sounds but drums; tick 0 is a bar line.
    metre
        One of `engine.composition.grid.METRES`.

    Returns
    -------
    tuple of Chord
        They cover all bars; none if nothing sounds.
    """
    if not notes or n_bars < 1:
        return ()
    edges = _slot_edges(metre, n_bars)
    course = _best_course(_fit(*_weigh(notes, edges)))
    return tuple(_joined(course, edges))


def _slot_edges(metre: Metre, n_bars: int) -> NDArray[np.int64]:
    """Give the ticks at which half bars begin, and the end; shape (2 n_bars + 1,)."""
    bars = np.arange(n_bars)[:, None] * metre.ticks_per_bar
    starts = (bars + TICKS_PER_COLUMN * np.array(slot_columns(metre))).flatten()
    return np.append(starts, n_bars * metre.ticks_per_bar)


def _weigh(notes: Sequence[Note], edges: NDArray[np.int64]) -> tuple[Numbers, NDArray[np.int64]]:
    """Give each half bar's shares of sounding time by pitch class [S, 12], and its lowest pitch."""
    weights = np.zeros((len(edges) - 1, 12))
    lowest = np.full(len(edges) - 1, 128)
    for note in notes:
        first = max(0, int(np.searchsorted(edges, note.start, side="right")) - 1)
        for slot in range(first, len(weights)):
            sounding = min(note.end, edges[slot + 1]) - max(note.start, edges[slot])
            if sounding <= 0:
                break
            weights[slot, note.pitch % 12] += sounding
            lowest[slot] = min(lowest[slot], note.pitch)
    return weights / np.maximum(weights.sum(1, keepdims=True), 1), lowest


def _fit(weights: Numbers, lowest: NDArray[np.int64]) -> Numbers:
    """Say how well every chord fits every half bar, shape [S, chords]; 0 where nothing sounds."""
    tones = np.full((len(_NAMES), 12), -_OUTSIDE)
    for row, (root, quality) in enumerate(_NAMES):
        tones[row, [(root + step) % 12 for step in QUALITIES[quality]]] = 1
    roots = np.array([root for root, _ in _NAMES])
    unusual = np.array([_UNUSUAL[quality] for _, quality in _NAMES])
    heard = weights.sum(1, keepdims=True) > 0
    on_root = _ON_ROOT * (lowest[:, None] % 12 == roots)
    return np.asarray(heard * (weights @ tones.T + on_root - unusual))


def _best_course(fit: Numbers) -> list[int]:
    """Find the course of chords whose fit less its changes is greatest."""
    total, ways = fit[0], []
    for slot in range(1, len(fit)):
        best = int(total.argmax())
        moved = total[best] - (_CHANGE_INSIDE if slot % 2 else _CHANGE)
        ways.append(np.where(total >= moved, np.arange(len(total)), best))
        total = np.maximum(total, moved) + fit[slot]
    course = [int(total.argmax())]
    for way in reversed(ways):
        course.append(int(way[course[-1]]))
    return course[::-1]


def _joined(course: list[int], edges: NDArray[np.int64]) -> Iterator[Chord]:
    slot = 0
    for name, group in itertools.groupby(course):
        end = slot + len(list(group))
        root, quality = _NAMES[name]
        yield Chord(int(edges[slot]), int(edges[end] - edges[slot]), root, quality, root)
        slot = end


def with_basses(chords: Iterable[Chord], notes: Iterable[Note]) -> Iterator[Chord]:
    """Put under each chord what sounds lowest in its first beat, if it is one of its tones.

    Parameters
    ----------
    notes
        Everything that sounds but drums.
    """
    ordered = sorted(notes, key=lambda note: note.start)
    starts = [note.start for note in ordered]
    for chord in chords:
        first = bisect.bisect_left(starts, chord.start - _HELD)
        last = bisect.bisect_left(starts, chord.start + min(chord.duration, TICKS_PER_BEAT))
        sounding = [note.pitch for note in ordered[first:last] if note.end > chord.start]
        lowest = min(sounding, default=chord.root) % 12
        yield replace(chord, bass=lowest if lowest in chord.pitch_classes else chord.root)
