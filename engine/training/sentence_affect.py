"""Learns what sentences feel like: ``affetto train sentence-affect``.

Kernel ridge regression with few centres (Nyström's method) from MiniLM's vectors to the plane of
music, on three corpora together: the Glasgow norms' words, GoEmotions' comments by the quadrant of
their emotion, and EmoBank's sentences. EmoBank's arousal is left out: it follows the style of
writing, which spoken wishes do not have.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.emotion.embeddings import Embeddings
from engine.emotion.music_vectors import CORNERS
from engine.emotion.sentences import N_DIMENSIONS, SentenceEncoder
from engine.emotion.word_affect import kernel
from engine.training.wish_corpora import read_emobank, read_goemotions
from engine.training.word_affect import glasgow_table, place_as_music

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from engine.progress import Progress

__all__ = ["Examples", "Settings", "fit", "gather", "train"]

_SCALE = float(np.sqrt(N_DIMENSIONS))
_CHUNK = 2048  # examples whose kernel is held at once
_ENCODED = 200  # texts between two reports of progress


@dataclass(frozen=True)
class Settings:
    """Kernel, ridge, centres from words, comments and sentences, and what each corpus weighs."""

    gamma: float = 0.6
    ridge: float = 1.0
    n_centres: tuple[int, int, int] = (600, 700, 200)
    weights: tuple[float, float, float] = (1.0, 0.7, 0.7)
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Examples:
    """Texts with their place: ``points`` (n, 2), ``weights`` (n, 2), 0 where there is no rating."""

    texts: list[str]
    points: NDArray[np.float64]
    weights: NDArray[np.float64]


def gather(data: Path) -> tuple[Examples, Examples, Examples]:
    """Read the training parts of the three corpora."""
    words, ratings = glasgow_table(data, Embeddings())
    placed = place_as_music(words, ratings)[:, :2]
    comments = read_goemotions(data, "train")
    quadrants = np.array([quadrant for _, quadrant in comments])
    balance = len(quadrants) / 4 / np.bincount(quadrants, minlength=4)
    sentences = read_emobank(data, "train")
    pleasure = sentences.ratings[:, :1]
    pleasure = 0.35 * (pleasure - pleasure.mean()) / pleasure.std()
    return (
        Examples(words, placed, np.ones((len(words), 2))),
        Examples(
            [text for text, _ in comments],
            CORNERS[quadrants] / np.sqrt(2),
            np.tile(balance[quadrants][:, None], (1, 2)),
        ),
        Examples(
            sentences.texts,
            np.hstack([pleasure, np.zeros_like(pleasure)]),
            np.tile([1.0, 0.0], (len(pleasure), 1)),
        ),
    )


def fit(
    vectors: NDArray[np.float64],
    examples: Examples,
    centres: NDArray[np.float64],
    settings: Settings,
) -> NDArray[np.float64]:
    """Solve the regression.

    Parameters
    ----------
    vectors, centres
        Shapes (n, d) and (k, d), scaled to unit variance.

    Returns
    -------
    NDArray
        Shape (k, 2).
    """
    own = kernel(centres, centres, settings.gamma)
    columns = []
    for column in range(examples.points.shape[1]):
        gram = settings.ridge * own + 1e-6 * np.eye(len(centres))
        target = np.zeros(len(centres))
        for first in range(0, len(vectors), _CHUNK):
            part = slice(first, first + _CHUNK)
            near = kernel(vectors[part], centres, settings.gamma)
            weighted = near * examples.weights[part, column, None]
            gram += weighted.T @ near
            target += weighted.T @ examples.points[part, column]
        columns.append(np.linalg.solve(gram, target))
    return np.stack(columns, axis=1)


def _join(corpora: tuple[Examples, ...], settings: Settings) -> Examples:
    return Examples(
        [text for corpus in corpora for text in corpus.texts],
        np.concatenate([corpus.points for corpus in corpora]),
        np.concatenate(
            [
                corpus.weights * weight
                for corpus, weight in zip(corpora, settings.weights, strict=True)
            ]
        ),
    )


def _encode(texts: list[str], progress: Progress) -> NDArray[np.float64]:
    encoder = SentenceEncoder()
    parts = []
    for first in range(0, len(texts), _ENCODED):
        progress.update("sentence affect", first / len(texts))
        parts.append(encoder.encode(texts[first : first + _ENCODED]))
    return np.concatenate(parts) * _SCALE


def _choose_centres(corpora: tuple[Examples, ...], settings: Settings) -> NDArray[np.int64]:
    """Draw each corpus's share of the centres."""
    random = np.random.default_rng(settings.seed)
    chosen, start = [], 0
    for corpus, number in zip(corpora, settings.n_centres, strict=True):
        size = len(corpus.texts)
        chosen.append(start + random.choice(size, min(number, size), replace=False))
        start += size
    return np.concatenate(chosen)


def train(data: Path, output: Path, progress: Progress) -> None:
    """Write ``checkpoint.safetensors`` and ``config.json``.

    Parameters
    ----------
    data
        Holds the word norms and corpora (``words/`` or ``words.tar.gz``).
    output
        The folder to write to.
    """
    from safetensors.numpy import save_file  # noqa: PLC0415 - heavy import

    settings = Settings()
    corpora = gather(data)
    examples = _join(corpora, settings)
    vectors = _encode(examples.texts, progress)
    # What ships is rounded, so the weights are fitted to the rounded centres.
    centres = vectors[_choose_centres(corpora, settings)].astype(np.float16)
    weights = fit(vectors, examples, centres.astype(np.float64), settings)
    output.mkdir(parents=True, exist_ok=True)
    save_file(
        {"centres": centres, "weights": weights.astype(np.float32)},
        output / "checkpoint.safetensors",
    )
    (output / "config.json").write_text(
        json.dumps(asdict(settings), indent=2) + "\n", encoding="utf-8"
    )
    progress.update("sentence affect", 1.0)
