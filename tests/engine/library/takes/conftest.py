from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from engine.library.takes.keeping import keep_take
from engine.library.takes.take import Keep, Take
from engine.library.takes.take_library import TakeLibrary
from engine.piece import Piece

Keeper = Callable[..., Take]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "takes"


@pytest.fixture
def kept(folder: Path, piece: Piece, monkeypatch: pytest.MonkeyPatch) -> Keeper:
    """Keep the piece as a take of a wish, a second after the one before."""
    clock = itertools.count(1_000_000)
    monkeypatch.setattr("engine.library.takes.keeping.time.time", lambda: next(clock))

    def keep(wish: str, **said: str) -> Take:
        reading = dataclasses.replace(piece.reading, text=wish)
        return keep_take(folder, dataclasses.replace(piece, reading=reading), Keep(**said))

    return keep


@pytest.fixture
def library(folder: Path) -> Iterator[TakeLibrary]:
    library = TakeLibrary(folder)
    yield library
    library.close()
