"""Sentences whose feeling people have rated, as readings are measured by them."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from engine.emotion.feelings import FEELINGS
from engine.training.corpora.archives import open_data

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = [
    "EMOTIONS",
    "FEELING_OF",
    "LABELS",
    "QUADRANTS_OF_EMOTIONS",
    "Comment",
    "Labelled",
    "Rated",
    "read_comments",
    "read_emobank",
    "read_facebook",
    "read_goemotions",
]

FEELING_OF = {
    **{name: name for name in FEELINGS},
    "admiration": "pride",
    "amusement": "playfulness",
    "anger": "rage",
    "annoyance": "frustration",
    "approval": "pride",
    "caring": "tenderness",
    "confusion": "suspense",
    "curiosity": "wonder",
    "desire": "longing",
    "disappointment": "regret",
    "disapproval": "frustration",
    "embarrassment": "regret",
    "nervousness": "suspense",
    "optimism": "hope",
    "realization": "wonder",
    "remorse": "regret",
    "sadness": "melancholy",
    "surprise": "wonder",
}
"""Named feeling of music for each label of GoEmotions; none for "neutral"."""

LABELS: tuple[str, ...] = tuple(
    """
    admiration amusement anger annoyance approval caring confusion curiosity desire disappointment
    disapproval disgust embarrassment excitement fear gratitude grief joy love nervousness optimism
    pride realization relief remorse sadness surprise neutral
    """.split()  # noqa: SIM905 - twenty-eight strings read worse
)
"""The labels of GoEmotions in its order."""

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


class Labelled(NamedTuple):
    """A comment and its labels, as indices into `LABELS`."""

    text: str
    labels: tuple[int, ...]


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


def read_comments(data: Path, split: str) -> list[Labelled]:
    """Read all comments of one split.

    Demszky et al., "GoEmotions: A Dataset of Fine-Grained Emotions", ACL 2020.
    """
    with open_data(data, "words") as folder:
        text = (folder / "goemotions" / f"{split}.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines())
    return [Labelled(comment, tuple(map(int, labels.split(",")))) for comment, labels, _ in rows]


def read_goemotions(data: Path, split: str) -> list[Comment]:
    """Read the comments of one split that carry one emotion with a clear quadrant."""
    found = []
    for text, labels in read_comments(data, split):
        name = LABELS[labels[0]] if len(labels) == 1 else ""
        if name in _QUADRANT_OF:
            found.append(Comment(text, EMOTIONS.index(name), _QUADRANT_OF[name]))
    return found
