"""Runs the training of a Boltzmann machine: shows how it goes, saves on the way, can be stopped."""

from __future__ import annotations

import copy
import logging
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tqdm import tqdm

from engine.composition.boltzmann.machine import BoltzmannMachine
from engine.errors import JobCancelledError, ResourceError
from engine.lessons import CurvePoint, Follow
from engine.progress import Progress
from engine.training.boltzmann.contrastive_divergence import ContrastLearner, MachineTask, Schedule
from engine.training.boltzmann.timed_run import load_run, restore_run, save_run

__all__ = ["TrainedMachine", "TrainingHistory", "fit"]

_log = logging.getLogger(__name__)

_FIRST_BAR = "{desc} {percentage:3.0f}%|{bar}| {elapsed}{postfix}"
_BAR = "{desc} {percentage:3.0f}%|{bar}| {elapsed}, {remaining} left{postfix}"
_SETTLED = 5.0  # seconds until the time that is left can be told: the first batches are slow
_SAVE_EVERY = 20.0
_FIRST_LOOK = 100  # batches, for who waits long for the first epoch to end


@dataclass
class TrainingHistory:
    """How training went: one entry an epoch, and one early in a first epoch that is long.

    Attributes
    ----------
    errors
        Share of the columns that the Gibbs chain from data changes (reconstruction error).
    likelihoods, held_out
        Pseudo-likelihood of training and validation examples, in nats a column.
    """

    errors: list[float] = field(default_factory=list)
    likelihoods: list[float] = field(default_factory=list)
    held_out: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class TrainedMachine:
    """A trained machine: that of the epoch which found the held-out music likeliest.

    Attributes
    ----------
    seconds
        CPU time.
    """

    machine: BoltzmannMachine
    history: TrainingHistory
    seconds: float


class _Run:
    """A learner with its history and its best machine so far."""

    def __init__(self, task: MachineTask, schedule: Schedule, seed: int) -> None:
        self.task, self.learner = task, ContrastLearner(task, schedule, seed)
        self.history, self.best = TrainingHistory(), copy.deepcopy(self.learner.averaged)

    def learn(self, done: float) -> bool:
        """Take one batch; say whether it is time to look how it goes."""
        self.learner.learn(done)
        n_updates = self.learner.n_updates
        is_time = n_updates % self.learner.look_size == 0
        return is_time or (n_updates == _FIRST_LOOK and not self.history.errors)

    def judge(self) -> None:
        """Write down how it goes."""
        history, learner = self.history, self.learner
        history.errors.append(learner.take_error())
        history.likelihoods.append(learner.judge(self.task.examples))
        history.held_out.append(learner.judge(self.task.validation))
        if history.held_out[-1] >= max(history.held_out):
            self.best.load_state_dict(learner.averaged.state_dict())

    def figures(self) -> dict[str, float]:
        """Give the last epoch's figures, for the eye."""
        history = self.history
        if not history.errors:
            return {}
        return {
            "error": history.errors[-1],
            "likelihood": history.likelihoods[-1],
            "held_out": history.held_out[-1],
        }

    def point(self, done: float) -> CurvePoint:
        """Give the last look's figures, for a curve."""
        history = self.history
        return CurvePoint(
            self.task.name,
            done,
            history.errors[-1],
            history.likelihoods[-1],
            history.held_out[-1],
        )

    def state(self) -> dict[str, Any]:
        return {
            "learner": self.learner.state(),
            "history": asdict(self.history),
            "best": self.best.state_dict(),
        }

    def restore(self, state: dict[str, Any]) -> None:
        self.learner.restore(state["learner"])
        self.history = TrainingHistory(**state["history"])
        self.best.load_state_dict(state["best"])


def fit(  # noqa: PLR0913 - a run is its task, recipe, place and length
    task: MachineTask,
    schedule: Schedule,
    *,
    seed: int,
    progress: Progress,
    file: Path | None = None,
    seconds: float | None = None,
    follow: Follow | None = None,
) -> TrainedMachine:
    """Train a machine; with what it has by then, where `Progress.suffice` is called.

    Parameters
    ----------
    task
        Its machine is worked on; another one is given back.
    file
        Where the run is kept from time to time; if it is there, it goes on from it.
    seconds
        Length of the run, those of earlier runs included; by default, as the schedule says.
    follow
        Is told after every batch how far the run is, and now and then how it goes; if nobody
        follows, a bar on stderr tells both.

    Raises
    ------
    CompositionError
        If training diverges; the file stays as it was.
    JobCancelledError
        If the user asked to stop, by Ctrl+C or otherwise; the run is kept, and the task's machine
        is the best so far.
    ResourceError
        If the file belongs to another machine.
    """
    run = _Run(task, schedule, seed)
    spent, cpu = _resume(run, file)
    clock = _Clock(run, schedule, seconds, spent)
    started = time.process_time() - cpu
    try:
        _train(run, clock, file, progress, started, follow)
    except (JobCancelledError, KeyboardInterrupt) as stop:
        done = clock.done
        if file is not None:
            _save(run, file, clock.spent, time.process_time() - started)
        task.machine.load_state_dict(run.best.state_dict())
        raise JobCancelledError(
            f"stopped at {done:.0%} of {task.name}", hint="Run the same command again to go on."
        ) from stop
    if not run.history.errors:
        run.judge()
    return TrainedMachine(run.best, run.history, time.process_time() - started)


class _Clock:
    """Says how far a run is: by its seconds if these are given, else by its batches."""

    def __init__(self, run: _Run, schedule: Schedule, seconds: float | None, spent: float) -> None:
        self._run, self._seconds = run, seconds
        self._total = schedule.epochs * run.learner.epoch_size
        self._began = time.perf_counter() - spent

    @property
    def spent(self) -> float:
        """Seconds, those of earlier runs included."""
        return time.perf_counter() - self._began

    @property
    def done(self) -> float:
        """Share of the run, 0 to 1."""
        if self._seconds is None:
            return min(1.0, self._run.learner.n_updates / self._total)
        return min(1.0, self.spent / max(self._seconds, 1e-9))


def _train(  # noqa: PLR0913, PLR0917 - a run is its clock, place, listeners and length
    run: _Run,
    clock: _Clock,
    file: Path | None,
    progress: Progress,
    cpu: float,
    follow: Follow | None,
) -> None:
    began = saved = clock.spent
    with tqdm(
        total=100,
        desc=run.task.name,
        initial=100 * clock.done,
        bar_format=_FIRST_BAR,
        mininterval=1,
        disable=follow is not None,
    ) as bar:
        bar.set_postfix(run.figures())
        while (done := clock.done) < 1 and not progress.has_enough:
            progress.check()
            bar.bar_format = _BAR if clock.spent - began > _SETTLED else _FIRST_BAR
            bar.update(100 * done - bar.n)
            is_time = run.learn(done)
            if is_time:
                run.judge()
                bar.set_postfix(run.figures())
            if follow is not None:
                follow(clock.done, run.point(clock.done) if is_time else None)
            if file is not None and clock.spent - saved > _SAVE_EVERY:
                _save(run, file, clock.spent, time.process_time() - cpu)
                saved = clock.spent
        bar.update(100 - bar.n)


def _resume(run: _Run, file: Path | None) -> tuple[float, float]:
    """Take up a run if there is one; give the seconds that it took, by the clock and of CPU."""
    if file is None or not file.exists():
        return 0.0, 0.0
    kept = load_run(file)
    return restore_run(run, kept, file), float(kept.get("cpu", 0.0))


def _save(run: _Run, file: Path, spent: float, cpu: float) -> None:
    """Keep a run; where that fails, the last one stays and training goes on."""
    try:
        save_run(run, file, spent, cpu=cpu)
    except ResourceError as error:
        _log.error("%s; training goes on unsaved", error)
