"""From stems to stereo, from the first frame on: the melody in front, and all of it wide."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.composition.score import Role
from engine.progress import Progress
from engine.synthesis.balance import Balance, Rider
from engine.synthesis.part_stems import BEATEN, Gains, Stems, flat, length_of, stretches, sum_of
from engine.synthesis.width import Split, Splitter, WidthFinder, products_of

__all__ = ["GrowingMix", "mix", "mix_apart"]

_STRETCH = 60
"""Frames that are mixed at a time."""
_DIGITS = 4  # of a factor: processors differ in the last digits of what was measured


def mix(
    stems: Stems, sample_rate: int, progress: Progress | None = None, gains: Gains = flat
) -> NDArray[np.float32]:
    """Mix a whole piece, just as it is mixed while it grows.

    Returns
    -------
    NDArray[np.float32]
        Shape (n, 2), as loud as it comes.

    Raises
    ------
    JobCancelledError
        If the user asked to stop.
    """
    return GrowingMix(sample_rate, gains, progress).more(stems, is_last=True)


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
    growing = GrowingMix(sample_rate, gains, progress)
    growing.more(stems, is_last=True)
    return {role: growing.alone(role, stem) for role, stem in stems.items()}


class _Mark(NamedTuple):
    """Where a mix has come to."""

    rider: Rider
    splitter: Splitter
    wide: WidthFinder
    moves: NDArray[np.float64]


class GrowingMix:
    """Mixes a piece that may still be written: how, depends on what was heard alone.

    Parameters
    ----------
    gains
        The user's faders; what the parts are by themselves decides how they are balanced.
    """

    def __init__(
        self, sample_rate: int, gains: Gains = flat, progress: Progress | None = None
    ) -> None:
        self._sample_rate, self._gains = sample_rate, gains
        self._progress = progress or Progress()
        self._rider = Rider(sample_rate)
        self._splitter = Splitter(sample_rate)
        self._wide = WidthFinder()
        self._moves = np.zeros((0, 5))
        """Factors of tune, drums and `Width`: at the start, then at the end of each frame."""
        self._mixed = np.zeros((0, 2), np.float32)
        self._marks: list[_Mark] = []

    def more(self, stems: Stems, *, is_last: bool = False) -> NDArray[np.float32]:
        """Give all that is mixed so far, shape (n, 2), of all stems so far; not a copy."""
        frame, n = self._rider.frame, length_of(stems)
        n_heard = -(-n // frame) if is_last else n // frame
        self._reserve(n_heard * frame)
        heard = copy.deepcopy((self._rider, self._splitter, self._wide))
        self._marks.append(_Mark(*heard, self._moves))
        for stretch in stretches(self._rider.n_heard, n_heard, _STRETCH):
            self._progress.check()
            span = slice(stretch.start * frame, stretch.stop * frame)
            self._rider.hear(*(sum_of(group, span) for group in _groups(stems)))
            self._mix(stems, self._rider.ride(is_last=is_last and stretch.stop == n_heard))
        if is_last:
            self._mixed = self._mixed[:n]
            return self._mixed
        return self._mixed[: self._n_mixed * frame]

    def go_back(self, n_samples: int) -> int:
        """Forget what was mixed of more than so many samples; say how many stay mixed.

        A part that ends is played on for a while until that is known: when it is, its stem is
        shorter than it was.
        """
        while self._rider.n_heard * self._rider.frame > n_samples:
            self._rider, self._splitter, self._wide, self._moves = self._marks.pop()
        return self._n_mixed * self._rider.frame

    @property
    def _n_mixed(self) -> int:
        return max(len(self._moves) - 1, 0)

    def alone(self, role: Role | None, stem: NDArray[np.float32]) -> NDArray[np.float32]:
        """Give what a stem adds to all that is mixed, shape (n, 2)."""
        splitter, frame = Splitter(self._sample_rate), self._rider.frame
        heard = np.zeros((self._n_mixed * frame, 2), np.float32)
        for stretch in stretches(0, self._n_mixed, _STRETCH):
            self._progress.check()
            span = slice(stretch.start * frame, stretch.stop * frame)
            moves = self._moves[stretch.start : stretch.stop + 1]
            groups = [sum_of(group, span, self._gains) for group in _groups({role: stem})]
            heard[span] = _joined(splitter.split(_balanced(groups, moves, frame)), moves, frame)
        return heard[: len(self._mixed)]

    def _mix(self, stems: Stems, balances: Sequence[Balance]) -> None:
        """Mix the frames that it is known for how."""
        if not balances:
            return
        frame, first = self._rider.frame, self._n_mixed
        faders = 10 ** (np.array([balances[0], *balances]) / 20)
        moves = np.concatenate([faders, np.zeros((len(faders), 3))], axis=1).round(_DIGITS)
        if first:
            moves[0] = self._moves[-1]
        span = slice(first * frame, (first + len(balances)) * frame)
        groups = [sum_of(group, span, self._gains) for group in _groups(stems)]
        split = self._splitter.split(_balanced(groups, moves, frame))
        moves[1:, 2:] = np.round(self._wide.find(products_of(split, frame)), _DIGITS)
        if not first:
            moves[0, 2:] = moves[1, 2:]
        self._mixed[span] = _joined(split, moves, frame)
        self._moves = np.concatenate([self._moves, moves[1 if first else 0 :]])

    def _reserve(self, n_samples: int) -> None:
        """Make room, twice as much as there was, so that growing costs little."""
        if n_samples > len(self._mixed):
            longer = np.zeros((max(n_samples, 2 * len(self._mixed)), 2), np.float32)
            longer[: len(self._mixed)] = self._mixed
            self._mixed = longer


def _groups(stems: Stems) -> tuple[Stems, Stems, Stems]:
    """Give the melody, the drums and the rest."""
    return (
        {role: stem for role, stem in stems.items() if role == "melody"},
        {role: stem for role, stem in stems.items() if role in BEATEN},
        {role: stem for role, stem in stems.items() if role not in ("melody", *BEATEN)},
    )


def _ramp(ends: NDArray[np.float64], frame: int) -> NDArray[np.float32]:
    """Move in a line from each of ``ends`` to the next, shape (frames × samples)."""
    values = ends.astype(np.float32)
    way = np.arange(1, frame + 1, dtype=np.float32) / np.float32(frame)
    return (values[:-1, None] + np.diff(values)[:, None] * way).ravel()


def _balanced(
    groups: Sequence[NDArray[np.float32]], moves: NDArray[np.float64], frame: int
) -> NDArray[np.float32]:
    """Bring melody, drums and the rest together."""
    balanced = groups[2].copy()
    for fader, group in zip(moves.T, groups[:2], strict=False):
        balanced += _ramp(fader, frame) * group
    return balanced


def _joined(split: Split, moves: NDArray[np.float64], frame: int) -> NDArray[np.float32]:
    """Make a split as wide as was found."""
    middle, above, side, reflected = split
    wide = np.zeros_like(middle)
    for factor, signal in zip(moves.T[2:], (side, above, reflected), strict=True):
        wide += _ramp(factor, frame) * signal
    return np.stack([middle + wide, middle - wide], axis=1).astype(np.float32)
