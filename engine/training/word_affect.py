"""Learns what feeling a word vector carries: ``affetto train word-affect``.

Kernel ridge regression from GloVe to the Glasgow norms. The ratings themselves do not ship, only
the weights that were fitted to them.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.emotion.embeddings import Embeddings
from engine.emotion.word_affect import kernel
from engine.training.word_norms import hold_out_by_stem, place_in_plane, read_glasgow

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from engine.progress import Progress

__all__ = ["Fit", "Settings", "fit", "glasgow_table", "moments_of", "train"]


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


def moments_of(embeddings: Embeddings) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give mean and standard deviation of the 20,000 most common words."""
    common = np.asarray(embeddings.vectors.vectors[:20_000], dtype=np.float64)
    return common.mean(axis=0), common.std(axis=0)


def glasgow_table(data: Path, embeddings: Embeddings) -> tuple[list[str], NDArray[np.float64]]:
    """Give the rated words that have a vector, and their ratings in the plane of music."""
    norms = read_glasgow(data)
    words = [word for word in norms if word in embeddings]
    return words, place_in_plane(np.array([norms[word] for word in words]))


def train(data: Path, output: Path, progress: Progress) -> None:
    """Write ``checkpoint.safetensors`` and ``config.json``.

    Parameters
    ----------
    data
        Holds the word norms (``words/`` or ``words.tar.gz``).
    output
        The folder to write to.
    """
    from safetensors.numpy import save_file  # noqa: PLC0415 - heavy import

    embeddings = Embeddings()
    words, ratings = glasgow_table(data, embeddings)
    vectors, moments, settings = embeddings.look_up(words), moments_of(embeddings), Settings()
    progress.update("word affect", 0.1)
    held = hold_out_by_stem(words, 0.2, seed=0)
    trial = fit(vectors[~held], ratings[~held], moments, settings)
    errors = trial.predict(vectors[held]) - ratings[held]
    progress.update("word affect", 0.5)
    final = fit(vectors, ratings, moments, settings)
    rows = [embeddings.vectors.key_to_index[word] for word in words]
    output.mkdir(parents=True, exist_ok=True)
    save_file(
        {
            "rows": np.array(rows, dtype=np.int32),
            "mean": final.mean,
            "scale": final.scale,
            "weights": final.weights.astype(np.float32),
            "offset": final.offset.astype(np.float32),
        },
        output / "checkpoint.safetensors",
    )
    config = asdict(settings) | {"spread": [round(float(x), 4) for x in errors.std(axis=0)[:2]]}
    (output / "config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    progress.update("word affect", 1.0)
