"""Chance that hangs on a place alone: what is drawn for a bar stays when another one is changed.

Nothing here needs more than products, quotients and square roots, so that every processor draws
the same.
"""

from __future__ import annotations

import functools
import math
import random
from bisect import bisect_right
from collections.abc import Sequence

__all__ = ["Wander", "bell", "dice", "share_below", "step_of", "value_of"]

_TAIL = (0.0498673470, 0.0211410061, 0.0032776263, 0.0000380036, 0.0000488906, 0.0000053830)
"""Of the normal distribution: Abramowitz & Stegun, Handbook of Mathematical Functions, 26.2.19."""


def dice(seed: int, *place: object) -> random.Random:
    """Give the dice of a place, such as a bar and a part: always the same, whoever asks when."""
    return random.Random(f"{seed} {' '.join(map(str, place))}")


def bell(chance: random.Random) -> float:
    """Draw from a bell curve of mean 0 and deviation 1: three even draws sum up to nearly one."""
    return 2 * (chance.random() + chance.random() + chance.random() - 1.5)


def share_below(value: float) -> float:
    """Give the share of a bell curve that lies below a value, within a millionth."""
    size, power = abs(value), 1.0
    polynomial = 1.0
    for weight in _TAIL:
        power *= size
        polynomial += weight * power
    for _ in range(4):  # to the sixteenth power
        polynomial *= polynomial
    tail = 0.5 / polynomial
    return tail if value < 0 else 1 - tail


def step_of(quantiles: Sequence[float], share: float) -> float:
    """Give the value of a distribution below which a share of it lies, one that was seen.

    Parameters
    ----------
    quantiles
        Evenly spaced, each standing for as much of the distribution.
    """
    return quantiles[min(int(share * len(quantiles)), len(quantiles) - 1)]


def value_of(quantiles: Sequence[float], share: float) -> float:
    """Give the same as `step_of`, gliding from one quantile to the next."""
    position = min(max(share * len(quantiles) - 0.5, 0.0), len(quantiles) - 1.0)
    lower = min(int(position), len(quantiles) - 2)
    return quantiles[lower] + (position - lower) * (quantiles[lower + 1] - quantiles[lower])


class Wander:
    """A value that wanders through a piece, of mean 0 and deviation 1 wherever one looks.

    Parameters
    ----------
    seed, name
        Of the piece, and of what wanders.
    knots
        Places, in any unit, at which it is drawn; between them it goes from one to the next.
    """

    def __init__(self, seed: int, name: str, knots: Sequence[float]) -> None:
        self._knots, self._seed, self._name = knots, seed, name
        self.at = functools.cache(self._draw)

    def _draw(self, number: int) -> float:
        return bell(dice(self._seed, self._name, number))

    def __call__(self, place: float) -> float:
        """Give the value at a place."""
        number = max(bisect_right(self._knots, place) - 1, 0)
        if number >= len(self._knots) - 1:
            return self.at(number)
        start, end = self._knots[number], self._knots[number + 1]
        share = (place - start) / (end - start)
        # the mean of two draws varies less than each of them
        spread = math.sqrt((1 - share) ** 2 + share**2)
        return ((1 - share) * self.at(number) + share * self.at(number + 1)) / spread
