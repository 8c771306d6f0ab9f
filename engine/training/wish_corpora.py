"""Sentences whose feeling people have rated, as readings are measured by them."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.training.archives import open_data

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = ["Rated", "read_emobank", "read_facebook", "read_goemotions"]

_QUADRANT_OF = {
    **dict.fromkeys(
        ("admiration", "amusement", "desire", "excitement", "joy", "optimism", "pride"), 0
    ),
    **dict.fromkeys(("anger", "annoyance", "disapproval", "disgust", "fear", "nervousness"), 1),
    **dict.fromkeys(("sadness", "grief", "disappointment", "remorse", "embarrassment"), 2),
    **dict.fromkeys(("caring", "relief", "gratitude", "love"), 3),
}
"""Quadrant of each emotion of GoEmotions that has a clear one."""


@dataclass(frozen=True, eq=False)
class Rated:
    """Texts with their ratings: shape (n, 2), valence and arousal on the corpus's own scale."""

    texts: list[str]
    ratings: NDArray[np.float64]


def read_emobank(data: Path, split: str) -> Rated:
    """Read one split of EmoBank (Buechel & Hahn, EACL 2017)."""
    with open_data(data, "words") as folder:
        text = (folder / "emobank.csv").read_text(encoding="utf-8")
    rows = [row for row in csv.DictReader(text.splitlines(keepends=True)) if row["split"] == split]
    return Rated(
        [row["text"] for row in rows],
        np.array([[float(row["V"]), float(row["A"])] for row in rows]),
    )


def read_facebook(data: Path) -> Rated:
    """Read the rated posts of Preoţiuc-Pietro et al. (WASSA 2016); for tests only."""
    with open_data(data, "words") as folder:
        text = (folder / "fb_valence_arousal_anon.csv").read_text(
            encoding="utf-8", errors="replace"
        )
    rows = list(csv.DictReader(text.splitlines(keepends=True)))
    means = [
        [
            (float(row[f"{scale}1"]) + float(row[f"{scale}2"])) / 2
            for scale in ("Valence", "Arousal")
        ]
        for row in rows
    ]
    return Rated([row["Anonymized Message"] for row in rows], np.array(means))


def read_goemotions(data: Path, split: str) -> list[tuple[str, int]]:
    """Read the comments of one split that carry one emotion with a clear quadrant.

    Demszky et al., "GoEmotions: A Dataset of Fine-Grained Emotions", ACL 2020.

    Returns
    -------
    list of (str, int)
        Text and index of its quadrant.
    """
    with open_data(data, "words") as folder:
        names = (folder / "goemotions" / "labels.txt").read_text(encoding="utf-8").split()
        text = (folder / "goemotions" / f"{split}.tsv").read_text(encoding="utf-8")
    found = []
    for line in text.splitlines():
        comment, labels, _ = line.split("\t")
        name = names[int(labels)] if labels.isdigit() else ""
        if name in _QUADRANT_OF:
            found.append((comment, _QUADRANT_OF[name]))
    return found
