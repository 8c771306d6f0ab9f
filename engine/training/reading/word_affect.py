"""Learns what feeling a word vector carries: ``affetto train word-affect``.

Kernel ridge regression from two vectors of a word, GloVe's and MiniLM's, to the Glasgow norms. What
ships is a table of its answers for the whole vocabulary, so that nothing is computed when a wish is
read; words that studies of music place themselves (`musical_moods`) lie there.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.emotion.embeddings import Embeddings
from engine.emotion.feelings import FEELINGS
from engine.emotion.sentences import SentenceEncoder
from engine.emotion.word_affect import kernel
from engine.files import write_folder
from engine.training.contents import of_array, of_record
from engine.training.reading.mood_words import mood_words, place_as_music, shares_of
from engine.training.reading.word_norms import hold_out_by_stem, place_in_plane, read_glasgow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from engine.progress import Progress

__all__ = [
    "KernelRidge",
    "RidgeSettings",
    "describe",
    "fit",
    "glasgow_table",
    "moments_of",
    "train",
]

_CHUNK = 512  # words described at once
_PLAIN = 0.3  # length of the ratings up to which a word has no feeling to name
_KNOWN = 0.75  # of the shares of a word of mood that are as listed, the rest as its vector says
_LEAST_SCALE = 0.01  # three of MiniLM's dimensions never change


@dataclass(frozen=True)
class RidgeSettings:
    """Width of the kernel, strength of the ridge: the best on words held out by stem."""

    gamma: float = 0.8
    ridge: float = 0.1


@dataclass(frozen=True, eq=False)
class KernelRidge:
    """A fitted regression: `predict` maps vectors (n, d) to ratings (n, 3)."""

    settings: RidgeSettings
    centres: NDArray[np.float64]
    mean: NDArray[np.float64]
    scale: NDArray[np.float64]
    weights: NDArray[np.float64]
    offset: NDArray[np.float64]

    def predict(self, vectors: NDArray[np.float64]) -> NDArray[np.float64]:
        """Estimate the ratings of unseen words."""
        standardised = (vectors - self.mean) / self.scale
        return kernel(standardised, self.centres, self.settings.gamma) @ self.weights + self.offset


def fit(
    vectors: NDArray[np.float64],
    ratings: NDArray[np.float64],
    moments: tuple[NDArray[np.float64], NDArray[np.float64]],
    settings: RidgeSettings,
) -> KernelRidge:
    """Solve the regression.

    Parameters
    ----------
    vectors, ratings
        Shapes (n, d) and (n, k).
    moments
        Mean and standard deviation of the vectors of common words, shape (d,) each.
    """
    mean, scale = moments
    centres = (vectors - mean) / scale
    offset = ratings.mean(axis=0)
    gram = kernel(centres, centres, settings.gamma)
    gram[np.diag_indices_from(gram)] += settings.ridge
    weights = np.linalg.solve(gram, ratings - offset)
    return KernelRidge(settings, centres, mean, scale, weights, offset)


def describe(
    words: Sequence[str], embeddings: Embeddings, encoder: SentenceEncoder
) -> NDArray[np.float64]:
    """Give the vectors of words: GloVe's and MiniLM's, side by side; shape (n, 484)."""
    return np.hstack([embeddings.look_up(words), encoder.encode(words)])


class Vectors:
    """The vectors of the whole vocabulary, described once.

    Parameters
    ----------
    words
        The vocabulary, in order.
    """

    def __init__(
        self,
        words: list[str],
        embeddings: Embeddings,
        encoder: SentenceEncoder,
        progress: Progress,
    ) -> None:
        self._rows = {word: row for row, word in enumerate(words)}
        parts = []
        for first in range(0, len(words), _CHUNK):
            progress.update("word affect: describe", first / len(words))
            part = describe(words[first : first + _CHUNK], embeddings, encoder)
            parts.append(part.astype(np.float32))
        self._described = np.concatenate(parts)

    def __call__(self, words: Sequence[str]) -> NDArray[np.float64]:
        """Give the vectors of known words; shape (n, 484)."""
        return self._described[[self._rows[word] for word in words]].astype(np.float64)

    def knows(self, word: str) -> bool:
        """Whether a word is in the vocabulary."""
        return word in self._rows


def moments_of(vectors: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give mean and standard deviation of each dimension."""
    return vectors.mean(axis=0), np.maximum(vectors.std(axis=0), _LEAST_SCALE)


def glasgow_table(data: Path, embeddings: Embeddings) -> tuple[list[str], NDArray[np.float64]]:
    """Give the rated words that have a vector, and their ratings in the plane of music."""
    norms = read_glasgow(data)
    words = [word for word in norms if word in embeddings]
    return words, place_in_plane(np.array([norms[word] for word in words]))


def _learn_places(
    words: list[str], ratings: NDArray[np.float64], vectors: Vectors, settings: RidgeSettings
) -> tuple[KernelRidge, NDArray[np.float64]]:
    """Fit the ratings, with the words of mood where music has them.

    Returns
    -------
    Fit, NDArray
        And the standard errors on held-out words, of the ratings as they were.
    """
    described = vectors(words)
    moments = moments_of(described)
    held = hold_out_by_stem(words, 0.2, seed=0)
    trial = fit(described[~held], ratings[~held], moments, settings)
    errors = trial.predict(described[held]) - ratings[held]
    others = [word for word in mood_words() if word not in set(words) and vectors.knows(word)]
    unrated = vectors(others)
    placed = place_as_music([*words, *others], np.vstack([ratings, trial.predict(unrated)]))
    return fit(np.vstack([described, unrated]), placed, moments, settings), errors.std(axis=0)


def _learn_feelings(
    words: list[str], ratings: NDArray[np.float64], vectors: Vectors, settings: RidgeSettings
) -> KernelRidge:
    """Fit the shares of the named feelings: of words of mood theirs, of plain words none."""
    named = [word for word in mood_words() if vectors.knows(word)]
    lengths = np.linalg.norm(ratings[:, :2], axis=1)
    plain = [
        word
        for word, length in zip(words, lengths, strict=True)
        if length < _PLAIN and word not in mood_words()
    ]
    shares = [shares_of(mood_words()[word]) for word in named]
    wanted = np.vstack([*shares, np.zeros((len(plain), len(FEELINGS)))])
    return fit(vectors([*named, *plain]), wanted, moments_of(vectors(words)), settings)


def _settle_feelings(words: list[str], predicted: NDArray[np.float64]) -> NDArray[np.float64]:
    """Clip the shares, and keep what is known of the words of mood; at most 1 in all."""
    shares = np.clip(predicted, 0, 1)
    for row, word in enumerate(words):
        if word in mood_words():
            shares[row] = _KNOWN * shares_of(mood_words()[word]) + (1 - _KNOWN) * shares[row]
    settled: NDArray[np.float64] = shares / np.maximum(shares.sum(axis=1, keepdims=True), 1)
    return settled


def train(data: Path, output: Path, progress: Progress) -> None:
    """Write ``affects.npy`` and ``feelings.npy``, a row for each word, and ``config.json``.

    Parameters
    ----------
    data
        Holds the word norms (``words/`` or ``words.tar.gz``).
    output
        The folder to write to.
    """
    embeddings, settings = Embeddings(), RidgeSettings()
    vocabulary = list(embeddings.vectors.keys)
    vectors = Vectors(vocabulary, embeddings, SentenceEncoder(), progress)
    words, ratings = glasgow_table(data, embeddings)
    places, errors = _learn_places(words, ratings, vectors, settings)
    feelings = _learn_feelings(words, ratings, vectors, settings)
    table, shares = [], []
    for first in range(0, len(vocabulary), _CHUNK):
        part = vectors(vocabulary[first : first + _CHUNK])
        table.append(np.clip(places.predict(part), -1, 1))
        shares.append(feelings.predict(part))
    placed = place_as_music(vocabulary, np.concatenate(table))
    settled = 255 * _settle_feelings(vocabulary, np.concatenate(shares))
    config = asdict(settings) | {"spread": [round(float(x), 4) for x in errors[:2]]}
    write_folder(
        output,
        {
            "affects.npy": of_array(placed.astype(np.float16)),
            "feelings.npy": of_array(settled.round().astype(np.uint8)),
            "config.json": of_record(config),
        },
    )
    progress.update("word affect", 1.0)
