"""From three buses to stereo: the melody in front, real width, the bass in the middle."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engine.progress import Progress
from engine.synthesis.desk import DRUMS, REST, TUNE, Filter, high_pass, shelf

__all__ = ["GrowingMix", "find_balance", "mix"]

Split = NDArray[np.float64]
"""Shape (4, n): the middle; the middle, the side and first reflections, these without bass."""

_STRETCH = 1 << 19
"""Frames that are mixed at a time."""

_FRONT_DB = 3.1
"""How much louder the melody is than all else where it sounds: with less it has no lead, with more
the others are no band."""
_DRUMS_DB = -3.0
"""The loudest that drums are beside the melody."""
_MOST_DB = 12.0  # a part that lacks more is not there to be heard
_ACTIVE = 10 ** (-25 / 10)  # of a melody's loud frames: below it, it rests or dies away
_FRAME = 0.2  # seconds
_AUDIBLE, _BRIGHT = 38.0, (1_500.0, 2.0)  # Hz, and dB above it: what ears weigh more

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
class Balance:
    """Factors for the buses."""

    tune: float = 1.0
    drums: float = 1.0


@dataclass(frozen=True)
class Width:
    """Factors for the side: of what is there, of the middle's, and of first reflections."""

    side: float = 1.0
    middle: float = 0.0
    reflections: float = 0.0


def find_balance(
    buses: NDArray[np.float32], sample_rate: int, progress: Progress | None = None
) -> Balance:
    """Find the factors that put the melody in front of the rest, and the drums not before it.

    Parameters
    ----------
    buses
        Shape (3, 2, n).
    """
    progress = progress or Progress()
    tune, drums, rest = (_frame_powers(bus, sample_rate, progress) for bus in buses)
    if not tune.any():
        return Balance()
    active = tune > _ACTIVE * np.quantile(tune[tune > 0], 0.9)
    drum_gain = 1.0
    if drums.any():
        beside = 10 * np.log10(drums[active].mean() / tune[active].mean() + 1e-9)
        # the tune itself is still to be moved against both: by what it lacks in front of the rest
        lacking = max(_lacking(tune[active], rest[active]), -_MOST_DB)
        drum_gain = _factor(min(_DRUMS_DB + lacking - beside, 0.0))
    others = rest[active] + drum_gain**2 * drums[active]
    lacking = min(max(_lacking(tune[active], others), -_MOST_DB), _MOST_DB)
    return Balance(_factor(lacking), _factor(20 * np.log10(drum_gain)))


def _lacking(tune: NDArray[np.float64], others: NDArray[np.float64]) -> float:
    """Say by how many dB the melody has to rise; the ear takes the mean and the usual frame."""
    if not others.any():
        return 0.0
    mean = 10 * np.log10(tune.mean() / others.mean())
    usual = float(np.median(10 * np.log10(tune / np.maximum(others, 1e-12))))
    # One loud moment must not decide alone, nor a usual one that hardly sounds.
    return _FRONT_DB - float(mean + min(max(usual, mean - 3), mean + 3)) / 2


def _factor(level_db: float) -> float:
    """Give a factor, rounded: processors differ in the last digits of what was measured."""
    return round(float(10 ** (level_db / 20)), 4)


def _frame_powers(
    bus: NDArray[np.float32], sample_rate: int, progress: Progress
) -> NDArray[np.float64]:
    """Measure the power of each frame, half as ITU-R BS.1770 weights it, half as it is."""
    audible = Filter(
        np.concatenate([high_pass(_AUDIBLE, sample_rate), shelf(*_BRIGHT, sample_rate)])
    )
    size = int(_FRAME * sample_rate)
    n_frames = bus.shape[1] // size
    powers = []
    for stretch in _stretches(n_frames * size, _STRETCH // size * size):
        progress.check()
        frames = audible(bus[:, stretch]).reshape(2, -1, size)
        powers.append((frames**2).mean(axis=2).sum(axis=0))
    return np.concatenate(powers) if powers else np.zeros(0)


def _stretches(n: int, size: int = _STRETCH) -> Iterator[slice]:
    """Cut a length into slices, so that memory does not grow with it."""
    for start in range(0, n, size):
        yield slice(start, min(start + size, n))


class Mixdown:
    """Mixes buses to stereo, stretch by stretch.

    Parameters
    ----------
    balance
        Of the buses, found before.
    """

    def __init__(self, balance: Balance, sample_rate: int) -> None:
        self.balance = balance
        self._delays = [(round(seconds * sample_rate), level) for seconds, level in _TAPS]
        self._clean = Filter(high_pass(_LOWEST, sample_rate))
        self._above = Filter(high_pass(_MIDDLE, sample_rate))
        self._past = np.zeros(self._delays[-1][0])

    def split(self, buses: NDArray[np.float32]) -> Split:
        """Give what the next stretch is joined from; see `Split`."""
        # term by term: BLAS adds in another order on each processor
        left, right = (
            self.balance.tune * buses[TUNE].astype(np.float64)
            + self.balance.drums * buses[DRUMS]
            + buses[REST]
        )
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
    buses: NDArray[np.float32], sample_rate: int, progress: Progress | None = None
) -> NDArray[np.float32]:
    """Mix a whole piece.

    Parameters
    ----------
    buses
        Shape (3, 2, n).

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
    balance = find_balance(buses, sample_rate, progress)
    stretches = list(_stretches(buses.shape[2]))

    def splits(mixdown: Mixdown) -> Iterator[Split]:
        for stretch in stretches:
            progress.check()
            yield mixdown.split(buses[..., stretch])

    width = find_width(splits(Mixdown(balance, sample_rate)))
    mixed = np.empty((buses.shape[2], 2), dtype=np.float32)
    for stretch, split in zip(stretches, splits(Mixdown(balance, sample_rate)), strict=True):
        mixed[stretch] = join(split, width)
    return mixed


class GrowingMix:
    """Mixes a piece that is still being written: its beginning says how the rest is mixed."""

    def __init__(self, sample_rate: int) -> None:
        self._sample_rate = sample_rate
        self._mixdown: Mixdown | None = None
        self._width = Width()
        self._mixed = np.zeros((0, 2), dtype=np.float32)
        self._has_tune = False

    def more(self, buses: NDArray[np.float32]) -> NDArray[np.float32]:
        """Give all that is mixed so far, shape (n, 2).

        Parameters
        ----------
        buses
            All so far, shape (3, 2, n).
        """
        if self._mixdown is None:
            balance = find_balance(buses, self._sample_rate)
            self._width = find_width([Mixdown(balance, self._sample_rate).split(buses)])
            self._mixdown = Mixdown(balance, self._sample_rate)
        elif not self._has_tune:  # nobody has heard it yet, so its factor may still be found
            tune = find_balance(buses, self._sample_rate).tune
            self._mixdown.balance = replace(self._mixdown.balance, tune=tune)
        self._has_tune = bool(buses[TUNE].any())
        split = self._mixdown.split(buses[..., len(self._mixed) :])
        self._mixed = np.concatenate([self._mixed, join(split, self._width)])
        return self._mixed
