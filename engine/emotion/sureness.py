"""How likely each quadrant is, and how sure a reading is to be right."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from engine.emotion.feelings import quadrant_shares
from engine.emotion.reading import QUADRANTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from engine.emotion.reading import Quadrant

__all__ = ["likeliest", "mix_quadrants", "quadrants_of", "sureness"]

_NAMES = 0.5  # how much the named feelings count beside the place in the plane
_DOUBT = 0.9  # more makes all quadrants more alike: found on wishes with answers


def quadrants_of(
    point: NDArray[np.float64], spread: NDArray[np.float64], shares: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Give the probability of each quadrant; shape (4,).

    Parameters
    ----------
    point, spread
        Valence and arousal, and the standard errors with which such points are estimated.
    shares
        Of the named feelings: a second opinion, since each lies in one quadrant.
    """
    pleasant, aroused = ((1 + math.erf(x)) / 2 for x in (point / (spread * math.sqrt(2))).tolist())
    by_place = np.array(
        [
            pleasant * aroused,
            (1 - pleasant) * aroused,
            (1 - pleasant) * (1 - aroused),
            pleasant * (1 - aroused),
        ]
    )
    # the small shares keep either opinion from ruling a quadrant out alone
    logits = (1 - _NAMES) * np.log(by_place + 1e-4) + _NAMES * np.log(
        quadrant_shares(shares) + 1e-3
    )
    likely = np.exp((logits - logits.max()) / _DOUBT)
    told: NDArray[np.float64] = likely / likely.sum()
    return told


def mix_quadrants(
    quadrants: Sequence[NDArray[np.float64]], shares: Sequence[float]
) -> dict[Quadrant, float]:
    """Mix the quadrants of several feelings by their shares: two are not their average."""
    mixed = np.asarray(shares) @ np.stack(quadrants)
    return dict(zip(QUADRANTS, mixed.tolist(), strict=True))


def likeliest(quadrants: NDArray[np.float64]) -> Quadrant:
    """Name the likeliest quadrant."""
    return QUADRANTS[int(quadrants.argmax())]


def sureness(quadrants: Sequence[NDArray[np.float64]]) -> float:
    """Give the probability that a wish is read right: that of its least sure feeling."""
    return float(min(own.max() for own in quadrants))
