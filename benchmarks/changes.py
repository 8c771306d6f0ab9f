"""What is said to a song that is there: told apart as change, command, wish or unclear.

    python benchmarks/changes.py [--said FILE.tsv] [--show]

FILE has the columns ``batch``, ``said``, ``kind`` and, of some, ``same_as``: a phrase of the
grammar that asks for the same, or ``!`` and a command. Batches were written before anybody looked
at the answers, and met at first sight with 82 of 93, 60 of 70 and 34 of 40 (``said.tsv``), 129 of
140, 36 of 58, 78 of 116, 76 of 115, 93 of 106, 87 of 97 and 80 of 91 (fifth to eleventh of
``said_freely.tsv``, the last four with the model of sayings), 79 of 91, 81 of 89, 78 of 92, 69 of
81 and 52 of 66 (twelfth to sixteenth, in kind alone); what was wrong then has been mended
in kind since, and what stands among the sayings that were learned later was taken out. Beside ours
stands a list of comparatives ("sadder", "more tense", "less busy") and nothing else, which is all
that was known before: all else it takes for a wish.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import re
from collections import Counter
from dataclasses import fields
from pathlib import Path

from engine.composition.changing.asking.requests import find_requests
from engine.composition.changing.editing import (
    Alter,
    Edit,
    Extend,
    Feel,
    Recompose,
    Retempo,
    Rewrite,
    Shorten,
)
from engine.composition.changing.paraphrases import Paraphrases
from engine.composition.changing.spoken import Said, understand
from engine.composition.score import Key, Metre, Note, Score, ScoreSection, TempoChange, Track
from engine.demands.words import read_words, split_names
from engine.emotion.sentences import SentenceEncoder

_SAID = Path(__file__).parents[1] / "tests" / "data" / "said.tsv"
_LIMIT = 0.95
_KEY = Key(5, "major")
_FORM = (("introduction", 2), ("A", 8), ("B", 8), ("A", 8), ("ending", 2))


def song() -> Score:
    """Give a song with flute, guitar, bass and drums in five sections."""
    sections, first = [], 0
    for name, n_bars in _FORM:
        sections.append(ScoreSection(name, first, n_bars, _KEY))
        first += n_bars
    notes = tuple(Note(24 * n, 24, 60, 80) for n in range(8))
    tracks = (
        Track("melody", 73, notes),
        Track("chords", 27, notes),
        Track("bass", 34, notes),
        Track("drums", 0, notes),
    )
    return Score(_KEY, Metre(4, 4), first, (TempoChange(0, 116),), tuple(sections), (), tracks)


def knows_comparative(text: str) -> bool:
    """Whether a list of comparatives finds a change: the method to compare with."""
    adjectives = [word for row in read_words("moves") for word in split_names(row["adjectives"])]
    stems = {f"{word}er" for word in adjectives} | {f"{word}r" for word in adjectives}
    stems |= {f"{word[:-1]}ier" for word in adjectives if word.endswith("y")}
    words = re.findall(r"[a-z'-]+", text.lower())
    pairs = itertools.pairwise(words)
    said = any(first in ("more", "less") and second in adjectives for first, second in pairs)
    return said or any(word in stems for word in words)


def gist_of(phrase: str, score: Score) -> set[tuple[object, ...]]:
    """Give the gist of what a phrase of the grammar asks, or of ``!`` and a command."""
    if phrase[0] == "!":
        return {(phrase[1:],)}
    return gist(Said("change", 1.0, find_requests(phrase, score, 0).edits), score)


def gist(said: Said, score: Score) -> set[tuple[object, ...]]:
    """Give what is asked and where, without how far: the way of a tempo, the parts that go."""
    if said.command:
        return {(said.command,)}
    return {_gist(edit, score) for edit in said.edits}


def _gist(edit: Edit, score: Score) -> tuple[object, ...]:  # noqa: PLR0911 - one case a kind
    match edit:
        case Alter(move, bars=None) if move.name in ("faster", "slower"):
            return "tempo", move.tempo > 1
        case Retempo(tempo):
            return "tempo", tempo > score.tempo
        case Alter(move, bars=bars, parts=parts):
            return move.name or move.semitones, bars, parts
        case Feel(words, degree, bars=bars):
            return words, degree > 0, bars
        case Extend() | Shorten():
            return "longer" if isinstance(edit, Extend) else "shorter", None
        case Rewrite(bars, parts):
            return "new", bars, parts
        case Recompose(words, seed, metre, style):
            return "again", words, seed is not None, metre, style
    values = (getattr(edit, field.name) for field in fields(edit) if field.name != "seed")
    return type(edit).__name__, *values


def main() -> None:
    """Print the shares by half and kind, and what is taken for something else."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--said", type=Path, default=_SAID)
    parser.add_argument("--show", action="store_true", help="list what is wrong")
    options = parser.parse_args()
    with options.said.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    score, paraphrases = song(), Paraphrases(SentenceEncoder().encode)
    asked, right, known = Counter[str](), Counter[str](), Counter[str]()
    taken, meant = 0, Counter[bool]()
    for row in rows:
        said = understand(row["said"], score, paraphrases=paraphrases)
        kind = said.kind
        name = f"{row['batch']} {row['kind']}"
        asked[name] += 1
        right[name] += kind == row["kind"]
        simple = "change" if knows_comparative(row["said"]) else "wish"
        known[name] += simple == row["kind"]
        taken += row["kind"] == "wish" and kind in ("change", "command")
        if row.get("same_as"):
            is_meant = kind == row["kind"] and gist(said, score) == gist_of(row["same_as"], score)
            meant[is_meant] += 1
            if options.show and kind == row["kind"] and not is_meant:
                print(f"{row['said']}: {gist(said, score)}, not {gist_of(row['same_as'], score)}")
        if options.show and kind != row["kind"]:
            print(f"{row['said']}: {kind}, not {row['kind']}")
    for name, n in asked.items():
        print(f"{name}: {right[name]}/{n} (a list of comparatives {known[name]}/{n})")
    ours, theirs, n = right.total(), known.total(), asked.total()
    print(f"all {ours}/{n} = {ours / n:.0%} (limit {_LIMIT:.0%}; comparatives {theirs / n:.0%})")
    if meant:
        print(f"changes and commands understood as meant: {meant[True]}/{meant.total()}")
    print(f"wishes taken for a change or a command: {taken} (limit 0)")


if __name__ == "__main__":
    main()
