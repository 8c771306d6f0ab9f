"""Finds the keys that a song goes through, half bar by half bar, from its notes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.composition.key_finding import KEYS
from engine.composition.score import Key
from engine.tonality import TEMPERLEY, key_fits

__all__ = ["find_keys", "scale_of"]

_WINDOW = 4
"""Half bars on either side that are heard together."""
_CHANGE = 1.2
"""What a change of key costs, in sums of correlations."""


def scale_of(key: Key) -> frozenset[int]:
    """Give a key's pitch classes; minor has both its natural and its raised seventh."""
    return frozenset({*key.scale, *(((key.tonic + 11) % 12,) if key.mode == "minor" else ())})


def find_keys(profiles: NDArray[np.float64]) -> list[Key]:
    """Find the key of every half bar: the likeliest course with few changes (Viterbi).

    Parameters
    ----------
    profiles
        Shape (n, 12): how long each pitch class sounds in each half bar.
    """
    scores = key_fits(_smooth(profiles), TEMPERLEY).reshape(-1, len(KEYS))
    best, came_from = scores[0], []
    for row in scores[1:]:
        staying, leader = best, int(np.argmax(best))
        moving = best[leader] - _CHANGE
        came_from.append(np.where(staying >= moving, np.arange(len(KEYS)), leader))
        best = row + np.maximum(staying, moving)
    place = int(np.argmax(best))
    course = [place]
    for origin in reversed(came_from):
        place = int(origin[place])
        course.append(place)
    return [KEYS[place] for place in reversed(course)]


def _smooth(profiles: NDArray[np.float64]) -> NDArray[np.float64]:
    """Add up what is heard around each half bar."""
    sums = np.concatenate([np.zeros((1, 12)), np.cumsum(profiles, axis=0)])
    places = np.arange(len(profiles))
    first = np.maximum(places - _WINDOW, 0)
    last = np.minimum(places + _WINDOW + 1, len(profiles))
    around: NDArray[np.float64] = sums[last] - sums[first]
    return around
