"""Contrastive divergence for wide, nearly empty piano rolls.

Of a chunk of 15 steps some 80 in 2,340 units are on. Products with such a chunk are sums of a few
rows of W, and its outer product changes a few rows; only the way from hidden to visible units stays
a matrix product. Momentum and centring, which would touch every weight, are left out.
"""

from __future__ import annotations

import torch
from numba import njit
from numpy import float32
from numpy.typing import NDArray
from torch import Tensor

from engine.training.binary_machine import BinaryMachine
from engine.training.fused_sampling import UnitSampler

__all__ = ["SparseContrast"]

Floats = NDArray[float32]


class SparseContrast:
    """One machine on its way through binary frames [N, V].

    Parameters
    ----------
    rate
        Step size.
    """

    def __init__(self, frames: Tensor, n_hidden: int, *, rate: float, seed: int = 0) -> None:
        self._frames, self._rate = frames.float().contiguous(), rate
        self._generator = torch.Generator().manual_seed(seed)
        self._sampler = UnitSampler(seed)
        self.machine = BinaryMachine.independent(self._frames, n_hidden, self._generator)

    def epoch(self, batch_size: int = 100) -> None:
        """Show every frame once, in shuffled batches."""
        order = torch.randperm(len(self._frames), generator=self._generator)
        for rows in torch.split(order, batch_size):
            self.update(self._frames[rows])

    def update(self, data: Tensor) -> None:
        """Take one step of CD-1 from frames [B, V]."""
        machine, rate = self.machine, self._rate / len(data)
        inputs = self._hidden_input(data)
        dream = self._sampler.draw(machine.visible_input(self._sampler.draw(inputs)))
        hidden = torch.sigmoid(inputs)
        dreamt = torch.sigmoid(self._hidden_input(dream))
        weight = machine.weight.numpy()
        _spread(data.numpy(), (rate * hidden).numpy(), weight)
        _spread(dream.numpy(), (-rate * dreamt).numpy(), weight)
        machine.visible_bias.add_(data.sum(0) - dream.sum(0), alpha=rate)
        machine.hidden_bias.add_((hidden - dreamt).sum(0), alpha=rate)

    def _hidden_input(self, units: Tensor) -> Tensor:
        inputs = self.machine.hidden_bias.repeat(len(units), 1)
        _gather(units.numpy(), self.machine.weight.numpy(), inputs.numpy())
        return inputs


@njit(fastmath=True, nogil=True, cache=True)
def _gather(units: Floats, weight: Floats, inputs: Floats) -> None:
    """Add to ``inputs`` [B, H] the rows of ``weight`` [V, H] whose units [B, V] are on."""
    for row in range(len(units)):
        for unit in range(units.shape[1]):
            if units[row, unit] > 0:
                for hidden in range(weight.shape[1]):
                    inputs[row, hidden] += weight[unit, hidden]


@njit(fastmath=True, nogil=True, cache=True)
def _spread(units: Floats, slopes: Floats, weight: Floats) -> None:
    """Add to the rows of ``weight`` whose units are on the slopes [B, H]."""
    for row in range(len(units)):
        for unit in range(units.shape[1]):
            if units[row, unit] > 0:
                for hidden in range(weight.shape[1]):
                    weight[unit, hidden] += slopes[row, hidden]
