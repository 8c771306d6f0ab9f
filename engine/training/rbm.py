"""Trains the Boltzmann composer: ``affetto train rbm --data DIR``.

A folder that holds the data sets of `LEAD_SHEETS` gives the composer that ships. Any other folder
gives one of the user's own: its MIDI files are read, and the machines that ship, which know much
music already, go on learning from them.
"""

from __future__ import annotations

import logging
from pathlib import Path

from engine.composition.composers.rbm import load_machines, shipped_folder
from engine.progress import Progress
from engine.training.datasets import LEAD_SHEETS, read_lead_sheets
from engine.training.lead_sheets import LeadSheet
from engine.training.machine_pair import OWN_RECIPE, Pair, Recipe, train_machines
from engine.training.midi_songs import Songs, read_songs

__all__ = ["train"]

_log = logging.getLogger(__name__)
_MOST_NAMED = 10


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
    if all(_holds(data, name) for name in LEAD_SHEETS):
        recipe = Recipe().by(minutes=minutes, persistent=persistent)
        train_machines(_read_data_sets(data, progress), output, recipe, progress)
        return ""
    songs = read_songs(data, progress)
    recipe = OWN_RECIPE.by(minutes=minutes, persistent=persistent)
    folder = output if (output / "config.json").exists() else shipped_folder()
    train_machines(songs.sheets, output, recipe, progress, Pair(*load_machines(folder)))
    return _tell(songs)


def _holds(data: Path, name: str) -> bool:
    return (data / name).is_dir() or (data / f"{name}.tar.gz").is_file()


def _read_data_sets(data: Path, progress: Progress) -> list[LeadSheet]:
    sheets: list[LeadSheet] = []
    for number, name in enumerate(LEAD_SHEETS):
        progress.update(f"reading {name}", number / len(LEAD_SHEETS))
        sheets += read_lead_sheets(data, [name])
        _log.info("%s: %d songs so far", name, len(sheets))
    return sheets


def _tell(songs: Songs) -> str:
    """Say what was learned from, and which files were not."""
    lines = [f"learned from {len(songs.sheets)} of {songs.n_found} MIDI files"]
    named = list(songs.left_out.items())
    lines += [f"left out: {file} ({reason})" for file, reason in named[:_MOST_NAMED]]
    if len(named) > _MOST_NAMED:
        lines.append(f"left out: {len(named) - _MOST_NAMED} more; -v names them all")
    return "\n".join(lines)
