"""Trains the Boltzmann composer: ``affetto train rbm --data DIR -o DIR``."""

from __future__ import annotations

import dataclasses
import datetime as dt
import logging
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import torch

from engine.composition.boltzmann import BoltzmannMachine, MachineSize
from engine.composition.conditions import (
    N_BAR_CONDITIONS,
    N_BAR_TRAITS,
    N_PHRASE_TRAITS,
    n_phrase_conditions,
)
from engine.composition.harmony import N_SLOTS, Degree
from engine.composition.piano_roll import N_COLUMNS, N_STATES
from engine.errors import ResourceError
from engine.progress import Progress
from engine.training.bars import Examples, choose_vocabulary, cut_bars, cut_phrases
from engine.training.checkpoints import save_model
from engine.training.contrastive_divergence import Fit, Schedule, Task, fit
from engine.training.datasets import LEAD_SHEETS, read_lead_sheets
from engine.training.lead_sheets import LeadSheet

__all__ = ["Recipe", "train", "train_machines"]

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Recipe:
    """Sizes and schedules of the two machines.

    Attributes
    ----------
    n_chords
        In the vocabulary.
    held_out
        One song in so many is kept for validation.
    """

    n_chords: int = 63
    held_out: int = 20
    harmony_hidden: int = 192
    melody_hidden: int = 384
    harmony: Schedule = field(default_factory=lambda: Schedule(epochs=8))
    melody: Schedule = field(default_factory=lambda: Schedule(epochs=24, steps=8))
    seed: int = 0


def train(data: Path, output: Path, progress: Progress) -> None:
    """Train both machines on the lead sheets in ``data`` and write them to ``output``.

    Raises
    ------
    ResourceError
        If a data set is missing or the output cannot be written.
    CompositionError
        If training diverges; what ``output`` held is kept.
    JobCancelledError
        If the user asked to stop.
    """
    sheets: list[LeadSheet] = []
    for number, name in enumerate(LEAD_SHEETS):
        progress.update(f"reading {name}", number / len(LEAD_SHEETS))
        sheets += read_lead_sheets(data, [name])
        _log.info("%s: %d songs so far", name, len(sheets))
    train_machines(sheets, output, Recipe(), progress)


def train_machines(
    sheets: list[LeadSheet], output: Path, recipe: Recipe, progress: Progress
) -> None:
    """Train both machines on lead sheets and write them.

    Raises
    ------
    ResourceError
        If there is too little to learn from, or the output cannot be written.
    """
    torch.manual_seed(recipe.seed)
    vocabulary = choose_vocabulary(sheets, recipe.n_chords)
    known, held_out = _split(sheets, recipe.held_out)
    fits: dict[str, Fit] = {}
    n_examples: dict[str, int] = {}
    for task, schedule in _tasks(known, held_out, vocabulary, recipe):
        fits[task.name] = fit(task, schedule, seed=recipe.seed, progress=progress)
        n_examples[task.name] = len(task.examples.states)
    weights = {
        f"{name}.{key}": tensor
        for name, result in fits.items()
        for key, tensor in result.machine.state_dict().items()
    }
    card = _card(sheets, n_examples, fits)
    save_model(output, weights, _config(fits, vocabulary), card)


def _tasks(
    known: list[LeadSheet], held_out: list[LeadSheet], vocabulary: list[Degree], recipe: Recipe
) -> Iterator[tuple[Task, Schedule]]:
    """Cut the examples for one machine after the other, to spare memory."""
    numbers = {degree: number for number, degree in enumerate(vocabulary)}
    phrases, more_phrases = (
        Examples.gather(row for sheet in part for row in cut_phrases(sheet, numbers))
        for part in (known, held_out)
    )
    n_conditions = n_phrase_conditions(len(vocabulary))
    size = MachineSize(N_SLOTS, len(vocabulary) + 1, n_conditions, recipe.harmony_hidden)
    harmony = BoltzmannMachine(size)
    yield Task("harmony", harmony, phrases, more_phrases, N_PHRASE_TRAITS), recipe.harmony
    bars, more_bars = (
        Examples.gather(row for sheet in part for row in cut_bars(sheet))
        for part in (known, held_out)
    )
    size = MachineSize(N_COLUMNS, N_STATES, N_BAR_CONDITIONS, recipe.melody_hidden)
    melody = BoltzmannMachine(size)
    yield Task("melody", melody, bars, more_bars, N_BAR_TRAITS), recipe.melody


def _split(sheets: list[LeadSheet], one_in: int) -> tuple[list[LeadSheet], list[LeadSheet]]:
    """Split by song, the same way for ever."""
    held_out = [sheet for sheet in sheets if is_held_out(sheet.name, one_in)]
    known = [sheet for sheet in sheets if not is_held_out(sheet.name, one_in)]
    if not known or not held_out:
        raise ResourceError(
            f"{len(sheets)} songs are too few to train and to validate on",
            hint="Give more music.",
        )
    return known, held_out


def is_held_out(name: str, one_in: int = Recipe.held_out) -> bool:
    """Whether a song is kept for validation."""
    return zlib.crc32(name.encode()) % one_in == 0


def _config(fits: dict[str, Fit], vocabulary: list[Degree]) -> dict[str, object]:
    sizes = {name: dataclasses.asdict(result.machine.size) for name, result in fits.items()}
    return sizes | {"vocabulary": [[degree.root, degree.quality] for degree in vocabulary]}


def _card(sheets: list[LeadSheet], n_examples: dict[str, int], fits: dict[str, Fit]) -> str:
    """Write what is known of the model; `benchmarks/composition.py` adds how it composes."""
    sets = {name: sum(sheet.name.startswith(name) for sheet in sheets) for name in _CREDITS}
    date = f"{dt.datetime.now(tz=dt.UTC):%Y-%m-%d}"
    lines = [
        "# Boltzmann composer",
        "",
        "Two conditional restricted Boltzmann machines with softmax columns: *harmony* settles",
        "four bars of chords at once, *melody* settles one bar of piano roll over them. Trained by",
        f"contrastive divergence with `affetto train rbm`, {date}.",
        "",
        "Errors: share of columns that the Gibbs chain from data changes. Pseudo-likelihoods: nats",
        "a column, training and held out.",
        "",
        "| machine | visible | hidden | conditions | examples | error | likelihoods | CPU s |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
        *(_row(name, n_examples[name], result) for name, result in fits.items()),
        "",
        "## Data",
        "",
        "One song in twenty is held out. All is moved to tonic C; the modes stay apart.",
        "",
        *(f"- {credit}: {sets[name]} songs" for name, credit in _CREDITS.items() if sets[name]),
        "",
        "## Licence",
        "",
        "The weights: MIT, as the code. For copied passages see the benchmark.",
        "",
    ]
    return "\n".join(lines)


def _row(name: str, n_examples: int, result: Fit) -> str:
    size = result.machine.size
    cells = (
        name,
        f"{size.n_columns} × {size.n_states}",
        size.n_hidden,
        size.n_conditions,
        n_examples,
        f"{result.errors[-1]:.3f}",
        f"{result.likelihoods[-1]:.3f} / {result.held_out[-1]:.3f}",
        f"{result.seconds:.0f}",
    )
    return f"| {' | '.join(map(str, cells))} |"


_CREDITS = {
    "pop909": "POP909 (Wang et al., ISMIR 2020; MIT), melody track and annotated chords and beats",
    "nottingham": "Nottingham dataset, cleaned by Jukedeck (GPLv3 files; traditional tunes)",
    "openewld": "OpenEWLD (Simonetta; public-domain lead sheets, MIT)",
    "lieder": "OpenScore Lieder corpus (CC0), voice and AugmentedNet's chord analysis",
}
