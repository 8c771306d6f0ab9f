"""Words of mood by the feelings that they name, as people use them of music.

General knowledge of English, written for this: a word may name several feelings.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import numpy as np

from engine import resources
from engine.emotion.feelings import FEELINGS, PLACES
from engine.training.reading.musical_moods import MUSICAL_MOODS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["mood_words", "place_as_music", "place_of", "shares_of"]


@functools.cache
def mood_words() -> dict[str, tuple[str, ...]]:
    """Give the feelings that each word of mood names."""
    found: dict[str, list[str]] = {}
    lines = resources.path("datasets/mood_words.txt").read_text(encoding="utf-8").splitlines()
    for line in lines:
        name, _, words = line.partition(": ")
        for word in dict.fromkeys(words.split()):
            found.setdefault(word, []).append(name)
    return {word: tuple(names) for word, names in found.items()}


def place_of(names: Sequence[str]) -> NDArray[np.float64]:
    """Give valence and arousal of one or more feelings, the mean of theirs; shape (2,)."""
    mean: NDArray[np.float64] = np.mean([PLACES[name] for name in names], axis=0)
    return mean


def shares_of(names: Sequence[str]) -> NDArray[np.float64]:
    """Give each of the named feelings the same share; shape (n_feelings,)."""
    return np.array([name in names for name in FEELINGS]) / len(names)


def place_as_music(words: Sequence[str], ratings: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the ratings (n, 3) with the words of mood moved to where music has them."""
    placed = ratings.copy()
    named = mood_words()
    for row, word in enumerate(words):
        if word in MUSICAL_MOODS:
            placed[row, :2] = MUSICAL_MOODS[word]
        elif word in named:
            placed[row, :2] = place_of(named[word])
    return placed
