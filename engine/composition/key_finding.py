"""Finds the key of notes by how long each pitch class sounds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from engine.composition.score import Key, Mode, Note
from engine.tonality import KRUMHANSL, Profiles, key_fits

__all__ = ["KEYS", "find_key", "margin", "sum_lengths"]

_MODES: tuple[Mode, ...] = ("major", "minor")

KEYS: tuple[Key, ...] = tuple(Key(tonic, mode) for mode in _MODES for tonic in range(12))
"""All keys, in the order of `engine.tonality.key_fits` once that is flat."""


def sum_lengths(notes: Iterable[Note]) -> NDArray[np.float64]:
    """Give how long each pitch class sounds, in ticks; shape (12,)."""
    lengths = np.zeros(12)
    for note in notes:
        lengths[note.pitch % 12] += note.duration
    return lengths


def find_key(
    sounding: NDArray[np.float64],
    profiles: Profiles = KRUMHANSL,
    favoured: Mapping[Key, float] | None = None,
) -> Key:
    """Find the key that fits best.

    Parameters
    ----------
    sounding
        Shape (12,): how long each pitch class sounds.
    favoured
        What speaks for a key besides, such as that the music ends on its tonic; added to its
        correlation.
    """
    fits = key_fits(sounding, profiles).ravel()
    extra = np.array([(favoured or {}).get(key, 0.0) for key in KEYS])
    return KEYS[int(np.argmax(fits + extra))]


def margin(sounding: NDArray[np.float64], key: Key) -> float:
    """Say by how much a key's correlation with what sounds exceeds that of any other key.

    Below 0 where another key is heard, 0 for silence.
    """
    scores = dict(zip(KEYS, key_fits(sounding).ravel().tolist(), strict=True))
    own: float = scores.pop(key)
    return own - max(scores.values())
