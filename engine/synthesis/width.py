"""Where the sound of a mix comes from: real width, the picture and the bass in the middle."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.audio.filtering import Filter, high_pass

__all__ = ["Split", "Splitter", "Width", "WidthFinder", "find_width", "products_of"]

Split = NDArray[np.float64]
"""Shape (4, n): the middle; the middle, the side and first reflections, these without bass."""

_SIDE_DB = -9.0
"""Side beside mid: as wide as records are, and still one sound in mono."""
_MIDDLE = 150.0
"""Hz; what lies below comes from the middle, as it does on records."""
_WIDEST = 3.0  # factor for the width that is there: more sounds out of phase
_TAPS = ((0.0061, 1.0), (0.0113, -0.8), (0.0187, 0.65), (0.0269, -0.5))
"""First reflections: seconds and level; those that the left hears as they are, the right hears
turned over, so that nothing of them is left in mono."""
_LOWEST = 20.0  # Hz; below it is no sound, only what an uneven sample leaves
_FIRST = 15  # frames that together say how wide the first of them is
_KEPT = 0.988  # of what is known, a frame of .2 s: half of it after 12 s


class Width(NamedTuple):
    """Factors for the side: of what is there, of the middle's, and of first reflections."""

    side: float = 1.0
    middle: float = 0.0
    reflections: float = 0.0


class Splitter:
    """Splits a mix, stretch by stretch."""

    def __init__(self, sample_rate: int) -> None:
        self._delays = [(round(seconds * sample_rate), level) for seconds, level in _TAPS]
        self._clean = Filter(high_pass(_LOWEST, sample_rate))
        self._above = Filter(high_pass(_MIDDLE, sample_rate))
        self._past = np.zeros(self._delays[-1][0])

    def split(self, mixed: NDArray[np.float32]) -> Split:
        """Give what the next stretch, shape (2, n), is joined from; see `Split`."""
        left, right = mixed
        middle, side = (left + right) / 2, (left - right) / 2
        above, side_above = self._above(np.stack([middle, side]))
        return np.stack([self._clean(middle), above, side_above, self._reflect(above)])

    def _reflect(self, above: NDArray[np.float64]) -> NDArray[np.float64]:
        heard = np.concatenate([self._past, above])
        start, n = len(self._past), len(above)
        self._past = heard[n:]
        reflected = np.zeros(n)
        for delay, level in self._delays:
            reflected += level * heard[start - delay : start - delay + n]
        return reflected


def products_of(split: Split, frame: int) -> NDArray[np.float64]:
    """Give what `find_width` asks for of each frame, shape (n, 4, 4)."""
    frames = split.reshape(4, -1, frame).transpose(1, 0, 2)
    products: NDArray[np.float64] = frames @ frames.transpose(0, 2, 1)
    return products


def find_width(products: NDArray[np.float64]) -> Width:
    """Find the factors that make a mix as wide as asked, its picture in the middle.

    Parameters
    ----------
    products
        Of each of a split's four signals with each, shape (4, 4).
    """
    whole, _, side, reflected = np.maximum(products.diagonal(), 1e-12)
    if products[0, 0] == 0:
        return Width()
    wanted = 10 ** (_SIDE_DB / 10)
    widening = float(np.sqrt(wanted * whole / side))
    reflections = 0.0
    if widening > 1:  # half of what is missing by widening what is there, the rest reflected
        widening = min(np.sqrt(widening), _WIDEST)
        missing = max(wanted * whole - widening**2 * side, 0.0)
        reflections = float(np.sqrt(missing / reflected))
    # what leans to one side sounds with the middle; as much of it is taken out
    lean = widening * products[0, 2] + reflections * products[0, 3]
    middle = -lean / max(products[0, 1], 1e-12)
    return Width(float(widening), float(middle), reflections)


class WidthFinder:
    """Finds the width frame by frame, from what was heard until then."""

    def __init__(self) -> None:
        self._known = np.zeros((4, 4))
        self._n_found = 0

    def find(self, products: NDArray[np.float64]) -> list[Width]:
        """Give the width of the next frames; the first time of three seconds, or all there are."""
        found: list[Width] = []
        if not self._n_found:
            first = products[:_FIRST]
            self._known = first.sum(axis=0)
            found = [find_width(self._known)] * len(first)
        for product in products[len(found) :]:
            self._known = _KEPT * self._known + product
            found.append(find_width(self._known))
        self._n_found += len(found)
        return found
