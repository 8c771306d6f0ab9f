"""Training models, and saying whether everything works."""

from __future__ import annotations

import argparse
import dataclasses
import json

from engine.checkup import check_all
from engine.commands.console import show_progress
from engine.errors import OptionError
from engine.progress import Progress
from engine.training.trainers import load_trainer

__all__ = [
    "check",
    "train",
]


def train(options: argparse.Namespace) -> int:
    """Train a model and write what it learned into a folder."""
    if not options.data.is_dir():
        raise OptionError(
            f"there is no folder {options.data}", hint="Name the folder with the data after --data."
        )
    load_trainer(options.name)(options.data, options.output, Progress(show_progress))
    return 0


def check(options: argparse.Namespace) -> int:
    """Say of every part whether it works; fail if the main job cannot run."""
    findings = check_all()
    if options.json:
        print(json.dumps([dataclasses.asdict(finding) for finding in findings]))
    else:
        for finding in findings:
            mark = "ok     " if finding.works else "missing" if finding.is_needed else "absent "
            print(f"{mark}  {finding.part}: {finding.state}")
            if finding.hint:
                print(f"         {finding.hint}")
    return 1 if any(finding.is_needed and not finding.works for finding in findings) else 0
