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
from engine.emotion.sentences import SentenceEncoder
from engine.emotion.word_affect import kernel
from engine.files import write_folder
from engine.training.contents import of_array, of_record
from engine.training.reading.musical_moods import MUSICAL_MOODS
from engine.training.reading.word_norms import hold_out_by_stem, place_in_plane, read_glasgow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from engine.progress import Progress

__all__ = [
    "Fit",
    "Settings",
    "describe",
    "fit",
    "glasgow_table",
    "moments_of",
    "place_as_music",
    "train",
]

_CHUNK = 512  # words described at once
_LEAST_SCALE = 0.01  # three of MiniLM's dimensions never change


@dataclass(frozen=True)
class Settings:
    """Width of the kernel, strength of the ridge: the best on words held out by stem."""

    gamma: float = 0.8
    ridge: float = 0.1


@dataclass(frozen=True, eq=False)
class Fit:
    """A fitted regression: `predict` maps vectors (n, d) to ratings (n, 3)."""

    settings: Settings
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
    settings: Settings,
) -> Fit:
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
    return Fit(settings, centres, mean, scale, weights, offset)


def describe(
    words: Sequence[str], embeddings: Embeddings, encoder: SentenceEncoder
) -> NDArray[np.float64]:
    """Give the vectors of words: GloVe's and MiniLM's, side by side; shape (n, 484)."""
    return np.hstack([embeddings.look_up(words), encoder.encode(words)])


def moments_of(vectors: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give mean and standard deviation of each dimension."""
    return vectors.mean(axis=0), np.maximum(vectors.std(axis=0), _LEAST_SCALE)


def glasgow_table(data: Path, embeddings: Embeddings) -> tuple[list[str], NDArray[np.float64]]:
    """Give the rated words that have a vector, and their ratings in the plane of music."""
    norms = read_glasgow(data)
    words = [word for word in norms if word in embeddings]
    return words, place_in_plane(np.array([norms[word] for word in words]))


def place_as_music(words: list[str], ratings: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the ratings with the words moved that studies of music place themselves."""
    placed = ratings.copy()
    for row, word in enumerate(words):
        if word in MUSICAL_MOODS:
            placed[row, :2] = MUSICAL_MOODS[word]
    return placed


def train(data: Path, output: Path, progress: Progress) -> None:
    """Write ``affects.npy``, a row for each word of the vocabulary, and ``config.json``.

    Parameters
    ----------
    data
        Holds the word norms (``words/`` or ``words.tar.gz``).
    output
        The folder to write to.
    """
    embeddings, encoder, settings = Embeddings(), SentenceEncoder(), Settings()
    words, ratings = glasgow_table(data, embeddings)
    vectors = describe(words, embeddings, encoder)
    moments = moments_of(vectors)
    held = hold_out_by_stem(words, 0.2, seed=0)
    trial = fit(vectors[~held], ratings[~held], moments, settings)
    errors = trial.predict(vectors[held]) - ratings[held]
    final = fit(vectors, place_as_music(words, ratings), moments, settings)
    vocabulary = list(embeddings.vectors.index_to_key)
    parts = []
    for first in range(0, len(vocabulary), _CHUNK):
        progress.update("word affect", first / len(vocabulary))
        part = describe(vocabulary[first : first + _CHUNK], embeddings, encoder)
        parts.append(final.predict(part))
    table = place_as_music(vocabulary, np.clip(np.concatenate(parts), -1, 1))
    config = asdict(settings) | {"spread": [round(float(x), 4) for x in errors.std(axis=0)[:2]]}
    affects = of_array(table.astype(np.float16))
    write_folder(output, {"affects.npy": affects, "config.json": of_record(config)})
    progress.update("word affect", 1.0)
