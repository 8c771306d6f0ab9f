"""What benchmarks ask at first sight is not among what was learned."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.training.reading.sayings import known_sayings

ROOT = Path(__file__).parents[2]
LEAST_WORDS = 3
"""Of what counts as said again inside a longer text: "classical music" is no scene."""


def plain(text: str) -> str:
    return re.sub(r"[^a-z ]", "", text.lower()).strip()


def column(file: str, name: str) -> list[str]:
    with (ROOT / file).open(encoding="utf-8") as lines:
        return [row[name] for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)]


def sayings() -> list[str]:
    return [saying.text for saying in known_sayings()]


def scenes() -> list[str]:
    return column("resources/datasets/scenes.tsv", "scene")


@pytest.mark.parametrize(
    ("learned", "asked"),
    [
        (sayings, ("tests/data/said_freely.tsv", "said")),
        (scenes, ("tests/data/wishes_freely.tsv", "request")),
    ],
)
def test_nothing_is_asked_that_was_learned(
    learned: Callable[[], list[str]], asked: tuple[str, str]
) -> None:
    known = {plain(text) for text in learned()}
    told = [f" {text} " for text in known if len(text.split()) >= LEAST_WORDS]
    questions = [plain(text) for text in column(*asked)]
    assert not [text for text in questions if text in known]
    assert not [text for text in questions if any(part in f" {text} " for part in told)]
