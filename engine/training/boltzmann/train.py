"""Trains the Boltzmann composer: ``affetto train rbm --data DIR``.

A folder that holds the data sets of `LEAD_SHEETS` gives the composer that ships. Any other folder
gives one of the user's own: its MIDI files are read, and the machines that ship, which know much
music already, go on learning from them.
"""

from __future__ import annotations

import logging
from pathlib import Path

from engine.composition.boltzmann.known_bars import KnownBars
from engine.composition.boltzmann.loading import load_machines, shipped_folder
from engine.files import make_folder, write_whole
from engine.lessons import Follow
from engine.progress import Progress
from engine.training.boltzmann.machine_pair import OWN_RECIPE, Pair, PairRecipe, train_machines
from engine.training.corpora.archives import holds_data
from engine.training.corpora.datasets import LEAD_SHEETS, read_lead_sheets
from engine.training.corpora.lead_sheets import LeadSheet
from engine.training.corpora.midi_songs import read_songs

__all__ = ["teach", "train"]

_ROOM = 8_000_000
"""Bytes: both machines, and one run on its way."""

_log = logging.getLogger(__name__)


def train(
    data: Path,
    output: Path,
    progress: Progress,
    *,
    minutes: float | None = None,
    persistent: bool = False,
) -> str:
    """Train both machines and write them to ``output``; run again, it goes on.

    Parameters
    ----------
    minutes
        How long to train, by the clock and all runs together.
    persistent
        Whether to train by persistent contrastive divergence.

    Returns
    -------
    str
        What a person may want to know.

    Raises
    ------
    ResourceError
        If there is no music to learn from or the output cannot be written.
    CompositionError
        If training diverges; what ``output`` held is kept.
    JobCancelledError
        If the user asked to stop; what was learned is kept.
    """
    if all(holds_data(data, name) for name in LEAD_SHEETS):
        recipe = PairRecipe().by(minutes=minutes, persistent=persistent)
        train_machines(_read_data_sets(data, progress), output, recipe, progress)
        return ""
    songs = read_songs(data, progress)
    recipe = OWN_RECIPE.by(minutes=minutes, persistent=persistent)
    teach(songs.sheets, output, progress, recipe=recipe)
    return songs.told


def teach(
    sheets: list[LeadSheet],
    output: Path,
    progress: Progress,
    *,
    recipe: PairRecipe | None = None,
    follow: Follow | None = None,
) -> None:
    """Let a composer of the user's own go on learning; one that is not there begins as ours.

    Parameters
    ----------
    follow
        Is told how it goes; see `engine.training.boltzmann.contrastive_run.fit`.

    Raises
    ------
    CompositionError, ExportError, JobCancelledError, ResourceError
        See `train`.
    """
    _try_place(output)
    folder = output if (output / "config.json").exists() else shipped_folder()
    taught = Pair(*load_machines(folder), KnownBars.read(folder))
    train_machines(sheets, output, recipe or OWN_RECIPE, progress, taught, follow)


def _try_place(folder: Path) -> None:
    """Find out before the work whether its fruit could be kept: it takes no more than this."""
    make_folder(folder)
    file = folder / "place.part"
    write_whole(file, bytes(_ROOM), overwrite=True)
    file.unlink()


def _read_data_sets(data: Path, progress: Progress) -> list[LeadSheet]:
    sheets: list[LeadSheet] = []
    for number, name in enumerate(LEAD_SHEETS):
        progress.update(f"reading {name}", number / len(LEAD_SHEETS))
        sheets += read_lead_sheets(data, [name])
        _log.info("%s: %d songs so far", name, len(sheets))
    return sheets
