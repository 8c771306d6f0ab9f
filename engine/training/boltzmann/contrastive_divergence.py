"""Trains a conditional Boltzmann machine by contrastive divergence.

References
----------
Hinton, "Training products of experts by minimizing contrastive divergence", 2002; Tieleman,
"Training restricted Boltzmann machines using approximations to the likelihood gradient", 2008
(persistent chains; here every example keeps its own, since each has its own conditions).
"""

from __future__ import annotations

import copy
import json
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine.composition.boltzmann.machine import Biases, BoltzmannMachine
from engine.errors import CompositionError
from engine.training.boltzmann.bars import Examples

__all__ = ["ContrastLearner", "MachineTask", "Schedule", "contrastive_loss"]


@dataclass(frozen=True)
class Schedule:
    """How long and how hard to train.

    Attributes
    ----------
    epochs, batch_size
        An epoch draws as many examples as there are.
    rate
        Of Adam, falling to zero along a cosine.
    steps
        Gibbs steps from the data at the end; the first third of the training takes one.
    decay
        Weight decay of the couplings.
    forget
        Share of the examples whose view of the bar before is darkened, so that a machine can also
        begin.
    average
        Decay of the running average of the weights that is kept.
    persistent
        Whether chains go on where they ended, instead of beginning at the data each time.
    least
        Batches that an epoch has at least, for little music.
    judged
        Examples that the pseudo-likelihood is measured on, at most.
    looks
        How often an epoch is stopped to see how it goes.
    """

    epochs: int = 12
    batch_size: int = 256
    rate: float = 1.5e-3
    steps: int = 5
    decay: float = 1e-3
    forget: float = 0.15
    average: float = 0.998
    persistent: bool = False
    least: int = 1
    judged: int = 2000
    looks: int = 1


@dataclass(frozen=True)
class MachineTask:
    """A machine and what it shall learn.

    Attributes
    ----------
    name
        Of the stage that progress and the bar on stderr show.
    n_traits
        The first conditions, which `Schedule.forget` never darkens.
    is_taught
        Whether the machine knows music already, and goes on from there.
    """

    name: str
    machine: BoltzmannMachine
    examples: Examples
    validation: Examples
    n_traits: int
    is_taught: bool = False


def contrastive_loss(  # noqa: PLR0913 - a chain is its machine, beginning, length and chance
    machine: BoltzmannMachine,
    states: Tensor,
    conditions: Tensor,
    steps: int,
    generator: torch.Generator,
    *,
    start: Tensor | None = None,
) -> tuple[Tensor, Tensor]:
    """Give F(data) − F(chain), whose gradient is contrastive divergence's, and the chain's end.

    Parameters
    ----------
    states, conditions
        Shapes [B, G] and [B, C].
    steps
        Gibbs steps of the chain.
    start
        Where the chain starts, shape [B, G]; at the data if not given.
    """
    biases = machine.field(conditions)
    with torch.no_grad():
        still = Biases(biases.visible.detach(), biases.hidden.detach())
        first = states if start is None else start
        chain = machine.settle(first, still, generator, temperatures=[1.0] * steps)
    data, dream = machine.one_hot(states), machine.one_hot(chain)
    loss = (machine.free_energy(data, biases) - machine.free_energy(dream, biases)).mean()
    return loss, chain


class ContrastLearner:
    """One machine on its way, and the running average of its weights.

    Attributes
    ----------
    machine, averaged
        The one that learns, and the one to keep.
    n_updates
        Batches taken so far.
    """

    def __init__(self, task: MachineTask, schedule: Schedule, seed: int) -> None:
        self.machine, self.schedule, self._n_traits = task.machine, schedule, task.n_traits
        self._generator = torch.Generator().manual_seed(seed)
        self._states = torch.from_numpy(task.examples.states)
        self._conditions = torch.from_numpy(task.examples.conditions)
        self._chains = self._states.to(torch.uint8)
        self._chance = np.random.default_rng(seed)
        self._heights = _cumulated_weights(task.examples)
        if not task.is_taught:
            self.machine.visible_bias.data = _log_frequencies(self.machine, self._states)
        self.averaged = copy.deepcopy(self.machine).requires_grad_(requires_grad=False)
        self._optimizer = _make_optimizer(self.machine, schedule)
        self._average_from = 1 if task.is_taught else 0
        self._error, self.n_updates = 0.0, 0

    @property
    def epoch_size(self) -> int:
        """Batches in an epoch."""
        whole = len(self._states) // self.schedule.batch_size
        return max(1, self.schedule.least, whole)

    @property
    def look_size(self) -> int:
        """Batches after which it is time to see how it goes."""
        return max(1, self.epoch_size // self.schedule.looks)

    def learn(self, done: float) -> None:
        """Take one batch; ``done`` is the share of the training that is over, 0 to 1.

        Raises
        ------
        CompositionError
            If training diverges.
        """
        rows = self._draw_rows()
        states, conditions = self._states[rows], self._conditions[rows].float()
        forgotten = torch.rand(len(rows), generator=self._generator) < self.schedule.forget
        conditions[forgotten, self._n_traits :] = 0
        steps = 1 if done < 1 / 3 else 1 + round((self.schedule.steps - 1) * (done - 1 / 3) * 1.5)
        for group in self._optimizer.param_groups:
            group["lr"] = self.schedule.rate * (0.01 + 0.99 * (1 + math.cos(math.pi * done)) / 2)
        start = self._chains[rows].long() if self.schedule.persistent else states
        loss, chain = contrastive_loss(
            self.machine, states, conditions, steps, self._generator, start=start
        )
        if not math.isfinite(loss.item()):
            raise CompositionError(
                "training diverged", hint="What was kept before is still there; give other music."
            )
        self._optimizer.zero_grad()
        torch.autograd.backward(loss)
        self._optimizer.step()
        if self.schedule.persistent:
            self._chains[rows] = chain.to(torch.uint8)
        self._average()
        self._error += float((chain != states).float().mean()) / self.look_size

    def _draw_rows(self) -> Tensor:
        draws = self._chance.random(self.schedule.batch_size) * self._heights[-1]
        return torch.from_numpy(np.searchsorted(self._heights, draws))

    def _average(self) -> None:
        self.n_updates += 1
        keep = min(self.schedule.average, 1 - 1 / (self.n_updates + self._average_from))
        with torch.no_grad():
            for mean, value in zip(
                self.averaged.parameters(), self.machine.parameters(), strict=True
            ):
                mean.lerp_(value, 1 - keep)

    def take_error(self) -> float:
        """Give the share of columns that chains had wrong since the last look, and begin anew."""
        error, self._error = self._error, 0.0
        return error

    @torch.no_grad()
    def judge(self, examples: Examples) -> float:
        """Pseudo-likelihood of the averaged weights, in nats a column."""
        stride = max(1, len(examples.states) // self.schedule.judged)
        states = torch.from_numpy(examples.states[::stride])
        conditions = torch.from_numpy(examples.conditions[::stride]).float()
        biases = self.averaged.field(conditions)
        likelihoods = [
            self.averaged.pseudo_likelihood(states, biases, column).mean().item()
            for column in range(self.averaged.size.n_columns)
        ]
        return float(np.mean(likelihoods))

    def state(self) -> dict[str, Any]:
        """Everything needed to go on: tensors, numbers and texts."""
        return {
            "machine": self.machine.state_dict(),
            "averaged": self.averaged.state_dict(),
            "optimizer": self._optimizer.state_dict(),
            "generator": self._generator.get_state(),
            "chance": json.dumps(self._chance.bit_generator.state),
            "chains": self._chains,
            "error": self._error,
            "n_updates": self.n_updates,
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Take up a state; chains of other examples are left behind.

        Raises
        ------
        KeyError, RuntimeError, ValueError
            If it is that of another machine.
        """
        self.machine.load_state_dict(state["machine"])
        self.averaged.load_state_dict(state["averaged"])
        self._optimizer.load_state_dict(state["optimizer"])
        self._generator.set_state(state["generator"])
        self._chance.bit_generator.state = json.loads(state["chance"])
        if state["chains"].shape == self._chains.shape:
            self._chains = state["chains"]
        self._error, self.n_updates = state["error"], state["n_updates"]


def _make_optimizer(machine: BoltzmannMachine, schedule: Schedule) -> torch.optim.Optimizer:
    """Make Adam; biases do not decay."""
    groups: list[dict[str, Any]] = [
        {"params": [machine.weight, machine.visible_condition, machine.hidden_condition]},
        {"params": [machine.visible_bias, machine.hidden_bias], "weight_decay": 0.0},
    ]
    rate, decay = schedule.rate, schedule.decay
    return torch.optim.AdamW(groups, lr=rate, weight_decay=decay, betas=(0.5, 0.99))


def _log_frequencies(machine: BoltzmannMachine, states: Tensor) -> Tensor:
    """Start from the states' frequencies: the couplings then learn only what these miss."""
    counts = torch.zeros(machine.size.n_visible)
    for batch in torch.split(states, 4096):
        counts += machine.one_hot(batch).sum(0)
    logs = machine.columns(torch.log((counts + 1) / (len(states) + 1))[None])
    return (logs - logs.mean(2, keepdim=True)).flatten().clamp(min=-5)


def _cumulated_weights(examples: Examples) -> NDArray[np.float64]:
    """Weigh examples so that small groups count more: by the square root of their size."""
    names, members = np.unique(examples.groups, return_inverse=True)
    weights = 1 / np.sqrt(np.bincount(members, minlength=len(names)))
    return np.asarray(np.cumsum(weights[members]))
