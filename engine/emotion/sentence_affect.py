"""From a sentence to the valence and arousal that people find in such sentences.

MiniLM, tuned by ``affetto train sentence-affect`` on rated words, scenes, comments and sentences,
and a linear map from its vectors. It understands what the words only mean together: waiting at the
airport for someone who never comes.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine import resources
from engine.emotion.sentences import SentenceEncoder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["SentenceAffect", "SentenceAnswers"]

_FOLDER = "models/sentence-affect"
_SPREAD = 0.4  # standard deviation of valence and of arousal in the plane of music


@dataclass(frozen=True, eq=False)
class SentenceAnswers:
    """What the model says of n texts.

    Attributes
    ----------
    points
        Valence and arousal in the plane of music, shape (n, 2), −1 to 1.
    ratings
        Valence, arousal and dominance as EmoBank's readers rate them, in standard deviations;
        shape (n, 3).
    emotions
        Probability of each emotion of `SentenceAffect.emotions`; shape (n, 22).
    """

    points: NDArray[np.float64]
    ratings: NDArray[np.float64]
    emotions: NDArray[np.float64]


class SentenceAffect:
    """The tuned encoder and the map; both are loaded when first asked.

    Attributes
    ----------
    emotions
        The emotions of GoEmotions that it tells apart.
    """

    def __init__(self) -> None:
        config = json.loads(resources.path(f"{_FOLDER}/config.json").read_text(encoding="utf-8"))
        self.emotions: tuple[str, ...] = tuple(config["emotions"])
        self._encoder: SentenceEncoder | None = None
        self._weight = self._bias = np.zeros(0)

    def predict(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Give valence and arousal of texts in the plane of music; shape (n, 2), −1 to 1."""
        return self.answer(texts).points

    def answer(self, texts: Sequence[str]) -> SentenceAnswers:
        """Give all that the model says of texts; each is encoded as if it were alone."""
        n_emotions = len(self.emotions)
        if not texts:
            return SentenceAnswers(np.zeros((0, 2)), np.zeros((0, 3)), np.zeros((0, n_emotions)))
        encoder = self._encoder or self._load()
        scales = encoder.encode(texts) @ self._weight + self._bias
        likely = np.exp(scales[:, -n_emotions:] - scales[:, -n_emotions:].max(axis=1)[:, None])
        return SentenceAnswers(
            points=np.clip(_SPREAD * scales[:, :2], -1, 1).round(5),
            ratings=scales[:, 2:5],
            emotions=likely / likely.sum(axis=1, keepdims=True),
        )

    def _load(self) -> SentenceEncoder:
        from safetensors.numpy import load_file  # noqa: PLC0415 - heavy import

        stored = load_file(resources.path(f"{_FOLDER}/checkpoint.safetensors"))
        weights = {name: array.astype(np.float32) for name, array in stored.items()}
        self._weight = weights.pop("head.weight").astype(np.float64)
        self._bias = weights.pop("head.bias").astype(np.float64)
        self._encoder = SentenceEncoder(weights)
        return self._encoder
