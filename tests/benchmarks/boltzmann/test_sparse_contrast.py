from __future__ import annotations

import numpy as np
import pytest
import torch
from boltzmann.binary_machine import BinaryMachine
from boltzmann.likelihood import exact_log_partition, log_likelihood
from boltzmann.sparse_contrast import OnUnits, SparseContrast

torch.set_num_threads(1)  # matrices this small only wait for each other on two


def _frames() -> torch.Tensor:
    """One of three chords of three keys."""
    frames = torch.zeros(900, 12)
    for chord in range(3):
        frames[chord::3, 3 * chord : 3 * chord + 3] = 1
    return frames


def test_hidden_inputs_are_those_of_the_machine() -> None:
    learner = SparseContrast(_frames(), 5, rate=0.1)
    units = _frames()[:7]
    assert torch.allclose(
        learner._hidden_input(OnUnits.of(units)), learner.machine.hidden_input(units)
    )


def test_an_update_is_contrastive_divergence(monkeypatch: pytest.MonkeyPatch) -> None:
    learner = SparseContrast(_frames(), 5, rate=0.1)
    before = BinaryMachine(*(part.clone() for part in learner.machine.parameters))
    data, dream = _frames()[:6], _frames()[1:7]
    draws = iter([torch.zeros(6, 5), dream])
    monkeypatch.setattr(learner._sampler, "draw", lambda _: next(draws))
    learner.update(OnUnits.of(data))
    up, down = (torch.sigmoid(before.hidden_input(units)) for units in (data, dream))
    slope = (data.T @ up - dream.T @ down) / 6
    assert torch.allclose(learner.machine.weight, before.weight + 0.1 * slope, atol=1e-6)
    change = learner.machine.hidden_bias - before.hidden_bias
    assert torch.allclose(change, 0.1 * (up - down).mean(0), atol=1e-6)
    change = learner.machine.visible_bias - before.visible_bias
    assert torch.allclose(change, 0.1 * (data - dream).mean(0), atol=1e-6)


def test_units_that_are_on_are_listed_frame_by_frame() -> None:
    frames = torch.tensor([[0, 1, 1], [0, 0, 0], [1, 1, 1]])
    units = OnUnits.of(frames)
    assert units.places.tolist() == [1, 2, 0, 1, 2]
    assert units.ends.tolist() == [0, 2, 2, 5]
    chosen = units.chosen(np.array([2, 0]))
    assert (chosen.places.tolist(), chosen.ends.tolist()) == ([0, 1, 2, 1, 2], [0, 3, 5])


def test_epochs_make_the_data_likelier() -> None:
    frames = _frames()
    learner = SparseContrast(frames, 6, rate=0.3)

    def likelihood() -> float:
        return log_likelihood(learner.machine, frames, exact_log_partition(learner.machine))

    before = likelihood()
    for _ in range(60):
        learner.epoch()
    assert likelihood() > before + 2
