"""Filters of second-order sections.

SciPy's own door to them, ``scipy.signal``, takes half a second to open, for a command that takes a
few: so the one compiled function that filters is loaded by itself. For the same reason the meter of
`engine.audio.loudness` is our own and not pyloudnorm, which stands beside it in tests.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Filter", "cookbook", "high_pass", "low_pass", "shelf"]


@functools.cache
def _sosfilt() -> Callable[..., None]:
    """Find what filters rows of samples in place, shape (n, frames), with their states.

    The compiled function is SciPy's own affair: where it is not as we know it, its public door is
    taken, which gives the same samples later.
    """
    import scipy  # noqa: PLC0415 - not for who filters nothing

    folder = Path(scipy.__file__).parent / "signal"
    spec = PathFinder.find_spec("_sosfilt", [str(folder)])
    if spec is None or spec.loader is None:
        return _by_the_public_door
    module: Any = module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
        found: Callable[..., None] = module._sosfilt  # noqa: SLF001
        found(np.array([[1.0, 0, 0, 1, 0, 0]]), np.zeros((1, 2)), np.zeros((1, 1, 2)))
    except (ImportError, AttributeError, TypeError, ValueError):
        return _by_the_public_door
    return found


def _by_the_public_door(
    sections: NDArray[np.float64], rows: NDArray[np.float64], states: NDArray[np.float64]
) -> None:
    from scipy.signal import sosfilt  # noqa: PLC0415 - half a second

    rows[:], later = sosfilt(sections, rows, zi=states.transpose(1, 0, 2))
    states[:] = later.transpose(1, 0, 2)


class Filter:
    """Second-order sections that go on where they stopped.

    Parameters
    ----------
    sections
        Shape (n, 6), as SciPy has them.
    """

    def __init__(self, sections: NDArray[np.float64]) -> None:
        self._sections = np.ascontiguousarray(sections)
        self._state: NDArray[np.float64] | None = None  # (rows, n, 2)

    def __call__(self, samples: NDArray[np.floating]) -> NDArray[np.float64]:
        """Filter the next samples, along the last axis."""
        if self._state is None:
            if not samples.any():  # a role that does not play yet: silence stays silence
                return np.zeros(samples.shape)
            n_rows = int(np.prod(samples.shape[:-1]))
            self._state = np.zeros((n_rows, len(self._sections), 2))
        filtered = samples.astype(np.float64, order="C")
        _sosfilt()(self._sections, filtered.reshape(len(self._state), -1), self._state)
        return filtered


def high_pass(frequency: float, sample_rate: int, quality: float = 0.5**0.5) -> NDArray[np.float64]:
    """Take out what lies below a frequency, 12 dB an octave; Butterworth's by its usual quality."""
    _, angle, width = cookbook(frequency, 0.0, sample_rate, quality)
    cosine = np.cos(angle)
    above = [(1 + cosine) / 2, -1 - cosine, (1 + cosine) / 2]
    below = [1 + width, -2 * cosine, 1 - width]
    sections: NDArray[np.float64] = np.array([[*above, *below]]) / below[0]
    return sections


def low_pass(frequency: float, sample_rate: int, quality: float = 0.5**0.5) -> NDArray[np.float64]:
    """Take out what lies above a frequency, 12 dB an octave; Butterworth's by its usual quality."""
    _, angle, width = cookbook(frequency, 0.0, sample_rate, quality)
    cosine = np.cos(angle)
    above = [(1 - cosine) / 2, 1 - cosine, (1 - cosine) / 2]
    below = [1 + width, -2 * cosine, 1 - width]
    sections: NDArray[np.float64] = np.array([[*above, *below]]) / below[0]
    return sections


def shelf(
    frequency: float, gain_db: float, sample_rate: int, quality: float = 0.7
) -> NDArray[np.float64]:
    """Raise or lower all above a frequency (Bristow-Johnson's cookbook).

    A quality of 1/√2 is as steep as a shelf can be without a bump beside it.
    """
    a, angle, width = cookbook(frequency, gain_db, sample_rate, quality)
    cosine, root = np.cos(angle), 2 * np.sqrt(a) * width
    above = [
        a * ((a + 1) + (a - 1) * cosine + root),
        -2 * a * ((a - 1) + (a + 1) * cosine),
        a * ((a + 1) + (a - 1) * cosine - root),
    ]
    below = [
        (a + 1) - (a - 1) * cosine + root,
        2 * ((a - 1) - (a + 1) * cosine),
        (a + 1) - (a - 1) * cosine - root,
    ]
    sections: NDArray[np.float64] = np.array([[*above, *below]]) / below[0]
    return sections


def cookbook(
    frequency: float, gain_db: float, sample_rate: int, quality: float
) -> tuple[float, float, float]:
    """Give what the cookbook calls A, ω₀ and α: the gain's fourth-root, angle, half the width."""
    # a low sample rate has no treble to shape
    angle = 2 * np.pi * min(frequency, 0.45 * sample_rate) / sample_rate
    return 10 ** (gain_db / 40), float(angle), float(np.sin(angle) / (2 * quality))
