"""Measures of written music, alike for our scores and for a corpus.

References
----------
Wu & Yang, "The Jazz Transformer on the front line", ISMIR 2020 (entropy, grooving, chord
irregularity, as in their MusDr); Dong et al., "MusPy", ISMIR 2020 (polyphony).
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence

import numpy as np

from engine.composition.score import Chord, Key, Note

__all__ = [
    "SharedRuns",
    "chord_irregularity",
    "empty_bars",
    "grooving_similarity",
    "pitch_class_entropy",
    "polyphony",
    "scale_consistency",
]

_GROOVE_POSITIONS = 64


def pitch_class_entropy(notes: Sequence[Note], ticks_per_bar: int, n_bars: int) -> float:
    """Entropy in bits of the pitch classes that begin in ``n_bars`` bars, mean over all windows.

    At most log2(12) = 3.585; low for music that keeps to few notes. 0 for no notes.
    """
    bars: dict[int, Counter[int]] = {}
    for note in notes:
        bars.setdefault(note.start // ticks_per_bar, Counter())[note.pitch % 12] += 1
    entropies = []
    for first in range(max(1, max(bars, default=0) + 2 - n_bars)):
        counts: Counter[int] = Counter()
        for bar in range(first, first + n_bars):
            counts.update(bars.get(bar, {}))
        if counts:
            shares = [count / counts.total() for count in counts.values()]
            entropies.append(-sum(share * math.log2(share) for share in shares))
    return float(np.mean(entropies)) if entropies else 0.0


def grooving_similarity(notes: Sequence[Note], ticks_per_bar: int) -> float:
    """How alike the bars' onset positions are, 0 to 1: mean over all pairs of bars."""
    n_bars = max((note.start // ticks_per_bar for note in notes), default=0) + 1
    grid = np.zeros((n_bars, _GROOVE_POSITIONS))
    for note in notes:
        bar, place = divmod(note.start, ticks_per_bar)
        grid[bar, place * _GROOVE_POSITIONS // ticks_per_bar] = 1
    pairs = itertools.combinations(range(n_bars), 2)
    alike = [1 - float(np.abs(grid[a] - grid[b]).sum()) / _GROOVE_POSITIONS for a, b in pairs]
    return float(np.mean(alike)) if alike else 1.0


def chord_irregularity(chords: Sequence[Chord]) -> float:
    """Share of the chord trigrams that are distinct, 0 to 1; repeated chords are joined first.

    As in MusDr, the last trigram is left out and three chords or fewer give 1.
    """
    names = [(chord.root, chord.quality) for chord in chords]
    names = [name for name, _ in itertools.groupby(names)]
    if len(names) <= 3:
        return 1.0
    trigrams = list(zip(names, names[1:], names[2:], strict=False))[:-1]
    return len(set(trigrams)) / len(trigrams)


def polyphony(notes: Sequence[Note], step: int = 6) -> float:
    """Mean number of sounding pitches, over the grid steps (in ticks) that are not silent."""
    n_steps = max((note.end for note in notes), default=0) // step + 1
    sounding = np.zeros(n_steps)
    for note in notes:
        sounding[note.start // step : max(note.start // step + 1, -(-note.end // step))] += 1
    heard = sounding[sounding > 0]
    return float(heard.mean()) if len(heard) else 0.0


def scale_consistency(notes: Iterable[Note], key: Key) -> float:
    """Share of the notes in the key's scale (minor: natural or harmonic)."""
    scale = {*key.scale, *(((key.tonic + 11) % 12,) if key.mode == "minor" else ())}
    inside = [note.pitch % 12 in scale for note in notes]
    return sum(inside) / len(inside) if inside else 1.0


def empty_bars(notes: Iterable[Note], ticks_per_bar: int, n_bars: int) -> int:
    """Count the bars in which nothing sounds."""
    sounding: set[int] = set()
    for note in notes:
        sounding.update(range(note.start // ticks_per_bar, -(-note.end // ticks_per_bar)))
    return n_bars - len(sounding & set(range(n_bars)))


class SharedRuns:
    """Finds the longest run of notes that a melody has in common with known ones.

    Two runs are the same if their intervals and the times between their onsets are, whatever the
    key: that is how a listener knows a tune.

    Parameters
    ----------
    melodies
        The known ones, monophonic and sorted.
    """

    def __init__(self, melodies: Iterable[Sequence[Note]]) -> None:
        self._moves = [_moves(melody) for melody in melodies]
        self._known: dict[int, set[Hashable]] = {}

    def longest(self, melody: Sequence[Note]) -> int:
        """Give the length of the longest shared run, in notes; 0 if not even two notes fit."""
        moves = _moves(melody)
        length = 0
        while any(run in self._runs(length + 1) for run in _windows(moves, length + 1)):
            length += 1
        return length + 1 if length else 0

    def _runs(self, length: int) -> set[Hashable]:
        if length not in self._known:
            self._known[length] = {run for moves in self._moves for run in _windows(moves, length)}
        return self._known[length]


def _moves(melody: Sequence[Note]) -> tuple[tuple[int, int], ...]:
    return tuple(
        (after.pitch - before.pitch, after.start - before.start)
        for before, after in itertools.pairwise(melody)
    )


def _windows(moves: tuple[tuple[int, int], ...], length: int) -> Iterable[Hashable]:
    return (hash(moves[start : start + length]) for start in range(len(moves) - length + 1))
