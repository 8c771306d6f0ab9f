"""Sentences whose feeling people have rated, as readings are measured by them."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from engine.training.corpora.archives import open_data

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = [
    "EMOTIONS",
    "QUADRANTS_OF_EMOTIONS",
    "Comment",
    "Rated",
    "read_emobank",
    "read_facebook",
    "read_goemotions",
]

_QUADRANT_OF = {
    **dict.fromkeys(
        ("admiration", "amusement", "desire", "excitement", "joy", "optimism", "pride"), 0
    ),
    **dict.fromkeys(("anger", "annoyance", "disapproval", "disgust", "fear", "nervousness"), 1),
    **dict.fromkeys(("sadness", "grief", "disappointment", "remorse", "embarrassment"), 2),
    **dict.fromkeys(("caring", "relief", "gratitude", "love"), 3),
}
"""Quadrant of each emotion of GoEmotions that has a clear one."""

EMOTIONS: tuple[str, ...] = tuple(_QUADRANT_OF)
"""Those emotions, in a fixed order."""


QUADRANTS_OF_EMOTIONS: NDArray[np.int64] = np.array(list(_QUADRANT_OF.values()))
"""Index of the quadrant of each of `EMOTIONS`."""


class Comment(NamedTuple):
    """A comment, its emotion as index into `EMOTIONS`, and the index of that one's quadrant."""

    text: str
    emotion: int
    quadrant: int


@dataclass(frozen=True, eq=False)
class Rated:
    """Texts with their ratings on the corpus's own scale.

    Attributes
    ----------
    texts
        In the corpus's order.
    ratings
        Shape (n, 3) or (n, 2): valence, arousal and, where it was rated, dominance.
    """

    texts: list[str]
    ratings: NDArray[np.float64]


def read_emobank(data: Path, split: str) -> Rated:
    """Read one split of EmoBank (Buechel & Hahn, EACL 2017)."""
    with open_data(data, "words") as folder:
        text = (folder / "emobank.csv").read_text(encoding="utf-8")
    rows = [row for row in csv.DictReader(text.splitlines(keepends=True)) if row["split"] == split]
    return Rated(
        [row["text"] for row in rows],
        np.array([[float(row[scale]) for scale in "VAD"] for row in rows]),
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


def read_goemotions(data: Path, split: str) -> list[Comment]:
    """Read the comments of one split that carry one emotion with a clear quadrant.

    Demszky et al., "GoEmotions: A Dataset of Fine-Grained Emotions", ACL 2020.
    """
    with open_data(data, "words") as folder:
        names = (folder / "goemotions" / "labels.txt").read_text(encoding="utf-8").split()
        text = (folder / "goemotions" / f"{split}.tsv").read_text(encoding="utf-8")
    found = []
    for line in text.splitlines():
        comment, labels, _ = line.split("\t")
        name = names[int(labels)] if labels.isdigit() else ""
        if name in _QUADRANT_OF:
            found.append(Comment(comment, EMOTIONS.index(name), _QUADRANT_OF[name]))
    return found
