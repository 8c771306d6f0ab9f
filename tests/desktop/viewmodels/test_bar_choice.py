from __future__ import annotations

from collections.abc import Callable

import pytest

from desktop.viewmodels.bar_choice import BarChoice
from engine import ComposeJob, ComposeOptions, Piece, RenderOptions

JOB = ComposeJob("joy", ComposeOptions(seed=1), RenderOptions())


@pytest.fixture
def piece(piece_of: Callable[[ComposeJob], Piece]) -> Piece:
    return piece_of(JOB)


def test_a_choice_stays_where_the_next_song_has_its_bars(piece: Piece) -> None:
    choice, last = BarChoice(), piece.score.n_bars
    choice.take(range(last - 2, last))
    choice.fit(piece)
    assert choice.bars == range(last - 2, last)


def test_a_choice_beyond_the_next_song_s_end_is_let_go(piece: Piece) -> None:
    choice, last = BarChoice(), piece.score.n_bars
    told: list[range | None] = []
    choice.changed.connect(told.append)
    choice.take(range(last - 1, last + 1))
    choice.fit(piece)
    assert choice.bars is None
    assert told == [range(last - 1, last + 1), None]


def test_no_bars_are_no_choice_and_nothing_is_told_twice() -> None:
    choice = BarChoice()
    told: list[range | None] = []
    choice.changed.connect(told.append)
    choice.take(range(3, 3))
    choice.take(range(2, 4))
    choice.take(range(2, 4))
    choice.clear()
    assert told == [range(2, 4), None]
