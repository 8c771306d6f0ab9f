from __future__ import annotations

import numpy as np
import pytest

from engine.emotion.feelings import (
    FEELINGS,
    PLACES,
    feelings_at,
    near_feelings,
    quadrant_shares,
    settle_feelings,
)


def test_there_are_at_least_two_dozen_names_in_all_quadrants() -> None:
    assert len(FEELINGS) >= 24
    one_each = [quadrant_shares(np.eye(len(FEELINGS))[n]).argmax() for n in range(len(FEELINGS))]
    assert set(one_each) == {0, 1, 2, 3}
    assert all(np.hypot(*place) < 1 for place in PLACES.values())


@pytest.mark.parametrize("name", FEELINGS)
def test_a_feeling_is_near_its_own_place(name: str) -> None:
    shares = near_feelings(np.array(PLACES[name]))
    assert shares.sum() == pytest.approx(1)
    assert shares[FEELINGS.index(name)] == shares.max()


def test_shares_follow_the_quadrant_and_come_largest_first() -> None:
    shares = np.zeros(len(FEELINGS))
    shares[[FEELINGS.index("rage"), FEELINGS.index("grief")]] = 0.6, 0.4
    settled = settle_feelings(shares, np.array([0.0, 0.1, 0.9, 0.0]))
    assert list(settled)[:2] == ["grief", "rage"]
    assert sum(settled.values()) == pytest.approx(1, abs=1e-4)


def test_a_mere_point_is_named_too() -> None:
    named = feelings_at(*PLACES["serenity"])
    assert next(iter(named)) == "serenity"
    assert sum(named.values()) == pytest.approx(1, abs=1e-4)
