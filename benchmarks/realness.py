"""Whether a classifier tells our tunes and chords from those of songs, and by what.

    python benchmarks/realness.py --shards DIR [--pieces 25] [--composer rbm]

Both are cut to 16 bars of tune and chords and put on sixteenths. Boosted trees learn from five
sixths of the songs and pieces and judge the rest, six times over; they see measures of whole
excerpts, none of which the critic that chooses sees (it counts patterns of two and three notes). A
real song told from other songs in the same way says how much is due to chance and to the sets:
OpenEWLD's songs are fed as if they were ours, the classifier knowing POP909 and Lieder as real.
"""

from __future__ import annotations

import argparse
import itertools
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from judge_learners import BoostedTrees
from pieces import Piece, compose_all

from engine.composition.composers import COMPOSERS
from engine.composition.grid import METRES
from engine.composition.score import TICKS_PER_BEAT, Chord, Key, Note
from engine.composition.transformer.controls import Control
from engine.composition.transformer.vocabulary import decode_bars
from engine.training.transformer.prepare import Shard, load_shards

_REAL, _OTHERS = ("pop909", "openscore_lieder"), "openewld"
_N_BARS = 16
_FOLDS = 6
_STEP = TICKS_PER_BEAT // 4
_FEWEST_NOTES = 24

Array = Any


@dataclass(frozen=True)
class Sheet:
    """Sixteen bars of tune and chords, the first bar at tick 0."""

    key: Key
    bar: int
    melody: Sequence[Note]
    chords: Sequence[Chord]


def measure(sheet: Sheet) -> dict[str, float]:
    """Measure an excerpt as a whole."""
    return {**_rhythm(sheet), **_returns(sheet), **_pitches(sheet), **_phrases(sheet),
            **_harmony(sheet)}  # fmt: skip


def _rhythm(sheet: Sheet) -> dict[str, float]:
    starts = np.array([note.start for note in sheet.melody])
    gaps = np.diff(starts)
    onsets = starts % TICKS_PER_BEAT
    counts = np.bincount(starts // sheet.bar, minlength=_N_BARS)[:_N_BARS]
    return {
        "notes on the beat": float(np.mean(onsets == 0)),
        "off-beat quavers": float(np.mean(onsets == TICKS_PER_BEAT // 2)),
        "semiquavers off": float(np.mean(onsets % (TICKS_PER_BEAT // 2) != 0)),
        "notes on the first beat": float(np.mean(starts % sheet.bar == 0)),
        "bars without a first beat": float(1 - len({s for s in starts if not s % sheet.bar}) / 16),
        **{
            f"gaps of {n} sixteenths": float(np.mean(gaps == n * _STEP)) for n in (1, 2, 3, 4, 6, 8)
        },
        "spread of notes a bar": float(counts.std()),
        "notes a bar": float(counts.mean()),
        "silent bars": float(np.mean(counts == 0)),
        "entropy of gaps": _entropy(gaps),
    }


def _entropy(values: Array) -> float:
    shares = np.unique(values, return_counts=True)[1] / max(1, len(values))
    return float(-(shares * np.log2(shares)).sum())


def _returns(sheet: Sheet) -> dict[str, float]:
    bars: list[list[tuple[int, int]]] = [[] for _ in range(_N_BARS)]
    for note in sheet.melody:
        if note.start < _N_BARS * sheet.bar:
            bars[note.start // sheet.bar].append((note.start % sheet.bar, note.pitch))
    rhythms = [tuple(place for place, _ in bar) for bar in bars]
    found = {}
    for lag in (1, 2, 4, 8):
        pairs = [(n, n + lag) for n in range(_N_BARS - lag) if bars[n] and bars[n + lag]]
        same = [rhythms[a] == rhythms[b] for a, b in pairs]
        found[f"rhythm after {lag} bars"] = float(np.mean(same)) if same else 0.0
        whole = [bars[a] == bars[b] for a, b in pairs]
        found[f"bar after {lag} bars"] = float(np.mean(whole)) if whole else 0.0
    sung = [tuple(bar) for bar in bars if bar]
    found["distinct bars"] = len(set(sung)) / max(1, len(sung))
    found["distinct rhythms"] = len(set(filter(None, rhythms))) / max(1, len(sung))
    return found


def _pitches(sheet: Sheet) -> dict[str, float]:
    pitches = np.array([note.pitch for note in sheet.melody])
    moves = np.diff(pitches)
    sizes = np.abs(moves)
    turns = np.sign(moves[:-1]) * np.sign(moves[1:])
    outside = [pitch % 12 not in sheet.key.scale for pitch in pitches]
    return {
        "repeated notes": float(np.mean(sizes == 0)),
        "steps": float(np.mean((sizes > 0) & (sizes < 3))),
        "thirds": float(np.mean((sizes == 3) | (sizes == 4))),
        "leaps": float(np.mean(sizes > 7)),
        "turns": float(np.mean(turns < 0)),
        "range": float(np.ptp(pitches)),
        "entropy of pitches": _entropy(pitches),
        "commonest pitch": float(np.unique(pitches, return_counts=True)[1].max() / len(pitches)),
        "on the tonic": float(np.mean(pitches % 12 == sheet.key.tonic)),
        "outside the scale": float(np.mean(outside)),
        "rise over four bars": _rise(sheet, pitches),
    }


def _rise(sheet: Sheet, pitches: Array) -> float:
    starts = np.array([note.start for note in sheet.melody]) % (4 * sheet.bar)
    return float(np.corrcoef(starts, pitches)[0, 1]) if np.ptp(starts) and np.ptp(pitches) else 0.0


def _phrases(sheet: Sheet) -> dict[str, float]:
    ends = [
        (note, following)
        for note, following in itertools.pairwise(sheet.melody)
        if following.start - note.start >= 2 * TICKS_PER_BEAT
        or following.start - note.end >= TICKS_PER_BEAT
    ]
    lengths = np.diff([0, *(following.start for _, following in ends)]) / TICKS_PER_BEAT
    strong = [note.start % (2 * TICKS_PER_BEAT) == 0 for note, _ in ends]
    rests = sum(max(0, b.start - a.end) for a, b in itertools.pairwise(sheet.melody))
    return {
        "phrases": float(len(ends)),
        "phrases that end on a strong beat": float(np.mean(strong)) if ends else 0.5,
        "spread of phrases": float(lengths.std()) if ends else 0.0,
        "phrases that begin with a bar": float(np.mean([f.start % sheet.bar == 0 for _, f in ends]))
        if ends
        else 0.5,
        "rests": rests / (_N_BARS * sheet.bar),
    }


def _harmony(sheet: Sheet) -> dict[str, float]:
    roots = [(chord.root - sheet.key.tonic) % 12 for chord in sheet.chords]
    motion = [(b - a) % 12 for a, b in itertools.pairwise(roots)]
    lengths = np.array([chord.duration for chord in sheet.chords])
    return {
        "chords a bar": len(roots) / _N_BARS,
        "entropy of chords": _entropy(np.array([r * 20 + len(c.quality) for r, c in
                                                zip(roots, sheet.chords, strict=True)])),
        "tonic chords": float(np.mean([root == 0 for root in roots])),
        "falling fifths": float(np.mean([step == 5 for step in motion])) if motion else 0.0,
        "rising fifths": float(np.mean([step == 7 for step in motion])) if motion else 0.0,
        "chords of four tones": float(np.mean(["7" in c.quality for c in sheet.chords])),
        "inversions": float(np.mean([c.bass not in (None, c.root) for c in sheet.chords])),
        "spread of chord lengths": float(lengths.std() / lengths.mean()),
        "chords off the bar": float(np.mean([c.start % sheet.bar != 0 for c in sheet.chords])),
    }  # fmt: skip


def sheets_of(shard: Shard, most: int) -> Iterator[Sheet]:
    """Cut one excerpt out of each of some songs."""
    chance = np.random.default_rng(0)
    for song in chance.permutation(len(shard.splits))[:most]:
        first, last = int(shard.songs[song]), int(shard.songs[song + 1])
        if last - first < _N_BARS:
            continue
        start = int(chance.integers(first, last - _N_BARS + 1))
        controls = shard.controls[start]
        key = Key(0, "minor" if controls[Control.MODE] == 2 else "major")
        bars = [
            np.pad(shard.events[shard.bars[n] : shard.bars[n + 1]], ((0, 0), (0, 1)))
            for n in range(start, start + _N_BARS)
        ]
        bar = METRES[controls[Control.METRE] - 1].ticks_per_bar
        chords, parts = decode_bars(bars, [key] * _N_BARS, bar)
        yield Sheet(key, bar, parts["melody"], chords)


def sheets_of_pieces(pieces: Sequence[Piece]) -> Iterator[Sheet]:
    """Cut 16 bars out of each piece, from where the tune begins, on sixteenths."""
    for piece in pieces:
        bar = piece.score.metre.ticks_per_bar
        start = piece.melody[0].start // bar * bar
        end = start + _N_BARS * bar
        melody = [
            Note(_round(n.start - start), max(_STEP, _round(n.duration)), n.pitch, 64)
            for n in piece.melody
            if start <= n.start < end - _STEP
        ]
        chords = [
            Chord(c.start - start, c.duration, c.root, c.quality, c.bass)
            for c in piece.score.chords
            if start <= c.start < end
        ]
        yield Sheet(piece.score.key, bar, melody, chords)


def _round(ticks: int) -> int:
    return round(ticks / _STEP) * _STEP


def tell_apart(real: Array, others: Array) -> tuple[float, Array]:
    """Give the balanced accuracy over folds, and the scores of all rows, real ones first."""
    inputs = np.concatenate([real, others])
    is_other = np.repeat([0, 1], [len(real), len(others)])
    folds = np.random.default_rng(0).permutation(len(inputs)) % _FOLDS
    said = np.zeros(len(inputs))
    for fold in range(_FOLDS):
        known = folds != fold
        targets = np.eye(2)[is_other[known]]
        weights = 1 / np.bincount(is_other[known])[is_other[known]]
        trees = BoostedTrees.train(inputs[known], targets, weights / weights.mean())
        said[~known] = np.argmax(trees.probabilities(inputs[~known]), axis=1)
    right = said == is_other
    return float((right[is_other == 0].mean() + right[is_other == 1].mean()) / 2), said


def _table(sheets: Iterator[Sheet]) -> tuple[list[str], Array]:
    rows = [
        measure(sheet)
        for sheet in sheets
        if len(sheet.melody) >= _FEWEST_NOTES and len(sheet.chords) > 2
    ]
    return list(rows[0]), np.array([list(row.values()) for row in rows])


def _giveaways(names: Sequence[str], real: Array, ours: Array) -> list[tuple[str, float, float]]:
    """Give the measures by how far the means lie apart, in spreads of the songs."""
    away = np.abs(ours.mean(0) - real.mean(0)) / (real.std(0) + 1e-9)
    return [(names[n], float(ours[:, n].mean()), float(real[:, n].mean()))
            for n in np.argsort(-away)[:12]]  # fmt: skip


def main() -> None:
    """Print how well each composer is told from songs, and by what."""
    arguments = _parse()
    shards = {shard.name: shard for shard in load_shards(arguments.shards)}
    names, first = _table(sheets_of(shards[_REAL[0]], arguments.songs))
    _, second = _table(sheets_of(shards[_REAL[1]], arguments.songs))
    real = np.concatenate([first, second])
    _, others = _table(sheets_of(shards[_OTHERS], arguments.songs))
    report: dict[str, Any] = {f"{_OTHERS}, real": {"told": tell_apart(real, others)[0]}}
    for composer in arguments.composer or [*COMPOSERS]:
        pieces = compose_all(composer, arguments.pieces, 60.0, arguments.seed)
        _, ours = _table(sheets_of_pieces(pieces))
        report[composer] = {
            "told": tell_apart(real, ours)[0],
            "told from POP909": tell_apart(first, ours)[0],
            "by": _giveaways(names, real, ours),
        }
    if arguments.json:
        print(json.dumps(report, indent=2))
        return
    for name, row in report.items():
        print(f"{name}: told from songs in {row['told']:.2f} (wanted ≤ .75)", end="")
        print(f", from POP909 alone in {row['told from POP909']:.2f}" if "by" in row else "")
        for measure_name, own, theirs in row.get("by", []):
            print(f"    {measure_name:36s} ours {own:6.2f}   songs {theirs:6.2f}")


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shards", type=Path, required=True, help="from `affetto prepare`")
    parser.add_argument("--pieces", type=int, default=25, help="a quadrant")
    parser.add_argument("--songs", type=int, default=150, help="of each set")
    parser.add_argument("--seed", type=int, default=0, help="of the first piece")
    parser.add_argument("--composer", action="append", choices=[*COMPOSERS], help="all if none")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
