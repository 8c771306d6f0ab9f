"""Chance that hangs on a place alone: what is drawn for a bar stays when another one is changed."""

from __future__ import annotations

import functools
import random
from bisect import bisect_right
from collections.abc import Sequence

__all__ = ["Wander", "dice", "draw"]


def dice(seed: int, *place: object) -> random.Random:
    """Give the dice of a place, such as a bar and a part: always the same, whoever asks when."""
    return random.Random(f"{seed} {' '.join(map(str, place))}")


def draw(quantiles: Sequence[float], chance: random.Random) -> float:
    """Draw a value of a distribution that is known by evenly spaced quantiles.

    No more than a product and a sum, so that every processor draws the same.
    """
    position = chance.random() * (len(quantiles) - 1)
    lower = min(int(position), len(quantiles) - 2)
    return quantiles[lower] + (position - lower) * (quantiles[lower + 1] - quantiles[lower])


class Wander:
    """A value that wanders through a piece, of mean 0 and deviation 1 where its knots lie.

    Parameters
    ----------
    seed, name
        Of the piece, and of what wanders.
    knots
        Places, in any unit, at which it is drawn; between them it goes straight.
    quantiles
        From which it is drawn.
    """

    def __init__(
        self, seed: int, name: str, knots: Sequence[float], quantiles: Sequence[float]
    ) -> None:
        self._knots, self._quantiles = knots, quantiles
        self._seed, self._name = seed, name
        self.at = functools.cache(self._draw)

    def _draw(self, number: int) -> float:
        return draw(self._quantiles, dice(self._seed, self._name, number))

    def __call__(self, place: float) -> float:
        """Give the value at a place."""
        number = max(bisect_right(self._knots, place) - 1, 0)
        if number >= len(self._knots) - 1:
            return self.at(number)
        start, end = self._knots[number], self._knots[number + 1]
        share = (place - start) / (end - start)
        return (1 - share) * self.at(number) + share * self.at(number + 1)
