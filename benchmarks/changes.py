"""What is said to a song that is there: told apart as change, command, wish or unclear.

    python benchmarks/changes.py [--said FILE.tsv] [--show]

FILE has the columns ``batch``, ``said``, ``kind`` and ``means``. Later batches were written after
the grammar and met it at first sight with 82 of 93, 60 of 70 and 34 of 40; what was wrong then has
been mended since. ``said_freely.tsv`` beside it holds kinds alone: of 140 (fifth) the grammar knew
109, of 58 that were written after the known sayings (sixth) both knew 36 at first sight; 13 of the
fifth stood among the known sayings, word for word or within, and were taken out since. Beside
ours stands a list of comparatives ("sadder", "more tense", "less busy") and nothing else, which is
all that was known before: all else it takes for a wish.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import re
from collections import Counter
from pathlib import Path

from engine.composition.changing.paraphrases import Paraphrases
from engine.composition.changing.spoken import understand
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
    taken = 0
    for row in rows:
        kind = understand(row["said"], score, paraphrases=paraphrases).kind
        name = f"{row['batch']} {row['kind']}"
        asked[name] += 1
        right[name] += kind == row["kind"]
        simple = "change" if knows_comparative(row["said"]) else "wish"
        known[name] += simple == row["kind"]
        taken += row["kind"] == "wish" and kind in ("change", "command")
        if options.show and kind != row["kind"]:
            print(f"{row['said']}: {kind}, not {row['kind']}")
    for name, n in asked.items():
        print(f"{name}: {right[name]}/{n} (a list of comparatives {known[name]}/{n})")
    ours, theirs, n = right.total(), known.total(), asked.total()
    print(f"all {ours}/{n} = {ours / n:.0%} (limit {_LIMIT:.0%}; comparatives {theirs / n:.0%})")
    print(f"wishes taken for a change or a command: {taken} (limit 0)")


if __name__ == "__main__":
    main()
