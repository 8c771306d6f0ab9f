from __future__ import annotations

import math

import pytest
import torch
from boltzmann.binary_machine import BinaryMachine, configurations
from boltzmann.fused_sampling import UnitSampler
from boltzmann.likelihood import (
    AnnealedColumns,
    AnnealedMachine,
    _estimate,
    anneal,
    exact_log_partition,
    log_likelihood,
    pseudo_likelihood,
    schedule,
)
from torch.nn import functional

from engine.composition.boltzmann.machine import BoltzmannMachine, MachineSize
from engine.errors import JobCancelledError, OptionError
from engine.progress import Progress

torch.set_num_threads(1)  # matrices this small only wait for each other on two


def _machine(n_visible: int, n_hidden: int, spread: float, seed: int = 0) -> BinaryMachine:
    generator = torch.Generator().manual_seed(seed)
    return BinaryMachine(
        spread * torch.randn(n_visible, n_hidden, generator=generator),
        torch.randn(n_visible, generator=generator) - 1,
        torch.randn(n_hidden, generator=generator),
    )


def _path(machine: BinaryMachine, base: torch.Tensor | None = None) -> AnnealedMachine:
    start = torch.zeros_like(machine.visible_bias) if base is None else base
    return AnnealedMachine(machine, start, UnitSampler(3))


def test_the_exact_sum_is_that_over_all_frames() -> None:
    machine = _machine(10, 6, 1.0)
    frames = configurations(10)
    expected = torch.logsumexp(-machine.free_energy(frames).double(), 0)
    assert exact_log_partition(machine) == pytest.approx(float(expected), abs=1e-5)


def test_chances_of_all_frames_sum_to_one() -> None:
    machine = _machine(10, 6, 1.0)
    log_partition = exact_log_partition(machine)
    chances = [log_likelihood(machine, frame[None], log_partition) for frame in configurations(10)]
    assert math.fsum(math.exp(chance) for chance in chances) == pytest.approx(1, abs=1e-4)


@pytest.mark.slow
def test_annealing_agrees_with_the_exact_sum_of_16_hidden_units_within_a_hundredth() -> None:
    machine = _machine(24, 16, 0.5)
    estimate = anneal(_path(machine, machine.visible_bias), n_runs=100, n_temperatures=20_000)
    assert estimate.log_partition == pytest.approx(exact_log_partition(machine), abs=0.01)
    assert estimate.effective_runs >= 80


def test_annealing_agrees_roughly_when_short() -> None:
    machine = _machine(20, 8, 0.5)
    estimate = anneal(_path(machine), n_runs=200, n_temperatures=400)
    assert estimate.log_partition == pytest.approx(exact_log_partition(machine), abs=0.1)


def test_the_error_given_is_about_the_error_made() -> None:
    machine = _machine(20, 8, 1.0)
    estimate = anneal(_path(machine), n_runs=400, n_temperatures=300)
    made = abs(estimate.log_partition - exact_log_partition(machine))
    assert made < 4 * estimate.error
    assert estimate.error < 0.2


@torch.no_grad()
def test_annealing_a_composer_s_machine_agrees_with_the_sum_over_all_its_bars() -> None:
    torch.manual_seed(0)
    machine = BoltzmannMachine(MachineSize(n_columns=5, n_states=4, n_conditions=3, n_hidden=8))
    for parameter in machine.parameters():
        parameter.copy_(torch.randn_like(parameter))
    field = machine.field(torch.tensor([[1.0, -0.5, 0.3]]))
    bars = torch.cartesian_prod(*[torch.arange(4)] * 5)
    exact = torch.logsumexp(-machine.free_energy(machine.one_hot(bars), field).double(), 0)
    path = AnnealedColumns(machine, field, torch.Generator().manual_seed(1))
    estimate = anneal(path, n_runs=300, n_temperatures=1500)
    assert estimate.log_partition == pytest.approx(float(exact), abs=0.03)
    assert estimate.effective_runs > 200


def test_a_machine_that_is_its_own_base_is_known_without_error() -> None:
    machine = _machine(12, 4, 0.0)
    machine = BinaryMachine(machine.weight, machine.visible_bias, torch.zeros(4))
    estimate = anneal(_path(machine, machine.visible_bias), n_runs=5, n_temperatures=24)
    exact = float(functional.softplus(machine.visible_bias).sum()) + 4 * math.log(2)
    assert estimate.log_partition == pytest.approx(exact, abs=1e-4)
    assert estimate.effective_runs == pytest.approx(5)
    assert estimate.error == pytest.approx(0, abs=1e-6)


def test_few_temperatures_on_a_frozen_machine_leave_few_effective_runs() -> None:
    machine = _machine(40, 20, 2.5)
    short = anneal(_path(machine), n_runs=50, n_temperatures=24)
    long = anneal(_path(machine), n_runs=50, n_temperatures=500)
    assert short.effective_runs < 10
    assert long.effective_runs > short.effective_runs


def test_effective_runs_and_error_follow_from_the_weights() -> None:
    weights = torch.tensor([1.0, 1.0, 0.5, 0.0], dtype=torch.float64)
    estimate = _estimate(weights.log() + 7, 3.0)
    assert estimate.log_partition == pytest.approx(10 + math.log(2.5 / 4))
    assert estimate.effective_runs == pytest.approx(2.5**2 / 2.25)
    assert estimate.error == pytest.approx(float(weights.std()) / (2.5 / 4) / 2)


def test_temperatures_rise_strictly_from_nothing_to_one() -> None:
    betas = schedule(1000)
    assert len(betas) == 1000
    assert (betas[0], betas[-1]) == (0, 1)
    assert (betas.diff() > 0).all()


def test_the_same_seed_gives_the_same_estimate() -> None:
    machine = _machine(12, 5, 1.0)
    assert anneal(_path(machine), n_temperatures=50) == anneal(_path(machine), n_temperatures=50)


@pytest.mark.parametrize(("n_runs", "n_temperatures"), [(1, 100), (100, 5)])
def test_too_few_runs_or_temperatures_are_refused(n_runs: int, n_temperatures: int) -> None:
    with pytest.raises(OptionError, match="cannot be annealed"):
        anneal(_path(_machine(5, 2, 1)), n_runs=n_runs, n_temperatures=n_temperatures)


def test_too_many_hidden_units_are_not_summed() -> None:
    with pytest.raises(OptionError, match=r"2\^30 hidden states"):
        exact_log_partition(_machine(5, 30, 1))


def test_annealing_can_be_stopped() -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(JobCancelledError):
        anneal(_path(_machine(5, 2, 1)), progress=progress)


def test_pseudo_likelihood_is_that_of_each_key_given_the_others() -> None:
    machine = _machine(9, 4, 1.0)
    frames = configurations(9)[[5, 300, 511]]
    expected = torch.zeros(3)
    for key in range(9):
        turned = frames.clone()
        turned[:, key] = 1 - turned[:, key]
        own, other = -machine.free_energy(frames), -machine.free_energy(turned)
        expected += own - torch.logaddexp(own, other)
    assert pseudo_likelihood(machine, frames) == pytest.approx(float(expected.mean()), abs=1e-4)


def test_pseudo_likelihood_of_independent_keys_is_their_likelihood() -> None:
    machine = _machine(9, 4, 0.0)
    frames = configurations(9)[::7]
    likelihood = log_likelihood(machine, frames, exact_log_partition(machine))
    assert pseudo_likelihood(machine, frames) == pytest.approx(likelihood, abs=1e-4)


def test_draws_follow_the_sigmoid() -> None:
    logits = torch.linspace(-6, 6, 300)
    sampler = UnitSampler(1)
    share = torch.stack([sampler.draw(logits) for _ in range(4000)]).mean(0)
    expected = torch.sigmoid(logits)
    error = (share - expected) / torch.sqrt(expected * (1 - expected) / 4000)
    assert error.abs().max() < 4.5
    assert abs(error.mean()) < 0.3


def test_certain_units_never_fail() -> None:
    logits = torch.tensor([-1e4, -80.0, 80.0, 1e4]).repeat(5000, 1)
    assert torch.equal(UnitSampler(0).draw(logits), (logits > 0).float())


def test_draws_go_on_from_a_kept_state() -> None:
    first, second = UnitSampler(1), UnitSampler(2)
    first.draw(torch.zeros(7))
    second.state = first.state
    assert torch.equal(first.draw(torch.zeros(600)), second.draw(torch.zeros(600)))


def test_the_gibbs_chain_comes_to_the_machine_s_own_frequencies() -> None:
    machine = _machine(6, 3, 1.0)
    frames = configurations(6)
    chances = torch.softmax(-machine.free_energy(frames), 0)
    walked = machine.gibbs(torch.zeros(20_000, 6), 30, UnitSampler(5))
    assert torch.allclose(walked.mean(0), chances @ frames, atol=0.015)
