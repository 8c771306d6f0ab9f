"""How well each of the 24 keys fits what sounds: the key profiles, each under its source."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["KRUMHANSL", "TEMPERLEY", "Profiles", "key_fits"]

Profiles = NDArray[np.float64]
"""Shape (2, 12): how well each semitone above the tonic fits a major and a minor key."""

KRUMHANSL: Profiles = np.array([
    [6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88],
    [6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17],
])  # fmt: skip
"""As listeners rated probe tones: Krumhansl and Kessler, "Tracing the Dynamic Changes in Perceived
Tonal Organization in a Spatial Representation of Musical Keys", Psychological Review 89 (1982)."""

TEMPERLEY: Profiles = np.array([
    [5.0, 2.0, 3.5, 2.0, 4.5, 4.0, 2.0, 4.5, 2.0, 3.5, 1.5, 4.0],
    [5.0, 2.0, 3.5, 4.5, 2.0, 4.0, 2.0, 4.5, 3.5, 2.0, 1.5, 4.0],
])  # fmt: skip
"""Adjusted to find the keys of written music, leading tone and all: Temperley, "What's Key for
Key? The Krumhansl-Schmuckler Key-Finding Algorithm Reconsidered", Music Perception 17 (1999),
table 2."""


def key_fits(sounding: Any, profiles: Profiles = KRUMHANSL) -> NDArray[np.float64]:
    """Correlate what sounds with the profile of every key.

    Parameters
    ----------
    sounding
        Shape (…, 12): how long each pitch class sounds.

    Returns
    -------
    NDArray
        Shape (…, 2, 12): Pearson's r of the major keys, then of the minor ones, each by tonic; 0
        where all pitch classes sound alike.

    References
    ----------
    Krumhansl, *Cognitive Foundations of Musical Pitch*, 1990 (the key-finding algorithm).
    """
    keys = np.array([[np.roll(profile, tonic) for tonic in range(12)] for profile in profiles])
    keys -= keys.mean(axis=-1, keepdims=True)
    keys /= np.linalg.norm(keys, axis=-1, keepdims=True)
    centred = np.asarray(sounding, float)
    centred = centred - centred.mean(axis=-1, keepdims=True)
    lengths = np.linalg.norm(centred, axis=-1)[..., None, None]
    fits: NDArray[np.float64] = np.einsum("...p,mtp->...mt", centred, keys)
    fits /= np.maximum(lengths, 1e-9)  # silence has no length
    return fits
