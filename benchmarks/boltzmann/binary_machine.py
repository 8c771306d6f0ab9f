"""The restricted Boltzmann machine with binary visible and hidden units.

Where `engine.composition.boltzmann.machine` has one choice a column, here every key may sound by
itself.

References
----------
Hinton, "Training products of experts by minimizing contrastive divergence", 2002.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from boltzmann.fused_sampling import UnitSampler

__all__ = ["BinaryMachine", "configurations"]


@dataclass(frozen=True)
class BinaryMachine:
    """Energy E(v, h) = −v·b − h·a − v·W·h.

    Attributes
    ----------
    weight
        W, shape (visible, hidden).
    visible_bias, hidden_bias
        b and a, shapes (visible,) and (hidden,); or a row for each state that is asked about, so
        that one object stands for machines that share their couplings.
    """

    weight: Tensor
    visible_bias: Tensor
    hidden_bias: Tensor

    @classmethod
    def independent(
        cls, frames: Tensor, n_hidden: int, generator: torch.Generator
    ) -> BinaryMachine:
        """Begin with the frequencies of ``frames`` [N, V] and couplings near zero."""
        chances = (frames.sum(0) + 0.5) / (len(frames) + 1)
        weight = 0.05 * torch.randn(frames.shape[1], n_hidden, generator=generator)
        return cls(weight, torch.logit(chances), torch.zeros(n_hidden))

    @property
    def parameters(self) -> tuple[Tensor, Tensor, Tensor]:
        """W, b and a."""
        return self.weight, self.visible_bias, self.hidden_bias

    def hidden_input(self, visible: Tensor) -> Tensor:
        """Logits of the hidden units, [B, V] → [B, H]."""
        return torch.addmm(self.hidden_bias, visible, self.weight)

    def visible_input(self, hidden: Tensor) -> Tensor:
        """Logits of the visible units, [B, H] → [B, V]."""
        return torch.addmm(self.visible_bias, hidden, self.weight.T)

    def free_energy(self, visible: Tensor, hidden_input: Tensor | None = None) -> Tensor:
        """F(v) = −v·b − Σ log(1 + exp(a + v·W)), shape [B]: −log p(v) but for a constant."""
        if hidden_input is None:
            hidden_input = self.hidden_input(visible)
        return -(visible * self.visible_bias).sum(1) - functional.softplus(hidden_input).sum(1)

    def gibbs(self, visible: Tensor, n_steps: int, sampler: UnitSampler) -> Tensor:
        """Walk the chain from visible units [B, V]."""
        for _ in range(n_steps):
            hidden = sampler.draw(self.hidden_input(visible))
            visible = sampler.draw(self.visible_input(hidden))
        return visible


def configurations(n_hidden: int) -> Tensor:
    """Every state of the hidden units, shape (2^H, H)."""
    return ((torch.arange(2**n_hidden)[:, None] >> torch.arange(n_hidden)) & 1).float()
