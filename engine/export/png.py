"""Writes pictures, still and moving, as PNG files.

References
----------
W3C, "Portable Network Graphics (PNG) Specification (Third Edition)", 2025, which has animation.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["Pixels", "animated_png", "png"]

Pixels = NDArray[np.uint8]
"""Red, green and blue, shape (height, width, 3)."""

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_AT_THE_ORIGIN = (0, 0)
_NEITHER_CLEARED_NOR_BLENDED = (0, 0)


def png(pixels: Pixels) -> bytes:
    """Give a picture as a PNG file."""
    return b"".join([_SIGNATURE, _header(pixels), _chunk(b"IDAT", _packed(pixels)), _END])


def animated_png(frames: Sequence[Pixels], delays_ms: Sequence[int]) -> bytes:
    """Give pictures of one size as a PNG file that plays them for ever.

    A viewer that knows no animation shows the first.

    Parameters
    ----------
    delays_ms
        How long each is shown.
    """
    control = _chunk(b"acTL", struct.pack(">II", len(frames), 0))
    parts = _frames(frames, delays_ms)
    return b"".join([_SIGNATURE, _header(frames[0]), control, *parts, _END])


def _frames(frames: Sequence[Pixels], delays_ms: Sequence[int]) -> Iterator[bytes]:
    number = 0  # counts frame controls and frame data alike
    for index, (pixels, delay) in enumerate(zip(frames, delays_ms, strict=True)):
        height, width = pixels.shape[:2]
        timing = (delay, 1000, *_NEITHER_CLEARED_NOR_BLENDED)
        place = (number, width, height, *_AT_THE_ORIGIN, *timing)
        yield _chunk(b"fcTL", struct.pack(">IIIIIHHBB", *place))
        number += 1
        if index == 0:  # the first frame is the still picture too
            yield _chunk(b"IDAT", _packed(pixels))
        else:
            yield _chunk(b"fdAT", struct.pack(">I", number) + _packed(pixels))
            number += 1


def _header(pixels: Pixels) -> bytes:
    height, width = pixels.shape[:2]
    return _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))


def _packed(pixels: Pixels) -> bytes:
    """Compress the rows, each behind a byte that says it is not filtered."""
    rows = pixels.reshape(len(pixels), -1)
    return zlib.compress(np.pad(rows, ((0, 0), (1, 0))).tobytes(), 9)


def _chunk(name: bytes, content: bytes) -> bytes:
    check = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", check)


_END = _chunk(b"IEND", b"")
