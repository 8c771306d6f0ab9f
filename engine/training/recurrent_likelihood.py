"""How likely a recurrent Boltzmann machine finds pieces.

The partition function differs from frame to frame, and each is annealed by itself. A short
annealing of every frame is too kind: it misses some of what the machine likes. Longer annealing of
some frames, spread evenly, tells by how much, and the mean over all frames is put right by that.

References
----------
Salakhutdinov & Murray, "On the quantitative analysis of deep belief networks", ICML 2008; Giles,
"Multilevel Monte Carlo path simulation", Operations Research 2008 (a cheap estimate and
corrections to it); Bay et al., "Evaluation of multiple-F0 estimation and tracking systems", ISMIR
2009 (frame accuracy).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from engine.progress import Progress
from engine.training.binary_machine import BinaryMachine
from engine.training.fused_sampling import UnitSampler
from engine.training.likelihood import AnnealedMachine, anneal_states
from engine.training.polyphony import Rolls
from engine.training.rnn_rbm import RecurrentMachine
from engine.training.sequence_windows import whole_pieces

__all__ = ["Annealing", "RecurrentVerdict", "judge"]

_AT_ONCE = 2048  # runs


@dataclass(frozen=True)
class Annealing:
    """One pass: how many frames at most, runs for each, and temperatures of each run."""

    n_frames: int
    n_runs: int
    n_temperatures: int


@dataclass(frozen=True)
class RecurrentVerdict:
    """What a machine makes of pieces it has not seen.

    Attributes
    ----------
    log_likelihood
        Mean over all frames of all pieces, nats.
    error
        Standard error of the corrections, nats.
    effective_runs
        Mean effective share of the longest runs, 0 to 1.
    accuracy
        Expected frame accuracy, 0 to 1, over the frames of the second pass, if there is one: true
        positives over true and false positives and misses, each summed over frames.
    n_frames
        Frames judged.
    """

    log_likelihood: float
    error: float
    effective_runs: float
    accuracy: float
    n_frames: int


@dataclass(frozen=True)
class _Sums:
    """Of every frame log Z, the effective share of its runs, and p(key sounds) [N, 88]."""

    log_partitions: Tensor
    effective: Tensor
    chances: Tensor


@torch.no_grad()
def judge(
    machine: RecurrentMachine,
    rolls: Rolls,
    base: Tensor,
    passes: Sequence[Annealing],
    progress: Progress,
) -> RecurrentVerdict:
    """Judge a machine on whole pieces.

    Parameters
    ----------
    base
        Log-odds of the keys that annealing starts from, shape (88,).
    passes
        The first over all frames, each that follows over fewer of them and longer.
    """
    frames, machines = _frame_machines(machine.eval(), rolls)
    rows = torch.arange(len(frames))
    sums = _anneal(machines, base, passes[0], progress)
    mean, variance = float(sums.log_partitions.mean()), 0.0
    accuracy = _accuracy(frames, sums.chances)
    for number, annealing in enumerate(passes[1:]):
        chosen = torch.linspace(0, len(rows) - 1, min(annealing.n_frames, len(rows))).long()
        before, rows = sums.log_partitions[chosen], rows[chosen]
        sums = _anneal(_chosen(machines, rows), base, annealing, progress)
        excess = sums.log_partitions - before
        mean += float(excess.mean())
        variance += float(excess.var()) / len(excess)
        if number == 0:
            accuracy = _accuracy(frames[rows], sums.chances)
    return RecurrentVerdict(
        -float(machines.free_energy(frames).double().mean()) - mean,
        math.sqrt(variance),
        float(sums.effective.mean()),
        accuracy,
        len(frames),
    )


def _accuracy(frames: Tensor, chances: Tensor) -> float:
    """Give the accuracy that draws of keys by their chances [N, 88] may expect."""
    hits = float((chances * frames).sum())
    return hits / float((chances + frames - chances * frames).sum())


def _frame_machines(machine: RecurrentMachine, rolls: Rolls) -> tuple[Tensor, BinaryMachine]:
    """Give all frames [N, 88] and their machines."""
    frames, visible, hidden = [], [], []
    for batch in whole_pieces(rolls, 1):
        biases = machine.biases(batch.before, batch.clock)
        frames.append(batch.frames[0])
        visible.append(biases.visible[0])
        hidden.append(biases.hidden[0])
    machines = BinaryMachine(machine.weight.detach(), torch.cat(visible), torch.cat(hidden))
    return torch.cat(frames), machines


def _chosen(machines: BinaryMachine, rows: Tensor) -> BinaryMachine:
    return BinaryMachine(machines.weight, machines.visible_bias[rows], machines.hidden_bias[rows])


def _anneal(
    machines: BinaryMachine, base: Tensor, annealing: Annealing, progress: Progress
) -> _Sums:
    """Anneal frame by frame, many at once."""
    n_frames, sampler = len(machines.visible_bias), UnitSampler(0)
    parts = []
    for rows in torch.split(torch.arange(n_frames), _AT_ONCE // annealing.n_runs):
        progress.update("judging", int(rows[0]) / n_frames)
        parts.append(_anneal_some(_chosen(machines, rows), base, annealing, sampler))
    sums = ("log_partitions", "effective", "chances")
    return _Sums(*(torch.cat([getattr(part, name) for part in parts]) for name in sums))


def _anneal_some(
    machines: BinaryMachine, base: Tensor, annealing: Annealing, sampler: UnitSampler
) -> _Sums:
    n_runs = annealing.n_runs
    rows = torch.arange(len(machines.visible_bias)).repeat_interleave(n_runs)
    path = AnnealedMachine(_chosen(machines, rows), base, sampler)
    ends = anneal_states(path, n_runs=len(rows), n_temperatures=annealing.n_temperatures)
    log_weights = ends.log_weights.view(-1, n_runs)
    log_means = log_weights.logsumexp(1) - math.log(n_runs)
    shares = torch.softmax(log_weights, 1)
    hidden = sampler.draw(path.machine.hidden_input(ends.states))
    chances = torch.sigmoid(path.machine.visible_input(hidden)).view(-1, n_runs, len(base))
    return _Sums(
        log_means + path.log_partition_at_start,
        1 / (shares**2).sum(1) / n_runs,
        (chances * shares[..., None]).sum(1).float(),
    )
