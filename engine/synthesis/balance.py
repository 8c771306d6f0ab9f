"""How loud the parts of a piece stand beside each other: the melody's and the drums' faders.

They are ridden as an engineer does, from what is heard just now: so a piece that is still being
written is mixed to the same levels as one that is known to its end.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.audio.filtering import Filter, high_pass, shelf

__all__ = ["FRAME", "Balance", "Rider", "find_balance"]

FRAME = 0.2
"""Seconds between two looks at the levels."""

_FRONT_DB = 3.3
"""How much louder the melody is than all else where it sounds: with less it has no lead, with more
the others are no band."""
_DRUMS_DB = -3.0
"""The loudest that drums are beside the melody."""
_MOST_DB = 12.0  # a part that lacks more is not there to be heard
_ACTIVE = 10 ** (-25 / 10)  # of a melody's loud frames: below it, it rests or dies away
_AUDIBLE, _BRIGHT = 38.0, (1_500.0, 2.0)  # Hz, and dB above it: what ears weigh more

_FIRST = 17  # frames that are listened to before the first is mixed
_AHEAD = 2  # frames that are listened to before a later one is mixed
_WINDOW = 80  # frames, 16 s: some phrases, so that a single loud chord moves nothing
_GLIDE = 0.2  # of the way to where a fader should stand, a frame: there within some seconds
_DOUBT = 5.0  # frames for which the usual level counts while a melody has hardly begun


class Balance(NamedTuple):
    """What the melody and the drums are raised by, in dB."""

    tune: float = 0.0
    drums: float = 0.0


def find_balance(powers: NDArray[np.float64]) -> Balance:
    """Find what puts the melody in front of the rest, and the drums not before it.

    Parameters
    ----------
    powers
        Of melody, drums and the rest, shape (3, n), in the frames where the melody sounds.
    """
    tune, drums, rest = powers
    drums_db = 0.0
    if drums.any():
        beside = 10 * np.log10(drums.mean() / tune.mean() + 1e-9)
        # the tune itself is still to be moved against both: by what it lacks in front of the rest
        lacking = max(_lacking(tune, rest), -_MOST_DB)
        drums_db = min(max(_DRUMS_DB + lacking - beside, -_MOST_DB), 0.0)
    lacking = _lacking(tune, rest + 10 ** (drums_db / 10) * drums)
    return Balance(min(max(lacking, -_MOST_DB), _MOST_DB), float(drums_db))


def _lacking(tune: NDArray[np.float64], others: NDArray[np.float64]) -> float:
    """Say by how many dB the melody has to rise; the ear takes the mean and the usual frame."""
    if not others.any():
        return 0.0
    mean = 10 * np.log10(tune.mean() / others.mean())
    usual = float(np.median(10 * np.log10(tune / np.maximum(others, 1e-12))))
    # One loud moment must not decide alone, nor a usual one that hardly sounds.
    return _FRONT_DB - float(mean + min(max(usual, mean - 3), mean + 3)) / 2


_USUAL = Balance(0.0, -7.0)
"""Where faders stand as long as no melody sounds: the median of 24 songs in six styles, lest drums
that begin alone be twice as loud as they are beside it."""


class Rider:
    """Moves the faders of melody and drums, frame by frame."""

    def __init__(self, sample_rate: int) -> None:
        self.frame = int(FRAME * sample_rate)
        """Samples of a frame."""
        sections = np.concatenate([high_pass(_AUDIBLE, sample_rate), shelf(*_BRIGHT, sample_rate)])
        self._ears = [Filter(sections) for _ in range(3)]
        self._powers = np.zeros((3, 0))
        self._position: Balance | None = None
        self._n_ridden = 0

    @property
    def n_heard(self) -> int:
        """Frames that it has listened to."""
        return self._powers.shape[1]

    def hear(self, *groups: NDArray[np.float32]) -> None:
        """Listen to the next frames of melody, drums and the rest, each of shape (2, n)."""
        heard = zip(self._ears, groups, strict=True)
        powers = [self._powers_of(ear, group) for ear, group in heard]
        self._powers = np.concatenate([self._powers, powers], axis=1)

    def _powers_of(self, ear: Filter, group: NDArray[np.float32]) -> NDArray[np.float64]:
        """Measure the power of each frame, half as ITU-R BS.1770 weights it, half as it is."""
        frames = ear(group[0] + group[1]).reshape(-1, self.frame)
        powers: NDArray[np.float64] = np.einsum("ij,ij->i", frames, frames) / self.frame
        return powers

    def ride(self, *, is_last: bool = False) -> list[Balance]:
        """Say where the faders stand in the frames, after those said before, that are due."""
        n_heard = self.n_heard
        n_due = n_heard if is_last else n_heard - _AHEAD if n_heard >= _FIRST else 0
        moves = [self._move(max(n + _AHEAD, _FIRST)) for n in range(self._n_ridden, n_due)]
        self._n_ridden = max(n_due, self._n_ridden)
        return moves

    def _move(self, n_known: int) -> Balance:
        """Move on with this many frames known."""
        tune = self._powers[0, :n_known]
        active = np.zeros(0, bool)
        if tune.any():
            # beside all that came, lest an echo be raised where the melody rests
            active = tune > _ACTIVE * np.quantile(tune[tune > 0], 0.9)
            active[: max(n_known - _WINDOW, 0)] = False
        if active.any():
            wanted = find_balance(self._powers[:, :n_known][:, active])
            sure = float(active.sum() / (active.sum() + _DOUBT))
            wanted = _between(_USUAL, wanted, sure)
            self._position = _between(self._position, wanted, _GLIDE) if self._position else wanted
        return self._position or _USUAL


def _between(one: Balance, other: Balance, way: float) -> Balance:
    """Go a part of the way from one balance to another."""
    return Balance(*(a + way * (b - a) for a, b in zip(one, other, strict=True)))
