"""How well composers keep to what they are asked, beside a corpus and published systems.

    python benchmarks/composition.py --data DIR [--pieces 100] [--composer rbm] [--json]

Pieces of 30 seconds, as many a quadrant, with fixed seeds. The judges heard human-labelled music
only (`judge.py`) and take no part in composing. The corpus is what composers are trained on or held
out from, in excerpts of 16 bars: melodies and chords of four sets, whole textures of POP909-CL.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import pickle
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import composing_cost
import corpus
import musicality
import numpy as np
from evaluation import SharedRuns
from judge import CACHE, JUDGES, PUBLISHED, Accuracy, confusion, load_judge
from judge_features import measure
from musicality import (
    Excerpt,
    compare_sets,
    describe,
    find_keys,
    measure_excerpt,
    share_playable,
)
from pieces import QUADRANTS, Piece, compose_all
from shard_melodies import read_melodies

from engine.composition.composers import COMPOSERS
from engine.composition.score import Note
from engine.training.boltzmann.machine_pair import is_held_out

PARTS = ("emotion", "obedience", "measures", "originality", "cost")
N_BARS = 16  # of a corpus excerpt, about 30 seconds
N_CORPUS = 150  # excerpts of each kind
N_COMPARED = 60  # pieces and excerpts whose distances are compared
TEXT2MIDI = {"key": 0.336, "tempo": 0.397}
"""Bhandari et al., "Text2midi", AAAI 2025: the best published system on key and tempo."""

Report = dict[str, Any]


def excerpt_of(piece: Piece) -> Excerpt:
    """Give what is measured of a piece."""
    score = piece.score
    return Excerpt(score.metre, score.n_bars, piece.notes, piece.melody, score.chords, score.key)


def emotion(pieces: Sequence[Piece], data: Path) -> Report:
    """Let the judges say what they hear."""
    asked = np.array([QUADRANTS.index(piece.quadrant) for piece in pieces])
    heard = np.array([list(measure(piece.reduction).values()) for piece in pieces])
    found: Report = {}
    for name in JUDGES:
        judge, real, _ = load_judge(name, data)
        said = judge.judge(heard)
        ours = Accuracy.of(said, asked)
        found[name] = {
            "pieces": asdict(ours),
            "real clips": asdict(real),
            "ratio": {key: value / asdict(real)[key] for key, value in asdict(ours).items()},
            "published": PUBLISHED[name],
            "taken for": confusion(said, asked).round(2).tolist(),
        }
    return found


def print_emotion(found: Report) -> None:
    """Print the judges' accuracy on pieces beside that on real clips."""
    print("  emotion heard          quadrant  arousal  valence   on real clips      ratio")
    for name, row in found.items():
        ours, real, ratio = row["pieces"].values(), row["real clips"].values(), row["ratio"]
        print(
            f"    {name + ' judge':19s}", *(f"{value:8.3f}" for value in ours),
            "  ", "/".join(f"{value:.3f}" for value in real),
            "  ", "/".join(f"{value:.2f}" for value in ratio.values()),
        )  # fmt: skip
        print(f"      published judges: {row['published']}")
        for quadrant, shares in zip(QUADRANTS, row["taken for"], strict=True):
            print(f"      {quadrant} taken for Q1–Q4:", *(f"{share:4.0%}" for share in shares))
    print("    wanted                  ≥ .700   ≥ .850   ≥ .800                      ≥ .95")


def obedience(pieces: Sequence[Piece]) -> Report:
    """Compare key, tempo and metre with the plan, and the ranges with the instruments'."""
    right: dict[str, list[bool]] = {}
    for piece in pieces:
        asked = (piece.plan.key.tonic, piece.plan.key.mode)
        for name, key in find_keys(piece.notes).items():
            right.setdefault(name, []).append(key == asked)
    return {
        "key": {name: float(np.mean(values)) for name, values in right.items()},
        "tempo": float(np.mean([_keeps_tempo(piece) for piece in pieces])),
        "metre": float(np.mean([piece.score.metre == piece.plan.metre for piece in pieces])),
        "playable notes": float(np.mean([share_playable(piece.score) for piece in pieces])),
        "length off, s": float(np.mean([abs(piece.score.duration - 30) for piece in pieces])),
    }


def _keeps_tempo(piece: Piece) -> bool:
    """Whether every section is marked with the tempo that was planned for it."""
    bar = piece.score.metre.ticks_per_bar
    starts = np.cumsum([0, *(section.n_bars for section in piece.plan.sections)]) * bar
    return all(
        abs(_tempo_at(piece, start) / section.expression.tempo - 1) < 0.01
        for start, section in zip(starts, piece.plan.sections, strict=False)
        if start < piece.score.n_ticks - bar  # the last bar slows down
    )


def _tempo_at(piece: Piece, tick: int) -> float:
    return [change.tempo for change in piece.score.tempos if change.tick <= tick][-1]


def print_obedience(found: Report) -> None:
    """Print how many pieces are as asked."""
    print("  as asked")
    for name, share in found["key"].items():
        print(
            f"    key by {name:22s} {share:6.1%}   wanted ≥ 90 %, text2midi {TEXT2MIDI['key']:.1%}"
        )
    tempo, bins = found["tempo"], TEXT2MIDI["tempo"]
    print(f"    tempo as written              {tempo:6.1%}   text2midi {bins:.1%}")
    print(f"    metre                         {found['metre']:6.1%}")
    print(f"    notes that the instrument has {found['playable notes']:6.1%}")
    print(f"    length off                    {found['length off, s']:4.1f} s")


def measures(pieces: Sequence[Piece], known: Report) -> Report:
    """Compare the pieces' figures with the corpus's, and the spread of both."""
    excerpts = [excerpt_of(piece) for piece in pieces]
    rows = {}
    for name, values in _columns(measure_excerpt(excerpt) for excerpt in excerpts).items():
        rows[name] = {"mean": float(values.mean()), "sd": float(values.std())}
        if name in known["measures"]:
            theirs = known["measures"][name]
            rows[name]["corpus mean"], rows[name]["corpus sd"] = theirs.mean(), theirs.std()
            off = abs(values.mean() - theirs.mean()) / max(float(theirs.std()), 1e-9)
            rows[name]["sd away"] = float(off)
    few = pieces[:: max(1, len(pieces) // N_COMPARED)][:N_COMPARED]
    ours = [describe(piece.notes, piece.score.metre.ticks_per_bar) for piece in few]
    overlaps = compare_sets(ours, known["textures"])
    return {"rows": rows, "overlap": {name: asdict(value) for name, value in overlaps.items()}}


def _columns(rows: Iterable[dict[str, float]]) -> dict[str, Any]:
    columns: dict[str, list[float]] = {}
    for row in rows:
        for name, value in row.items():
            columns.setdefault(name, []).append(value)
    return {name: np.array(values) for name, values in columns.items()}


def print_measures(found: Report) -> None:
    """Print means, deviations, and whether a mean lies within one deviation of the corpus."""
    print("  measured in the notes              pieces           corpus       away")
    for name, row in found["rows"].items():
        line = f"    {name:30s} {row['mean']:6.3f} ± {row['sd']:5.3f}"
        if "sd away" in row:
            within = "within 1 sd" if row["sd away"] <= 1 else f"{row['sd away']:.1f} sd: OUTSIDE"
            line += f"   {row['corpus mean']:6.3f} ± {row['corpus sd']:5.3f}   {within}"
        print(line)
    print("  overlap with the corpus (mgeval)   area    KL as published   KL on one grid")
    for name, row in found["overlap"].items():
        print(
            f"    {name:30s}  {row['area']:5.3f}      {row['divergence']:6.3f}"
            f"           {row['same_grid']:6.3f}"
        )
    areas = [row["area"] for row in found["overlap"].values()]
    print(f"    {'mean':30s}  {np.mean(areas):5.3f}")


def know_corpus(data: Path) -> Report:
    """Measure the corpus, once for all composers and runs."""
    code = b"".join(Path(module.__file__).read_bytes() for module in (corpus, musicality))
    file = CACHE / f"corpus-{hashlib.sha256(code).hexdigest()[:12]}.pkl"
    if not file.is_file():
        known = _read_corpus(data)
        CACHE.mkdir(parents=True, exist_ok=True)
        file.write_bytes(pickle.dumps(known))
        return known
    return pickle.loads(file.read_bytes())  # written by ourselves


def _read_corpus(data: Path) -> Report:
    sheets = corpus.read_sheets(data)
    textures = list(corpus.excerpts_of_textures(data, N_BARS, N_CORPUS))
    excerpts = [*corpus.excerpts_of_sheets(sheets, N_BARS, N_CORPUS), *textures]
    return {
        "measures": _columns(measure_excerpt(excerpt) for excerpt in excerpts),
        "textures": [describe(e.notes, e.metre.ticks_per_bar) for e in textures[:N_COMPARED]],
        "sheets": sheets,
    }


def originality(pieces: Sequence[Piece], known: Report, shards: Path | None) -> Report:
    """Find the longest runs shared with training songs, for pieces and for songs held out.

    Parameters
    ----------
    shards
        The transformer's, with more songs than the lead sheets that are known without them.
    """
    learned: Sequence[Sequence[Note]]
    others: Sequence[Sequence[Note]]
    if shards:
        learned, others = read_melodies(shards)
    else:
        learned = [sheet.melody for sheet in known["sheets"] if not is_held_out(sheet.name)]
        others = [sheet.melody for sheet in known["sheets"] if is_held_out(sheet.name)]
    runs = SharedRuns(learned)
    # A whole song holds more runs than 30 seconds of one do; so as many notes are taken of both.
    usual = int(np.median([len(piece.melody) for piece in pieces]))
    return {
        "pieces": _quantiles([runs.longest(piece.melody) for piece in pieces]),
        "held-out songs": _quantiles([runs.longest(melody[:usual]) for melody in others]),
    }


def _quantiles(lengths: Sequence[int]) -> dict[str, float]:
    shares = {"median": 0.5, "nine in ten": 0.9, "longest": 1.0}
    return {name: float(np.quantile(lengths, share)) for name, share in shares.items()}


def print_originality(found: Report) -> None:
    """Print the distribution of the longest shared runs."""
    print("  longest run of notes shared with a training song (intervals and times, any key)")
    for name, row in found.items():
        print(f"    {name:16s}", ", ".join(f"{key} {value:.0f}" for key, value in row.items()))


def report_on(name: str, arguments: argparse.Namespace, known: Report) -> Report:
    """Measure one composer and print it as it comes."""
    found: Report = {}
    pieces = compose_all(
        name, arguments.pieces, arguments.seconds, arguments.seed, arguments.processes
    )
    heard = sum(piece.score.duration for piece in pieces)
    speed = heard / sum(piece.seconds for piece in pieces)
    show = (lambda *_: None) if arguments.json else print
    show(f"\n{name}: {len(pieces)} pieces, {speed:.0f} s of music per CPU second")
    steps = {
        "emotion": (lambda: emotion(pieces, arguments.data), print_emotion),
        "obedience": (lambda: obedience(pieces), print_obedience),
        "measures": (lambda: measures(pieces, known), print_measures),
        "originality": (
            lambda: originality(pieces, known, arguments.shards),
            print_originality,
        ),
        "cost": (lambda: composing_cost.measure_cost(name), composing_cost.print_cost),
    }
    for part in arguments.parts:
        compute, write = steps[part]
        found[part] = compute()
        if not arguments.json:
            write(found[part])
    return {"pieces": len(pieces), "seconds per CPU second": speed, **found}


def parse_arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--pieces", type=int, default=100, help="a quadrant")
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--seed", type=int, default=0, help="of the first piece")
    parser.add_argument("--composer", action="append", choices=[*COMPOSERS], help="all if none")
    parser.add_argument("--parts", type=lambda text: text.split(","), default=list(PARTS))
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument(
        "--shards", type=Path, help="look for copies in all that `affetto prepare` wrote here"
    )
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    if not set(arguments.parts) <= set(PARTS):
        parser.error(f"parts are some of {','.join(PARTS)}")
    return arguments


def main() -> None:
    """Run the benchmark."""
    arguments = parse_arguments()
    warnings.simplefilter("ignore")
    needs_corpus = {"measures", "originality"} & set(arguments.parts)
    known = know_corpus(arguments.data) if needs_corpus else {}
    names = arguments.composer or list(COMPOSERS)
    report = {name: report_on(name, arguments, known) for name in names}
    if arguments.json:
        print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
