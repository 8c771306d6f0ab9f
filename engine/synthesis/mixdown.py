"""From stems to stereo: the melody in front, real width, the bass in the middle."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engine.audio.filtering import Filter, high_pass
from engine.composition.score import Role
from engine.progress import Progress
from engine.synthesis.balance import (
    Balance,
    Gains,
    Stems,
    find_balance,
    flat,
    length_of,
    stretches,
    sum_of,
)

__all__ = ["GrowingMix", "mix", "mix_apart"]

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


@dataclass(frozen=True)
class Width:
    """Factors for the side: of what is there, of the middle's, and of first reflections."""

    side: float = 1.0
    middle: float = 0.0
    reflections: float = 0.0


class Mixdown:
    """Splits a mix, stretch by stretch."""

    def __init__(self, sample_rate: int) -> None:
        self._delays = [(round(seconds * sample_rate), level) for seconds, level in _TAPS]
        self._clean = Filter(high_pass(_LOWEST, sample_rate))
        self._above = Filter(high_pass(_MIDDLE, sample_rate))
        self._past = np.zeros(self._delays[-1][0])

    def split(self, mixed: NDArray[np.float64]) -> Split:
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


def find_width(splits: Iterable[Split]) -> Width:
    """Find the factors that make a mix as wide as asked, its picture in the middle.

    Parameters
    ----------
    splits
        All of it, or its beginning.
    """
    products = sum((split @ split.T for split in splits), np.zeros((4, 4)))
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
    return Width(round(widening, 4), round(float(middle), 4), round(reflections, 4))


def join(split: Split, width: Width) -> NDArray[np.float32]:
    """Give a stretch of the mix, shape (n, 2)."""
    middle, above, side, reflected = split
    wide = width.side * side + width.middle * above + width.reflections * reflected
    return np.stack([middle + wide, middle - wide], axis=1).astype(np.float32)


def mix(
    stems: Stems, sample_rate: int, progress: Progress | None = None, gains: Gains = flat
) -> NDArray[np.float32]:
    """Mix a whole piece.

    Returns
    -------
    NDArray[np.float32]
        Shape (n, 2), as loud as it comes.

    Raises
    ------
    JobCancelledError
        If the user asked to stop.
    """
    progress = progress or Progress()
    balance = find_balance(stems, sample_rate, progress)
    width = _width_of(stems, sample_rate, balance, gains, progress)
    return _mixed(stems, sample_rate, balance, gains, width, progress, length_of(stems))


def mix_apart(
    stems: Stems, sample_rate: int, progress: Progress | None = None, gains: Gains = flat
) -> dict[Role | None, NDArray[np.float32]]:
    """Give what each stem adds to the mix: together they are what `mix` gives.

    Returns
    -------
    dict
        Of shape (n, 2) each, all of one length.

    Raises
    ------
    JobCancelledError
        If the user asked to stop.
    """
    progress = progress or Progress()
    balance = find_balance(stems, sample_rate, progress)
    width = _width_of(stems, sample_rate, balance, gains, progress)
    n_frames = length_of(stems)
    return {
        role: _mixed({role: stem}, sample_rate, balance, gains, width, progress, n_frames)
        for role, stem in stems.items()
    }


def _splits(  # noqa: PLR0913, PLR0917 - all that was found before
    stems: Stems,
    sample_rate: int,
    balance: Balance,
    gains: Gains,
    progress: Progress,
    n_frames: int,
) -> Iterator[tuple[slice, Split]]:
    mixdown = Mixdown(sample_rate)
    for stretch in stretches(n_frames):
        progress.check()
        yield stretch, mixdown.split(sum_of(stems, stretch, balance, gains))


def _width_of(
    stems: Stems, sample_rate: int, balance: Balance, gains: Gains, progress: Progress
) -> Width:
    splits = _splits(stems, sample_rate, balance, gains, progress, length_of(stems))
    return find_width(split for _, split in splits)


def _mixed(  # noqa: PLR0913, PLR0917 - all that was found before
    stems: Stems,
    sample_rate: int,
    balance: Balance,
    gains: Gains,
    width: Width,
    progress: Progress,
    n_frames: int,
) -> NDArray[np.float32]:
    mixed = np.empty((n_frames, 2), dtype=np.float32)
    for stretch, split in _splits(stems, sample_rate, balance, gains, progress, n_frames):
        mixed[stretch] = join(split, width)
    return mixed


class GrowingMix:
    """Mixes a piece that is still being written: its beginning says how the rest is mixed."""

    def __init__(self, sample_rate: int, gains: Gains = flat) -> None:
        self._sample_rate, self._gains = sample_rate, gains
        self._mixdown: Mixdown | None = None
        self._balance, self._width = Balance(), Width()
        self._mixed = np.zeros((0, 2), dtype=np.float32)
        self._has_tune = False

    def more(self, stems: Stems) -> NDArray[np.float32]:
        """Give all that is mixed so far, shape (n, 2); of all so far."""
        everything = slice(0, length_of(stems))
        if self._mixdown is None:
            self._balance = find_balance(stems, self._sample_rate)
            first = sum_of(stems, everything, self._balance, self._gains)
            self._width = find_width([Mixdown(self._sample_rate).split(first)])
            self._mixdown = Mixdown(self._sample_rate)
        elif not self._has_tune:  # nobody has heard it yet, so its factor may still be found
            tune = find_balance(stems, self._sample_rate).tune
            self._balance = replace(self._balance, tune=tune)
        self._has_tune = bool("melody" in stems and stems["melody"].any())
        rest = slice(len(self._mixed), everything.stop)
        split = self._mixdown.split(sum_of(stems, rest, self._balance, self._gains))
        self._mixed = np.concatenate([self._mixed, join(split, self._width)])
        return self._mixed
