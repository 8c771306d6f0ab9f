from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from engine.errors import ExportError
from engine.files import hold, write_whole


def test_twenty_writers_at_once_lose_nothing(
    tmp_path: Path, at_once: Callable[[list[Callable[[], object]]], None]
) -> None:
    path = tmp_path / "new" / "list.txt"

    def add(number: int) -> None:
        for _ in range(5):
            with hold(path):
                known = path.read_bytes() if path.exists() else b""
                write_whole(path, known + b"%d\n" % number, overwrite=True)

    at_once([lambda number=number: add(number) for number in range(20)])
    assert sorted(path.read_text().split()) == sorted(str(n) for n in range(20) for _ in range(5))


def test_a_file_that_is_held_for_ever_is_told(tmp_path: Path) -> None:
    held = tmp_path / "a"
    with hold(held), pytest.raises(ExportError, match="another Affetto"), hold(held, patience=0):
        pass


def test_a_holder_that_fails_lets_go(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="x"), hold(tmp_path / "a"):
        raise ValueError("x")
    with hold(tmp_path / "a"):
        pass


def test_a_place_without_room_for_a_lock_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ExportError, match="cannot write"), hold(tmp_path / "file" / "moods.json"):
        pass
