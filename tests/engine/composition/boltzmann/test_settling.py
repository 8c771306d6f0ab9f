from __future__ import annotations

import numpy as np
import torch

from engine.composition.boltzmann.conditions import N_BAR_CONDITIONS
from engine.composition.boltzmann.machine import BoltzmannMachine, MachineSize
from engine.composition.boltzmann.piano_roll import HOLD, N_COLUMNS, N_STATES
from engine.composition.boltzmann.settling import score_of_settling, settle_from_noise


def make_machine() -> BoltzmannMachine:
    """Knows one bar only: C and then holding on."""
    machine = BoltzmannMachine(MachineSize(N_COLUMNS, N_STATES, N_BAR_CONDITIONS, 3)).double()
    with torch.no_grad():
        machine.columns(machine.visible_bias)[0, 0, 7] = 50
        machine.columns(machine.visible_bias)[0, 1:, HOLD] = 50
    return machine.requires_grad_(requires_grad=False)


def test_chains_go_from_noise_to_what_the_machine_knows() -> None:
    steps = settle_from_noise(make_machine(), n_chains=5, n_steps=3, seed=0)
    assert steps.shape == (4, 5, N_COLUMNS)
    assert len(np.unique(steps[0])) > 15
    assert (steps[1:, :, 0] == 7).all()
    assert (steps[1:, :, 1:] == HOLD).all()


def test_the_same_seed_walks_the_same_way() -> None:
    one, two, other = (
        settle_from_noise(make_machine(), n_chains=2, n_steps=1, seed=seed) for seed in (1, 1, 2)
    )
    assert (one == two).all()
    assert (one != other).any()


def test_every_step_becomes_a_bar() -> None:
    steps = settle_from_noise(make_machine(), n_chains=1, n_steps=2, seed=0)
    score = score_of_settling(steps[1:, 0])
    (track,) = score.tracks
    assert score.n_bars == 2
    assert [(note.start, note.duration, note.pitch) for note in track.notes] == [
        (0, 96, 60), (96, 96, 60),
    ]  # fmt: skip
