from __future__ import annotations

import numpy as np

from engine import onnx_tensors
from engine.onnx_tensors import read_tensors


def field(number: int, content: bytes) -> bytes:
    return bytes([number << 3 | 2, len(content)]) + content


def test_named_tensors_are_read_and_all_else_is_passed_over() -> None:
    floats = np.array([[1.5, -2], [0, 4]], "<f4")
    tensor = bytes([0x08, 2, 0x08, 2, 0x10, 1]) + field(8, b"weight") + field(9, floats.tobytes())
    whole_numbers = bytes([0x08, 1, 0x10, 7]) + field(8, b"shape") + field(9, bytes(8))
    graph = field(1, b"a node") + field(5, tensor) + field(5, whole_numbers)
    found = read_tensors(memoryview(bytes([0x08, 9]) + field(7, graph)))
    assert list(found) == ["weight"]
    assert found["weight"].tolist() == floats.tolist()


def test_numbers_of_several_bytes_are_read() -> None:
    message = memoryview(bytes([0x08, 0xAC, 0x02, 0x12, 0x02, 0x41, 0x42]))
    (one, number), (two, text) = onnx_tensors._fields(message)
    assert (one, number, two, bytes(text)) == (1, 300, 2, b"AB")
