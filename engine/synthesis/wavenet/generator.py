"""What makes a WaveNet write sound: what it is given, block by block, and what it gives back.

Generators remember what each layer has seen (Le Paine et al., "Fast Wavenet Generation
Algorithm", 2016) and take their chance from outside, so that the same numbers give the same
samples, whichever of them writes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine.synthesis.wavenet.dimensions import Hints
from engine.synthesis.wavenet.model import WaveNet

__all__ = ["CONTEXT", "Array", "Conditioning", "Generator", "stream", "work_out"]

Array = NDArray[np.float32]

CONTEXT = 2
"""Frames that the conditioning sees to either side."""


class Conditioning(NamedTuple):
    """All that is known of the samples to be written, for each lane.

    Attributes
    ----------
    source, level, spread
        Shape (lanes, T).
    taps
        Shape (lanes, taps): the linear predictor, for the newest residual first.
    conditions
        Shape (lanes, N, layers, 2C).
    """

    source: Tensor
    level: Tensor
    spread: Tensor
    taps: Tensor
    conditions: Tensor


class Generator(Protocol):
    """Writes samples and remembers where it was."""

    n_lanes: int
    block_frames: int
    """Frames that are written at a time, at most 10: 50 ms at 200 frames a second."""

    def reset(self) -> None:
        """Go back to silence."""
        ...

    def run(self, given: Conditioning, chance: Array, temperature: float) -> Array:
        """Write the next samples.

        Parameters
        ----------
        chance
            Shape (lanes, T, 2), uniform in 0 to 1.
        temperature
            Below 1 the samples keep closer to the likeliest.

        Returns
        -------
        Array
            Shape (lanes, T).
        """
        ...


@torch.no_grad()
def work_out(model: WaveNet, hints: Hints, first: int, n: int, margin: int = 0) -> Conditioning:
    """Work out what is given for ``n`` frames from ``first`` on, however the time is cut.

    Parameters
    ----------
    margin
        Frames of features before and after the samples of the hints.
    """
    span = slice(first * model.dimensions.hop_length, (first + n) * model.dimensions.hop_length)
    middle = margin + first
    before = min(middle, CONTEXT)
    window = hints.features[:, middle - before : middle + n + CONTEXT]
    taps, fineness = model.manner(hints.features)
    level = hints.level[:, span]
    conditions = model.conditioner(window)[:, before : before + n]
    return Conditioning(hints.source[:, span], level, level * fineness, taps, conditions)


def stream(  # noqa: PLR0913 - what is to be written, and how
    generator: Generator,
    model: WaveNet,
    hints: Hints,
    dice: list[np.random.Generator],
    temperature: float = 1.0,
    *,
    margin: int = 0,
) -> Iterator[Array]:
    """Write sound in blocks of 50 ms, or shorter ones where that takes longer.

    Parameters
    ----------
    hints
        Over the whole length, one row per lane, with the features themselves.
    dice
        One per lane: the same dice give the same samples.
    margin
        Frames of features before and after the time that is to be written.

    Yields
    ------
    Array
        Shape (lanes, samples).
    """
    hop = model.dimensions.hop_length
    n_frames = hints.features.shape[1] - 2 * margin
    for first in range(0, n_frames, generator.block_frames):
        n = min(generator.block_frames, n_frames - first)
        chance = np.stack([die.random((n * hop, 2), dtype=np.float32) for die in dice])
        yield generator.run(work_out(model, hints, first, n, margin), chance, temperature)
