"""Vectors of labelled music, in the plane of valence and arousal where words are read too."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine import resources
from engine.emotion.embeddings import load_keyed_vectors
from engine.emotion.music_features import ATTRIBUTES
from engine.emotion.reading import MusicMatch

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["CORNERS", "LABELS", "MusicVectors", "Neighbours"]

CORNERS = np.array([[1, 1], [-1, 1], [-1, -1], [1, -1]]) / np.sqrt(2)
"""Where clips lie of which each quadrant is certain; shape (4, 2)."""

LABELS = {"Q1": "happy, excited", "Q2": "tense, angry", "Q3": "sad", "Q4": "calm, tender"}
"""What the people who labelled the clips were asked for, in their words."""

DEFAULT_SET = "emopia"


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


class MusicVectors:
    """One set of labelled clips, loaded.

    Parameters
    ----------
    name
        Of a folder below ``resources/vectors``.

    Attributes
    ----------
    vectors
        Gensim KeyedVectors: a clip's valence and arousal, inside the unit circle.
    labels
        What people said of each clip.
    attributes
        Shape (n_clips, n_attributes), columns as in `ATTRIBUTES`.
    """

    def __init__(self, name: str = DEFAULT_SET) -> None:
        table = resources.path(f"vectors/{name}/clips.csv")
        with table.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        self.vectors = load_keyed_vectors(f"vectors/{name}", [row["clip"] for row in rows])
        self.labels = [row["label"] for row in rows]
        self.attributes = np.array([[float(row[name]) for name in ATTRIBUTES] for row in rows])
        self._plane = np.asarray(self.vectors.vectors, dtype=np.float64)
        self._distinct = sorted(set(self.labels))
        self._rows_of = [
            np.flatnonzero([label == distinct for label in self.labels])
            for distinct in self._distinct
        ]

    def similarities(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Compare feelings with every clip by dot product.

        Cosine and distance rank worse: a clip whose feeling is unsure lies near the origin and
        must not come first.

        Parameters
        ----------
        points
            Shape (n, 2): valence and arousal.

        Returns
        -------
        NDArray
            Shape (n, n_clips), −1 to 1.
        """
        lengths = np.linalg.norm(points, axis=1, keepdims=True)
        similarities: NDArray[np.float64] = points / np.maximum(lengths, 1) @ self._plane.T
        return similarities

    def nearest(self, points: NDArray[np.float64], n: int = 3) -> list[tuple[MusicMatch, ...]]:
        """Give the ``n`` best labels for each point, each with its nearest clip."""
        similarities = self.similarities(points)
        best = np.stack(
            [rows[similarities[:, rows].argmax(axis=1)] for rows in self._rows_of], axis=1
        )
        return [
            tuple(
                MusicMatch(self.vectors.index_to_key[clip], self.labels[clip], float(row[clip]))
                for clip in sorted(clips, key=lambda clip: -row[clip])[:n]
            )
            for row, clips in zip(similarities, best, strict=True)
        ]

    def neighbours(self, valence: float, arousal: float, n: int = 24) -> Neighbours:
        """Give the attributes of the clips nearest to a feeling."""
        similarities = self.similarities(np.array([[valence, arousal]]))[0]
        rows = np.argsort(-similarities, kind="stable")[:n]
        weights = np.maximum(similarities[rows], 1e-6)
        return Neighbours(weights / weights.sum(), self.attributes[rows])
