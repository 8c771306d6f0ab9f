"""The development half of the set of requests; the other half is for the benchmark only."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from engine.emotion.reader import Reader

TABLE = Path(__file__).parents[2] / "data" / "requests.tsv"


def rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


def test_the_set_is_large_varied_and_halved() -> None:
    halves = Counter(row["half"] for row in rows())
    kinds = Counter(row["kind"] for row in rows())
    assert halves.keys() == {"development", "benchmark"}
    assert sum(halves.values()) >= 200
    assert min(halves.values()) >= 100
    assert len(kinds) >= 11
    assert len({row["request"] for row in rows()}) == len(rows())


def test_most_single_feelings_are_read_right(reader: Reader) -> None:
    plain = [
        row
        for row in rows()
        if row["half"] == "development" and " + " not in row["answer"] and ">" not in row["answer"]
    ]
    right = [(reader.read(row["request"]).quadrant or "-") in row["answer"] for row in plain]
    assert sum(right) >= 0.9 * len(right)


def test_what_says_nothing_is_refused(reader: Reader) -> None:
    for row in rows():
        if row["half"] == "development" and row["answer"] == "-":
            assert reader.read(row["request"]).quadrant is None
