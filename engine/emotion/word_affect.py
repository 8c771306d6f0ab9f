"""From a word's vector to the valence and arousal that people give the word.

Kernel ridge regression on the word vectors, learned from ratings of words by
`engine.training.word_affect`. A raw cosine to emotion words is a poor map: vectors of opposites lie
side by side.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np

from engine import resources

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engine.emotion.embeddings import Embeddings

__all__ = ["WordAffect", "kernel"]

_FOLDER = "models/word-affect"
_CHUNK = 512  # words whose kernel is held at once


def kernel(
    left: NDArray[np.float64], right: NDArray[np.float64], gamma: float
) -> NDArray[np.float64]:
    """Compare standardised vectors by exp(−gamma·d²/dimensions); shape (n_left, n_right)."""
    squares = np.sum(left**2, axis=1)[:, None] + np.sum(right**2, axis=1) - 2 * left @ right.T
    similarity: NDArray[np.float64] = np.exp(-gamma / left.shape[1] * np.maximum(squares, 0))
    return similarity


class WordAffect:
    """The learned map, loaded.

    Attributes
    ----------
    spread
        Standard error of valence and arousal on words it had not seen.
    """

    def __init__(self, embeddings: Embeddings) -> None:
        from safetensors.numpy import load_file  # noqa: PLC0415 - heavy import

        config = json.loads(resources.path(f"{_FOLDER}/config.json").read_text(encoding="utf-8"))
        weights = load_file(resources.path(f"{_FOLDER}/checkpoint.safetensors"))
        self._gamma = float(config["gamma"])
        self.spread = np.array(config["spread"], dtype=np.float64)
        self._mean, self._scale = weights["mean"], weights["scale"]
        self._offset, self._weights = weights["offset"], weights["weights"]
        rows = embeddings.vectors.vectors[weights["rows"]]
        self._centres = (np.asarray(rows, dtype=np.float64) - self._mean) / self._scale

    def predict(self, vectors: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give valence, arousal and dominance of word vectors; shape (n, 3), −1 to 1."""
        standardised = (vectors - self._mean) / self._scale
        parts = [
            kernel(standardised[first : first + _CHUNK], self._centres, self._gamma) @ self._weights
            for first in range(0, len(standardised), _CHUNK)
        ]
        if not parts:
            return np.zeros((0, 3))
        # Double precision, rounded: the same on any number of threads.
        affects: NDArray[np.float64] = np.concatenate(parts) + self._offset
        rounded: NDArray[np.float64] = np.clip(affects, -1, 1).round(6)
        return rounded
