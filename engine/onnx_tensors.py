"""Reads the weights out of an ONNX file without the runtime that executes it.

ONNX is a protocol buffer; of it only the named tensors are wanted, so the few lines of its wire
format that hold them are read here and nothing is executed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["read_tensors"]

_GRAPH, _INITIALIZER = 7, 5  # fields of a model and of its graph
_DIMS, _KIND, _NAME, _RAW = 1, 2, 8, 9  # fields of a tensor
_KINDS: dict[object, type] = {1: np.float32, 3: np.int8}
_VARINT, _BYTES = 0, 2  # wire types; fixed numbers of 4 and 8 bytes do not occur here


def read_tensors(content: memoryview) -> dict[str, NDArray[Any]]:
    """Give the stored tensors of 32-bit floats and 8-bit integers by name, without copying them.

    Parameters
    ----------
    content
        A whole file that is known to be sound: its checksum has been compared.
    """
    graph = next(value for field, value in _fields(content) if field == _GRAPH)
    assert isinstance(graph, memoryview)
    return dict(_tensors(graph))


def _tensors(graph: memoryview) -> Iterator[tuple[str, NDArray[Any]]]:
    for field, message in _fields(graph):
        if field != _INITIALIZER:
            continue
        assert isinstance(message, memoryview)
        shape: list[Any] = [value for part, value in _fields(message) if part == _DIMS]
        values: dict[int, Any] = {part: value for part, value in _fields(message) if part != _DIMS}
        kind = _KINDS.get(values[_KIND])
        if kind is not None:
            array: NDArray[Any] = np.frombuffer(values[_RAW], dtype=kind)
            yield bytes(values[_NAME]).decode(), array.reshape(shape)


def _fields(message: memoryview) -> Iterator[tuple[int, int | memoryview]]:
    """Give the fields of a message: number, then the number or bytes that it holds."""
    place = 0
    while place < len(message):
        key, place = _varint(message, place)
        value, place = _varint(message, place)
        if key & 7 == _BYTES:
            yield key >> 3, message[place : place + value]
            place += value
        else:
            assert key & 7 == _VARINT, f"wire type {key & 7} at byte {place}"
            yield key >> 3, value


def _varint(message: memoryview, place: int) -> tuple[int, int]:
    """Read a number of seven bits a byte, the lowest first, and say where it ends."""
    value = shift = 0
    while True:
        byte = message[place]
        value |= (byte & 127) << shift
        place, shift = place + 1, shift + 7
        if byte < 128:
            return value, place
