from __future__ import annotations

import itertools
import math
from collections.abc import Iterator

import numpy as np
import pytest
import torch

from engine.composition.boltzmann import BoltzmannMachine, MachineSize
from engine.errors import CompositionError, JobCancelledError
from engine.progress import Progress
from engine.training.bars import Examples
from engine.training.contrastive_divergence import (
    Schedule,
    Task,
    _balanced_rows,
    contrastive_loss,
    fit,
)

SIZE = MachineSize(n_columns=3, n_states=2, n_conditions=1, n_hidden=3)
STATES = torch.tensor(list(itertools.product(range(2), repeat=3)))


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    n_threads = torch.get_num_threads()
    torch.set_num_threads(1)  # for matrices this small, more only wait for each other
    yield
    torch.set_num_threads(n_threads)


def make_machine(seed: int = 0, std: float = 0.5) -> BoltzmannMachine:
    torch.manual_seed(seed)
    machine = BoltzmannMachine(SIZE).double()
    for parameter in machine.parameters():
        torch.nn.init.normal_(parameter, std=std)
    return machine


def examples(n: int = 400) -> Examples:
    """The first two columns agree; the third follows the condition."""
    chance = np.random.default_rng(0)
    condition = chance.integers(0, 2, n)
    first = chance.integers(0, 2, n)
    states = np.stack([first, first, condition], 1)
    groups = np.where(first == 1, "a", "b")
    return Examples(states, condition[:, None].astype(np.float16), groups)


def task(machine: BoltzmannMachine | None = None) -> Task:
    return Task("toy", machine or BoltzmannMachine(SIZE), examples(), examples(80), n_traits=1)


def test_with_a_long_chain_the_gradient_is_the_likelihoods() -> None:
    machine = make_machine()
    data = torch.tensor([[0, 0, 1], [1, 1, 0]])
    conditions = torch.tensor([[1.0], [0.0]], dtype=torch.float64)
    field = machine.field(conditions)
    everything = machine.one_hot(STATES)
    log_partition = torch.stack(
        [
            torch.logsumexp(
                -machine.free_energy(
                    everything,
                    type(field)(field.visible[i : i + 1], field.hidden[i : i + 1]),
                ),
                0,
            )
            for i in range(2)
        ]
    )
    exact = (machine.free_energy(machine.one_hot(data), field) + log_partition).mean()
    exact_gradients = torch.autograd.grad(exact, list(machine.parameters()))

    many = 20_000
    loss, _ = contrastive_loss(
        machine,
        data.repeat(many, 1),
        conditions.repeat(many, 1),
        30,
        torch.Generator().manual_seed(0),
    )
    gradients = torch.autograd.grad(loss, list(machine.parameters()))
    for found, wanted in zip(gradients, exact_gradients, strict=True):
        assert torch.allclose(found, wanted, atol=0.01)


def test_training_learns_the_joint_distribution() -> None:
    schedule = Schedule(epochs=40, batch_size=50, rate=0.05, forget=0.0, average=0.9)
    result = fit(task(), schedule, seed=0, progress=Progress())
    assert result.held_out[-1] > result.held_out[0]
    # the best possible: columns 1 and 2 know each other, column 3 follows the condition
    assert result.held_out[-1] > -0.12
    assert result.errors[-1] < result.errors[0]
    assert len(result.likelihoods) == 40
    assert result.seconds > 0


def test_training_is_repeatable() -> None:
    def run() -> torch.Tensor:
        torch.manual_seed(3)
        schedule = Schedule(epochs=2, batch_size=50)
        return fit(task(), schedule, seed=1, progress=Progress()).machine.weight

    assert torch.equal(run(), run())


def test_training_tells_how_far_it_is_and_can_be_stopped() -> None:
    told: list[float] = []

    def report(stage: str, fraction: float) -> None:
        assert stage == "toy"
        told.append(fraction)
        if fraction > 0.5:
            progress.cancel()

    progress = Progress(report)
    with pytest.raises(JobCancelledError):
        fit(task(), Schedule(epochs=4, batch_size=50), seed=0, progress=progress)
    assert told == sorted(told)


def test_divergence_is_an_error() -> None:
    machine = make_machine().float()
    with torch.no_grad():
        machine.hidden_bias.fill_(math.nan)
    with pytest.raises(CompositionError, match="diverged"):
        fit(task(machine), Schedule(epochs=1), seed=0, progress=Progress())


def test_small_groups_are_drawn_more_often() -> None:
    rare = Examples(np.zeros((100, 3), int), np.zeros((100, 1)), np.array(["b"] * 90 + ["a"] * 10))
    rows = next(_balanced_rows(rare, Schedule(batch_size=20_000), np.random.default_rng(0)))
    # by square roots: sqrt(10) / (sqrt(10) + sqrt(90)) = a quarter
    assert (rows >= 90).double().mean().item() == pytest.approx(0.25, abs=0.02)
