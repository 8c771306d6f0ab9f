from __future__ import annotations

import io
import struct

import numpy as np
import pytest

from engine.export.png import animated_png, png

PIXELS = np.random.default_rng(0).integers(0, 256, (5, 7, 3), dtype=np.uint8)


def chunks(content: bytes) -> list[bytes]:
    names, place = [], 8
    while place < len(content):
        (length,) = struct.unpack(">I", content[place : place + 4])
        names.append(content[place + 4 : place + 8])
        place += length + 12
    return names


def test_a_picture_is_read_back_as_it_was() -> None:
    image = pytest.importorskip("PIL.Image")
    assert (np.array(image.open(io.BytesIO(png(PIXELS)))) == PIXELS).all()


def test_a_moving_picture_has_every_frame_and_its_time() -> None:
    image = pytest.importorskip("PIL.Image")
    frames = [PIXELS, 255 - PIXELS, PIXELS // 2]
    moving = image.open(io.BytesIO(animated_png(frames, [100, 250, 3000])))
    assert moving.n_frames == 3
    for number, (frame, delay) in enumerate(zip(frames, (100, 250, 3000), strict=True)):
        moving.seek(number)
        assert (np.array(moving.convert("RGB")) == frame).all()
        assert moving.info["duration"] == delay


def test_the_parts_of_a_file_stand_in_order() -> None:
    assert chunks(png(PIXELS)) == [b"IHDR", b"IDAT", b"IEND"]
    assert chunks(animated_png([PIXELS] * 2, [1, 1])) == [
        b"IHDR", b"acTL", b"fcTL", b"IDAT", b"fcTL", b"fdAT", b"IEND",
    ]  # fmt: skip
