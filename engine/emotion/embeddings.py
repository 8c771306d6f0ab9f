"""The word vectors: GloVe 6B, 100 dimensions, the words that people use.

The matrix is memory-mapped, so that only the rows asked for are read; no pickle is involved.
"""

from __future__ import annotations

import contextlib
import functools
import sys
from typing import TYPE_CHECKING

import numpy as np

from engine import resources

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gensim.models import KeyedVectors
    from numpy.typing import NDArray

__all__ = ["Embeddings", "KeyedRows"]

_FOLDER = "vectors/glove"


class KeyedRows:
    """Vectors by their keys.

    Reading a wish asks for rows alone, and gensim takes a second to import: it is loaded only for
    who asks for `keyed_vectors`.

    Attributes
    ----------
    keys
        One for each row.
    rows
        The row of each key.
    matrix
        Shape (n, n_dimensions); memory-mapped where it comes from a resource.
    """

    def __init__(self, keys: Sequence[str], matrix: NDArray[np.floating]) -> None:
        self.keys = keys
        self.rows = {key: row for row, key in enumerate(keys)}
        self.matrix = matrix

    @classmethod
    def of(cls, folder: str, keys: Sequence[str]) -> KeyedRows:
        """Map ``vectors.npy`` of a folder below ``resources/``."""
        path = resources.path(f"{folder}/vectors.npy")
        return cls(keys, np.load(path, mmap_mode="r", allow_pickle=False))

    @functools.cached_property
    def keyed_vectors(self) -> KeyedVectors:
        """The same as gensim knows them, with its neighbours and analogies; not a copy."""
        with _without_requests():
            from gensim.models import KeyedVectors  # noqa: PLC0415 - takes a second to import

        vectors = KeyedVectors(self.matrix.shape[1], dtype=self.matrix.dtype)
        vectors.vectors = self.matrix
        vectors.index_to_key, vectors.key_to_index = list(self.keys), self.rows
        return vectors


@contextlib.contextmanager
def _without_requests() -> Iterator[None]:
    """Let what is imported meanwhile do without ``requests``, which tries a socket when it loads.

    WORKAROUND: gensim reads its files through smart_open, which would read them from the net, too.
    """
    hidden = sys.modules.get("requests")
    sys.modules["requests"] = None  # type: ignore[assignment]  # how importlib says "not there"
    try:
        yield
    finally:
        del sys.modules["requests"]
        if hidden is not None:
            sys.modules["requests"] = hidden


class Embeddings:
    """Word vectors by word, and how common each word is.

    Attributes
    ----------
    vectors
        Most frequent word first.
    """

    def __init__(self) -> None:
        words = resources.path(f"{_FOLDER}/words.txt").read_text(encoding="utf-8").splitlines()
        self.vectors = KeyedRows.of(_FOLDER, words)

    def __contains__(self, word: str) -> bool:
        return word in self.vectors.rows

    def look_up(self, words: Sequence[str]) -> NDArray[np.float64]:
        """Give the vectors of known words; shape (n, 100)."""
        rows = [self.vectors.rows[word] for word in words]
        return np.asarray(self.vectors.matrix[rows], dtype=np.float64)

    def rarity(self, word: str) -> float:
        """Weigh a word by how rarely it is said, 0 to 1.

        The smooth inverse frequency a / (a + p) of Arora, Liang & Ma, "A Simple but Tough-to-Beat
        Baseline for Sentence Embeddings", ICLR 2017, with p from the word's rank by Zipf's law.
        """
        rank = int(self.vectors.rows[word])
        probability = 0.1 / (rank + 2.7)  # with the shift that Mandelbrot gave the law
        return 1e-3 / (1e-3 + probability)
