"""Ratings of words by people, as the models learn and are measured by them.

The Glasgow norms (Scott, Keitel, Becirspahic, Yao & Sereno, *Behavior Research Methods* 51, 2019;
CC BY 4.0) train what ships. Warriner, Kuperman & Brysbaert (2013) only measures it.
"""

from __future__ import annotations

import csv
import itertools
import re
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from engine.emotion.feelings import FEELINGS
from engine.training.corpora.archives import open_data
from engine.training.reading.mood_words import mood_words

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = [
    "Ratings",
    "hold_out_by_stem",
    "place_in_plane",
    "read_glasgow",
    "read_vocabulary",
    "read_warriner",
]

Ratings = dict[str, "NDArray[np.float64]"]
"""Valence, arousal and dominance of each word, −1 to 1."""

_SPREAD = 0.4  # so that valence and arousal weigh alike


def read_glasgow(data: Path) -> Ratings:
    """Read the Glasgow norms; entries such as ``"address (postal)"`` are left out."""
    with open_data(data, "words") as folder:
        text = (folder / "glasgow_norms_scott2019.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.reader(text.splitlines()))[2:]
    columns = (5, 2, 8)  # means of valence, arousal, dominance
    return {
        row[0].lower(): np.array([(float(row[column]) - 5) / 4 for column in columns])
        for row in rows
        if row and "(" not in row[0]
    }


def read_vocabulary(data: Path) -> set[str]:
    """Give the words of all our lists and those that people write about feelings twice or more."""
    with open_data(data, "words") as folder:
        comments = (folder / "goemotions" / "train.tsv").read_text(encoding="utf-8").lower()
        listed = [
            (folder / "memolon_split" / f"{name}.txt").read_text(encoding="utf-8").split()
            for name in ("train", "dev", "test")
        ]
    written = Counter(re.findall(r"[a-z]+", comments))
    common = (word for word, number in written.items() if number > 1)
    return set(itertools.chain(read_glasgow(data), mood_words(), FEELINGS, *listed, common))


def read_warriner(data: Path) -> tuple[Ratings, dict[str, list[str]]]:
    """Read Warriner's norms and the published ``train``, ``dev`` and ``test`` words.

    The split is that of Buechel, Rücker & Hahn, "Learning and Evaluating Emotion Lexicons for 91
    Languages", ACL 2020.
    """
    with open_data(data, "words") as folder:
        path = folder / "warriner2013_BRM-emot-submit.csv"
        with path.open(encoding="utf-8-sig") as file:
            rows = list(csv.DictReader(file))
        split = {
            name: (folder / "memolon_split" / f"{name}.txt").read_text(encoding="utf-8").split()
            for name in ("train", "dev", "test")
        }
    columns = ("V.Mean.Sum", "A.Mean.Sum", "D.Mean.Sum")
    return {
        row["Word"].lower(): np.array([(float(row[column]) - 5) / 4 for column in columns])
        for row in rows
    }, split


def place_in_plane(ratings: NDArray[np.float64]) -> NDArray[np.float64]:
    """Turn Glasgow's ratings into the plane in which music is labelled.

    Glasgow's arousal leans on valence (r = .33, where other norms have −.2 to −.3), more so for
    pleasant words, and strong words of any kind are rated aroused, sad ones included. Taking
    both out puts the 28 words by which Russell ("A circumplex model of affect", 1980) describes
    his quadrants where he has them.

    Parameters
    ----------
    ratings
        Shape (n, 3): valence, arousal, dominance.

    Returns
    -------
    NDArray
        The same with corrected arousal, each scale centred and of standard deviation 0.4.
    """
    placed: NDArray[np.float64] = ratings - ratings.mean(axis=0)
    valence = placed[:, 0]
    placed[:, 1] -= 0.35 * np.maximum(valence, 0) + 0.2 * np.minimum(valence, 0)
    placed -= placed.mean(axis=0)
    placed *= _SPREAD / placed.std(axis=0)
    placed[:, 1] -= 0.1 * np.abs(placed[:, 0])
    return placed


def hold_out_by_stem(words: list[str], share: float, seed: int) -> NDArray[np.bool_]:
    """Choose words to hold out so that no stem lies on both sides (abduct, abducted)."""
    from gensim.parsing.porter import PorterStemmer  # noqa: PLC0415 - takes a second to import

    stemmer = PorterStemmer()
    stems = [stemmer.stem(word) for word in words]
    distinct = sorted(set(stems))
    chance = np.random.default_rng(seed).random(len(distinct))
    held = {stem for stem, number in zip(distinct, chance, strict=True) if number < share}
    return np.array([stem in held for stem in stems])
