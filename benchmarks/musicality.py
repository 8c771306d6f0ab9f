"""What can be measured in any written music: a piece's figures, and how two sets overlap.

References
----------
Wu & Yang, "The Jazz Transformer on the front line", ISMIR 2020 (H, GS, CPI; MusDr); Yang & Lerch,
"On the evaluation of generative models in music", 2020 (mgeval: features, overlap, divergence);
Müller, *Fundamentals of Music Processing*, 2015, ch. 4 (fitness of a segment).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import evaluation
import numpy as np
from scipy.stats import gaussian_kde

from engine.composition.score import TICKS_PER_BEAT, Chord, Key, Metre, Note, Score

__all__ = [
    "PLAYABLE", "Excerpt", "Overlap", "compare_sets", "describe", "find_keys", "measure_excerpt",
    "overlap", "share_playable", "structureness",
]  # fmt: skip

Array = Any

PLAYABLE: dict[int, tuple[int, int]] = {
    0: (21, 108), 4: (28, 103), 11: (53, 89), 24: (40, 88), 25: (40, 88), 27: (40, 88),
    29: (40, 88), 32: (28, 67), 33: (28, 67), 34: (28, 67), 36: (28, 67), 40: (55, 103),
    41: (48, 91), 42: (36, 76), 43: (28, 67), 46: (23, 103), 48: (28, 103), 49: (28, 103),
    56: (52, 84), 60: (34, 77), 61: (34, 84), 68: (58, 91), 71: (50, 94), 73: (59, 98),
    75: (55, 96),
}  # fmt: skip
"""Lowest and highest pitch that an instrument has, by General MIDI program."""


@dataclass(frozen=True)
class Excerpt:
    """Some bars of written music; what is not known of it is empty."""

    metre: Metre
    n_bars: int
    notes: Sequence[Note] = ()
    melody: Sequence[Note] = ()
    chords: Sequence[Chord] = ()
    key: Key | None = None


def measure_excerpt(excerpt: Excerpt) -> dict[str, float]:
    """Measure everything that an excerpt allows."""
    found: dict[str, float] = {}
    bar = excerpt.metre.ticks_per_bar
    for name, notes in (("all", excerpt.notes), ("melody", excerpt.melody)):
        if len(notes) > 1:
            found[f"{name}: H1"] = evaluation.pitch_class_entropy(notes, bar, 1)
            found[f"{name}: H4"] = evaluation.pitch_class_entropy(notes, bar, 4)
            found[f"{name}: GS"] = evaluation.grooving_similarity(notes, bar)
            empty = evaluation.empty_bars(notes, bar, excerpt.n_bars)
            found[f"{name}: empty bars, share"] = empty / excerpt.n_bars
            if excerpt.key:
                inside = evaluation.scale_consistency(notes, excerpt.key)
                found[f"{name}: outside the scale"] = 1 - inside
    if len(excerpt.notes) > 1:
        found["all: polyphony"] = evaluation.polyphony(excerpt.notes)
        found |= structureness(excerpt.notes, bar)
    if len(excerpt.melody) > 1:
        found |= _melody(excerpt.melody, excerpt.n_bars)
    if excerpt.chords:
        found["chords: CPI"] = evaluation.chord_irregularity(excerpt.chords)
    return found


def _melody(melody: Sequence[Note], n_bars: int) -> dict[str, float]:
    sizes = np.abs(np.diff([note.pitch for note in melody]))
    return {
        "melody: notes a bar": len(melody) / n_bars,
        "melody: range": float(np.ptp([note.pitch for note in melody])),
        "melody: repeated notes": float(np.mean(sizes == 0)),
        "melody: steps": float(np.mean((sizes > 0) & (sizes < 3))),
        "melody: leaps beyond a fifth": float(np.mean(sizes > 7)),
    }


def find_keys(notes: Sequence[Note]) -> dict[str, tuple[int, str]]:
    """Find the key with music21's family of key-profile detectors.

    They look at nothing but how long each pitch class sounds, so twelve notes tell them the same as
    all notes do.
    """
    import music21  # noqa: PLC0415 - slow to load

    sums = np.zeros(12)
    for note in notes:
        sums[note.pitch % 12] += note.duration / TICKS_PER_BEAT
    stream = music21.stream.Stream()
    for pitch_class, length in enumerate(sums):
        if length:
            stream.append(music21.note.Note(60 + pitch_class, quarterLength=float(length)))
    family = music21.analysis.discrete
    found = {}
    for name in ("KrumhanslSchmuckler", "KrumhanslKessler", "AardenEssen", "TemperleyKostkaPayne"):
        key = getattr(family, name)().getSolution(stream)
        found[name] = (key.tonic.pitchClass, key.mode)
    return found


def share_playable(score: Score) -> float:
    """Give the share of the notes that their instrument has."""
    able = [
        PLAYABLE.get(track.program, (0, 127))[0]
        <= note.pitch
        <= PLAYABLE.get(track.program, (0, 127))[1]
        for track in score.tracks
        if not track.is_drum
        for note in track.notes
    ]
    return float(np.mean(able)) if able else 1.0


# Structureness: how well the best of all segments of some length is repeated elsewhere.

_LENGTHS = {"structure: 2–4 bars": (2, 4), "structure: 5–8 bars": (5, 8)}
_SAME = 0.7  # likeness from which two half bars count as alike
_PENALTY = -2.0  # for half bars that are not


def structureness(notes: Sequence[Note], ticks_per_bar: int) -> dict[str, float]:
    """Give the greatest fitness of all segments of some lengths, after MusDr's SI.

    A symbolic form of it: half bars take the place of seconds, pitch classes and onsets that of
    the sound's chroma.
    """
    frames = _half_bars(notes, ticks_per_bar)
    alike = frames @ frames.T
    scores = np.where(alike >= _SAME, (alike - _SAME) / (1 - _SAME), _PENALTY)
    np.fill_diagonal(scores, 1)
    n = len(frames)
    return {
        name: max(
            (
                fitness(scores, start, 2 * bars)
                for bars in range(shortest, longest + 1)
                for start in range(0, n - 2 * bars + 1, 2)
            ),
            default=0.0,
        )
        for name, (shortest, longest) in _LENGTHS.items()
    }


def _half_bars(notes: Sequence[Note], ticks_per_bar: int) -> Array:
    """Describe half bars by pitch classes and onsets, each of length 1 together."""
    n_frames = 2 * (max(note.start for note in notes) // ticks_per_bar + 1)
    frames = np.zeros((n_frames, 20))
    for note in notes:
        place = 2 * note.start / ticks_per_bar
        frames[int(place), note.pitch % 12] += 1
        frames[int(place), 12 + int(place % 1 * 8)] += 1
    parts = (frames[:, :12], frames[:, 12:])
    return np.hstack(
        [part / (np.linalg.norm(part, axis=1, keepdims=True) * np.sqrt(2) + 1e-9) for part in parts]
    )


def fitness(scores: Array, start: int, length: int) -> float:
    """Müller's fitness of a segment: harmonic mean of how well and how widely it is repeated.

    Parameters
    ----------
    scores
        Shape (n, n), 1 for what is the same, negative for what is not.
    start, length
        The segment, in frames.
    """
    own = scores[:, start : start + length]
    total, covered = _best_family(own)
    n_rows = len(scores)
    how_well = max(0.0, (total - length) / max(covered, 1))
    how_widely = max(0.0, (covered - length) / n_rows)
    both = how_well + how_widely
    return 2 * how_well * how_widely / both if both else 0.0


def _best_family(own: Array) -> tuple[float, int]:
    """Find the best set of repetitions that do not overlap: their score, and the rows they cover.

    Repetitions run in step with the segment, since written music keeps time; then only their starts
    are to be found.
    """
    n_rows, length = own.shape
    gains = np.array([np.trace(own[row : row + length]) for row in range(n_rows - length + 1)])
    best: list[tuple[float, int]] = [(0.0, 0)] * (n_rows + 1)
    for row in range(n_rows):
        best[row + 1] = max(best[row + 1], best[row])
        if row + length <= n_rows and gains[row] > 0:
            score, covered = best[row]
            candidate = (score + float(gains[row]), covered + length)
            best[row + length] = max(best[row + length], candidate)
    return best[-1]


# mgeval: what distances inside one set and between two sets say of them.


def describe(notes: Sequence[Note], ticks_per_bar: int) -> dict[str, Array]:
    """Give mgeval's features of one piece; times are in sixteenths."""
    ordered = sorted(notes, key=lambda note: (note.start, note.pitch))
    pitches = np.array([note.pitch for note in ordered])
    classes = pitches % 12
    lengths = np.array([_length_class(note.duration) for note in ordered])
    gaps = np.diff([note.start for note in ordered]) / (TICKS_PER_BEAT / 4)
    n_bars = ordered[-1].start // ticks_per_bar + 1
    return {
        "pitch count": np.array([len(set(pitches))]),
        "notes a bar": np.array([len(pitches) / n_bars]),
        "pitch-class histogram": np.bincount(classes, minlength=12) / len(pitches),
        "pitch-class transitions": _transitions(classes, 12),
        "pitch range": np.array([np.ptp(pitches)]),
        "mean pitch shift": np.array([np.abs(np.diff(pitches)).mean()]),
        "mean onset interval": np.array([gaps.mean()]),
        "note-length histogram": np.bincount(lengths, minlength=12) / len(lengths),
        "note-length transitions": _transitions(lengths, 12),
    }


_NOTE_LENGTHS = np.array([96, 48, 24, 12, 6, 72, 36, 18, 9, 32, 16, 8])
"""In ticks: whole to sixteenth, dotted half to dotted sixteenth, triplets, as in mgeval."""


def _length_class(duration: int) -> int:
    return int(np.argmin(np.abs(_NOTE_LENGTHS - duration)))


def _transitions(symbols: Array, n_symbols: int) -> Array:
    table = np.zeros((n_symbols, n_symbols))
    np.add.at(table, (symbols[:-1], symbols[1:]), 1)
    return (table / max(table.sum(), 1)).ravel()


@dataclass(frozen=True)
class Overlap:
    """How much two distributions share (1 is all), and how far apart they are (0 is not).

    ``divergence`` evaluates each density on its own range, as the original code does;
    ``same_grid`` both on one.
    """

    area: float
    divergence: float
    same_grid: float


def overlap(one: Array, other: Array) -> Overlap:
    """Compare two samples through kernel density estimates."""
    if min(np.ptp(one), np.ptp(other)) < 1e-12:
        return Overlap(float(np.isclose(np.mean(one), np.mean(other))), np.nan, np.nan)
    first, second = gaussian_kde(one), gaussian_kde(other)
    grid = np.linspace(min(one.min(), other.min()), max(one.max(), other.max()), 1000)
    shared = float(np.trapezoid(np.minimum(first(grid), second(grid)), grid))
    return Overlap(
        shared,
        _divergence(first(_own_grid(one)), second(_own_grid(other))),
        _divergence(first(grid), second(grid)),
    )


def _own_grid(sample: Array) -> Array:
    return np.linspace(sample.min(), sample.max(), 1000)


def _divergence(one: Array, other: Array) -> float:
    one, other = one / one.sum() + 1e-12, other / other.sum() + 1e-12
    return float(np.sum(one * np.log(one / other)))


def compare_sets(
    ours: Sequence[dict[str, Array]], theirs: Sequence[dict[str, Array]]
) -> dict[str, Overlap]:
    """Compare the distances inside the corpus with those from it to ours, feature by feature."""
    return {
        name: overlap(
            _distances([d[name] for d in theirs], None),
            _distances([d[name] for d in theirs], [d[name] for d in ours]),
        )
        for name in theirs[0]
    }


def _distances(some: Sequence[Array], others: Sequence[Array] | None) -> Array:
    left = np.array(some)
    right = left if others is None else np.array(others)
    table = np.linalg.norm(left[:, None] - right[None], axis=2)
    return table[np.triu_indices(len(left), 1)] if others is None else table.ravel()
