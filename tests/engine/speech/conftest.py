from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.audio.files import read_audio

Speech = Callable[[str], NDArray[np.float32]]


@pytest.fixture
def speech() -> Speech:
    """Read a recording of ``tests/data/speech``: shape (n,), 16 kHz."""
    folder = Path(__file__).parents[2] / "data" / "speech"
    return lambda name: read_audio(folder / f"{name}.flac").mono()


N_STATE, N_VOCAB, N_LAYERS = 64, 51_865, 2
END_OF_TEXT = 50_257
LAST_WORD = 46  # the place at which it ends; the prompt takes some 26 before
Variables = dict[str, NDArray[np.generic]]


@pytest.fixture(scope="session")
def variables() -> Variables:
    """A tiny random Whisper, by CTranslate2's names: the real vocabulary, two narrow layers.

    It babbles some twenty words and then ends, whatever it hears.
    """
    generator = np.random.default_rng(0)
    shapes = {
        "decoder/embeddings/weight": (N_VOCAB, N_STATE),
        "decoder/position_encodings/encodings": (448, N_STATE),
        "encoder/position_encodings/encodings": (1500, N_STATE),
        "encoder/conv1/weight": (N_STATE, 80, 3),
        "encoder/conv1/bias": (N_STATE,),
        "encoder/conv2/weight": (N_STATE, N_STATE, 3),
        "encoder/conv2/bias": (N_STATE,),
        **_norm("encoder/layer_norm"),
        **_norm("decoder/layer_norm"),
    }
    for half in ("encoder", "decoder"):
        for layer in range(N_LAYERS):
            shapes |= _layer(f"{half}/layer_{layer}", is_decoder=half == "decoder")
    found: Variables = {
        name: generator.normal(0, 0.1, shape).astype(np.float16) for name, shape in shapes.items()
    }
    found["decoder/layer_norm/gamma"][:] = 1
    end = found["decoder/embeddings/weight"][END_OF_TEXT]
    found["decoder/position_encodings/encodings"][LAST_WORD:] = 50 * end
    return found | {"decoder/num_heads": np.array(1, np.int16)}


def _norm(name: str) -> dict[str, tuple[int, ...]]:
    return {f"{name}/gamma": (N_STATE,), f"{name}/beta": (N_STATE,)}


def _linear(name: str, n_out: int, n_in: int = N_STATE) -> dict[str, tuple[int, ...]]:
    return {f"{name}/weight": (n_out, n_in), f"{name}/bias": (n_out,)}


def _layer(name: str, *, is_decoder: bool) -> dict[str, tuple[int, ...]]:
    cross = {
        **_norm(f"{name}/attention/layer_norm"),
        **_linear(f"{name}/attention/linear_0", N_STATE),
        **_linear(f"{name}/attention/linear_1", 2 * N_STATE),
        **_linear(f"{name}/attention/linear_2", N_STATE),
    }
    return {
        **_norm(f"{name}/self_attention/layer_norm"),
        **_linear(f"{name}/self_attention/linear_0", 3 * N_STATE),
        **_linear(f"{name}/self_attention/linear_1", N_STATE),
        **_norm(f"{name}/ffn/layer_norm"),
        **_linear(f"{name}/ffn/linear_0", 4 * N_STATE),
        **_linear(f"{name}/ffn/linear_1", N_STATE, 4 * N_STATE),
        **(cross if is_decoder else {}),
    }


@pytest.fixture(scope="session")
def packed(variables: Variables) -> bytes:
    """The tiny Whisper as a CTranslate2 file."""
    types = {np.dtype(np.float16): 4, np.dtype(np.int16): 2}
    parts = [struct.pack("<I", 6), _string("WhisperSpec"), struct.pack("<II", 3, len(variables))]
    for name, array in variables.items():
        shape = struct.pack(f"<B{array.ndim}I", array.ndim, *array.shape)
        kind = struct.pack("<BI", types[array.dtype], array.nbytes)
        parts += [_string(name), shape, kind, array.tobytes()]
    return b"".join(parts) + struct.pack("<I", 0)


def _string(text: str) -> bytes:
    return struct.pack("<H", len(text) + 1) + text.encode() + b"\0"
