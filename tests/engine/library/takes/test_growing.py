from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.errors import Failure
from engine.library.piece_file import open_piece
from engine.library.takes.growing import GrowingTake
from engine.library.takes.take import Keep
from engine.library.takes.take_file import read_take
from engine.piece import Piece

Told = list[tuple[str, Any]]


@pytest.fixture
def told() -> Told:
    return []


@pytest.fixture
def grow(folder: Path, piece: Piece, told: Told) -> Callable[..., GrowingTake]:
    """Begin a take of the piece, whose first section is written."""

    def begin(keep: Keep = Keep()) -> GrowingTake:  # noqa: B008 - it is frozen
        options = piece.compose_options, piece.render_options

        def tell(stage: str, value: Any) -> None:
            if stage == "bars":  # it sounds from here on
                value = [read_take(path) for path in folder.glob("*.affetto")]
            told.append((stage, value))

        take = GrowingTake(folder, keep, options, tell)
        take.watch("reading", piece.reading)
        take.watch("plan", piece.plan)
        bars = dataclasses.replace(
            piece.score, n_bars=2, sections=piece.score.sections[:1],
            chords=piece.score.chords[:1], tempos=piece.score.tempos[:1], tracks=(),
        )  # fmt: skip
        take.watch("bars", bars)
        take.watch("bars", bars)
        return take

    return begin


def test_the_beginning_is_kept_before_it_sounds(
    grow: Callable[..., GrowingTake], told: Told, folder: Path, piece: Piece
) -> None:
    grow()
    first = next(value for stage, value in told if stage == "bars")
    assert [(take.is_whole, take.seed) for take in first] == [(False, piece.seed)]
    assert [stage for stage, _ in told] == ["reading", "plan", "kept", "bars", "bars"]
    assert open_piece(folder / first[0].file).compose_options == piece.compose_options


def test_the_whole_takes_the_place_of_the_beginning(
    grow: Callable[..., GrowingTake], told: Told, folder: Path, piece: Piece
) -> None:
    take = grow(Keep("rain", change="sadder"))
    take.watch("piece", piece)
    (path,) = folder.glob("*.affetto")
    assert told[-1] == ("kept", read_take(path))
    assert (told[-1][1].is_whole, told[-1][1].change) == (True, "sadder")
    assert open_piece(path).score == piece.score
    take.drop()
    assert path.exists()


def test_what_will_not_be_whole_is_not_kept(grow: Callable[..., GrowingTake], folder: Path) -> None:
    grow().drop()
    assert not list(folder.glob("*.affetto"))


def test_a_take_that_is_made_again_stays_until_it_is_whole(
    grow: Callable[..., GrowingTake], folder: Path, piece: Piece
) -> None:
    grow().watch("piece", piece)
    (path,) = folder.glob("*.affetto")
    before = path.read_bytes()
    grow(Keep(file=path.name)).drop()
    assert path.read_bytes() == before


def test_where_nothing_can_be_kept_it_still_sounds_and_that_is_told(
    grow: Callable[..., GrowingTake], told: Told, folder: Path, piece: Piece
) -> None:
    folder.write_text("a file where the folder should be")
    grow().watch("piece", piece)
    assert [stage for stage, _ in told] == ["reading", "plan", "unkept", "bars", "bars", "unkept"]
    assert isinstance(told[-1][1], Failure)
