"""Fits a binary Boltzmann machine to single frames.

First by contrastive divergence, which is quick but never sees what the machine likes far from the
data: it grows likelier and then unlikelier again. Then by persistent contrastive divergence, where
a population of Gibbs chains stands for the machine's own distribution. Its chains also jump from
frame to frame of the data, as Gibbs steps alone would not come round in time. Gradients are
centred, rates fall to zero, and the running average is kept.

References
----------
Tieleman, "Training restricted Boltzmann machines using approximations to the likelihood gradient",
ICML 2008; Melchior et al., "How to center deep Boltzmann machines", JMLR 2016.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from boltzmann.binary_machine import BinaryMachine
from boltzmann.fused_sampling import UnitSampler
from boltzmann.known_frames import KnownFrames
from engine.errors import CompositionError

__all__ = ["FrameLearner", "FrameRecipe"]


@dataclass(frozen=True)
class FrameRecipe:
    """How a machine is trained.

    Attributes
    ----------
    n_chains
        In the population.
    contrast
        Share of the time given to contrastive divergence.
    rate, late_rate
        Step sizes: until a third of the time has passed, then falling; and from the beginning of
        persistent chains, falling to zero.
    momentum
        Of the gradient.
    decay
        Pull of the couplings towards zero.
    average
        Decay of the running average of the weights that is kept.
    """

    n_hidden: int = 300
    n_chains: int = 400
    batch_size: int = 100
    contrast: float = 0.35
    rate: float = 0.03
    late_rate: float = 0.003
    momentum: float = 0.9
    decay: float = 1e-5
    average: float = 0.9995
    seed: int = 0


class FrameLearner:
    """One machine, its population and the running average of its weights."""

    def __init__(self, frames: Tensor, recipe: FrameRecipe) -> None:
        self.recipe, self._frames, self._known = recipe, frames, KnownFrames(frames)
        self._generator = torch.Generator().manual_seed(recipe.seed)
        self._sampler = UnitSampler(recipe.seed)
        self.machine = BinaryMachine.independent(frames, recipe.n_hidden, self._generator)
        self.averaged = BinaryMachine(*(part.clone() for part in self.machine.parameters))
        self._speeds = tuple(torch.zeros_like(part) for part in self.machine.parameters)
        self._chains = torch.empty(0, frames.shape[1])
        self._visible_offset = torch.sigmoid(self.machine.visible_bias)
        self._hidden_offset = torch.full((recipe.n_hidden,), 0.5)
        self._n_updates = 0

    @torch.no_grad()
    def learn(self, done: float) -> None:
        """Take one batch.

        Raises
        ------
        CompositionError
            If training diverges.
        """
        data = self._batch(self.recipe.batch_size)
        inputs = self.machine.hidden_input(data)
        if done < self.recipe.contrast:
            self._contrast(data, inputs, done)
        else:
            self._persist(data, torch.sigmoid(inputs), done)
        self._average()

    def _contrast(self, data: Tensor, inputs: Tensor, done: float) -> None:
        """Push away from what one Gibbs step makes of the data."""
        draw = self._sampler.draw
        dream = draw(self.machine.visible_input(draw(inputs)))
        dreamt = torch.sigmoid(self.machine.hidden_input(dream))
        falling = min(1.0, (1 - done) / 0.7)
        rate = self.recipe.rate * min(falling, (self._n_updates + 1) / 200)
        self._climb(self._gradient(data, torch.sigmoid(inputs), dream, dreamt), rate)

    def _persist(self, data: Tensor, hidden: Tensor, done: float) -> None:
        """Push away from the population."""
        if not len(self._chains):
            self._chains = self._batch(self.recipe.n_chains)
        chains = self.machine.gibbs(self._chains, 1, self._sampler)
        self._chains = self._known.jump(self.machine, chains, self._generator)
        dreamt = torch.sigmoid(self.machine.hidden_input(self._chains))
        rate = self.recipe.late_rate * (1 - done) / (1 - self.recipe.contrast)
        self._climb(self._gradient(data, hidden, self._chains, dreamt), rate)

    def _batch(self, size: int) -> Tensor:
        rows = torch.randint(len(self._frames), (size,), generator=self._generator)
        return self._frames[rows].float()

    def _gradient(
        self, data: Tensor, hidden: Tensor, dream: Tensor, dreamt: Tensor
    ) -> tuple[Tensor, ...]:
        """Give the centred gradient by W, b and a."""
        self._hidden_offset.lerp_(hidden.mean(0), 0.01)
        up = (hidden - self._hidden_offset) / len(data)
        down = (dreamt - self._hidden_offset) / len(dream)
        weight = (data.T @ up).addmm_(dream.T, down, alpha=-1)
        weight.addr_(self._visible_offset, up.sum(0) - down.sum(0), alpha=-1)
        visible_bias = data.mean(0) - dream.mean(0) - weight @ self._hidden_offset
        hidden_bias = hidden.mean(0) - dreamt.mean(0) - self._visible_offset @ weight
        weight.add_(self.machine.weight, alpha=-self.recipe.decay)
        return weight, visible_bias, hidden_bias

    def _climb(self, gradient: tuple[Tensor, ...], rate: float) -> None:
        parts = zip(self.machine.parameters, self._speeds, gradient, strict=True)
        for value, speed, slope in parts:
            speed.mul_(self.recipe.momentum).add_(slope)
            value.add_(speed, alpha=rate)
        if not self.machine.visible_bias.isfinite().all():
            raise CompositionError("training diverged", hint="Train again at half the rate.")

    def _average(self) -> None:
        self._n_updates += 1
        keep = min(self.recipe.average, (1 + self._n_updates) / (10 + self._n_updates))
        for mean, value in zip(self.averaged.parameters, self.machine.parameters, strict=True):
            mean.lerp_(value, 1 - keep)

    def state(self) -> dict[str, Any]:
        """Everything needed to go on."""
        return {
            "machine": list(self.machine.parameters),
            "averaged": list(self.averaged.parameters),
            "speeds": list(self._speeds),
            "chains": self._chains,
            "hidden_offset": self._hidden_offset,
            "generator": self._generator.get_state(),
            "sampler": self._sampler.state,
            "n_updates": self._n_updates,
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Take up a state.

        Raises
        ------
        ValueError
            If it is of another shape.
        """
        machine = BinaryMachine(*state["machine"])
        if machine.weight.shape != self.machine.weight.shape:
            found, expected = tuple(machine.weight.shape), tuple(self.machine.weight.shape)
            raise ValueError(f"couplings {found}, expected {expected}")
        self.machine, self.averaged = machine, BinaryMachine(*state["averaged"])
        self._speeds = tuple(state["speeds"])
        self._chains, self._hidden_offset = state["chains"], state["hidden_offset"]
        self._generator.set_state(state["generator"])
        self._sampler.state = state["sampler"]
        self._n_updates = state["n_updates"]
