"""The valence, arousal and named feelings that people give a word, for every word with a vector.

Two tables, filled in by `engine.training.reading.word_affect`: kernel ridge regression, that is, a
word's vector is compared with the vectors of words that people rated or that name a feeling. A raw
cosine to emotion words is a poor map: vectors of opposites lie side by side.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np

from engine import resources

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from engine.emotion.embeddings import Embeddings

__all__ = ["WordAffect", "kernel"]

_FOLDER = "models/word-affect"


def kernel(
    left: NDArray[np.float64], right: NDArray[np.float64], gamma: float
) -> NDArray[np.float64]:
    """Compare standardised vectors by exp(−gamma·d²/dimensions); shape (n_left, n_right)."""
    squares = np.sum(left**2, axis=1)[:, None] + np.sum(right**2, axis=1) - 2 * left @ right.T
    similarity: NDArray[np.float64] = np.exp(-gamma / left.shape[1] * np.maximum(squares, 0))
    return similarity


class WordAffect:
    """The table, memory-mapped.

    Attributes
    ----------
    spread
        Standard error of valence and arousal on words it had not seen.
    """

    def __init__(self, embeddings: Embeddings) -> None:
        config = json.loads(resources.path(f"{_FOLDER}/config.json").read_text(encoding="utf-8"))
        self.spread = np.array(config["spread"], dtype=np.float64)
        self._rows = embeddings.vectors.rows
        self._table = np.load(
            resources.path(f"{_FOLDER}/affects.npy"), mmap_mode="r", allow_pickle=False
        )

        self._feelings = np.load(
            resources.path(f"{_FOLDER}/feelings.npy"), mmap_mode="r", allow_pickle=False
        )

    def feelings(self, words: Sequence[str]) -> NDArray[np.float64]:
        """Give how much each known word names of each of `FEELINGS`; shape (n, n_feelings)."""
        rows = [self._rows[word] for word in words]
        return np.asarray(self._feelings[rows], dtype=np.float64).reshape(len(rows), -1) / 255

    def look_up(self, words: Sequence[str]) -> NDArray[np.float64]:
        """Give valence, arousal and dominance of known words; shape (n, 3), −1 to 1."""
        rows = [self._rows[word] for word in words]
        return np.asarray(self._table[rows], dtype=np.float64).reshape(-1, 3)
