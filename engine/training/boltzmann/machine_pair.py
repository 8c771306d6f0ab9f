"""Trains the two Boltzmann machines of a composer, one for chords and one for melody."""

from __future__ import annotations

import dataclasses
import itertools
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import torch

from engine.composition.boltzmann.conditions import (
    N_BAR_TRAITS,
    N_PHRASE_TRAITS,
)
from engine.composition.boltzmann.known_bars import KnownBars
from engine.composition.boltzmann.loading import machine_sizes
from engine.composition.boltzmann.machine import BoltzmannMachine
from engine.composition.grid import columns_of, readable_metre
from engine.composition.harmony import Degree
from engine.errors import JobCancelledError, ResourceError
from engine.lessons import CurvePoint, Follow
from engine.progress import Progress
from engine.training.boltzmann.bars import (
    Example,
    Examples,
    choose_vocabulary,
    cut_bars,
    cut_phrases,
    draw_bars,
)
from engine.training.boltzmann.card import write_card
from engine.training.boltzmann.contrastive_divergence import MachineTask, Schedule
from engine.training.boltzmann.contrastive_run import TrainedMachine, fit
from engine.training.checkpoints import save_model
from engine.training.corpora.lead_sheets import LeadSheet

__all__ = ["OWN_RECIPE", "Pair", "PairRecipe", "is_held_out", "train_machines"]

_HARMONY_SHARE = 0.15
_MELODY_SHARE = 1 - _HARMONY_SHARE
"""Of the time: chords are learned sooner than melodies."""


@dataclass(frozen=True)
class PairRecipe:
    """Sizes and schedules of the two machines.

    Attributes
    ----------
    n_chords
        In the vocabulary.
    held_out
        One song in so many is kept for validation.
    minutes
        Length of the training by the clock; None for as long as the schedules say.
    """

    n_chords: int = 63
    held_out: int = 20
    harmony_hidden: int = 192
    melody_hidden: int = 384
    harmony: Schedule = field(default_factory=lambda: Schedule(epochs=8))
    melody: Schedule = field(default_factory=lambda: Schedule(epochs=24, steps=8))
    seed: int = 0
    minutes: float | None = None

    def by(self, *, minutes: float | None, persistent: bool) -> PairRecipe:
        """Give the recipe with a length and a way of training."""
        return replace(
            self,
            minutes=minutes,
            harmony=replace(self.harmony, persistent=persistent),
            melody=replace(self.melody, persistent=persistent),
        )

    def seconds(self, share: float) -> float | None:
        """Give a share of the time, if it is given."""
        return None if self.minutes is None else 60 * self.minutes * share


OWN_RECIPE = PairRecipe(
    held_out=10,
    harmony=Schedule(epochs=6, rate=3e-4, least=60, judged=400, looks=2),
    melody=Schedule(epochs=8, rate=2e-4, steps=5, least=150, judged=300, looks=3),
)
"""For machines that know music already, and perhaps a handful of songs."""


@dataclass(frozen=True)
class Pair:
    """Two machines, the vocabulary of chords, and the bars of melody learned from."""

    harmony: BoltzmannMachine
    melody: BoltzmannMachine
    vocabulary: list[Degree]
    known: KnownBars = field(default_factory=KnownBars)

    @classmethod
    def untaught(cls, recipe: PairRecipe, vocabulary: list[Degree]) -> Pair:
        """Make machines that know nothing."""
        hidden = recipe.harmony_hidden, recipe.melody_hidden
        harmony, melody = machine_sizes(len(vocabulary), *hidden)
        return cls(BoltzmannMachine(harmony), BoltzmannMachine(melody), vocabulary)

    def save(self, folder: Path, card: str) -> None:
        """Write what a composer reads."""
        machines = {"harmony": self.harmony, "melody": self.melody}
        weights = {
            f"{name}.{key}": tensor
            for name, machine in machines.items()
            for key, tensor in machine.state_dict().items()
        }
        sizes = {name: dataclasses.asdict(machine.size) for name, machine in machines.items()}
        vocabulary = [[degree.root, degree.quality] for degree in self.vocabulary]
        config: dict[str, Any] = {"kind": "rbm", **sizes, "vocabulary": vocabulary}
        save_model(folder, weights, config, card, {KnownBars.FILE: self.known.content})


def train_machines(  # noqa: PLR0913, PLR0917 - a training is its music, place, recipe and listeners
    sheets: list[LeadSheet],
    output: Path,
    recipe: PairRecipe,
    progress: Progress,
    taught: Pair | None = None,
    follow: Follow | None = None,
) -> None:
    """Train both machines on lead sheets and write them.

    Parameters
    ----------
    taught
        Machines that go on learning; None for new ones.
    follow
        Is told how it goes; see `fit`.

    Raises
    ------
    ResourceError
        If there is too little to learn from, or the output cannot be written.
    JobCancelledError
        If the user asked to stop; taught machines are written as they are by then.
    """
    torch.manual_seed(recipe.seed)
    pair = taught or Pair.untaught(recipe, choose_vocabulary(sheets, recipe.n_chords))
    pair = replace(pair, known=pair.known | _bars_of(sheets))
    for machine in (pair.harmony, pair.melody):
        machine.float().requires_grad_(requires_grad=True)
    fits: dict[str, TrainedMachine] = {}
    n_examples: dict[str, int] = {}
    try:
        for task, schedule, seconds in _tasks(sheets, pair, recipe, is_taught=taught is not None):
            n_examples[task.name] = len(task.examples.states)
            fits[task.name] = fit(
                task,
                schedule,
                seed=recipe.seed,
                progress=progress,
                file=output / f"{task.name}.run",
                seconds=seconds,
                follow=follow and _part_of(follow, task.name),
            )
            task.machine.load_state_dict(fits[task.name].machine.state_dict())
            if progress.has_enough:
                break  # before the examples of the next machine are cut
    except JobCancelledError:
        if taught is not None:
            pair.save(output, write_card(sheets, n_examples, fits))
        raise
    pair.save(output, write_card(sheets, n_examples, fits))
    for name in fits:
        (output / f"{name}.run").unlink(missing_ok=True)


def _tasks(
    sheets: list[LeadSheet], pair: Pair, recipe: PairRecipe, *, is_taught: bool
) -> Iterator[tuple[MachineTask, Schedule, float | None]]:
    """Cut the examples for one machine after the other, to spare memory."""
    parts = _split(sheets, recipe.held_out)
    numbers = {degree: number for number, degree in enumerate(pair.vocabulary)}
    phrases = [_gather(cut_phrases(sheet, numbers) for sheet in part) for part in parts]
    if examples := _with_validation(phrases):  # songs of three bars have none, and that may be
        task = MachineTask("harmony", pair.harmony, *examples, N_PHRASE_TRAITS, is_taught)
        yield task, recipe.harmony, recipe.seconds(_HARMONY_SHARE)
    del phrases, examples
    examples = _with_validation([_gather(map(cut_bars, part)) for part in parts])
    if examples is None:
        raise ResourceError(
            f"no bar of melody in {len(sheets)} songs can be used", hint="Give more music."
        )
    task = MachineTask("melody", pair.melody, *examples, N_BAR_TRAITS, is_taught)
    yield task, recipe.melody, recipe.seconds(_MELODY_SHARE)


def _part_of(follow: Follow, name: str) -> Follow:
    """Give whom one machine tells, for whom both are the whole."""
    first, size = (0.0, _HARMONY_SHARE) if name == "harmony" else (_HARMONY_SHARE, _MELODY_SHARE)

    def tell(done: float, point: CurvePoint | None) -> None:
        whole = first + size * done
        follow(whole, point and replace(point, done=whole))

    return tell


def _bars_of(sheets: Iterable[LeadSheet]) -> KnownBars:
    """Give all bars of melody, those of songs that are held out too."""
    metres = ((sheet, readable_metre(sheet.metre)) for sheet in sheets)
    bars = (draw_bars(sheet, columns_of(metre)) for sheet, metre in metres if metre)
    return KnownBars.of(itertools.chain.from_iterable(bars))


def _gather(cuts: Iterable[Iterable[Example]]) -> Examples | None:
    """Stack the examples of all songs; None if there are none."""
    rows = list(itertools.chain.from_iterable(cuts))
    return Examples.gather(rows) if rows else None


def _with_validation(parts: Sequence[Examples | None]) -> tuple[Examples, Examples] | None:
    """Give examples to learn and to validate on, the same where there are not two kinds."""
    found = [part for part in parts if part is not None]
    return (found[0], found[-1]) if found else None


def _split(sheets: list[LeadSheet], one_in: int) -> tuple[list[LeadSheet], list[LeadSheet]]:
    """Split by song, the same way for ever; of a few songs one is held out, of one song none."""
    held_out = [sheet for sheet in sheets if is_held_out(sheet.name, one_in)]
    known = [sheet for sheet in sheets if not is_held_out(sheet.name, one_in)]
    if not known or not held_out:
        ordered = sorted(sheets, key=lambda sheet: zlib.crc32(sheet.name.encode()))
        known, held_out = ordered[1:], ordered[:1]
    return known, held_out


def is_held_out(name: str, one_in: int = PairRecipe.held_out) -> bool:
    """Whether a song is kept for validation."""
    return zlib.crc32(name.encode()) % one_in == 0
