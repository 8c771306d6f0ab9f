"""How likely Boltzmann machines find unseen music, beside the published table; their speed.

    python benchmarks/rbm.py --data DIR [--minutes N] [--runs DIR] [--sets jsb piano]
    python benchmarks/rbm.py --data DIR --speed [--tensorflow PYTHON]

With ``--minutes`` machines are trained for so many minutes of one core in all, shared out by size;
runs are kept in ``--runs`` and go on from there. Without it saved runs are judged as they are.

Figures are mean log-likelihoods per time step over all test frames, in nats. The partition function
of a machine of single frames is estimated by 100 runs of annealed importance sampling over 20,000
temperatures, and over twice as many again as long as fewer than 80 runs are effective. That of the
recurrent machine differs from frame to frame: it is summed exactly over frames of the training set,
and what lies beyond follows from the time that chains take to return there; annealing of some
frames tells whether the two agree. The recurrent machine begins with the couplings of the other,
which therefore has to be trained first.

Accuracy is that which draws from the machine may expect: keys that a draw shares with the frame, by
the number of keys of the one that has more. A wrong key for a right one counts once, by which the
paper's rows for random keys come out to the second digit, those for keys by their frequencies
within .8 of a percent; counted as two errors they would be lower by a third.
"""

from __future__ import annotations

import argparse
import logging
from dataclasses import dataclass
from pathlib import Path

import rbm_speed
import torch
from boltzmann.binary_machine import BinaryMachine
from boltzmann.frame_baselines import note_unigram, random_keys
from boltzmann.frame_rbm import FrameLearner, FrameRecipe
from boltzmann.fused_sampling import UnitSampler
from boltzmann.known_frames import KnownFrames
from boltzmann.likelihood import (
    AnnealedMachine,
    Estimate,
    anneal,
    log_likelihood,
    pseudo_likelihood,
)
from boltzmann.polyphony import SETS, PolyphonySet, read_set
from boltzmann.recurrent_likelihood import (
    ReturnPlan,
    anneal_frames,
    choose,
    frame_machines,
    judge,
    walk_home,
)
from boltzmann.rnn_rbm_trainer import RecurrentLearner, RecurrentRecipe, base_rates
from boltzmann.sequence_windows import WindowPlan

from engine.errors import EngineError
from engine.progress import Progress
from engine.training.boltzmann.timed_run import load_run, restore_run, train_for

PUBLISHED = {  # Boulanger-Lewandowski et al. 2012, table 1: log-likelihood, accuracy in percent
    "RBM": {
        "jsb": (-7.43, 4.47),
        "nottingham": (-5.25, 5.81),
        "musedata": (-9.56, 8.19),
        "piano": (-10.17, 5.63),
    },
    "RNN-RBM": {
        "jsb": (-6.27, 33.12),
        "nottingham": (-2.39, 75.40),
        "musedata": (-6.01, 34.02),
        "piano": (-7.09, 28.92),
    },
}
NOTE_UNIGRAM = {"jsb": -11.06, "nottingham": -10.25, "musedata": -11.51, "piano": -11.05}

FRAME_RECIPES = {  # where chains jump often, few are enough and steps may be long
    "nottingham": FrameRecipe(contrast=0.1, late_rate=0.025, n_chains=200, decay=0.0),
    "musedata": FrameRecipe(contrast=0.3, rate=0.1, late_rate=0.03),
}
RECURRENT_RECIPES = {
    "jsb": RecurrentRecipe(windows=WindowPlan(length=64, transpose=4)),
    "nottingham": RecurrentRecipe(windows=WindowPlan(transpose=0)),
    "musedata": RecurrentRecipe(),
    "piano": RecurrentRecipe(windows=WindowPlan(transpose=6)),
}
MOST_KNOWN = 4000  # frames to sum over exactly
ANNEALED = (50, 10)  # frames that are annealed too, and runs for each
SHARES = {  # of the time: minutes, if an hour is given
    "RBM": {"jsb": 5, "nottingham": 18, "musedata": 7, "piano": 2},
    "RNN-RBM": {"jsb": 6, "nottingham": 11, "musedata": 7, "piano": 4},
}


@dataclass(frozen=True)
class Row:
    """One machine on one set."""

    model: str
    name: str
    likelihood: float
    accuracy: float
    note: str

    def __str__(self) -> str:
        """Ours, the published figure, and whether it is reached."""
        published, published_accuracy = PUBLISHED[self.model][self.name]
        verdict = "reached" if self.likelihood >= published else "short"
        return (
            f"{self.model:8} {self.name:11} {self.likelihood:8.2f} {published:8.2f} {verdict:8}"
            f" {100 * self.accuracy:6.2f} {published_accuracy:6.2f}  {self.note}"
        )


def frame_row(data: PolyphonySet, file: Path, seconds: float, temperatures: int) -> Row:
    """Train, or load, a machine of single frames and judge it on the test pieces."""
    learner = _frame_learner(data)
    spent = train_for(learner, file, _seconds(file, seconds), Progress(), name=data.name)
    test = torch.from_numpy(data.frames("test")).float()
    machine, known = learner.averaged, _known(data)
    estimate, taken = _anneal_long_enough(
        AnnealedMachine(machine, _base(data), UnitSampler(0), known), temperatures
    )
    likelihood = log_likelihood(machine, test, estimate.log_partition)
    note = (
        f"± {estimate.error:.3f}, effective runs {estimate.effective_runs:.0f} of 100 at "
        f"{taken:,} temperatures, {_by_returns(machine, test, known)}, "
        f"pseudo-likelihood {pseudo_likelihood(machine, test[::10]):.2f}, "
        f"{_size(machine.parameters)}, {spent:.0f} CPU s"
    )
    return Row("RBM", data.name, likelihood, _accuracy(machine, test), note)


def _known(data: PolyphonySet) -> KnownFrames:
    return KnownFrames(torch.from_numpy(data.frames("train")), MOST_KNOWN)


def _base(data: PolyphonySet) -> torch.Tensor:
    return base_rates(data.frames("train"))


def _by_returns(machine: BinaryMachine, test: torch.Tensor, known: KnownFrames) -> str:
    """Tell the log-likelihood as it follows from the times of chains' returns."""
    weight, visible_bias, hidden_bias = machine.parameters
    alone = BinaryMachine(weight, visible_bias[None], hidden_bias[None])
    homes = walk_home(alone, test[:1], known, ReturnPlan(1, 20_000), Progress())
    likelihood = log_likelihood(machine, test, float(homes.log_partition))
    return f"by returns {likelihood:.3f} ± {float(homes.variance.sqrt()):.3f}"


def _frame_learner(data: PolyphonySet) -> FrameLearner:
    recipe = FRAME_RECIPES.get(data.name, FrameRecipe())
    return FrameLearner(torch.from_numpy(data.frames("train")), recipe)


def _anneal_long_enough(path: AnnealedMachine, temperatures: int) -> tuple[Estimate, int]:
    """Double the temperatures until the runs agree, three times at most."""
    for doubled in range(4):
        estimate = anneal(path, n_runs=100, n_temperatures=temperatures << doubled)
        if estimate.effective_runs >= 80:
            break
    return estimate, temperatures << doubled


def _accuracy(machine: BinaryMachine, test: torch.Tensor) -> float:
    """Give the accuracy that draws may expect, each beside each of a thousand frames."""
    frames = test[torch.linspace(0, len(test) - 1, 1000).long()]
    draws = machine.gibbs(frames, 500, UnitSampler(1))
    larger = torch.maximum(draws.sum(1)[:, None], frames.sum(1))
    return float((draws @ frames.T).sum() / larger.sum())


def recurrent_row(data: PolyphonySet, file: Path, seconds: float, temperatures: int) -> Row:
    """Train, or load, a recurrent machine and judge it on the test pieces."""
    start, frames_file = _frame_learner(data), file.with_name(f"rbm-{data.name}.pt")
    restore_run(start, load_run(frames_file), frames_file)
    learner = RecurrentLearner(data, RECURRENT_RECIPES[data.name], start.averaged)
    spent = train_for(learner, file, _seconds(file, seconds), Progress(), name=data.name)
    known = _known(data)
    verdict = judge(learner.averaged, data.test, known, ReturnPlan(), Progress())
    note = (
        f"± {verdict.error:.3f}, {verdict.log_excess:.2f} of it beyond known frames, "
        f"{verdict.n_lost} chains lost, {_annealed(learner, data, known, temperatures)}, "
        f"{_size(learner.averaged.parameters())}, {spent:.0f} CPU s"
    )
    return Row("RNN-RBM", data.name, verdict.log_likelihood, verdict.accuracy, note)


def _annealed(
    learner: RecurrentLearner, data: PolyphonySet, known: KnownFrames, temperatures: int
) -> str:
    """Tell by how much annealing makes frames likelier than the times of returns do."""
    frames, machines = frame_machines(learner.averaged, data.test)
    n_frames, n_runs = ANNEALED
    rows = torch.linspace(0, len(frames) - 1, n_frames).long()
    machines = choose(machines, rows)
    homes = walk_home(machines, frames[rows], known, ReturnPlan(n_chains=200), Progress())
    annealed = anneal_frames(machines, _base(data), known, n_runs, temperatures)
    gain = homes.log_partition - annealed
    return f"annealed {float(gain.mean()):+.2f} ± {float(gain.std()) / n_frames**0.5:.2f}"


def _seconds(file: Path, seconds: float) -> float:
    """Nothing to spend on a run that is only to be judged; but there must be one."""
    if seconds == 0 and not file.exists():
        raise SystemExit(f"There is no run {file}: train with --minutes 60.")
    return seconds


def _size(parameters: object) -> str:
    return f"{sum(part.numel() for part in parameters) / 1000:.0f} k parameters"


def show_baselines(data: PolyphonySet) -> None:
    """Print what pins down loader and averaging."""
    train, test = data.frames("train"), data.frames("test")
    print(
        f"{'':8} {data.name:11} {note_unigram(train, test):8.2f} {NOTE_UNIGRAM[data.name]:8.2f}"
        f" Note 1-Gram; random keys {random_keys(test):.2f}; {len(test):,} test frames"
    )


def show_likelihoods(arguments: argparse.Namespace) -> None:
    """Print the table, a row as soon as it is known."""
    total = sum(SHARES[m][name] for m in arguments.models for name in arguments.sets)
    print(f"{'model':8} {'set':11} {'nats':>8} {'paper':>8} {'':8} {'acc %':>6} {'paper':>6}")
    for name in arguments.sets:
        data = read_set(arguments.data, name)
        show_baselines(data)
        for model, row in (("RBM", frame_row), ("RNN-RBM", recurrent_row)):
            if model in arguments.models:
                seconds = 60 * arguments.minutes * SHARES[model][name] / total
                file = arguments.runs / f"{model.lower()}-{name}.pt"
                print(row(data, file, seconds, arguments.temperatures), flush=True)


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of the data sets")
    parser.add_argument("--minutes", type=float, default=0, help="of one core, for all machines")
    parser.add_argument("--runs", type=Path, default=Path("runs/rbm"), help="where runs are kept")
    parser.add_argument("--sets", nargs="+", choices=tuple(SETS), default=tuple(SETS))
    parser.add_argument("--models", nargs="+", choices=tuple(SHARES), default=tuple(SHARES))
    parser.add_argument("--temperatures", type=int, default=20_000, help="of annealing")
    parser.add_argument("--speed", action="store_true", help="measure speed instead")
    parser.add_argument("--tensorflow", help="a Python that has TensorFlow, for --speed")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.WARNING)
    torch.set_num_threads(1)
    try:
        if arguments.speed:
            rbm_speed.show(arguments.data, arguments.tensorflow)
        else:
            show_likelihoods(arguments)
    except EngineError as error:
        raise SystemExit(f"{error}. {error.hint}") from error


if __name__ == "__main__":
    main()
