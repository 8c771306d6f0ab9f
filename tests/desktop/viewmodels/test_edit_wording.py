from __future__ import annotations

from desktop.viewmodels.edit_wording import move_name, name_bars
from engine.composition.planning.moves import MOVES


def test_every_change_that_can_be_asked_for_has_a_name() -> None:
    for name in MOVES:
        assert move_name(name) == name


def test_bars_are_counted_from_one() -> None:
    assert name_bars(range(4, 8)) == "bars 5 to 8"
    assert name_bars(range(3)) == "bars 1 to 3"
    assert name_bars(range(6, 7)) == "bar 7"
