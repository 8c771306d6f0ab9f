"""From a sentence to the valence and arousal that people find in such sentences.

MiniLM, tuned by ``affetto train sentence-affect`` on rated words, scenes, comments and sentences,
and a linear map from its vectors: each named feeling has a vector there too, and a text is compared
with them by dot product. Half of the answer comes from the scenes that are known, by their likeness
to the text. It understands what the words only mean together: waiting at the airport for someone
who never comes.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine import resources
from engine.emotion.feelings import FEELINGS
from engine.emotion.scenes import SceneTable
from engine.emotion.sentences import SentenceEncoder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["SentenceAffect", "SentenceAnswers"]

_FOLDER = "models/sentence-affect"
_N_SCALES = 6  # valence, arousal and dominance in the plane, then on EmoBank's scale
_SPREAD = 0.4  # standard deviation of valence and of arousal in the plane of music
_BY_SCENES = 0.5  # share of the known scenes in place and feelings


@dataclass(frozen=True, eq=False)
class SentenceAnswers:
    """What the model says of n texts.

    Attributes
    ----------
    points
        Valence and arousal in the plane of music, shape (n, 2), −1 to 1.
    dominance
        How much in control the feeling is, shape (n,), −1 to 1.
    ratings
        Valence, arousal and dominance as EmoBank's readers rate them, in standard deviations;
        shape (n, 3).
    emotions
        Probability of each emotion of `SentenceAffect.emotions`; shape (n, n_emotions).
    feelings
        Share of each of `engine.emotion.feelings.FEELINGS`; shape (n, n_feelings), rows sum to 1.
    plain
        Probability that a text says nothing to feel, shape (n,).
    """

    points: NDArray[np.float64]
    dominance: NDArray[np.float64]
    ratings: NDArray[np.float64]
    emotions: NDArray[np.float64]
    feelings: NDArray[np.float64]
    plain: NDArray[np.float64]


class SentenceAffect:
    """The tuned encoder and the map; both are loaded when first asked.

    Attributes
    ----------
    emotions
        The labels of GoEmotions.
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
        encoder = self._encoder or self._load()
        vectors, as_they_came = encoder.encode_twice(texts)
        scales = vectors @ self._weight + self._bias
        n_emotions = len(self.emotions)
        scales, emotions, named = np.split(scales, [_N_SCALES, _N_SCALES + n_emotions], axis=1)
        scenes = self._scenes.answer(as_they_came)
        placed = np.clip(_SPREAD * scales[:, :3], -1, 1)
        placed[:, :2] = (1 - _BY_SCENES) * placed[:, :2] + _BY_SCENES * scenes.points
        shares = _softmax(named)  # the last of them is "nothing to feel"
        likely = _softmax(named[:, : len(FEELINGS)])
        return SentenceAnswers(
            points=placed[:, :2].round(5),
            dominance=placed[:, 2].round(5),
            ratings=scales[:, 3:],
            emotions=_softmax(emotions),
            feelings=(1 - _BY_SCENES) * likely + _BY_SCENES * scenes.feelings,
            plain=(1 - _BY_SCENES) * shares[:, -1] + _BY_SCENES * scenes.plain,
        )

    def encode_as_it_came(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Give the vectors of MiniLM without what training changed; shape (n, 384)."""
        return (self._encoder or self._load()).encode_as_it_came(texts)

    def _load(self) -> SentenceEncoder:
        from safetensors.numpy import load_file  # noqa: PLC0415 - heavy import

        stored = load_file(resources.path(f"{_FOLDER}/checkpoint.safetensors"))
        weights = {name: array.astype(np.float32) for name, array in stored.items()}
        self._weight = weights.pop("head.weight").astype(np.float64)
        self._bias = weights.pop("head.bias").astype(np.float64)
        self._encoder = SentenceEncoder(weights)
        self._scenes = SceneTable()
        return self._encoder


def _softmax(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    if not len(logits):
        return logits
    likely = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares: NDArray[np.float64] = likely / likely.sum(axis=1, keepdims=True)
    return shares
