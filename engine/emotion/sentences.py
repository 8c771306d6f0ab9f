"""Sentences as vectors: MiniLM, a small transformer that has read a billion pairs of sentences.

all-MiniLM-L6-v2 (Reimers & Gurevych, "Sentence-BERT", EMNLP 2019; Wang et al., "MiniLM", NeurIPS
2020), six layers in NumPy: one short text at a time needs neither a graph engine nor its memory.
A word inside a sentence gets a vector too, which its neighbours have part in. Whatever is summed is
summed in double precision: processors differ in the last digits, and here that are very small ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engine import resources
from engine.emotion.error_function import erf
from engine.emotion.sentence_weights import N_LAYERS, read_weights

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    _Arrays = Mapping[str, NDArray[np.float64]]

__all__ = ["N_DIMENSIONS", "SentenceEncoder", "adapt", "load_tokenizer"]

N_DIMENSIONS = 384  # of its sentences

_VOCABULARY = "models/sentence-encoder/vocab.txt"
_LONGEST = 128  # word pieces; the model was trained on no more
_N_HEADS = 12


def load_tokenizer() -> Any:
    """Load the cutter into word pieces, lower case, at most 128 of them."""
    from tokenizers import BertWordPieceTokenizer  # noqa: PLC0415 - heavy import

    tokenizer = BertWordPieceTokenizer(str(resources.path(_VOCABULARY)), lowercase=True)
    tokenizer.enable_truncation(_LONGEST)
    return tokenizer


def adapt(
    arrays: Mapping[str, NDArray[np.float32]], changes: Mapping[str, NDArray[np.float32]]
) -> dict[str, NDArray[np.float64]]:
    """Give the weights with what a training changed in them.

    Parameters
    ----------
    arrays
        As `engine.emotion.sentence_weights.EncoderWeights.arrays`.
    changes
        Of a matrix two narrow ones, ``0.query.down`` (in, rank) and ``0.query.up`` (rank, out),
        whose product is added (Hu et al., "LoRA", ICLR 2022); of a vector what is added to it.
    """
    changed = {name: array.astype(np.float64) for name, array in arrays.items()}
    doubles = {name: array.astype(np.float64) for name, array in changes.items()}
    for name, change in doubles.items():
        stem, _, part = name.rpartition(".")
        if part == "up":
            changed[f"{stem}.weight"] += doubles[f"{stem}.down"] @ change
        elif part != "down":
            changed[name] += change
    return changed


class SentenceEncoder:
    """The model, loaded.

    Parameters
    ----------
    changes
        What a training changed in it; see `adapt`.

    Raises
    ------
    ResourceError
        If the package with the weights is missing or holds another file.
    """

    def __init__(self, changes: Mapping[str, NDArray[np.float32]] | None = None) -> None:
        self._tokenizer = load_tokenizer()
        weights = read_weights()
        self._words, self._word_scales = weights.words, weights.word_scales
        self._positions = weights.positions
        self._arrays = adapt(weights.arrays, changes or {})
        layers = {int(name.partition(".")[0]) for name in changes or {}}
        self._first_changed = min(layers, default=N_LAYERS)
        kept = {name: array for name, array in weights.arrays.items() if _layer_of(name) in layers}
        self._as_it_came = self._arrays | adapt(kept, {})

    def encode(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Give one vector of length 1 for each text; shape (n, 384)."""
        if not texts:
            return np.zeros((0, N_DIMENSIONS))
        return np.stack([self._encode(text) for text in texts])

    def encode_twice(self, texts: Sequence[str]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Give the vectors of `encode`, and those of the model as it came, for little more."""
        if not texts:
            return np.zeros((0, N_DIMENSIONS)), np.zeros((0, N_DIMENSIONS))
        changed, came = [], []
        for text in texts:
            below = self._below(text)
            changed.append(self._finish(below, self._arrays))
            came.append(self._finish(below, self._as_it_came))
        return np.stack(changed), np.stack(came)

    def encode_as_it_came(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Give the vectors of the model without what a training changed; shape (n, 384)."""
        found = [self._finish(self._below(text), self._as_it_came) for text in texts]
        return np.stack(found) if found else np.zeros((0, N_DIMENSIONS))

    def _encode(self, text: str) -> NDArray[np.float64]:
        return self._finish(self._below(text), self._arrays)

    def _below(self, text: str) -> NDArray[np.float64]:
        """Go through the layers that no training changed: the states of the pieces (T, 384)."""
        ids = self._tokenizer.encode(text).ids
        words = self._words[ids] * self._word_scales[ids]
        placed = words.astype(np.float64) + self._positions[: len(ids)]
        states = _normalise(self._arrays, "norm", placed)
        for layer in range(self._first_changed):
            states = _layer(self._arrays, layer, states)
        return states

    def _finish(
        self, states: NDArray[np.float64], arrays: Mapping[str, NDArray[np.float64]]
    ) -> NDArray[np.float64]:
        """Average the states of the word pieces, rounded: machines differ in the last digit."""
        for layer in range(self._first_changed, N_LAYERS):
            states = _layer(arrays, layer, states)
        mean = states.mean(axis=0)
        vector: NDArray[np.float64] = (mean / np.linalg.norm(mean)).round(6)
        return vector


def _layer_of(name: str) -> int:
    """Give the layer that an array belongs to; -1 for those below all layers."""
    first = name.partition(".")[0]
    return int(first) if first.isdigit() else -1


def _layer(arrays: _Arrays, layer: int, states: NDArray[np.float64]) -> NDArray[np.float64]:
    mixed = _linear(arrays, f"{layer}.mix", _attend(arrays, layer, states))
    states = _normalise(arrays, f"{layer}.norm_mixed", states + mixed)
    wide = _gelu(_linear(arrays, f"{layer}.widen", states))
    narrow = _linear(arrays, f"{layer}.narrow", wide)
    return _normalise(arrays, f"{layer}.norm", states + narrow)


def _attend(arrays: _Arrays, layer: int, states: NDArray[np.float64]) -> NDArray[np.float64]:
    """Let each piece look at all others; shapes (T, 384)."""
    query, key, value = (
        _linear(arrays, f"{layer}.{name}", states).reshape(len(states), _N_HEADS, -1)
        for name in ("query", "key", "value")
    )
    scores = np.einsum("qhd,khd->hqk", query, key) / np.sqrt(query.shape[2])
    shares = np.exp(scores - scores.max(axis=2, keepdims=True))
    shares /= shares.sum(axis=2, keepdims=True)
    mixed: NDArray[np.float64] = np.einsum("hqk,khd->qhd", shares, value)
    return mixed.reshape(states.shape)


def _linear(arrays: _Arrays, name: str, states: NDArray[np.float64]) -> NDArray[np.float64]:
    mapped: NDArray[np.float64] = states @ arrays[f"{name}.weight"]
    return mapped + arrays[f"{name}.bias"]


def _normalise(arrays: _Arrays, name: str, states: NDArray[np.float64]) -> NDArray[np.float64]:
    centred = states - states.mean(axis=1, keepdims=True)
    scale = np.sqrt((centred**2).mean(axis=1, keepdims=True) + 1e-12)
    scaled: NDArray[np.float64] = centred / scale
    return scaled * arrays[f"{name}.weight"] + arrays[f"{name}.bias"]


def _gelu(values: NDArray[np.float64]) -> NDArray[np.float64]:
    halved: NDArray[np.float64] = values * 0.5 * (1 + erf(values * 0.5**0.5))
    return halved
