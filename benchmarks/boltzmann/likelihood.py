"""How likely a Boltzmann machine finds music: partition functions and pseudo-likelihood.

References
----------
Salakhutdinov & Murray, "On the quantitative analysis of deep belief networks", ICML 2008
(annealed importance sampling); Besag, "Statistical analysis of non-lattice data", 1975.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import torch
from torch import Tensor
from torch.nn import functional

from boltzmann.binary_machine import BinaryMachine, configurations
from boltzmann.fused_sampling import UnitSampler
from boltzmann.known_frames import KnownFrames
from engine.composition.boltzmann.machine import Biases, BoltzmannMachine
from engine.errors import OptionError
from engine.progress import Progress

__all__ = [
    "Annealed",
    "AnnealedColumns",
    "AnnealedMachine",
    "AnnealedStates",
    "Estimate",
    "anneal",
    "anneal_states",
    "exact_log_partition",
    "log_likelihood",
    "pseudo_likelihood",
    "schedule",
]

_MAX_EXACT = 24


class Annealed(Protocol):
    """A path of distributions from one that is known (β = 0) to a machine's (β = 1)."""

    @property
    def log_partition_at_start(self) -> float:
        """Of the known distribution."""

    def start(self, n_runs: int) -> Tensor:
        """Draw from the known distribution."""

    def gain(self, states: Tensor, before: float, after: float) -> Tensor:
        """Give log p*(states) at β ``after`` less that at ``before``, shape [runs]."""

    def step(self, states: Tensor, beta: float) -> Tensor:
        """Take a Gibbs step that leaves the distribution at ``beta`` as it is."""


@dataclass(frozen=True)
class Estimate:
    """A log partition function, and how far to trust it.

    Attributes
    ----------
    log_partition
        In nats.
    effective_runs
        Effective sample size (Σw)²/Σw²: at most the number of runs; far fewer mean that a few runs
        decide.
    error
        Standard error of ``log_partition`` by the delta method, in nats.
    """

    log_partition: float
    effective_runs: float
    error: float


@dataclass(frozen=True)
class AnnealedStates:
    """Where runs of annealing ended: ``states`` [runs, units] and ``log_weights`` [runs]."""

    states: Tensor
    log_weights: Tensor


class AnnealedMachine:
    """From independent keys with given biases to a `BinaryMachine`.

    Parameters
    ----------
    base
        Visible biases of the known distribution: log-odds of the training frames.
    known
        Frames that runs may jump between: without them a machine that knows a few chords well
        takes eight times as many temperatures.
    """

    def __init__(
        self,
        machine: BinaryMachine,
        base: Tensor,
        sampler: UnitSampler,
        known: KnownFrames | None = None,
    ) -> None:
        self.machine, self.base, self.sampler, self.known = machine, base, sampler, known
        self._rise = machine.visible_bias - base
        self._jumps = torch.Generator().manual_seed(0)

    @property
    def log_partition_at_start(self) -> float:
        """Hidden units are free at β = 0: each doubles the sum."""
        n_hidden = self.machine.weight.shape[1]
        return float(functional.softplus(self.base).sum()) + n_hidden * math.log(2)

    def start(self, n_runs: int) -> Tensor:
        """Draw keys by their base rates."""
        return self.sampler.draw(self.base.expand(n_runs, -1))

    def gain(self, states: Tensor, before: float, after: float) -> Tensor:
        """Give log p*(states) at β ``after`` less that at ``before``."""
        inputs = self.machine.hidden_input(states)
        more = functional.softplus(after * inputs) - functional.softplus(before * inputs)
        return (after - before) * (states * self._rise).sum(1) + more.sum(1)

    def step(self, states: Tensor, beta: float) -> Tensor:
        """Take a Gibbs step at ``beta``, and a jump if frames are known."""
        weight, hidden_bias = beta * self.machine.weight, beta * self.machine.hidden_bias
        machine = BinaryMachine(weight, self.base + beta * self._rise, hidden_bias)
        states = machine.gibbs(states, 1, self.sampler)
        return states if self.known is None else self.known.jump(machine, states, self._jumps)


class AnnealedColumns:
    """From a composer's machine without couplings to the machine, under one set of conditions.

    Parameters
    ----------
    field
        Of one row: biases [1, V] and [1, H].
    """

    def __init__(
        self, machine: BoltzmannMachine, field: Biases, generator: torch.Generator
    ) -> None:
        self.machine, self.field, self.generator = machine, field, generator

    @property
    def log_partition_at_start(self) -> float:
        """Each column by itself; hidden units are free and each doubles the sum."""
        columns = self.machine.columns(self.field.visible)
        return float(columns.logsumexp(2).sum()) + self.field.hidden.shape[1] * math.log(2)

    def start(self, n_runs: int) -> Tensor:
        """Draw columns from the visible biases, shape [runs, G]."""
        return self.machine.draw(self.field, n_runs, self.generator)

    def gain(self, states: Tensor, before: float, after: float) -> Tensor:
        """Give log p*(states) at β ``after`` less that at ``before``."""
        inputs = self.field.hidden + self.machine.one_hot(states) @ self.machine.weight
        more = functional.softplus(after * inputs) - functional.softplus(before * inputs)
        return more.sum(1)

    def step(self, states: Tensor, beta: float) -> Tensor:
        """Take a Gibbs step at ``beta``."""
        inputs = self.field.hidden + self.machine.one_hot(states) @ self.machine.weight
        hidden = torch.bernoulli(torch.sigmoid(beta * inputs), generator=self.generator)
        scaled = Biases(
            self.field.visible + beta * hidden @ self.machine.weight.T, self.field.hidden
        )
        return self.machine.draw(scaled, len(states), self.generator)


def schedule(n_temperatures: int) -> Tensor:
    """β from 0 to 1, strictly rising, denser towards 1 where a trained machine freezes."""
    shares = (n_temperatures // 8, n_temperatures // 3)
    last = n_temperatures - sum(shares)
    parts = (
        torch.linspace(0, 0.5, shares[0] + 1, dtype=torch.float64)[:-1],
        torch.linspace(0.5, 0.9, shares[1] + 1, dtype=torch.float64)[:-1],
        torch.linspace(0.9, 1, last, dtype=torch.float64),
    )
    return torch.cat(parts)


@torch.no_grad()
def anneal(
    path: Annealed,
    *,
    n_runs: int = 100,
    n_temperatures: int = 20_000,
    progress: Progress | None = None,
) -> Estimate:
    """Estimate a log partition function by annealed importance sampling.

    The length decides: 1,500 temperatures have shown a machine .3 nats better than it was.

    Raises
    ------
    OptionError
        If there are fewer than 2 runs or 24 temperatures.
    JobCancelledError
        If the user asked to stop.
    """
    annealed = anneal_states(path, n_runs=n_runs, n_temperatures=n_temperatures, progress=progress)
    return _estimate(annealed.log_weights, path.log_partition_at_start)


@torch.no_grad()
def anneal_states(
    path: Annealed, *, n_runs: int, n_temperatures: int, progress: Progress | None = None
) -> AnnealedStates:
    """Draw from a machine by annealing: states that stand for it once they are weighed.

    Raises
    ------
    OptionError
        If there are fewer than 2 runs or 24 temperatures.
    JobCancelledError
        If the user asked to stop.
    """
    if n_runs < 2 or n_temperatures < 24:
        raise OptionError(
            f"{n_runs} runs over {n_temperatures} temperatures cannot be annealed",
            hint="Take at least 2 runs and 24 temperatures.",
        )
    betas = schedule(n_temperatures).tolist()
    states = path.start(n_runs)
    weights = torch.zeros(n_runs, dtype=torch.float64)
    for index, (before, after) in enumerate(pairwise(betas)):
        weights += path.gain(states, before, after).double()
        states = path.step(states, after)
        if progress is not None and index % 500 == 0:
            progress.update("annealing", index / n_temperatures)
    return AnnealedStates(states, weights)


def _estimate(log_weights: Tensor, log_partition_at_start: float) -> Estimate:
    highest = log_weights.max()
    weights = torch.exp(log_weights - highest)
    effective = weights.sum() ** 2 / (weights**2).sum()
    spread = weights.std() / weights.mean() / math.sqrt(len(weights))
    mean = float(highest + torch.log(weights.mean()))
    return Estimate(mean + log_partition_at_start, float(effective), float(spread))


def exact_log_partition(machine: BinaryMachine) -> float:
    """Sum over every state of the hidden units, in double precision.

    Raises
    ------
    OptionError
        If there are more than 24 hidden units: 2^24 states are the most that one waits for.
    """
    n_hidden = len(machine.hidden_bias)
    if n_hidden > _MAX_EXACT:
        raise OptionError(
            f"2^{n_hidden} hidden states cannot be summed", hint="Estimate by `anneal` instead."
        )
    weight, visible_bias, hidden_bias = (part.double() for part in machine.parameters)
    sums = [
        torch.logsumexp(
            states @ hidden_bias + functional.softplus(visible_bias + states @ weight.T).sum(1),
            0,
        )
        for states in torch.split(configurations(n_hidden).double(), 4096)
    ]
    return float(torch.logsumexp(torch.stack(sums), 0))


def log_likelihood(machine: BinaryMachine, frames: Tensor, log_partition: float) -> float:
    """Mean of log p(frame) over all frames [N, V], in nats."""
    energies = [machine.free_energy(batch.float()).double() for batch in torch.split(frames, 8192)]
    return -float(torch.cat(energies).mean()) - log_partition


def pseudo_likelihood(machine: BinaryMachine, frames: Tensor) -> float:
    """Mean of Σ_i log p(key i | all other keys), in nats a frame: needs no partition function."""
    inputs = machine.hidden_input(frames)
    energy = machine.free_energy(frames, inputs)
    total = torch.zeros(len(frames))
    for key in range(frames.shape[1]):
        change = 1 - 2 * frames[:, key]  # the key turned over
        turned = functional.softplus(inputs + change[:, None] * machine.weight[key]).sum(1)
        turned += frames @ machine.visible_bias + change * machine.visible_bias[key]
        total += functional.logsigmoid(-turned - energy)
    return float(total.mean())
