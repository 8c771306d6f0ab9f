"""Finds the keys that a song goes through, half bar by half bar, from its notes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.composition.score import Key, Mode

__all__ = ["find_keys", "scale_of"]

_PROFILES: dict[Mode, tuple[float, ...]] = {
    # Temperley, "What's key for key?", Music Perception 17 (1999), table 2
    "major": (5.0, 2.0, 3.5, 2.0, 4.5, 4.0, 2.0, 4.5, 2.0, 3.5, 1.5, 4.0),
    "minor": (5.0, 2.0, 3.5, 4.5, 2.0, 4.0, 2.0, 4.5, 3.5, 2.0, 1.5, 4.0),
}
_KEYS = tuple(Key(tonic, mode) for mode in _PROFILES for tonic in range(12))
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
    scores = _key_scores(_smooth(profiles))
    best, came_from = scores[0], []
    for row in scores[1:]:
        staying, leader = best, int(np.argmax(best))
        moving = best[leader] - _CHANGE
        came_from.append(np.where(staying >= moving, np.arange(len(_KEYS)), leader))
        best = row + np.maximum(staying, moving)
    place = int(np.argmax(best))
    course = [place]
    for origin in reversed(came_from):
        place = int(origin[place])
        course.append(place)
    return [_KEYS[place] for place in reversed(course)]


def _smooth(profiles: NDArray[np.float64]) -> NDArray[np.float64]:
    """Add up what is heard around each half bar."""
    sums = np.concatenate([np.zeros((1, 12)), np.cumsum(profiles, axis=0)])
    places = np.arange(len(profiles))
    first = np.maximum(places - _WINDOW, 0)
    last = np.minimum(places + _WINDOW + 1, len(profiles))
    around: NDArray[np.float64] = sums[last] - sums[first]
    return around


def _key_scores(profiles: NDArray[np.float64]) -> NDArray[np.float64]:
    """Correlate with every key's profile; shape (n, 24)."""
    keys = np.array(
        [np.roll(profile, tonic) for profile in _PROFILES.values() for tonic in range(12)]
    )
    centred = profiles - profiles.mean(axis=1, keepdims=True)
    keys = keys - keys.mean(axis=1, keepdims=True)
    norms = np.linalg.norm(centred, axis=1, keepdims=True) * np.linalg.norm(keys, axis=1)
    scores: NDArray[np.float64] = centred @ keys.T / np.maximum(norms, 1e-9)
    return scores
