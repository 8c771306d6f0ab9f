"""From a sentence's vector to the valence and arousal that people find in such sentences.

Kernel ridge regression on the vectors of `engine.emotion.sentences`, learned by
`engine.training.sentence_affect` from rated words, comments and sentences. It understands what the
words only mean together: waiting at the airport for someone who never comes.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np

from engine import resources
from engine.emotion.sentences import N_DIMENSIONS, SentenceEncoder
from engine.emotion.word_affect import kernel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["SentenceAffect"]

_FOLDER = "models/sentence-affect"


class SentenceAffect:
    """The encoder and the learned map; both are loaded when first asked."""

    def __init__(self) -> None:
        from safetensors.numpy import load_file  # noqa: PLC0415 - heavy import

        config = json.loads(resources.path(f"{_FOLDER}/config.json").read_text(encoding="utf-8"))
        weights = load_file(resources.path(f"{_FOLDER}/checkpoint.safetensors"))
        self._gamma = float(config["gamma"])
        self._centres = weights["centres"].astype(np.float64)
        self._weights = weights["weights"].astype(np.float64)
        self._encoder: SentenceEncoder | None = None

    def predict(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Give valence and arousal of texts; shape (n, 2), −1 to 1."""
        if not texts:
            return np.zeros((0, 2))
        if self._encoder is None:
            self._encoder = SentenceEncoder()
        return self.place(self._encoder.encode(texts))

    def place(self, vectors: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give valence and arousal of encoded texts; shapes (n, 384) and (n, 2)."""
        scaled = vectors * np.sqrt(N_DIMENSIONS)
        affects = kernel(scaled, self._centres, self._gamma) @ self._weights
        rounded: NDArray[np.float64] = np.clip(affects, -1, 1).round(5)
        return rounded
