from __future__ import annotations

from pathlib import Path

import pytest
import torch
from boltzmann.frame_rbm import FrameLearner, FrameRecipe
from boltzmann.likelihood import exact_log_partition, log_likelihood

from engine.errors import CompositionError, ResourceError
from engine.progress import Progress
from engine.training.boltzmann.timed_run import train_for

torch.set_num_threads(1)  # matrices this small only wait for each other on two

RECIPE = FrameRecipe(n_hidden=8, n_chains=100, batch_size=50, average=0.98)


def _frames() -> torch.Tensor:
    """One of three chords of three keys, and a key that comes and goes by itself."""
    generator = torch.Generator().manual_seed(0)
    frames = torch.zeros(3000, 12)
    for chord in range(3):
        frames[chord::3, 3 * chord : 3 * chord + 3] = 1
    frames[:, 11] = (torch.rand(3000, generator=generator) < 0.3).float()
    return frames


def _likelihood(learner: FrameLearner, frames: torch.Tensor) -> float:
    machine = learner.averaged
    return log_likelihood(machine, frames, exact_log_partition(machine))


def test_a_machine_comes_near_the_entropy_of_its_data() -> None:
    frames = _frames()
    learner = FrameLearner(frames, RECIPE)
    before = _likelihood(learner, frames)
    for update in range(1500):
        learner.learn(update / 1500)
    entropy = 1.0986 + 0.6109  # log 3, and that of a coin with p = .3
    assert before < -4
    assert -entropy - 0.25 < _likelihood(learner, frames) < -entropy + 0.02


def test_the_population_takes_over_after_contrastive_divergence() -> None:
    learner = FrameLearner(_frames(), RECIPE)
    learner.learn(0.1)
    assert not len(learner.state()["chains"])
    learner.learn(0.7)
    assert learner.state()["chains"].shape == (100, 12)


def test_the_gradient_is_the_centred_one() -> None:
    learner = FrameLearner(_frames(), FrameRecipe(n_hidden=4, decay=0.0))
    generator = torch.Generator().manual_seed(1)
    data, dream = (torch.randint(2, (n, 12), generator=generator).float() for n in (6, 9))
    hidden, dreamt = (torch.rand(n, 4, generator=generator) for n in (6, 9))
    weight, visible_bias, hidden_bias = learner._gradient(data, hidden, dream, dreamt)
    v, h = learner._visible_offset, learner._hidden_offset
    expected = (data - v).T @ (hidden - h) / 6 - (dream - v).T @ (dreamt - h) / 9
    assert torch.allclose(weight, expected, atol=1e-6)
    assert torch.allclose(visible_bias, data.mean(0) - dream.mean(0) - expected @ h, atol=1e-6)
    assert torch.allclose(hidden_bias, hidden.mean(0) - dreamt.mean(0) - v @ expected, atol=1e-6)


def test_a_run_goes_on_exactly_where_it_stopped() -> None:
    straight, first = FrameLearner(_frames(), RECIPE), FrameLearner(_frames(), RECIPE)
    for done in (0.1, 0.7, 0.8, 0.9):
        straight.learn(done)
    for done in (0.1, 0.7):
        first.learn(done)
    second = FrameLearner(_frames(), RECIPE)
    second.restore(first.state())
    for done in (0.8, 0.9):
        second.learn(done)
    assert torch.equal(second.averaged.weight, straight.averaged.weight)


def test_divergence_is_told() -> None:
    learner = FrameLearner(_frames(), FrameRecipe(n_hidden=4, rate=float("inf")))
    with pytest.raises(CompositionError, match="diverged"):
        learner.learn(0.0)


def test_a_run_of_another_shape_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "run.pt"
    train_for(FrameLearner(_frames(), RECIPE), file, 0.05, Progress(), name="test")
    other = FrameLearner(_frames(), FrameRecipe(n_hidden=9))
    with pytest.raises(ResourceError, match=r"another shape: couplings \(12, 8\)"):
        train_for(other, file, 1, Progress(), name="test")
