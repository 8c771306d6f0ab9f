"""How likely a recurrent Boltzmann machine finds pieces.

The partition function differs from frame to frame, so that there are as many as frames, and
annealing one well takes seconds. But a machine that knows its data has most of its mass on frames
of the training set, over which it is summed exactly. What lies beyond is told by chains: begun at a
known frame, drawn by its odds, a chain is back at one after E[τ] Gibbs steps on average, and
Z = Σ_known exp(−F) · E[τ]. The exact sum is taken for every frame, E[τ] for frames spread evenly.

References
----------
Kac, "On the notion of recurrence in discrete stochastic processes", Bulletin of the American
Mathematical Society 1947; Bay et al., "Evaluation of multiple-F0 estimation and tracking systems",
ISMIR 2009 (frame accuracy).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from boltzmann.binary_machine import BinaryMachine
from boltzmann.fused_sampling import UnitSampler
from boltzmann.known_frames import KnownFrames
from boltzmann.likelihood import AnnealedMachine, anneal_states
from boltzmann.polyphony import Rolls
from boltzmann.rnn_rbm import RecurrentMachine
from boltzmann.sequence_windows import whole_pieces
from engine.progress import Progress

__all__ = [
    "RecurrentVerdict",
    "ReturnPlan",
    "Returns",
    "anneal_frames",
    "choose",
    "frame_machines",
    "judge",
    "walk_home",
]

_AT_ONCE = 100  # frames


@dataclass(frozen=True)
class ReturnPlan:
    """Frames whose chains are walked at most, chains for each, and steps of a chain at most."""

    n_frames: int = 2000
    n_chains: int = 20
    n_steps: int = 10_000


@dataclass(frozen=True)
class Returns:
    """How N frames' chains came home.

    Attributes
    ----------
    log_known
        Log of the sum over known frames, shape (N,).
    times
        Steps to the return, shape (N, chains).
    n_lost
        Chains that had not returned when steps ended: Z is larger than it seems.
    hits, n_larger
        Of draws from each machine: keys shared with the frame, and the number of keys of the draw
        or of the frame, whichever is larger; expected values, shape (N,).
    """

    log_known: Tensor
    times: Tensor
    n_lost: int
    hits: Tensor
    n_larger: Tensor

    @property
    def log_excess(self) -> Tensor:
        """Log E[τ] of each frame, without the bias that the logarithm of a mean has."""
        return torch.log(self.times.mean(1)) + self.variance / 2

    @property
    def variance(self) -> Tensor:
        """Of log E[τ], for each frame."""
        return self.times.var(1) / self.times.shape[1] / self.times.mean(1) ** 2

    @property
    def log_partition(self) -> Tensor:
        """Log Z of each frame, nats."""
        return self.log_known + self.log_excess


@dataclass(frozen=True)
class RecurrentVerdict:
    """What a machine makes of pieces it has not seen.

    Attributes
    ----------
    log_likelihood
        Mean over all frames of all pieces, nats.
    error
        Its standard error, nats.
    log_excess
        Nats of log Z that lie beyond the known frames.
    n_lost
        Chains that never returned.
    accuracy
        Expected frame accuracy over the frames whose chains were walked, 0 to 1.
    n_frames
        Frames judged.
    """

    log_likelihood: float
    error: float
    log_excess: float
    n_lost: int
    accuracy: float
    n_frames: int


@torch.no_grad()
def judge(
    machine: RecurrentMachine,
    rolls: Rolls,
    known: KnownFrames,
    plan: ReturnPlan,
    progress: Progress,
) -> RecurrentVerdict:
    """Judge a machine on whole pieces.

    Raises
    ------
    JobCancelledError
        If the user asked to stop.
    """
    frames, machines = frame_machines(machine, rolls)
    log_known = []
    for part in torch.split(torch.arange(len(frames)), _AT_ONCE):
        progress.update("summing", int(part[0]) / len(frames))
        log_known.append(known.log_weights(choose(machines, part)).double().logsumexp(1))
    rows = torch.linspace(0, len(frames) - 1, min(plan.n_frames, len(frames))).long()
    homes = walk_home(choose(machines, rows), frames[rows], known, plan, progress)
    excess = float(homes.log_excess.mean())
    variance = homes.variance.mean() if len(rows) == len(frames) else homes.log_excess.var()
    return RecurrentVerdict(
        -float((machines.free_energy(frames).double() + torch.cat(log_known)).mean()) - excess,
        math.sqrt(float(variance) / len(rows)),
        excess,
        homes.n_lost,
        float(homes.hits.sum() / homes.n_larger.sum()),
        len(frames),
    )


def frame_machines(machine: RecurrentMachine, rolls: Rolls) -> tuple[Tensor, BinaryMachine]:
    """Give all frames [N, 88] and their machines."""
    frames, visible, hidden = [], [], []
    for batch in whole_pieces(rolls, 1):
        biases = machine.eval().biases(batch.before, batch.clock)
        frames.append(batch.frames[0])
        visible.append(biases.visible[0])
        hidden.append(biases.hidden[0])
    machines = BinaryMachine(machine.weight.detach(), torch.cat(visible), torch.cat(hidden))
    return torch.cat(frames), machines


@torch.no_grad()
def walk_home(
    machines: BinaryMachine,
    frames: Tensor,
    known: KnownFrames,
    plan: ReturnPlan,
    progress: Progress,
) -> Returns:
    """Walk chains of N machines from known frames back to known frames.

    Parameters
    ----------
    frames
        What each machine is to foretell, shape (N, V).

    Raises
    ------
    JobCancelledError
        If the user asked to stop.
    """
    sampler, chance = UnitSampler(0), torch.Generator().manual_seed(0)
    parts = []
    for rows in torch.split(torch.arange(len(frames)), _AT_ONCE):
        progress.update("judging", int(rows[0]) / len(frames))
        log_weights = known.log_weights(choose(machines, rows)).double()
        shares = torch.softmax(log_weights, 1)
        starts = torch.multinomial(shares, plan.n_chains, replacement=True, generator=chance)
        walk = _Walk(choose(machines, rows), frames[rows], known.frames[starts])
        n_lost = walk.take(known, plan.n_steps, sampler)
        parts.append((log_weights.logsumexp(1), n_lost, walk))
    return Returns(
        torch.cat([log_known for log_known, _, _ in parts]),
        torch.cat([walk.times for _, _, walk in parts]),
        sum(n_lost for _, n_lost, _ in parts),
        torch.cat([walk.hits / walk.times.sum(1) for _, _, walk in parts]),
        torch.cat([walk.n_larger / walk.times.sum(1) for _, _, walk in parts]),
    )


class _Walk:
    """Chains under way, from ``states`` [N, chains, V]; all that they pass counts as drawn."""

    def __init__(self, machines: BinaryMachine, frames: Tensor, states: Tensor) -> None:
        self.machines, self.frames, self.states = machines, frames, states.flatten(0, 1)
        self.times = torch.zeros(states.shape[:2], dtype=torch.float64)
        self.hits, self.n_larger = torch.zeros(2, len(frames), dtype=torch.float64)

    def take(self, known: KnownFrames, n_steps: int, sampler: UnitSampler) -> int:
        """Walk until every chain is home, or give how many are lost."""
        rows = torch.arange(len(self.frames)).repeat_interleave(self.times.shape[1])
        away = torch.arange(len(rows))
        for _ in range(n_steps):
            self._count(rows[away], away)
            self.states = choose(self.machines, rows[away]).gibbs(self.states, 1, sampler)
            lost = known.find(self.states) < 0
            away, self.states = away[lost], self.states[lost]
            if not len(away):
                break
        return len(away)

    def _count(self, rows: Tensor, away: Tensor) -> None:
        frames = self.frames[rows]
        n_larger = torch.maximum(self.states.sum(1), frames.sum(1))
        self.times.view(-1)[away] += 1
        self.hits.index_add_(0, rows, (self.states * frames).sum(1).double())
        self.n_larger.index_add_(0, rows, n_larger.double())


@torch.no_grad()
def anneal_frames(
    machines: BinaryMachine, base: Tensor, known: KnownFrames, n_runs: int, n_temperatures: int
) -> Tensor:
    """Give log Z of each of N machines by annealing, in nats: another way to what `walk_home` says.

    Parameters
    ----------
    base
        Log-odds of the keys that annealing starts from, shape (V,).
    """
    rows = torch.arange(len(machines.visible_bias)).repeat_interleave(n_runs)
    path = AnnealedMachine(choose(machines, rows), base, UnitSampler(0), known)
    ends = anneal_states(path, n_runs=len(rows), n_temperatures=n_temperatures)
    means = ends.log_weights.view(-1, n_runs).logsumexp(1) - math.log(n_runs)
    return means + path.log_partition_at_start


def choose(machines: BinaryMachine, rows: Tensor) -> BinaryMachine:
    """Give some of N machines."""
    return BinaryMachine(machines.weight, machines.visible_bias[rows], machines.hidden_bias[rows])
