"""What benchmarks ask at first sight is not among what was learned."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LEAST_WORDS = 3
"""Of what counts as said again inside a longer text: "classical music" is no scene."""


def plain(text: str) -> str:
    return re.sub(r"[^a-z ]", "", text.lower()).strip()


def column(file: str, name: str) -> list[str]:
    with (ROOT / file).open(encoding="utf-8") as lines:
        return [row[name] for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)]


@pytest.mark.parametrize(
    ("learned", "asked"),
    [
        (("resources/words/sayings.tsv", "said"), ("tests/data/said_freely.tsv", "said")),
        (("resources/datasets/scenes.tsv", "scene"), ("tests/data/wishes_freely.tsv", "request")),
    ],
)
def test_nothing_is_asked_that_was_learned(
    learned: tuple[str, str], asked: tuple[str, str]
) -> None:
    known = {plain(part) for text in column(*learned) for part in text.split(";")}
    told = [f" {text} " for text in known if len(text.split()) >= LEAST_WORDS]
    questions = [plain(text) for text in column(*asked)]
    assert not [text for text in questions if text in known]
    assert not [text for text in questions if any(part in f" {text} " for part in told)]
