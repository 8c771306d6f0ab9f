"""What is measured in every half bar of real music, and asked of one that is to be found.

Each cue lies on a scale of its own from 0 to 255, so that a library of a million fragments stays
small; in a search, cues weigh as much as their importance to the ear says.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["CUES", "N_CUES", "N_DIMENSIONS", "Cue", "pack_cues", "place", "unpack_cues"]

Vectors = NDArray[np.float32]
"""Shape (n, `N_DIMENSIONS`): places in the space in which near means alike."""


@dataclass(frozen=True)
class Cue:
    """One property of a half bar: its name, the range of its scale, and what all of it costs."""

    name: str
    low: float
    high: float
    weight: float


CUES: tuple[Cue, ...] = (
    Cue("tempo", 5.3, 7.7, 2.5),  # log2 of quarter notes a minute, as its source plays it
    Cue("density", -2.0, 3.0, 11.0),  # log2 of onsets a quarter note, all parts together
    Cue("melody", 0.0, 4.0, 4.0),  # onsets of the melody a quarter note
    Cue("register", 48.0, 88.0, 9.0),  # mean pitch of the melody, tonic C
    Cue("fullness", 1.0, 6.0, 4.0),  # notes an onset
    Cue("length", -3.0, 3.0, 1.0),  # log2 of the mean note's quarter notes
    Cue("chromatic", 0.0, 0.5, 3.5),  # share of the sound outside the scale
    Cue("minor", 0.0, 1.0, 0.5),  # whether the chord is minor or diminished
    Cue("offbeat", 0.0, 1.0, 1.0),  # share of the onsets that miss the beat; eighths count half
    Cue("silent", 0.0, 1.0, 5.0),  # whether the melody is silent
    Cue("opens", 0.0, 1.0, 1.0),  # whether a phrase of the melody begins
    Cue("closes", 0.0, 1.0, 2.0),  # whether the melody has come to rest
)
"""The cues in the order in which a library keeps them."""

N_CUES = len(CUES)
_HARMONY_WEIGHT = 2.5  # a wrong chord at a cadence costs as much as 1.6 octaves of density
N_DIMENSIONS = N_CUES + 3
"""The cues, and whether the chord is the tonic, the dominant or another one."""

_LOW = np.array([cue.low for cue in CUES])
_SPAN = np.array([cue.high - cue.low for cue in CUES])
_WEIGHTS = np.array([cue.weight for cue in CUES])


def pack_cues(values: ArrayLike) -> NDArray[np.uint8]:
    """Put cues, shape (..., `N_CUES`), on their scales; what lies beyond an end is moved there."""
    scaled = (np.asarray(values, dtype=float) - _LOW) / _SPAN * 255
    packed: NDArray[np.uint8] = np.clip(np.rint(scaled), 0, 255).astype(np.uint8)
    return packed


def unpack_cues(packed: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Read cues from their scales."""
    values: NDArray[np.float64] = packed / 255 * _SPAN + _LOW
    return values


def place(cues: ArrayLike, harmony: ArrayLike) -> Vectors:
    """Give the places of fragments, or the place at which one is wanted.

    Parameters
    ----------
    cues
        Shape (n, `N_CUES`), in their own units.
    harmony
        Shape (n, 3): 1 for tonic, dominant or other; all 0 where any chord will do, which is then
        equally far from all.
    """
    scaled = (np.asarray(cues, dtype=float) - _LOW) / _SPAN * _WEIGHTS
    functions = np.asarray(harmony, dtype=float) * _HARMONY_WEIGHT
    return np.concatenate([scaled, functions], axis=1).astype(np.float32)
