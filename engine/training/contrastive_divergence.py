"""Trains a Boltzmann machine by contrastive divergence."""

from __future__ import annotations

import copy
import math
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import torch
from torch import Tensor
from tqdm import tqdm

from engine.composition.boltzmann import BoltzmannMachine, Field
from engine.errors import CompositionError
from engine.progress import Progress
from engine.training.bars import Examples

__all__ = ["Fit", "Schedule", "Task", "contrastive_loss", "fit"]


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
    """

    epochs: int = 12
    batch_size: int = 256
    rate: float = 1.5e-3
    steps: int = 5
    decay: float = 1e-3
    forget: float = 0.15
    average: float = 0.998


@dataclass(frozen=True)
class Task:
    """A machine and what it shall learn.

    Attributes
    ----------
    name
        Of the stage that progress and the bar on stderr show.
    n_traits
        The first conditions, which `Schedule.forget` never darkens.
    """

    name: str
    machine: BoltzmannMachine
    examples: Examples
    validation: Examples
    n_traits: int


@dataclass(frozen=True)
class Fit:
    """A trained machine and how training went: one entry an epoch.

    Attributes
    ----------
    errors
        Share of the columns that the Gibbs chain from data changes (reconstruction error).
    likelihoods, held_out
        Pseudo-likelihood of training and validation examples, in nats a column.
    seconds
        CPU time.
    """

    machine: BoltzmannMachine
    errors: list[float] = field(default_factory=list)
    likelihoods: list[float] = field(default_factory=list)
    held_out: list[float] = field(default_factory=list)
    seconds: float = 0.0


def contrastive_loss(
    machine: BoltzmannMachine,
    states: Tensor,
    conditions: Tensor,
    steps: int,
    generator: torch.Generator,
) -> tuple[Tensor, Tensor]:
    """Give F(data) − F(chain), whose gradient is contrastive divergence's, and the chain's end.

    Parameters
    ----------
    states, conditions
        Shapes [B, G] and [B, C].
    steps
        Gibbs steps of the chain that starts at the data.
    """
    biases = machine.field(conditions)
    with torch.no_grad():
        still = Field(biases.visible.detach(), biases.hidden.detach())
        chain = machine.settle(states, still, generator, temperatures=[1.0] * steps)
    data, dream = machine.one_hot(states), machine.one_hot(chain)
    loss = (machine.free_energy(data, biases) - machine.free_energy(dream, biases)).mean()
    return loss, chain


def fit(task: Task, schedule: Schedule, *, seed: int, progress: Progress) -> Fit:
    """Train a machine; the one given is worked on, one with averaged weights is given back.

    Raises
    ------
    CompositionError
        If training diverges.
    JobCancelledError
        If the user asked to stop.
    """
    trainer = _Trainer(task, schedule, seed)
    result = Fit(trainer.averaged)
    began = time.process_time()
    n_batches = max(1, len(task.examples.states) // schedule.batch_size)
    total = schedule.epochs * n_batches
    with tqdm(total=total, desc=task.name, unit="batch", mininterval=1) as bar:
        for epoch in range(schedule.epochs):
            error = 0.0
            for index in range(n_batches):
                done = (epoch * n_batches + index) / total
                progress.update(task.name, done)
                error += trainer.learn(done) / n_batches
                bar.update()
            result.errors.append(error)
            result.likelihoods.append(trainer.judge(task.examples))
            result.held_out.append(trainer.judge(task.validation))
            bar.set_postfix(error=error, pl=result.likelihoods[-1], held_out=result.held_out[-1])
    return replace(result, seconds=time.process_time() - began)


class _Trainer:
    """One machine on its way, and the running average of its weights."""

    def __init__(self, task: Task, schedule: Schedule, seed: int) -> None:
        self.machine, self.schedule, self.n_traits = task.machine, schedule, task.n_traits
        self.averaged = copy.deepcopy(task.machine).requires_grad_(requires_grad=False)
        self.generator = torch.Generator().manual_seed(seed)
        self.states = torch.from_numpy(task.examples.states)
        self.conditions = torch.from_numpy(task.examples.conditions)
        self.rows = _balanced_rows(task.examples, schedule, np.random.default_rng(seed))
        self.machine.visible_bias.data = _log_frequencies(self.machine, self.states)
        self.optimizer = _make_optimizer(self.machine, schedule)
        self.n_updates = 0

    def learn(self, done: float) -> float:
        """Take one batch; give the share of columns that the chain's end has wrong."""
        rows = next(self.rows)
        states, conditions = self.states[rows], self.conditions[rows].float()
        forgotten = torch.rand(len(rows), generator=self.generator) < self.schedule.forget
        conditions[forgotten, self.n_traits :] = 0
        steps = 1 if done < 1 / 3 else 1 + round((self.schedule.steps - 1) * (done - 1 / 3) * 1.5)
        for group in self.optimizer.param_groups:
            group["lr"] = self.schedule.rate * (0.01 + 0.99 * (1 + math.cos(math.pi * done)) / 2)
        loss, chain = contrastive_loss(self.machine, states, conditions, steps, self.generator)
        if not math.isfinite(loss.item()):
            raise CompositionError("training diverged", hint="Train again at half the rate.")
        self.optimizer.zero_grad()
        torch.autograd.backward(loss)
        self.optimizer.step()
        self._average()
        return float((chain != states).float().mean())

    def _average(self) -> None:
        self.n_updates += 1
        keep = min(self.schedule.average, 1 - 1 / self.n_updates)
        with torch.no_grad():
            for mean, value in zip(
                self.averaged.parameters(), self.machine.parameters(), strict=True
            ):
                mean.lerp_(value, 1 - keep)

    @torch.no_grad()
    def judge(self, examples: Examples, most: int = 2000) -> float:
        """Pseudo-likelihood of the averaged weights, in nats a column."""
        stride = max(1, len(examples.states) // most)
        states = torch.from_numpy(examples.states[::stride])
        conditions = torch.from_numpy(examples.conditions[::stride]).float()
        biases = self.averaged.field(conditions)
        likelihoods = [
            self.averaged.pseudo_likelihood(states, biases, column).mean().item()
            for column in range(self.averaged.size.n_columns)
        ]
        return float(np.mean(likelihoods))


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


def _balanced_rows(
    examples: Examples, schedule: Schedule, chance: np.random.Generator
) -> Iterator[Tensor]:
    """Draw batches in which small groups count more: by the square root of their size."""
    names, members = np.unique(examples.groups, return_inverse=True)
    weights = 1 / np.sqrt(np.bincount(members, minlength=len(names)))
    weights = np.cumsum(weights[members])
    while True:
        draws = chance.random(schedule.batch_size) * weights[-1]
        yield torch.from_numpy(np.searchsorted(weights, draws))
