"""Demands of wishes: understood, obeyed in the notes, told where not.

    python benchmarks/demands.py WISHES.tsv [--composer NAME] [--seconds N] [--deaf]

WISHES.tsv has the columns ``group``, ``wish``, ``predicates`` and ``like``; lines with ``#`` are
remarks.
Each wish is composed and written as MIDI, and each predicate is looked up in that file. A row of
the group ``control`` asks for nothing: its predicate must not hold where the wish in ``like``, same
seed, does not have it either.

Beside ours stands what a composer does that reads no demands: the same plans without them.
"""

from __future__ import annotations

import argparse
import csv
import dataclasses
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.midi_predicates import Music, holds
from engine.composition.obedient import ObedientComposer
from engine.demands.answer import Answer
from engine.demands.demand import Demand, Demands
from engine.export.midi import score_to_midi_bytes
from engine.options import ComposeOptions, RenderOptions
from engine.pipeline import Pipeline
from engine.progress import Progress

_LIMITS = {"understood": 0.97, "told": 1.0, "controls": 0.03}

_KINDS: dict[str, tuple[str, ...]] = {
    "key": ("key",), "mode": ("mode", "key", "style"), "tempo": ("tempo", "style"),
    "metre": ("metre", "style"), "seconds": ("length",), "bars": ("length",),
    "has": ("instruments", "style", "drums"), "lead": ("instruments",),
    "only": ("instruments", "drums", "style"), "no": ("instruments", "drums"),
    "count": ("instruments",),
    "loud": ("dynamics", "style"), "density": ("density",), "voices": ("density", "instruments"),
    "kick": ("style", "groove"), "snare": ("style", "groove"), "offbeat": ("style", "groove"),
    "oompah": ("style",), "swing": ("style", "groove"), "jazz": ("style",), "blues": ("style",),
    "rise": ("dynamics",), "fade": ("form", "dynamics"), "finish": ("form",), "loop": ("form",),
    "intro": ("form",), "accel": ("change",), "keychange": ("change",), "chords": ("chords",),
    "gate": ("articulation",), "register": ("register",),
}  # fmt: skip
"""The kinds of demand that say what a predicate looks for."""


@dataclass(frozen=True)
class Wish:
    """One row."""

    group: str
    wish: str
    predicates: tuple[str, ...]
    like: str


@dataclass(frozen=True)
class Marked:
    """One predicate of a wish: whether it was understood, whether it holds, whether it was told."""

    wish: Wish
    predicate: str
    understood: bool
    holds: bool
    told: bool


def read_wishes(path: Path) -> list[Wish]:
    """Read the rows, those that explain left out."""
    with path.open(encoding="utf-8", newline="") as file:
        lines = [line for line in file if not line.startswith("#")]
    rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    return [
        Wish(row["group"], row["wish"], tuple(row["predicates"].split("; ")), row["like"] or "")
        for row in rows
    ]


class Bench:
    """Composes wishes and looks predicates up."""

    def __init__(self, composer: str, seconds: float) -> None:
        self._pipeline = Pipeline()
        self._options = ComposeOptions(seed=1, composer=composer, usual_seconds=seconds)

    def compose(self, text: str) -> tuple[Music, Demands, tuple[Answer, ...]]:
        """Give the music of a wish, what was understood and what was answered."""
        piece = self._pipeline.compose(text, self._options, RenderOptions(), Progress())
        music = Music(score_to_midi_bytes(piece.score))
        return music, piece.reading.demands, piece.plan.answers

    def deaf(self, text: str) -> Music:
        """Give the music of a wish whose demands nobody heard."""
        reading = self._pipeline.listener.read(text)
        reading = dataclasses.replace(reading, demands=Demands(text))
        plan = self._pipeline.author.planner(self._options.reading).plan(reading, self._options)
        composer = ObedientComposer(self._pipeline.author.composer(self._options.composer))
        return Music(score_to_midi_bytes(composer.compose(plan, Progress())))


def mark(bench: Bench, wish: Wish) -> list[Marked]:
    """Mark each predicate of a wish."""
    music, demands, answers = bench.compose(wish.wish)
    marked = []
    for predicate in wish.predicates:
        own = [d for d in demands if d.kind in _KINDS[_name(predicate)]]
        is_told = any(not a.obeyed and a.demand in own for a in answers)
        marked.append(Marked(wish, predicate, bool(own), holds(music, predicate), is_told))
    return marked


def mark_control(bench: Bench, wish: Wish) -> tuple[list[Demand], list[str]]:
    """Give the demands found in a control, and its predicates that hold in it alone."""
    music, demands, _ = bench.compose(wish.wish)
    plain, _, _ = bench.compose(wish.like)
    wrong = [p for p in wish.predicates if holds(music, p) and not holds(plain, p)]
    return [demand for demand in demands if demand.kind != "scene"], wrong


def _name(predicate: str) -> str:
    return predicate.partition("=")[0].strip().split(" or ")[0]


def main() -> None:
    """Print the shares and what fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("wishes", type=Path, metavar="WISHES.tsv")
    parser.add_argument("--composer", default=ComposeOptions.composer)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--deaf", action="store_true", help="also compose without demands")
    options = parser.parse_args()
    bench = Bench(options.composer, options.seconds)
    wishes = read_wishes(options.wishes)
    asked = [wish for wish in wishes if wish.group != "control"]
    marked = [m for wish in asked for m in mark(bench, wish)]
    controls = [wish for wish in wishes if wish.group == "control"]
    wrong = [(wish, *mark_control(bench, wish)) for wish in controls]
    print("\n".join(_failures(marked)))
    for wish, found, held in wrong:
        if found or held:
            print(f"control: {wish.wish}: {[d.value for d in found]} {held}")
    _summarise(marked, sum(bool(found or held) for _, found, held in wrong), len(controls))
    if options.deaf:
        met = [holds(bench.deaf(m.wish.wish), m.predicate) for m in marked]
        print(f"met by a composer that hears no demands: {sum(met)} of {len(met)}")


def _failures(marked: list[Marked]) -> Iterator[str]:
    for m in marked:
        if not (m.understood and m.holds):
            what = "not understood" if not m.understood else "told" if m.told else "NOT TOLD"
            yield f"{m.wish.group}: {m.wish.wish}: {m.predicate}: {what}"


def _summarise(marked: list[Marked], n_wrong: int, n_controls: int) -> None:
    n = len(marked)
    missed = [m for m in marked if not m.holds]
    n_told = sum(m.told for m in missed)
    by_group = Counter(m.wish.group for m in marked)
    met = Counter(m.wish.group for m in marked if m.holds)
    print("  ".join(f"{group} {met[group]}/{by_group[group]}" for group in by_group))
    print(f"understood {sum(m.understood for m in marked)}/{n} (limit {_LIMITS['understood']:.0%})")
    print(f"obeyed {n - len(missed)}/{n}")
    print(f"told when not obeyed {n_told}/{len(missed)} (limit {_LIMITS['told']:.0%})")
    print(f"controls taken for demands {n_wrong}/{n_controls} (limit {_LIMITS['controls']:.0%})")


if __name__ == "__main__":
    main()
