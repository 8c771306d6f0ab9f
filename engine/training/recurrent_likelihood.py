"""How likely a recurrent Boltzmann machine finds pieces.

The partition function differs from frame to frame, and each is annealed by itself. A short
annealing of every frame is too kind: it misses some of what the machine likes. A long annealing of
some frames, spread evenly, tells by how much, and the mean over all frames is put right by that.

References
----------
Salakhutdinov & Murray, "On the quantitative analysis of deep belief networks", ICML 2008; Bay et
al., "Evaluation of multiple-F0 estimation and tracking systems", ISMIR 2009 (frame accuracy).
"""

from __future__ import annotations

import math
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
    """Runs for a frame and temperatures of each."""

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
        Standard error of what the long annealing of some frames took off, nats.
    effective_runs
        Mean effective share of the long runs, 0 to 1.
    accuracy
        Expected frame accuracy, 0 to 1: true positives over true and false positives and misses,
        each summed over all frames.
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
def judge(  # noqa: PLR0913 - two annealings are what it is about
    machine: RecurrentMachine,
    rolls: Rolls,
    base: Tensor,
    progress: Progress,
    *,
    short: Annealing,
    long: Annealing,
    n_long: int,
) -> RecurrentVerdict:
    """Judge a machine on whole pieces.

    Parameters
    ----------
    base
        Log-odds of the keys that annealing starts from, shape (88,).
    n_long
        Frames that are annealed long as well.
    """
    frames, machines = _frame_machines(machine.eval(), rolls)
    quick = _anneal(machines, base, short, progress)
    energies = machines.free_energy(frames).double()
    some = torch.linspace(0, len(frames) - 1, min(n_long, len(frames))).long()
    thorough = _anneal(_chosen(machines, some), base, long, progress)
    excess = thorough.log_partitions - quick.log_partitions[some]
    hits = float((quick.chances * frames).sum())
    union = float((quick.chances + frames - quick.chances * frames).sum())
    return RecurrentVerdict(
        -float((energies + quick.log_partitions).mean() + excess.mean()),
        float(excess.std()) / math.sqrt(len(some)),
        float(thorough.effective.mean()),
        hits / union,
        len(frames),
    )


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
