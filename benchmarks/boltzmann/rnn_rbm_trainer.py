"""Fits a recurrent Boltzmann machine by contrastive divergence.

Every frame has a machine of its own, and its chain begins at the frame: what has sounded leaves few
chords likely, so that a few steps reach them, each of which may also jump to any frame of the data.

References
----------
Boulanger-Lewandowski, Bengio and Vincent, ICML 2012, section 4.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from boltzmann.binary_machine import BinaryMachine
from boltzmann.fused_sampling import UnitSampler
from boltzmann.known_frames import KnownFrames
from boltzmann.polyphony import PolyphonySet
from boltzmann.rnn_rbm import RecurrentMachine, RecurrentSize
from boltzmann.sequence_windows import WindowBatch, WindowPlan, draw_windows
from engine.errors import CompositionError

__all__ = ["RecurrentLearner", "RecurrentRecipe", "base_rates"]


@dataclass(frozen=True)
class RecurrentRecipe:
    """How a machine is trained.

    Attributes
    ----------
    n_steps
        Gibbs steps and jumps from the data, after a tenth of the time; one until then.
    rate
        Of Adam for the recurrent network, falling to zero along a cosine.
    pace
        The Boltzmann machine's own weights and biases, which know chords already, learn so many
        times as fast.
    decay
        Of all weights.
    average
        Decay of the running average of the weights that is kept.
    """

    size: RecurrentSize = field(default_factory=RecurrentSize)
    windows: WindowPlan = field(default_factory=WindowPlan)
    n_steps: int = 5
    rate: float = 2e-3
    pace: float = 0.3
    decay: float = 3e-3
    average: float = 0.998
    seed: int = 0


def base_rates(frames: np.ndarray) -> Tensor:
    """Log-odds of each key in frames (N, 88)."""
    return torch.logit(torch.from_numpy(frames.mean(0)).float().clamp(1e-4, 0.999))


class RecurrentLearner:
    """One machine on its way and the running average of its weights.

    Parameters
    ----------
    start
        A machine that knows single frames of ``data``.
    """

    def __init__(self, data: PolyphonySet, recipe: RecurrentRecipe, start: BinaryMachine) -> None:
        torch.manual_seed(recipe.seed)
        self.recipe = recipe
        self.machine = RecurrentMachine(recipe.size, start)
        self.averaged = copy.deepcopy(self.machine).eval().requires_grad_(requires_grad=False)
        self.optimizer = _optimizer(self.machine, recipe)
        chance = np.random.default_rng(recipe.seed)
        self._sampler = UnitSampler(recipe.seed)
        self._known = KnownFrames(torch.from_numpy(data.frames("train")))
        self._jumps = torch.Generator().manual_seed(recipe.seed)
        self._batches: Iterator[WindowBatch] = draw_windows(data.train, recipe.windows, chance)
        self._n_updates = 0

    def learn(self, done: float) -> None:
        """Take one batch.

        Raises
        ------
        CompositionError
            If training diverges.
        """
        self._set_rate(done)
        batch = next(self._batches)
        counted = batch.counted > 0
        biases = self.machine.biases(batch.before, batch.clock)
        machines = self.machine.at(biases, counted)
        frames = batch.frames[counted]
        dreams = self._dream(machines, frames, 1 if done < 0.1 else self.recipe.n_steps)
        loss = (machines.free_energy(frames) - machines.free_energy(dreams)).mean()
        if not math.isfinite(loss.item()):
            raise CompositionError("training diverged", hint="Train again at half the rate.")
        self.optimizer.zero_grad()
        torch.autograd.backward(loss)
        nn.utils.clip_grad_norm_(self.machine.parameters(), 1.0)
        self.optimizer.step()
        self._average()

    @torch.no_grad()
    def _dream(self, machines: BinaryMachine, frames: Tensor, n_steps: int) -> Tensor:
        """Walk from the data to what the machines make of it."""
        for _ in range(n_steps):
            frames = self._known.jump(machines, frames, self._jumps)
            frames = machines.gibbs(frames, 1, self._sampler)
        return frames

    def _set_rate(self, done: float) -> None:
        warm = min(1.0, (self._n_updates + 1) / 100)
        rate = self.recipe.rate * warm * (1 + math.cos(math.pi * done)) / 2 + 1e-6
        for group in self.optimizer.param_groups:
            group["lr"] = rate * group["pace"]

    @torch.no_grad()
    def _average(self) -> None:
        self._n_updates += 1
        keep = min(self.recipe.average, (1 + self._n_updates) / (10 + self._n_updates))
        pairs = zip(self.averaged.parameters(), self.machine.parameters(), strict=True)
        for mean, value in pairs:
            mean.lerp_(value, 1 - keep)

    def state(self) -> dict[str, Any]:
        """Everything needed to go on."""
        return {
            "machine": self.machine.state_dict(),
            "averaged": self.averaged.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "n_updates": self._n_updates,
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Take up a state."""
        self.machine.load_state_dict(state["machine"])
        self.averaged.load_state_dict(state["averaged"])
        self.optimizer.load_state_dict(state["optimizer"])
        self._n_updates = state["n_updates"]


def _optimizer(machine: RecurrentMachine, recipe: RecurrentRecipe) -> torch.optim.Optimizer:
    knowing = [machine.weight, machine.hidden_bias, machine.visible_bias]
    chosen = {id(parameter) for parameter in [*knowing, machine.intervals]}
    network = [parameter for parameter in machine.parameters() if id(parameter) not in chosen]
    groups = [
        {"params": network, "pace": 1.0},
        {"params": knowing, "pace": recipe.pace},
        {"params": [machine.intervals], "pace": 3.0},
    ]
    return torch.optim.AdamW(groups, recipe.rate, betas=(0.9, 0.99), weight_decay=recipe.decay)
