"""Contrastive divergence for wide, nearly empty piano rolls.

Of a chunk of 15 steps some 80 in 2,340 units are on, and are listed. Products with such a chunk are
sums of a few rows of W, and its outer product changes a few rows; only the way from hidden to
visible units stays a matrix product. Momentum and centring, which would touch every weight, are
left out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numba import njit
from numpy.typing import NDArray
from torch import Tensor

from boltzmann.binary_machine import BinaryMachine
from boltzmann.fused_sampling import UnitSampler

__all__ = ["OnUnits", "SparseContrast"]

Floats = NDArray[np.float32]
Places = NDArray[np.int64]


@dataclass(frozen=True)
class OnUnits:
    """Which units are on in each of N frames.

    Attributes
    ----------
    places
        The units, frame after frame.
    ends
        Where each frame's units end among them, with a 0 before, shape (N + 1,).
    """

    places: Places
    ends: Places

    @classmethod
    def of(cls, frames: Tensor) -> OnUnits:
        """List those of frames [N, V]."""
        return cls(*_listed(frames.float().contiguous().numpy()))

    def chosen(self, rows: Places) -> OnUnits:
        """Give some of the frames."""
        parts = [self.places[self.ends[row] : self.ends[row + 1]] for row in rows]
        lengths = [0, *(len(part) for part in parts)]
        return OnUnits(np.concatenate(parts), np.cumsum(lengths))

    def __len__(self) -> int:
        """How many frames."""
        return len(self.ends) - 1


class SparseContrast:
    """One machine on its way through binary frames [N, V].

    Parameters
    ----------
    rate
        Step size.
    """

    def __init__(self, frames: Tensor, n_hidden: int, *, rate: float, seed: int = 0) -> None:
        self._frames, self._rate = OnUnits.of(frames), rate
        self._generator = torch.Generator().manual_seed(seed)
        self._sampler = UnitSampler(seed)
        self.machine = BinaryMachine.independent(frames.float(), n_hidden, self._generator)

    def epoch(self, batch_size: int = 100) -> None:
        """Show every frame once, in shuffled batches."""
        order = torch.randperm(len(self._frames), generator=self._generator)
        for rows in torch.split(order, batch_size):
            self.update(self._frames.chosen(rows.numpy()))

    def update(self, data: OnUnits) -> None:
        """Take one step of CD-1 from frames."""
        machine, rate = self.machine, self._rate / len(data)
        inputs = self._hidden_input(data)
        dream = OnUnits.of(self._sampler.draw(machine.visible_input(self._sampler.draw(inputs))))
        hidden = torch.sigmoid(inputs)
        dreamt = torch.sigmoid(self._hidden_input(dream))
        weight, visible_bias = machine.weight.numpy(), machine.visible_bias.numpy()
        for units, slopes, step in ((data, hidden, rate), (dream, dreamt, -rate)):
            _spread(units.places, units.ends, (step * slopes).numpy(), weight)
            np.add.at(visible_bias, units.places, np.float32(step))
        machine.hidden_bias.add_((hidden - dreamt).sum(0), alpha=rate)

    def _hidden_input(self, units: OnUnits) -> Tensor:
        inputs = self.machine.hidden_bias.repeat(len(units), 1)
        _gather(units.places, units.ends, self.machine.weight.numpy(), inputs.numpy())
        return inputs


@njit(nogil=True, cache=True)
def _listed(units: Floats) -> tuple[Places, Places]:
    """List the units [B, V] that are on, without a branch: each is written, few are kept."""
    places = np.empty(units.size + 1, np.int64)
    ends = np.zeros(len(units) + 1, np.int64)
    found = 0
    for row in range(len(units)):
        for unit in range(units.shape[1]):
            places[found] = unit
            found += int(units[row, unit])
        ends[row + 1] = found
    return places[:found].copy(), ends


@njit(fastmath=True, nogil=True, cache=True)
def _gather(places: Places, ends: Places, weight: Floats, inputs: Floats) -> None:
    """Add to ``inputs`` [B, H] the rows of ``weight`` [V, H] of the units that are on."""
    for row in range(len(inputs)):
        for place in places[ends[row] : ends[row + 1]]:
            for hidden in range(weight.shape[1]):
                inputs[row, hidden] += weight[place, hidden]


@njit(fastmath=True, nogil=True, cache=True)
def _spread(places: Places, ends: Places, slopes: Floats, weight: Floats) -> None:
    """Add to the rows of ``weight`` of the units that are on the slopes [B, H]."""
    for row in range(len(slopes)):
        for place in places[ends[row] : ends[row + 1]]:
            for hidden in range(weight.shape[1]):
                weight[place, hidden] += slopes[row, hidden]
