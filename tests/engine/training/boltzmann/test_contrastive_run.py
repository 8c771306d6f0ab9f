from __future__ import annotations

import logging
import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch

from engine.composition.boltzmann.machine import BoltzmannMachine, MachineSize
from engine.errors import CompositionError, JobCancelledError, ResourceError
from engine.lessons import CurvePoint
from engine.progress import Progress
from engine.training.boltzmann import contrastive_run
from engine.training.boltzmann.bars import Examples
from engine.training.boltzmann.contrastive_divergence import MachineTask, Schedule
from engine.training.boltzmann.contrastive_run import fit

SIZE = MachineSize(n_columns=3, n_states=2, n_conditions=1, n_hidden=3)


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    n_threads = torch.get_num_threads()
    torch.set_num_threads(1)  # for matrices this small, more only wait for each other
    torch.manual_seed(0)
    yield
    torch.set_num_threads(n_threads)


class StoppedAfter(Progress):
    """Asks to stop once it was looked at so many times."""

    def __init__(self, n_looks: int, stop: type[BaseException] = JobCancelledError) -> None:
        super().__init__()
        self.n_looks, self.stop = n_looks, stop

    def check(self) -> None:
        self.n_looks -= 1
        if self.n_looks < 0:
            raise self.stop("stop")


def examples(n: int = 400) -> Examples:
    """The first two columns agree; the third follows the condition."""
    chance = np.random.default_rng(0)
    condition = chance.integers(0, 2, n)
    first = chance.integers(0, 2, n)
    states = np.stack([first, first, condition], 1)
    return Examples(states, condition[:, None].astype(np.float16), np.array(["a"] * n))


def task(size: MachineSize = SIZE) -> MachineTask:
    return MachineTask("toy", BoltzmannMachine(size), examples(), examples(80), n_traits=1)


@pytest.mark.parametrize("persistent", [False, True])
def test_training_learns_the_joint_distribution(*, persistent: bool) -> None:
    schedule = Schedule(
        40, batch_size=50, rate=0.05, forget=0.0, average=0.9, persistent=persistent
    )
    history = fit(task(), schedule, seed=0, progress=Progress()).history
    assert history.held_out[-1] > history.held_out[0]
    # the best possible: columns 1 and 2 know each other, column 3 follows the condition
    assert history.held_out[-1] > -0.15
    assert history.errors[-1] < history.errors[0]
    assert len(history.likelihoods) == 40


def test_the_machine_that_finds_held_out_music_likeliest_is_kept() -> None:
    opposite = examples(80)
    opposite.states[:, 1] = 1 - opposite.states[:, 1]
    misled = MachineTask("toy", BoltzmannMachine(SIZE), examples(), opposite, n_traits=1)
    schedule = Schedule(10, batch_size=50, rate=0.05, average=0.5)
    result = fit(misled, schedule, seed=0, progress=Progress())
    held_out = result.history.held_out
    assert held_out[-1] < max(held_out)
    learner = contrastive_run._Run(
        MachineTask("toy", result.machine, examples(), opposite, 1, is_taught=True), schedule, 0
    ).learner
    assert learner.judge(opposite) == pytest.approx(max(held_out), abs=1e-5)


@pytest.mark.parametrize("stop", [JobCancelledError, KeyboardInterrupt])
def test_a_stopped_run_is_kept_and_goes_on_to_the_same_end(
    tmp_path: Path, stop: type[BaseException]
) -> None:
    schedule = Schedule(2, batch_size=50)
    whole = fit(task(), schedule, seed=0, progress=Progress())
    torch.manual_seed(0)
    first, file = task(), tmp_path / "toy.run"
    with pytest.raises(JobCancelledError, match="stopped at 44% of toy") as caught:
        fit(first, schedule, seed=0, progress=StoppedAfter(7, stop), file=file)
    assert "again" in caught.value.hint
    second = fit(task(), schedule, seed=0, progress=Progress(), file=file)
    assert torch.equal(second.machine.weight, whole.machine.weight)
    assert second.history == whole.history


def test_a_long_first_epoch_is_looked_into(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contrastive_run, "_FIRST_LOOK", 3)
    history = fit(task(), Schedule(2, batch_size=50), seed=0, progress=Progress()).history
    assert len(history.errors) == len(history.held_out) == 3


@pytest.mark.parametrize(("settled", "is_told"), [(0.0, True), (60.0, False)])
def test_the_time_left_is_told_once_it_can_be(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    settled: float,
    *,
    is_told: bool,
) -> None:
    monkeypatch.setattr(contrastive_run, "_SETTLED", settled)
    fit(task(), Schedule(2, batch_size=50), seed=0, progress=Progress())
    shown = capsys.readouterr().err
    assert "toy 100%" in shown
    assert (" left" in shown) is is_told


def test_a_run_by_the_clock_ends() -> None:
    result = fit(task(), Schedule(1000), seed=0, progress=Progress(), seconds=0.01)
    assert len(result.history.errors) >= 1


def test_divergence_is_an_error_and_keeps_the_last_run(tmp_path: Path) -> None:
    file = tmp_path / "toy.run"
    with pytest.raises(JobCancelledError):
        fit(task(), Schedule(4), seed=0, progress=StoppedAfter(2), file=file)
    kept = file.read_bytes()
    diverging = task()
    with torch.no_grad():
        diverging.machine.hidden_bias.fill_(math.nan)
    with pytest.raises(CompositionError, match="diverged"):
        fit(diverging, Schedule(4), seed=0, progress=Progress(), file=tmp_path / "other.run")
    assert file.read_bytes() == kept
    assert not (tmp_path / "other.run").exists()


def test_a_run_of_another_shape_is_an_error_that_names_the_file(tmp_path: Path) -> None:
    file = tmp_path / "toy.run"
    with pytest.raises(JobCancelledError):
        fit(task(), Schedule(4), seed=0, progress=StoppedAfter(2), file=file)
    kept = file.read_bytes()
    with pytest.raises(ResourceError, match=r"toy\.run belongs to a machine of another shape"):
        fit(task(MachineSize(3, 2, 1, 5)), Schedule(4), seed=0, progress=Progress(), file=file)
    assert file.read_bytes() == kept


def test_a_full_disk_does_not_end_the_training(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ResourceError("toy.run cannot be written: disk full")

    monkeypatch.setattr(contrastive_run, "save_run", fail)
    monkeypatch.setattr(contrastive_run, "_SAVE_EVERY", 0.0)
    with caplog.at_level(logging.ERROR):
        fit(task(), Schedule(1), seed=0, progress=Progress(), file=tmp_path / "toy.run")
    assert "toy.run cannot be written: disk full; training goes on" in caplog.text


def test_who_follows_hears_of_every_batch_and_of_every_look(
    capsys: pytest.CaptureFixture[str],
) -> None:
    heard: list[tuple[float, CurvePoint | None]] = []
    schedule = Schedule(2, batch_size=50, looks=2)
    result = fit(
        task(), schedule, seed=0, progress=Progress(), follow=lambda *told: heard.append(told)
    )
    assert [done for done, _ in heard] == pytest.approx([n / 16 for n in range(1, 17)])
    points = [point for _, point in heard if point is not None]
    assert [point.done for point in points] == [0.25, 0.5, 0.75, 1.0]
    assert [point.held_out for point in points] == result.history.held_out
    assert all(0 < point.error < 1 for point in points)
    assert capsys.readouterr().err == "", "no bar beside the follower's own"


def test_a_run_that_has_enough_gives_the_best_it_has() -> None:
    progress = Progress()
    n_batches = 0

    def follow(_done: float, _point: CurvePoint | None) -> None:
        nonlocal n_batches
        n_batches += 1
        if n_batches == 5:
            progress.suffice()

    result = fit(task(), Schedule(400, batch_size=50), seed=0, progress=progress, follow=follow)
    assert n_batches == 5
    assert len(result.history.held_out) == 1
