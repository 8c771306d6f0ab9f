"""Vectors of labelled music, in the plane of valence and arousal where words are read too.

What ships, in one of two sets, and beside it what the user taught.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine import resources
from engine.emotion.embeddings import KeyedRows
from engine.emotion.learned_moods import mood_words
from engine.emotion.music_features import ATTRIBUTES
from engine.emotion.phrase_lists import Found, find_phrases, index_phrases
from engine.emotion.reading import QUADRANTS, MusicMatch
from engine.options import VECTOR_SETS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from engine.emotion.learned_moods import LearnedClip
    from engine.emotion.reading import Quadrant

__all__ = ["CORNERS", "LABELS", "MusicVectors", "Neighbours"]

CORNERS = np.array([[1, 1], [-1, 1], [-1, -1], [1, -1]]) / np.sqrt(2)
"""Where clips lie of which each quadrant is certain; shape (4, 2)."""

LABELS = {"Q1": "happy, excited", "Q2": "tense, angry", "Q3": "sad", "Q4": "calm, tender"}
"""What the people who labelled EMOPIA's clips were asked for, in their words."""

_NAMED = 0.7  # weight of a mood's own clips, all together, where the wish names the mood


@dataclass(frozen=True, eq=False)
class Neighbours:
    """The clips nearest to a feeling.

    Attributes
    ----------
    weights
        Shape (k,), summing to 1; the more similar, the larger.
    attributes
        Shape (k, n_attributes), columns as in `ATTRIBUTES`.
    """

    weights: NDArray[np.float64]
    attributes: NDArray[np.float64]

    @property
    def mean(self) -> dict[str, float]:
        """The weighted mean of each attribute."""
        return dict(zip(ATTRIBUTES, (self.weights @ self.attributes).tolist(), strict=True))

    def draw(self, chance: np.random.Generator) -> dict[str, float]:
        """Give the attributes of one clip, the more similar the likelier."""
        row = chance.choice(len(self.weights), p=self.weights)
        return dict(zip(ATTRIBUTES, self.attributes[row].tolist(), strict=True))


class MusicVectors:
    """One set of labelled clips, loaded.

    Parameters
    ----------
    name
        One of `VECTOR_SETS`.
    learned
        What the user taught.

    Attributes
    ----------
    vectors
        By clip: its valence and arousal, inside the unit circle; those of the set, then the
        learned ones.
    labels
        What people said of each clip.
    attributes
        Shape (n_clips, n_attributes), columns as in `ATTRIBUTES`.
    usual
        Mean of each attribute over the set.
    limits
        Of each cue of expression, the 1st and 99th percentiles of the set: beyond them clips are
        rare, and many of them measured wrongly.
    """

    def __init__(self, name: str = VECTOR_SETS[0], learned: Sequence[LearnedClip] = ()) -> None:
        table = resources.path(f"vectors/{name}/clips.csv")
        with table.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        shipped = np.array([[float(row[name]) for name in ATTRIBUTES] for row in rows])
        taught = np.array([clip.attributes for clip in learned]).reshape(-1, len(ATTRIBUTES))
        self.vectors = _append(
            KeyedRows.of(f"vectors/{name}", [row["clip"] for row in rows]), learned
        )
        self.labels = [row["label"] for row in rows] + [clip.label for clip in learned]
        self.attributes = np.concatenate([shipped, taught])
        self.usual: dict[str, float] = dict(
            zip(ATTRIBUTES, shipped.mean(axis=0).tolist(), strict=True)
        )
        percentiles = np.percentile(shipped, (1, 99), axis=0).T.tolist()
        self.limits: dict[str, tuple[float, float]] = {
            name: (low, high)
            for name, (low, high) in zip(ATTRIBUTES, percentiles, strict=True)
            if name != "major"
        }
        self._plane = np.asarray(self.vectors.matrix, dtype=np.float64)
        labels = np.array(self.labels)
        self._rows_of = {label: np.flatnonzero(labels == label) for label in sorted(set(labels))}
        self._moods = index_phrases(
            {mood_words(clip.label): clip.label for clip in learned if mood_words(clip.label)}
        )

    def find_moods(self, words: Sequence[str]) -> Iterator[Found[str]]:
        """Find the learned moods that a wish names, in its words, lower case."""
        return find_phrases(words, self._moods)

    def place(self, mood: str) -> NDArray[np.float64]:
        """Give the valence and arousal of a mood: the mean of its clips, shape (2,)."""
        mean: NDArray[np.float64] = self._plane[self._rows_of[mood]].mean(axis=0)
        return mean

    def quadrant(self, key: str) -> Quadrant:
        """Say in which quadrant a clip lies."""
        return QUADRANTS[int(np.argmax(CORNERS @ self._plane[self.vectors.rows[key]]))]

    def similarities(
        self, points: NDArray[np.float64], moods: Sequence[Sequence[str]] = ()
    ) -> NDArray[np.float64]:
        """Compare feelings with every clip by dot product.

        Cosine and distance rank worse: a clip whose feeling is unsure lies near the origin and
        must not come first.

        Parameters
        ----------
        points
            Shape (n, 2): valence and arousal.
        moods
            For each point the learned moods that its words name; their clips are 1.

        Returns
        -------
        NDArray
            Shape (n, n_clips), −1 to 1.
        """
        lengths = np.linalg.norm(points, axis=1, keepdims=True)
        similarities: NDArray[np.float64] = points / np.maximum(lengths, 1) @ self._plane.T
        for row, named in zip(similarities, moods, strict=False):
            for mood in named:
                row[self._rows_of[mood]] = 1.0
        return similarities

    def nearest(
        self, points: NDArray[np.float64], moods: Sequence[Sequence[str]] = (), n: int = 3
    ) -> list[tuple[MusicMatch, ...]]:
        """Give the ``n`` best labels for each point, each with its nearest clip."""
        similarities = self.similarities(points, moods)
        best = np.stack(
            [rows[similarities[:, rows].argmax(axis=1)] for rows in self._rows_of.values()], axis=1
        )
        return [
            tuple(
                MusicMatch(self.vectors.keys[clip], self.labels[clip], float(row[clip]))
                for clip in sorted(clips, key=lambda clip: -row[clip])[:n]
            )
            for row, clips in zip(similarities, best, strict=True)
        ]

    def neighbours(
        self, valence: float, arousal: float, n: int = 48, moods: Sequence[str] = ()
    ) -> Neighbours:
        """Give the attributes of the clips nearest to a feeling.

        Parameters
        ----------
        moods
            Learned moods that the wish names: their clips together outweigh all others.
        """
        similarities = self.similarities(np.array([[valence, arousal]]), [moods])[0]
        rows = np.argsort(-similarities, kind="stable")[:n]
        weights = np.maximum(similarities[rows], 1e-6)
        is_named = np.isin(rows, [row for mood in moods for row in self._rows_of[mood]])
        if is_named.any() and not is_named.all():
            weights[is_named] *= _NAMED / weights[is_named].sum()
            weights[~is_named] *= (1 - _NAMED) / weights[~is_named].sum()
        return Neighbours(weights / weights.sum(), self.attributes[rows])


def _append(vectors: KeyedRows, learned: Sequence[LearnedClip]) -> KeyedRows:
    """Add the learned clips; without any, the set stays memory-mapped."""
    if not learned:
        return vectors
    points = np.array([(clip.valence, clip.arousal) for clip in learned], np.float32)
    keys = [*vectors.keys, *(clip.key for clip in learned)]
    return KeyedRows(keys, np.concatenate([vectors.matrix, points]))
