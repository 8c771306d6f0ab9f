"""Training models, and saying whether everything works."""

from __future__ import annotations

import argparse
import dataclasses
import inspect
from pathlib import Path
from typing import Any

from engine.checkup import check_all
from engine.commands.batching import who_reads
from engine.commands.console import show_progress
from engine.composition.composers import COMPOSERS, composer_folder
from engine.errors import OptionError
from engine.progress import Progress
from engine.terminal import tell, tell_json
from engine.training.trainers import Trainer, load_trainer

__all__ = [
    "check",
    "prepare",
    "train",
]


def train(options: argparse.Namespace) -> int:
    """Train a model and write what it learned into a folder; a composer gets a name."""
    if not options.data.is_dir():
        raise OptionError(
            f"there is no folder {options.data}", hint="Name the folder with the data after --data."
        )
    trainer = load_trainer(options.name)
    output = options.output or _composer_output(options)
    told = trainer(options.data, output, Progress(show_progress), **_wanted(trainer, options))
    if told:
        tell(told)
    if options.output is None:
        tell(f'try it: affetto compose "a happy song" --composer "{output.name}" -o song.wav')
    return 0


def prepare(options: argparse.Namespace) -> int:
    """Turn data sets into the shards that the transformer is trained on."""
    from engine.training.transformer.prepare import prepare as write_shards  # noqa: PLC0415 - loads torch

    write_shards(options.data, options.output, Progress(show_progress))
    return 0


def _composer_output(options: argparse.Namespace) -> Path:
    """Give the folder of the user's composer: called as asked, or as the music's folder is."""
    if options.name not in COMPOSERS:
        raise OptionError(
            f"{options.name} is no composer and has no name",
            hint="Say with -o into which folder it shall be written.",
        )
    return composer_folder(options.called or options.data.resolve().name)


def _wanted(trainer: Trainer, options: argparse.Namespace) -> dict[str, Any]:
    """Gather the choices that were made, if the trainer knows them.

    Raises
    ------
    OptionError
        If it does not.
    """
    chosen = {
        "minutes": options.minutes,
        "persistent": options.persistent,
        "size": options.size,
        "start": options.start,
        "read_all": who_reads(options),
    }
    made = {name: value for name, value in chosen.items() if value not in (None, False)}
    taken = inspect.signature(trainer).parameters.keys()
    if made.keys() & {"read_all"} - taken:
        raise OptionError(
            f"{options.name} reads on one core",
            hint="Leave --jobs and --cluster away; concatenative takes them.",
        )
    for name in made.keys() - taken:
        raise OptionError(f"{options.name} takes no --{name}", hint=f"Leave --{name} away.")
    if options.minutes is not None and not 0 < options.minutes < 100_000:
        raise OptionError(f"{options.minutes:g} minutes are no time", hint="Choose 10, say.")
    return made


def check(options: argparse.Namespace) -> int:
    """Say of every part whether it works; fail if the main job cannot run."""
    findings = check_all()
    if options.json:
        tell_json([dataclasses.asdict(finding) for finding in findings])
    else:
        for finding in findings:
            mark = "ok     " if finding.works else "missing" if finding.is_needed else "absent "
            tell(f"{mark}  {finding.part}: {finding.state}")
            if finding.hint:
                tell(f"         {finding.hint}")
    return 1 if any(finding.is_needed and not finding.works for finding in findings) else 0
