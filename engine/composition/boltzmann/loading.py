"""The Boltzmann machines on disk: what a folder of them holds, and whether it can compose."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch

from engine.composition.boltzmann.conditions import N_BAR_CONDITIONS, n_phrase_conditions
from engine.composition.boltzmann.known_bars import KnownBars
from engine.composition.boltzmann.machine import BoltzmannMachine, MachineSize
from engine.composition.boltzmann.piano_roll import N_COLUMNS, N_STATES
from engine.composition.harmony import N_SLOTS, Degree
from engine.model_files import CHECKPOINT, CONFIG, read_model, shipped_model

__all__ = ["load_machines", "machine_sizes", "shipped_folder"]


def shipped_folder() -> Path:
    """Give the folder of the machines that ship, checked.

    Raises
    ------
    ResourceError
        If they are missing or damaged.
    """
    return shipped_model("rbm", (CONFIG, CHECKPOINT, KnownBars.FILE))


def load_machines(folder: Path) -> tuple[BoltzmannMachine, BoltzmannMachine, list[Degree]]:
    """Load the harmony machine, the melody machine and the vocabulary of chords.

    Parameters
    ----------
    folder
        Holds ``checkpoint.safetensors`` and ``config.json``.

    Raises
    ------
    ResourceError
        If they cannot be read or do not fit together.
    """
    hint = "Delete that folder and train again with affetto train rbm, or reinstall Affetto."
    with read_model(folder, "the Boltzmann machines", hint) as (config, weights):
        vocabulary = [Degree(root, quality) for root, quality in config["vocabulary"]]
        sizes = _read_sizes(config, vocabulary)
        machines = [
            _make_machine(size, weights, name)
            for size, name in zip(sizes, ("harmony", "melody"), strict=True)
        ]
    return machines[0], machines[1], vocabulary


def machine_sizes(
    n_chords: int, harmony_hidden: int, melody_hidden: int
) -> tuple[MachineSize, MachineSize]:
    """Give the sizes that the writers of harmony and of melody work with."""
    return (
        MachineSize(N_SLOTS, n_chords + 1, n_phrase_conditions(n_chords), harmony_hidden),
        MachineSize(N_COLUMNS, N_STATES, N_BAR_CONDITIONS, melody_hidden),
    )


def _read_sizes(config: dict[str, Any], vocabulary: list[Degree]) -> list[MachineSize]:
    """Read the sizes of both machines, which must be able to compose with these chords."""
    sizes = [MachineSize(**config[name]) for name in ("harmony", "melody")]
    wanted = machine_sizes(len(vocabulary), *(size.n_hidden for size in sizes))
    if tuple(sizes) != wanted or not all(chord.tones for chord in vocabulary):
        raise ValueError(f"machines of the sizes {sizes} cannot compose")
    return sizes


def _make_machine(size: MachineSize, weights: dict[str, Any], name: str) -> BoltzmannMachine:
    with torch.device("meta"):  # so that a size takes no memory but that of its weights
        machine = BoltzmannMachine(size)
    machine.load_state_dict(
        {
            key.partition(".")[2]: torch.from_numpy(values)
            for key, values in weights.items()
            if key.startswith(f"{name}.")
        },
        assign=True,
    )
    # Double precision: sums taken in another order, on more threads, then change no draw.
    return machine.double().requires_grad_(requires_grad=False)
