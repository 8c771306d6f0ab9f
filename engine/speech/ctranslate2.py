"""Reads Whisper from CTranslate2's file format, which holds OpenAI's own numbers.

The format (binary version 6, "WhisperSpec" revision 3), little-endian: u32 version, string name,
u32 revision, u32 count; for each variable a string name, u8 rank, u32 dimensions, u8 type,
u32 bytes, data. A string is a u16 length, which counts a closing 0, and bytes. Against OpenAI's
checkpoint the tensors are renamed, and query, key and value are stacked; nothing is computed.
"""

from __future__ import annotations

import struct

import numpy as np
from numpy.typing import NDArray

from engine.errors import ResourceError

__all__ = ["read_variables", "whisper_dimensions", "whisper_state"]

Variables = dict[str, NDArray[np.generic]]

_TYPES = {0: np.float32, 1: np.int8, 2: np.int16, 3: np.int32, 4: np.float16}
_HEAD_SIZE = 64  # of every attention head in every Whisper
_NAMES = {
    "position_encodings/encodings": "positional_embedding",
    "embeddings/weight": "token_embedding.weight",
}
_LAYERS = {
    "self_attention/layer_norm": "attn_ln",
    "self_attention/linear_1": "attn.out",
    "attention/layer_norm": "cross_attn_ln",
    "attention/linear_0": "cross_attn.query",
    "attention/linear_2": "cross_attn.out",
    "ffn/layer_norm": "mlp_ln",
    "ffn/linear_0": "mlp.0",
    "ffn/linear_1": "mlp.2",
}
_STACKED = {
    "self_attention/linear_0": ("attn.query", "attn.key", "attn.value"),
    "attention/linear_1": ("cross_attn.key", "cross_attn.value"),
}
_FIELDS = {"weight": "weight", "bias": "bias", "gamma": "weight", "beta": "bias"}


class _Reader:
    """Takes values off the front of a file's bytes."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._offset = 0

    def number(self, code: str) -> int:
        (value,) = struct.unpack_from(f"<{code}", self._content, self._offset)
        self._offset += struct.calcsize(code)
        return int(value)

    def string(self) -> str:
        length = self.number("H")
        value = self._content[self._offset : self._offset + length - 1].decode()
        self._offset += length
        return value

    def array(self) -> NDArray[np.generic]:
        shape = [self.number("I") for _ in range(self.number("B"))]
        dtype = np.dtype(_TYPES[self.number("B")])
        n_bytes = self.number("I")
        flat = np.frombuffer(self._content, dtype, n_bytes // dtype.itemsize, self._offset)
        self._offset += n_bytes
        return flat.reshape(shape)


def read_variables(content: bytes) -> Variables:
    """Read every variable of a CTranslate2 Whisper file.

    Returns
    -------
    Variables
        Views into ``content``, by CTranslate2's names.

    Raises
    ------
    ResourceError
        If the bytes are no such file, or break off.
    """
    reader = _Reader(content)
    try:
        if (reader.number("I"), reader.string(), reader.number("I")) != (6, "WhisperSpec", 3):
            raise ResourceError("not a CTranslate2 Whisper file, version 6 revision 3")
        return {reader.string(): reader.array() for _ in range(reader.number("I"))}
    except (struct.error, ValueError, KeyError) as error:
        raise ResourceError(f"a damaged CTranslate2 file: {error}") from error


def whisper_state(variables: Variables) -> Variables:
    """Give the tensors the names of openai-whisper's ``state_dict``."""
    state: Variables = {}
    for name, array in variables.items():
        half, _, rest = name.partition("/")
        if array.ndim == 0 or half not in {"encoder", "decoder"}:
            continue  # a flag of CTranslate2's own
        if rest in _NAMES:
            state[f"{half}.{_NAMES[rest]}"] = array
        else:
            state |= _module_tensors(half, rest, array)
    return state


def _module_tensors(half: str, rest: str, array: NDArray[np.generic]) -> Variables:
    path, _, field = rest.rpartition("/")
    if not path.startswith("layer_") or path == "layer_norm":
        module = {"layer_norm": "ln" if half == "decoder" else "ln_post"}.get(path, path)
        return {f"{half}.{module}.{_FIELDS[field]}": array}
    layer, _, path = path.partition("/")
    block = f"{half}.blocks.{layer.removeprefix('layer_')}"
    if path not in _STACKED:
        return {f"{block}.{_LAYERS[path]}.{_FIELDS[field]}": array}
    modules = _STACKED[path]
    return {
        f"{block}.{module}.{field}": part
        for module, part in zip(modules, np.split(array, len(modules)), strict=True)
        if not (field == "bias" and module.endswith(".key"))  # Whisper's keys have none
    }


def whisper_dimensions(state: Variables) -> dict[str, int]:
    """Read the model's dimensions, as ``whisper.model.ModelDimensions`` names them, off it."""
    n_audio_state, n_mels, _ = state["encoder.conv1.weight"].shape
    n_vocab, n_text_state = state["decoder.token_embedding.weight"].shape
    return {
        "n_mels": n_mels,
        "n_audio_ctx": len(state["encoder.positional_embedding"]),
        "n_audio_state": n_audio_state,
        "n_audio_head": n_audio_state // _HEAD_SIZE,
        "n_audio_layer": _count_layers(state, "encoder"),
        "n_vocab": n_vocab,
        "n_text_ctx": len(state["decoder.positional_embedding"]),
        "n_text_state": n_text_state,
        "n_text_head": n_text_state // _HEAD_SIZE,
        "n_text_layer": _count_layers(state, "decoder"),
    }


def _count_layers(state: Variables, half: str) -> int:
    return len({name.split(".")[2] for name in state if name.startswith(f"{half}.blocks.")})
