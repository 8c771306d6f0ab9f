from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
import torch

from engine.composition.boltzmann.machine import BoltzmannMachine, MachineSize
from engine.training.boltzmann.bars import Examples
from engine.training.boltzmann.contrastive_divergence import (
    ContrastLearner,
    MachineTask,
    Schedule,
    contrastive_loss,
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


def task(machine: BoltzmannMachine | None = None) -> MachineTask:
    return MachineTask(
        "toy", machine or BoltzmannMachine(SIZE), examples(), examples(80), n_traits=1
    )


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


def balanced_share(rare: Examples) -> float:
    learner = ContrastLearner(
        MachineTask("toy", BoltzmannMachine(SIZE), rare, rare, 1), Schedule(batch_size=20_000), 0
    )
    return (learner._draw_rows() >= 90).double().mean().item()


def test_small_groups_are_drawn_more_often() -> None:
    groups = np.array(["b"] * 90 + ["a"] * 10)
    rare = Examples(np.zeros((100, 3), int), np.zeros((100, 1), np.float16), groups)
    # by square roots: sqrt(10) / (sqrt(10) + sqrt(90)) = a quarter
    assert balanced_share(rare) == pytest.approx(0.25, abs=0.02)


def test_a_taught_machine_keeps_its_biases() -> None:
    machine = make_machine()
    bias = machine.visible_bias.clone()
    ContrastLearner(replace(task(machine), is_taught=True), Schedule(), 0)
    assert torch.equal(machine.visible_bias, bias)
    ContrastLearner(task(machine), Schedule(), 0)
    assert not torch.equal(machine.visible_bias, bias)


def test_persistent_chains_go_on_where_they_ended() -> None:
    def chains(*, persistent: bool) -> torch.Tensor:
        torch.manual_seed(0)
        schedule = Schedule(batch_size=200, rate=0.05, persistent=persistent)
        learner = ContrastLearner(task(), schedule, 0)
        for _ in range(20):
            learner.learn(0.5)
        return learner._chains

    data = torch.from_numpy(examples().states)
    assert torch.equal(chains(persistent=False), data.to(torch.uint8))
    assert not torch.equal(chains(persistent=True), data.to(torch.uint8))


def test_a_state_goes_on_exactly_as_if_it_had_not_stopped() -> None:
    def learner() -> ContrastLearner:
        torch.manual_seed(0)
        return ContrastLearner(task(), Schedule(batch_size=50, persistent=True), 0)

    whole, first, second = learner(), learner(), learner()
    for _ in range(6):
        whole.learn(0.5)
    for _ in range(3):
        first.learn(0.5)
    second.restore(first.state())
    for _ in range(3):
        second.learn(0.5)
    assert torch.equal(second.averaged.weight, whole.averaged.weight)
    assert second.take_error() == whole.take_error()


def test_a_state_of_another_shape_is_refused() -> None:
    other = BoltzmannMachine(MachineSize(3, 2, 1, 9))
    state = ContrastLearner(task(other), Schedule(), 0).state()
    with pytest.raises(RuntimeError, match="size mismatch"):
        ContrastLearner(task(), Schedule(), 0).restore(state)
