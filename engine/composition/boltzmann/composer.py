"""The Boltzmann composer: Gibbs chains that settle into chords, then into a melody over them.

A phrase of chords settles at once, its cadence held fast; then bar after bar of melody, driven by
the chords, the bar before and what the brief asks. Sections of one letter share their phrases, and
phrases share their bars, so that a tune comes back. Bars that the machines learned from are known,
and not written again.
"""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any

import torch

from engine.composition.boltzmann.assembly import assemble
from engine.composition.boltzmann.conditions import N_BAR_CONDITIONS, n_phrase_conditions
from engine.composition.boltzmann.given import Given
from engine.composition.boltzmann.known_bars import KnownBars
from engine.composition.boltzmann.machine import BoltzmannMachine, MachineSize
from engine.composition.boltzmann.melodies import MelodyWriter
from engine.composition.boltzmann.piano_roll import N_COLUMNS, N_STATES
from engine.composition.boltzmann.pictures import look_into
from engine.composition.boltzmann.progressions import HarmonyWriter
from engine.composition.boltzmann.rewriting import put_in
from engine.composition.boltzmann.songwriting import Songwriter
from engine.composition.draft import Draft
from engine.composition.harmony import N_SLOTS, Degree
from engine.composition.pictured import Look
from engine.composition.planning.brief import PieceBrief
from engine.composition.revision import Revision
from engine.composition.score import Score
from engine.model_files import CHECKPOINT, CONFIG, read_model, shipped_model
from engine.progress import Progress
from engine.threads import one_thread

__all__ = ["RbmComposer", "load_machines", "machine_sizes", "shipped_folder"]


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


class RbmComposer:
    """Composes with the machines that ship, or with others of the same kind.

    Parameters
    ----------
    folder
        Of the trained machines; None for those that ship.
    """

    def __init__(self, folder: Path | None = None) -> None:
        folder = folder or shipped_folder()
        harmony, self._machine, vocabulary = load_machines(folder)
        self._harmony = HarmonyWriter(harmony, vocabulary)
        self._melody = MelodyWriter(self._machine, KnownBars.read(folder))

    def compose(self, brief: PieceBrief, progress: Progress) -> Generator[Draft]:
        """Write the piece; see `Composer`."""
        with torch.inference_mode(), one_thread():
            for phrases in Songwriter(self._harmony, self._melody, brief, progress).write():
                yield assemble(brief, phrases)

    def rewrite(self, brief: PieceBrief, revision: Revision, progress: Progress) -> Score:
        """Write bars and parts anew between those that stand; see `Rewriter`."""
        given = Given.of(brief, revision)
        with torch.inference_mode(), one_thread():
            writer = Songwriter(self._harmony, self._melody, brief, progress, given)
            *_, phrases = writer.write()
        return put_in(brief, revision, phrases)

    def look(self, seed: int) -> Look:
        """Show what the melody machine has learned, and how noise becomes melody in it."""
        return look_into(self._machine, seed)
