"""The conditional restricted Boltzmann machine whose visible units stand in columns.

Of each column exactly one unit is on (a softmax unit), as in a piano roll with one voice.

References
----------
Hinton, "Training products of experts by minimizing contrastive divergence", 2002; Salakhutdinov,
Mnih & Hinton, "Restricted Boltzmann machines for collaborative filtering", 2007 (softmax units);
Taylor, Hinton & Roweis, "Modeling human motion using binary latent variables", 2006 (conditions).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from torch.nn import functional

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Biases", "BoltzmannMachine", "MachineSize"]


@dataclass(frozen=True)
class MachineSize:
    """Columns, states of a column, conditions, and hidden units."""

    n_columns: int
    n_states: int
    n_conditions: int
    n_hidden: int

    @property
    def n_visible(self) -> int:
        """Visible units in all."""
        return self.n_columns * self.n_states


@dataclass(frozen=True)
class Biases:
    """The biases that a set of conditions gives: ``visible`` [B, V] and ``hidden`` [B, H]."""

    visible: Tensor
    hidden: Tensor


def _go_on() -> None:
    """Stop nothing."""


def _small(n_rows: int, n_columns: int) -> Tensor:
    """Draw small weights, but none where they are about to be read."""
    weights = torch.zeros(n_rows, n_columns)
    # to draw without memory loads torch's compiler: a second, and a look-up of the user's name
    return weights if weights.is_meta else 0.01 * torch.randn(n_rows, n_columns)


class BoltzmannMachine(nn.Module):
    """Energy E(v, h | c) = −v·b(c) − h·a(c) − v·W·h, with b and a linear in the conditions c.

    Axes: B batch, G columns, K states of a column, V = G·K visible, H hidden, C conditions.
    """

    def __init__(self, size: MachineSize) -> None:
        super().__init__()
        self.size = size
        self.weight = nn.Parameter(_small(size.n_visible, size.n_hidden))
        self.visible_bias = nn.Parameter(torch.zeros(size.n_visible))
        self.hidden_bias = nn.Parameter(torch.zeros(size.n_hidden))
        self.visible_condition = nn.Parameter(torch.zeros(size.n_conditions, size.n_visible))
        self.hidden_condition = nn.Parameter(_small(size.n_conditions, size.n_hidden))

    def field(self, conditions: Tensor) -> Biases:
        """Give the biases under conditions [B, C]."""
        return Biases(
            self.visible_bias + conditions @ self.visible_condition,
            self.hidden_bias + conditions @ self.hidden_condition,
        )

    def one_hot(self, states: Tensor) -> Tensor:
        """Turn states [B, G] into visible units [B, V]."""
        return functional.one_hot(states, self.size.n_states).flatten(1).to(self.weight.dtype)

    def columns(self, visible: Tensor) -> Tensor:
        """Fold visible units [B, V] into columns [B, G, K]."""
        return visible.view(-1, self.size.n_columns, self.size.n_states)

    def free_energy(self, visible: Tensor, field: Biases) -> Tensor:
        """F(v) = −v·b − Σ log(1 + exp(a + v·W)), shape [B]: −log p(v) but for a constant."""
        return -(visible * field.visible).sum(1) - functional.softplus(
            field.hidden + visible @ self.weight
        ).sum(1)

    def visible_logits(self, hidden: Tensor, field: Biases) -> Tensor:
        """Log p(v | h) but for a constant per column, shape [B, G, K]."""
        return self.columns(field.visible + hidden @ self.weight.T)

    def draw(self, field: Biases, n_chains: int, generator: torch.Generator) -> Tensor:
        """Start chains from the visible biases alone, shape [n_chains, G]."""
        logits = self.columns(field.visible)
        return _pick(logits.expand(n_chains, -1, -1), generator)

    def step(
        self, states: Tensor, field: Biases, generator: torch.Generator, temperature: float = 1.0
    ) -> Tensor:
        """Take one step of the Gibbs chain: states [B, G] → hidden → states [B, G]."""
        chances = torch.sigmoid(field.hidden + self._pull(states))
        hidden = (_uniform(chances, generator) < chances).to(chances.dtype)
        logits = self.visible_logits(hidden, field) / temperature
        return _pick(logits, generator)

    def _pull(self, states: Tensor) -> Tensor:
        """Give v·W of states [B, G], shape [B, H]: the sum of the few rows of W that are on."""
        first = torch.arange(self.size.n_columns) * self.size.n_states
        return functional.embedding_bag(states + first, self.weight, mode="sum")

    def settle(
        self,
        states: Tensor,
        field: Biases,
        generator: torch.Generator,
        *,
        temperatures: list[float],
        check: Callable[[], None] = _go_on,
    ) -> Tensor:
        """Run the Gibbs chain, one step a temperature.

        Parameters
        ----------
        check
            Called before every step; what it raises stops the chain.
        """
        for temperature in temperatures:
            check()
            states = self.step(states, field, generator, temperature)
        return states

    def pseudo_likelihood(self, states: Tensor, field: Biases, column: int) -> Tensor:
        """Give log p(state of one column | all other columns), shape [B]."""
        visible = self.one_hot(states)
        chosen = slice(column * self.size.n_states, (column + 1) * self.size.n_states)
        rest = visible.clone()
        rest[:, chosen] = 0
        inputs = (field.hidden + rest @ self.weight)[:, None] + self.weight[chosen]  # [B, K, H]
        logits = field.visible[:, chosen] + functional.softplus(inputs).sum(2)
        picked = torch.log_softmax(logits, 1).gather(1, states[:, column : column + 1])
        return picked.squeeze(1)


def _pick(logits: Tensor, generator: torch.Generator) -> Tensor:
    """Draw from the softmax over the last axis."""
    heights = torch.softmax(logits, -1).cumsum(-1)
    draws = _uniform(heights[..., :1], generator) * heights[..., -1:]
    return (heights <= draws).sum(-1).clamp(max=logits.shape[-1] - 1)


def _uniform(like: Tensor, generator: torch.Generator) -> Tensor:
    return torch.rand(like.shape, dtype=like.dtype, generator=generator)
