"""The stems of a piece, and how loud they stand beside each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.audio.filtering import Filter, high_pass, shelf
from engine.composition.score import Role
from engine.progress import Progress

__all__ = ["Balance", "Gains", "Stems", "find_balance", "flat", "length_of", "stretches", "sum_of"]

Stems = Mapping[Role | None, NDArray[np.float32]]
"""What each part sounds like, shape (2, n_frames), in lengths of their own; None is a mix."""
Gains = Callable[[Role | None], float]
"""What the user's faders say: a factor for each role, 1 where they say nothing."""


def flat(_role: Role | None) -> float:
    """Leave every part as it is."""
    return 1.0


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


_BEATEN = ("drums", "percussion")


@dataclass(frozen=True)
class Balance:
    """Factors for the melody and the drums."""

    tune: float = 1.0
    drums: float = 1.0

    def of(self, role: Role | None) -> float:
        """Give the factor for a stem."""
        return {"melody": self.tune, "drums": self.drums, "percussion": self.drums}.get(
            role or "", 1.0
        )


def find_balance(stems: Stems, sample_rate: int, progress: Progress | None = None) -> Balance:
    """Find the factors that put the melody in front of the rest, and the drums not before it."""
    progress = progress or Progress()
    groups: list[Stems] = [
        {role: stem for role, stem in stems.items() if role == "melody"},
        {role: stem for role, stem in stems.items() if role in _BEATEN},
        {role: stem for role, stem in stems.items() if role not in ("melody", *_BEATEN)},
    ]
    n_frames = length_of(stems)
    tune, drums, rest = (_frame_powers(group, n_frames, sample_rate, progress) for group in groups)
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
    stems: Stems, n_frames: int, sample_rate: int, progress: Progress
) -> NDArray[np.float64]:
    """Measure the power of each frame, half as ITU-R BS.1770 weights it, half as it is."""
    size = int(_FRAME * sample_rate)
    n_windows = n_frames // size
    if not stems:
        return np.zeros(n_windows)
    audible = Filter(
        np.concatenate([high_pass(_AUDIBLE, sample_rate), shelf(*_BRIGHT, sample_rate)])
    )
    powers = []
    for stretch in stretches(n_windows * size, _STRETCH // size * size):
        progress.check()
        frames = audible(sum_of(stems, stretch)).reshape(2, -1, size)
        powers.append((frames**2).mean(axis=2).sum(axis=0))
    return np.concatenate(powers) if powers else np.zeros(0)


def length_of(stems: Stems) -> int:
    """Give the frames of the longest stem."""
    return max((stem.shape[1] for stem in stems.values()), default=0)


def sum_of(
    stems: Stems, stretch: slice, balance: Balance | None = None, gains: Gains = flat
) -> NDArray[np.float64]:
    """Add a stretch of all stems up, shape (2, n); what has ended is silent."""
    # stem by stem: BLAS adds in another order on each processor
    total = np.zeros((2, stretch.stop - stretch.start))
    for role, stem in stems.items():
        factor = (balance.of(role) if balance else 1.0) * gains(role)
        part = stem[:, stretch]
        if factor:
            total[:, : part.shape[1]] += factor * part.astype(np.float64)
    return total


def stretches(n: int, size: int = _STRETCH) -> Iterator[slice]:
    """Cut a length into slices, so that memory does not grow with it."""
    for start in range(0, n, size):
        yield slice(start, min(start + size, n))
