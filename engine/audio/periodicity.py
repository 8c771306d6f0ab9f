"""How much sound repeats itself after each lag.

References
----------
de Cheveigné & Kawahara, "YIN, a fundamental frequency estimator for speech and music", Journal of
the Acoustical Society of America 111 (2002), steps 2 and 3.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["normalised_difference"]

_SILENT = 1e-9
"""Mean power of a window that is digital silence."""


def normalised_difference(frames: NDArray[np.float64], window: int) -> NDArray[np.float64]:
    """Give YIN's cumulative mean normalised difference of each lag.

    Parameters
    ----------
    frames
        Shape (n_frames, window + longest lag).
    window
        Samples that are compared with those a lag later.

    Returns
    -------
    NDArray
        Shape (n_frames, longest lag + 1): 0 where the sound repeats perfectly, about 1 for noise
        and in silence.
    """
    length = frames.shape[1]
    longest = length - window
    size = 1 << (length - 1).bit_length()
    products = np.fft.irfft(
        np.fft.rfft(frames, size) * np.fft.rfft(frames[:, :window], size).conj(), size
    )[:, : longest + 1]
    energy = np.cumsum(np.pad(frames**2, ((0, 0), (1, 0))), axis=1)
    energies = (energy[:, window:] - energy[:, :-window])[:, : longest + 1]
    difference = np.maximum(energies[:, :1] + energies - 2 * products, 0)
    mean = np.cumsum(difference[:, 1:], axis=1) / np.arange(1, longest + 1)
    normalised = np.ones_like(difference)
    normalised[:, 1:] = difference[:, 1:] / np.maximum(mean, 1e-12)
    normalised[energies[:, 0] < _SILENT * window] = 1.0
    return normalised
