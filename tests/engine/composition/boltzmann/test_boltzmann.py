from __future__ import annotations

import itertools
import math

import pytest
import torch

from engine.composition.boltzmann.machine import Biases, BoltzmannMachine, MachineSize

SIZE = MachineSize(n_columns=3, n_states=3, n_conditions=2, n_hidden=4)
CONDITIONS = torch.tensor([[1.0, 0.5]], dtype=torch.float64)


@pytest.fixture
def machine() -> BoltzmannMachine:
    torch.manual_seed(1)
    made = BoltzmannMachine(SIZE).double()
    for parameter in made.parameters():
        torch.nn.init.normal_(parameter, std=0.7)
    return made.requires_grad_(requires_grad=False)


def all_states() -> torch.Tensor:
    return torch.tensor(list(itertools.product(range(3), repeat=3)))


def energy(
    machine: BoltzmannMachine, visible: torch.Tensor, hidden: torch.Tensor, field: Biases
) -> float:
    total = visible @ field.visible[0] + hidden @ field.hidden[0]
    return -float(total + visible @ machine.weight @ hidden)


def test_free_energy_sums_over_the_hidden_units(machine: BoltzmannMachine) -> None:
    field = machine.field(CONDITIONS)
    visible = machine.one_hot(torch.tensor([[0, 2, 1]]))
    summed = sum(
        math.exp(-energy(machine, visible[0], torch.tensor(hidden).double(), field))
        for hidden in itertools.product((0, 1), repeat=SIZE.n_hidden)
    )
    assert machine.free_energy(visible, field).item() == pytest.approx(-math.log(summed))


def test_pseudo_likelihood_is_the_conditional_probability(machine: BoltzmannMachine) -> None:
    field = machine.field(CONDITIONS)
    states = torch.tensor([[0, 2, 1]])
    rivals = torch.tensor([[0, other, 1] for other in range(3)])
    energies = machine.free_energy(machine.one_hot(rivals), field)
    expected = torch.log_softmax(-energies, 0)[2]
    found = machine.pseudo_likelihood(states, field, column=1)
    assert found.item() == pytest.approx(expected.item())


def test_the_chain_settles_into_the_machines_distribution(machine: BoltzmannMachine) -> None:
    field = machine.field(CONDITIONS)
    states = all_states()
    exact = torch.softmax(-machine.free_energy(machine.one_hot(states), field), 0)
    generator = torch.Generator().manual_seed(0)
    chains = machine.draw(field, 20_000, generator)
    chains = machine.settle(chains, field, generator, temperatures=[1.0] * 40)
    codes = chains @ torch.tensor([9, 3, 1])
    found = torch.bincount(codes, minlength=27) / len(chains)
    assert (found - exact).abs().max().item() < 0.012


def test_a_forbidden_state_never_appears(machine: BoltzmannMachine) -> None:
    field = machine.field(CONDITIONS)
    forbidden = torch.zeros(SIZE.n_visible, dtype=torch.bool)
    forbidden[[0, 4, 5]] = True
    field = Biases(field.visible.masked_fill(forbidden, -1e4), field.hidden)
    generator = torch.Generator().manual_seed(0)
    chains = machine.settle(
        machine.draw(field, 500, generator), field, generator, temperatures=[1.0] * 5
    )
    assert (chains[:, 0] != 0).all()
    assert (chains[:, 1] == 0).all()


def test_conditions_move_the_biases(machine: BoltzmannMachine) -> None:
    first = machine.field(CONDITIONS)
    second = machine.field(CONDITIONS * 2)
    assert torch.allclose(second.visible - first.visible, CONDITIONS @ machine.visible_condition)
    assert not torch.allclose(first.hidden, second.hidden)


def test_the_same_generator_gives_the_same_chain(machine: BoltzmannMachine) -> None:
    field = machine.field(CONDITIONS)

    def run() -> torch.Tensor:
        generator = torch.Generator().manual_seed(7)
        start = machine.draw(field, 8, generator)
        return machine.settle(start, field, generator, temperatures=[1.0, 0.5])

    assert torch.equal(run(), run())
