"""Fits a recurrent Boltzmann machine by the exact gradient of its likelihood, and judges it."""

from __future__ import annotations

import copy
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from engine.errors import CompositionError
from engine.progress import Progress
from engine.training.polyphony import PolyphonySet, Rolls
from engine.training.rnn_rbm import RecurrentMachine, RecurrentSize
from engine.training.sequence_windows import WindowBatch, WindowPlan, draw_windows, whole_pieces

__all__ = ["RecurrentLearner", "RecurrentRecipe", "RecurrentVerdict", "base_rates", "judge"]

_STRONGEST = 12.0  # coupling, in nats: beyond it a key is certain, and sums leave a float's range


@dataclass(frozen=True)
class RecurrentRecipe:
    """How a machine is trained.

    Attributes
    ----------
    rate
        Of Adam for the recurrent network, falling to zero along a cosine.
    quick
        The Boltzmann machine's own weights and biases learn so many times as fast: they must grow
        to several nats before frames become chords.
    average
        Decay of the running average of the weights that is kept.
    """

    size: RecurrentSize = field(default_factory=RecurrentSize)
    windows: WindowPlan = field(default_factory=WindowPlan)
    rate: float = 3e-3
    quick: float = 15.0
    decay: float = 1e-4
    average: float = 0.998
    seed: int = 0


def base_rates(frames: np.ndarray) -> Tensor:
    """Log-odds of each key in frames (N, 88)."""
    return torch.logit(torch.from_numpy(frames.mean(0)).float().clamp(1e-4, 0.999))


class RecurrentLearner:
    """One machine on its way, and the running average of its weights."""

    def __init__(self, data: PolyphonySet, recipe: RecurrentRecipe) -> None:
        torch.manual_seed(recipe.seed)
        self.recipe = recipe
        self.machine = RecurrentMachine(recipe.size, base_rates(data.frames("train")))
        self.averaged = copy.deepcopy(self.machine).eval().requires_grad_(requires_grad=False)
        self.optimizer = _optimizer(self.machine, recipe)
        chance = np.random.default_rng(recipe.seed)
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
        biases = self.machine.biases(batch.before, batch.clock)
        likelihood = self.machine.log_likelihood(batch.frames, biases, batch.counted)
        loss = -likelihood / batch.counted.sum()
        if not math.isfinite(loss.item()):
            raise CompositionError("training diverged", hint="Train again at half the rate.")
        self.optimizer.zero_grad()
        torch.autograd.backward(loss)
        nn.utils.clip_grad_norm_(self.machine.parameters(), 1.0)
        self.optimizer.step()
        with torch.no_grad():
            self.machine.weight.clamp_(-_STRONGEST, _STRONGEST)
        self._average()

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
    quick = [machine.weight, machine.hidden_bias, machine.visible_bias]
    chosen = {id(parameter) for parameter in [*quick, machine.intervals]}
    network = [parameter for parameter in machine.parameters() if id(parameter) not in chosen]
    groups = [
        {"params": network, "pace": 1.0},
        {"params": quick, "pace": recipe.quick},
        {"params": [machine.intervals], "pace": 3.0},
    ]
    return torch.optim.AdamW(groups, recipe.rate, betas=(0.9, 0.99), weight_decay=recipe.decay)


@dataclass(frozen=True)
class RecurrentVerdict:
    """What a machine makes of pieces it has not seen.

    Attributes
    ----------
    log_likelihood
        Mean over all frames of all pieces, nats.
    accuracy
        Expected frame accuracy, 0 to 1: true positives over true and false positives and misses,
        each summed over all frames (Bay et al., ISMIR 2009).
    n_frames
        Frames judged.
    """

    log_likelihood: float
    accuracy: float
    n_frames: int


@torch.no_grad()
def judge(machine: RecurrentMachine, rolls: Rolls, progress: Progress) -> RecurrentVerdict:
    """Judge a machine on whole pieces, every partition function summed in double precision."""
    machine.eval()
    total, hits, union, n_frames = 0.0, 0.0, 0.0, 0
    for number, batch in enumerate(whole_pieces(rolls, 1)):
        progress.update("judging", number / len(rolls))
        biases = machine.biases(batch.before, batch.clock)
        log_likelihoods, chances = machine.exact(batch.frames, biases)
        total += float(log_likelihoods.sum())
        hits += float((chances * batch.frames).sum())
        union += float((chances + batch.frames - chances * batch.frames).sum())
        n_frames += batch.frames.shape[1]
    return RecurrentVerdict(total / n_frames, hits / union, n_frames)
