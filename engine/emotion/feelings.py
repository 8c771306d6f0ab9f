"""The feelings that music is asked for, by name, and where each lies in the plane.

Between the quadrants of Russell ("A Circumplex Model of Affect", 1980) and single words: the nine
factors of the Geneva scale of music's emotions (Zentner, Grandjean & Scherer, 2008), the emotions
of GoEmotions (Demszky et al., 2020), and what people ask of music besides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "FEELINGS",
    "PLACES",
    "feelings_at",
    "near_feelings",
    "quadrant_shares",
    "settle_feelings",
]

PLACES: dict[str, tuple[float, float]] = {
    "joy": (0.75, 0.4),
    "triumph": (0.55, 0.65),
    "playfulness": (0.6, 0.45),
    "excitement": (0.55, 0.75),
    "hope": (0.6, 0.3),
    "wonder": (0.5, 0.35),
    "pride": (0.5, 0.4),
    "passion": (0.4, 0.45),
    "confidence": (0.5, 0.45),
    "rage": (-0.6, 0.75),
    "fear": (-0.65, 0.6),
    "suspense": (-0.4, 0.55),
    "menace": (-0.55, 0.5),
    "disgust": (-0.65, 0.35),
    "jealousy": (-0.5, 0.4),
    "frustration": (-0.5, 0.45),
    "grief": (-0.75, -0.4),
    "melancholy": (-0.5, -0.5),
    "loneliness": (-0.6, -0.45),
    "nostalgia": (-0.3, -0.45),
    "longing": (-0.4, -0.4),
    "regret": (-0.55, -0.4),
    "despair": (-0.7, -0.35),
    "weariness": (-0.4, -0.65),
    "serenity": (0.55, -0.6),
    "tenderness": (0.6, -0.45),
    "love": (0.65, -0.3),
    "dreaminess": (0.4, -0.55),
    "relief": (0.55, -0.4),
    "solemnity": (0.25, -0.45),
    "sleepiness": (0.3, -0.75),
    "gratitude": (0.6, -0.3),
}
"""Valence and arousal of each named feeling, −1 to 1, where studies of music place its words."""

FEELINGS: tuple[str, ...] = tuple(PLACES)
"""The names, in a fixed order: nine of the first quadrant, seven of the second, eight of each of
the others."""

_POINTS = np.array(list(PLACES.values()))
_RIGHT, _UP = _POINTS.T > 0
_QUADRANTS = np.where(_RIGHT, np.where(_UP, 0, 3), np.where(_UP, 1, 2))
_SHARPNESS = 6.0  # of the comparison by the plane alone, which knows little more than the quadrant


def near_feelings(point: NDArray[np.float64]) -> NDArray[np.float64]:
    """Share out a point of the plane among the named feelings near it; shape (n_feelings,)."""
    likely = np.exp(-_SHARPNESS * np.square(_POINTS - point).sum(axis=1))
    shares: NDArray[np.float64] = likely / likely.sum()
    return shares


def feelings_at(valence: float, arousal: float) -> dict[str, float]:
    """Name what a mere point of the plane feels like, the largest share first."""
    return settle_feelings(near_feelings(np.array([valence, arousal])), np.ones(4))


def quadrant_shares(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sum up the shares of the named feelings of each quadrant; (n_feelings,) to (4,)."""
    summed: NDArray[np.float64] = np.bincount(_QUADRANTS, shares, minlength=4).astype(np.float64)
    return summed


def settle_feelings(
    shares: NDArray[np.float64], quadrants: NDArray[np.float64]
) -> dict[str, float]:
    """Make the shares agree with how likely each quadrant is, and name them, the largest first."""
    weighed = (shares + 1e-9) * quadrants[_QUADRANTS]
    weighed /= weighed.sum()
    order = np.argsort(-weighed, kind="stable")
    return {FEELINGS[n]: round(float(weighed[n]), 6) for n in order.tolist()}
