"""The sets of wishes with agreed answers, and how a reading is marked against one.

An answer names quadrants: ``Q3``, any of ``Q1 | Q4`` or ``Q1 + Q3 | Q3 > Q1``, both of ``Q1 + Q2``,
``Q3 > Q1`` in this order, or ``-`` for nothing to read.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.emotion.reading import EmotionReading

__all__ = ["REQUESTS", "WISHES", "Request", "is_right", "read_open", "read_requests"]

_DATA = Path(__file__).parents[1] / "tests" / "data"
REQUESTS, WISHES = _DATA / "requests.tsv", _DATA / "wishes.tsv"


@dataclass(frozen=True)
class Request:
    """One request: the ``half`` of the set it is in, its ``kind``, its words and the answer."""

    half: str
    kind: str
    request: str
    answer: str


def read_requests(half: str, path: Path = REQUESTS) -> list[Request]:
    """Read ``"development"`` or ``"benchmark"``; the latter is for measuring only."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [Request(**row) for row in rows if row["half"] == half]


def read_open(path: Path) -> list[Request]:
    """Read wishes whose mixtures are written ``mixed:Q1+Q3``; the kind stands in brackets."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    found = []
    for row in rows:
        kind = row["why"].partition("]")[0].lstrip("[")
        joint = " > " if kind == "arc" else " + "
        answer = row["expected_quadrant"].removeprefix("mixed:").replace("+", joint)
        found.append(Request("open", kind, row["request"], "-" if answer == "none" else answer))
    return found


def is_right(reading: EmotionReading, answer: str) -> bool:
    """Mark a reading: of two feelings both must be there, of an arc in the right order."""
    if answer == "-":
        return reading.quadrant is None and reading.confidence == 0
    if " | " in answer:
        return any(is_right(reading, one) for one in answer.split(" | "))
    found = [segment.quadrant for segment in reading.segments]
    if " + " in answer:
        return set(answer.split(" + ")) <= set(found)
    if " > " in answer:
        first, last = answer.split(" > ")
        if first not in found or last not in found:
            return False
        start = found.index(first)  # type: ignore[arg-type]
        later = reading.segments[start + 1 :]
        return any(s.quadrant == last and s.kind == "then" for s in later)
    return reading.quadrant == answer
