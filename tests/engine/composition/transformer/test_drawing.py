from __future__ import annotations

import numpy as np

from engine.composition.transformer.taste import Taste

SCORES = np.log(np.array([0.55, 0.25, 0.2]))


def draw(taste: Taste, allowed: list[int], n: int = 50) -> list[int]:
    chance = np.random.default_rng(0)
    return [taste.draw(SCORES, np.array(allowed), 0, chance) for _ in range(n)]


def test_what_is_likely_enough_is_all_that_is_drawn() -> None:
    taste = Taste(temperature=(1.0,) * 5, kept=(0.5,) * 5)
    assert set(draw(taste, [0, 1, 2])) == {0}
    assert set(draw(taste, [1, 2])) == {1}


def test_values_come_as_often_as_their_scores_say() -> None:
    taste = Taste(temperature=(1.0,) * 5, kept=(1.0,) * 5)
    shares = np.bincount(draw(taste, [0, 1, 2], 2000)) / 2000
    assert np.allclose(shares, np.exp(SCORES), atol=0.04)


def test_a_low_temperature_prefers_the_likeliest() -> None:
    taste = Taste(temperature=(0.1,) * 5, kept=(1.0,) * 5)
    assert draw(taste, [0, 1, 2]).count(0) >= 48
