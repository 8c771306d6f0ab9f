"""Untrained machines of the real shape, small enough to compose in a moment."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch

from engine.composition.boltzmann.composer import RbmComposer
from engine.composition.boltzmann.conditions import N_BAR_CONDITIONS, n_phrase_conditions
from engine.composition.boltzmann.machine import BoltzmannMachine, MachineSize
from engine.composition.boltzmann.piano_roll import HOLD, N_COLUMNS, N_STATES
from engine.composition.harmony import N_SLOTS
from engine.composition.obedient import ObedientComposer
from engine.composition.plan import Expression, Plan, PlannedSection
from engine.composition.score import Key, Metre
from engine.composition.transformer.network import SIZES, Transformer
from engine.composition.transformer.vocabulary import Kind
from engine.training.checkpoints import save_model
from engine.training.transformer.network import TransformerNetwork

VOCABULARY = [
    (0, ""), (0, "m"), (2, "m"), (2, "dim"), (3, ""), (4, "m"), (5, ""), (5, "m"), (7, ""),
    (7, "7"), (7, "m"), (8, ""), (9, "m"), (10, ""), (11, "dim"),
]  # fmt: skip
FORM = (("introduction", 2), ("A", 4), ("B", 4), ("A", 4), ("ending", 2))
MOODS = {  # mode, valence, arousal, expression
    "Q1": ("major", 0.7, 0.6, Expression(128, 4.5, 72, 88, 0.8)),
    "Q2": ("minor", -0.6, 0.7, Expression(138, 5.0, 66, 98, 0.6)),
    "Q3": ("minor", -0.6, -0.6, Expression(66, 2.0, 66, 52, 0.97)),
    "Q4": ("major", 0.5, -0.6, Expression(76, 2.3, 68, 56, 0.95)),
}


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    n_threads = torch.get_num_threads()
    torch.set_num_threads(1)  # for matrices this small, more only wait for each other
    yield
    torch.set_num_threads(n_threads)


@pytest.fixture(scope="session")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("rbm")
    torch.manual_seed(0)
    n_chords = len(VOCABULARY)
    sizes = {
        "harmony": MachineSize(N_SLOTS, n_chords + 1, n_phrase_conditions(n_chords), 4),
        "melody": MachineSize(N_COLUMNS, N_STATES, N_BAR_CONDITIONS, 4),
    }
    machines = {name: BoltzmannMachine(size) for name, size in sizes.items()}
    rhythm = machines["melody"].visible_bias.data.view(N_COLUMNS, N_STATES)
    rhythm[:, HOLD] += 4.5  # as in music, most columns hold
    weights = {
        f"{name}.{key}": tensor
        for name, machine in machines.items()
        for key, tensor in machine.state_dict().items()
    }
    config = {name: dataclasses.asdict(size) for name, size in sizes.items()}
    save_model(folder, weights, config | {"vocabulary": VOCABULARY}, "# Untrained\n")
    return folder


@pytest.fixture(scope="session")
def tiny_composer(tiny_folder: Path) -> ObedientComposer:
    return ObedientComposer(RbmComposer(tiny_folder))


@pytest.fixture(scope="session")
def make_plan() -> Callable[..., Plan]:
    def make(
        mood: str = "Q4",
        form: tuple[tuple[str, int], ...] = FORM,
        *,
        metre: Metre = Metre(4, 4),  # noqa: B008 - immutable
        tonic: int = 2,
        seed: int = 1,
    ) -> Plan:
        mode, valence, arousal, expression = MOODS[mood]
        key = Key(tonic, mode)
        return Plan(
            key,
            metre,
            tuple(PlannedSection(n, bars, key, valence, arousal, expression) for n, bars in form),
            seed,
        )

    return make


@pytest.fixture(scope="session")
def untrained() -> Transformer:
    """An untrained transformer with which anything that is allowed happens."""
    torch.manual_seed(3)
    network = TransformerNetwork(SIZES["tiny"]).requires_grad_(requires_grad=False)
    network.heads.fields[0].out.bias[Kind.BAR] -= 1.0
    weights = {name: tensor.numpy() for name, tensor in network.state_dict().items()}
    return Transformer(SIZES["tiny"], weights)
