"""The different frames of a training set: where a Boltzmann machine's chains may jump.

A chain that turns keys over hardly ever comes from one chord to another. To propose a frame of the
training set at once, and to accept it by the machine's own odds, leaves the machine's distribution
as it is and joins what Gibbs steps leave apart.

References
----------
Tierney, "Markov chains for exploring posterior distributions", Annals of Statistics 1994
(independence chains).
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from boltzmann.binary_machine import BinaryMachine

__all__ = ["KnownFrames"]

_AT_ONCE = 2**24  # hidden inputs


class KnownFrames:
    """The different ones of ``frames`` [N, V], or the ``most`` frequent of them.

    Attributes
    ----------
    frames
        Shape (K, V).
    shares
        How often each comes, shape (K,), sum 1.
    """

    def __init__(self, frames: Tensor, most: int | None = None) -> None:
        different, counts = torch.unique(frames, dim=0, return_counts=True)
        kept = counts.argsort(descending=True, stable=True)[:most]
        chance = torch.Generator().manual_seed(0)
        ends = torch.iinfo(torch.int64)
        self._code = torch.randint(ends.min, ends.max, (frames.shape[1],), generator=chance)
        self._names, order = self._name(different[kept]).sort()
        self.frames = different[kept][order].float()
        self.shares = counts[kept][order] / counts[kept].sum()

    def _name(self, states: Tensor) -> Tensor:
        """Give each state [B, V] a number that is all but surely its own."""
        return states.long() @ self._code

    def find(self, states: Tensor) -> Tensor:
        """Give the number of each state [B, V] among the known frames, or -1."""
        names = self._name(states)
        places = torch.searchsorted(self._names, names).clamp(max=len(self._names) - 1)
        return torch.where(self._names[places] == names, places, -1)

    def jump(self, machine: BinaryMachine, states: Tensor, chance: torch.Generator) -> Tensor:
        """Let chains [B, V] that are at known frames jump to others, by Metropolis and Hastings."""
        here = self.find(states)
        there = torch.multinomial(self.shares, len(states), replacement=True, generator=chance)
        odds = machine.free_energy(states) - machine.free_energy(self.frames[there])
        odds += torch.log(self.shares[here] / self.shares[there])
        accepted = torch.log(torch.rand(len(states), generator=chance)) < odds
        return torch.where((accepted & (here >= 0))[:, None], self.frames[there], states)

    def log_weights(self, machines: BinaryMachine) -> Tensor:
        """Give -F of every known frame under each of N machines, shape (N, K)."""
        weight, visible_bias, hidden_bias = machines.parameters
        inputs = self.frames @ weight
        rows = max(1, _AT_ONCE // inputs.numel())
        sums = [
            functional.softplus(inputs + biases[:, None]).sum(2)
            for biases in torch.split(hidden_bias, rows)
        ]
        return torch.addmm(torch.cat(sums), visible_bias, self.frames.T)
