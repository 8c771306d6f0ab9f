from __future__ import annotations

import os
import tracemalloc
from pathlib import Path

import pytest

from engine.files import parse_json, read_json, read_limited


def test_a_small_file_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b'{"a": [1, 2.5, "x"]}')
    assert read_limited(path, 20) == b'{"a": [1, 2.5, "x"]}'
    assert read_json(path, 20) == {"a": [1, 2.5, "x"]}


def test_a_large_file_is_not_begun(tmp_path: Path) -> None:
    path = tmp_path / "huge"
    with path.open("wb") as file:
        file.truncate(10**12)
    with pytest.raises(OSError, match=r"too large \(1000000.0 MB of 1\)"):
        read_limited(path, 1_000_000)
    with pytest.raises(ValueError, match="too large"):
        read_json(path, 1_000_000)


def test_what_is_no_plain_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", tmp_path, Path("/dev/zero")):
        with pytest.raises(OSError, match="not a file"):
            read_limited(path, 10)
    with pytest.raises(OSError, match="null"):
        read_limited(tmp_path / "a\0b", 10)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"NaN",
        b"Infinity",
        b"1e999",
        b'"\\ud800"',
        b"\xff\xfe{}",
        b"[" + b"{}," * 1_000_000 + b"{}]",
    ],
)
def test_what_is_no_json_or_too_much_is_a_value_error(content: bytes) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(ValueError, match=r"."):
            parse_json(content)
        assert tracemalloc.get_traced_memory()[1] < 50_000_000
    finally:
        tracemalloc.stop()
