"""Trains for so many seconds of processor time, saves on the way, and goes on where it stopped."""

from __future__ import annotations

import pickle
import time
from pathlib import Path
from typing import Any, Protocol

import torch

from engine.errors import ResourceError
from engine.files import make_folder, write_whole
from engine.progress import Progress
from engine.training.contents import of_state

__all__ = ["Learner", "Resumable", "load_run", "restore_run", "save_run", "train_for"]


class Resumable(Protocol):
    """Something that can be put down and taken up again."""

    def state(self) -> dict[str, Any]:
        """Everything needed to go on: tensors, numbers and texts."""

    def restore(self, state: dict[str, Any]) -> None:
        """Take up a state."""


class Learner(Resumable, Protocol):
    """Something that learns a batch at a time."""

    def learn(self, done: float) -> None:
        """Take one batch; ``done`` is the share of the time that has passed, 0 to 1."""


def train_for(  # noqa: PLR0913 - a run is its learner, place and length
    learner: Learner,
    file: Path,
    seconds: float,
    progress: Progress,
    *,
    name: str,
    save_every: float = 30.0,
) -> float:
    """Train until ``seconds`` of processor time are spent, those of earlier runs included.

    A run that is stopped loses at most ``save_every`` seconds; one that fails leaves the last
    checkpoint as it was.

    Returns
    -------
    float
        Seconds spent in all.

    Raises
    ------
    ResourceError
        If the checkpoint cannot be read or written.
    JobCancelledError
        If the user asked to stop.
    """
    spent = _resume(learner, file)
    began, saved = time.process_time() - spent, spent
    while spent < seconds:
        progress.update(name, spent / seconds)
        learner.learn(spent / seconds)
        spent = time.process_time() - began
        if spent - saved >= save_every or spent >= seconds:
            save_run(learner, file, spent)
            saved = spent
    return spent


def load_run(file: Path) -> dict[str, Any]:
    """Read a checkpoint: ``state`` and ``spent``.

    Raises
    ------
    ResourceError
        If it is missing or damaged.
    """
    try:
        run: dict[str, Any] = torch.load(file, weights_only=True)
    except (OSError, RuntimeError, EOFError, pickle.UnpicklingError) as error:
        raise ResourceError(
            f"{file} cannot be read: {error}", hint="Delete it and train again."
        ) from error
    return run


def restore_run(run: Resumable, kept: dict[str, Any], file: Path) -> float:
    """Take up what `load_run` read from a file; give the seconds spent on it.

    Raises
    ------
    ResourceError
        If it is that of another machine.
    """
    try:
        run.restore(kept["state"])
        return float(kept["spent"])
    except (KeyError, RuntimeError, TypeError, ValueError) as error:
        raise ResourceError(
            f"{file} belongs to a machine of another shape: {error}",
            hint="Choose another folder for the runs, or delete the file.",
        ) from error


def save_run(run: Resumable, file: Path, spent: float, **figures: float) -> None:
    """Keep a run, and the seconds spent on it, in a file that is never half written.

    Raises
    ------
    ResourceError
        If it cannot be written; the last one stays as it was.
    """
    content = of_state({"state": run.state(), "spent": spent, **figures})
    make_folder(file.parent)
    write_whole(file, content, overwrite=True)


def _resume(learner: Learner, file: Path) -> float:
    return restore_run(learner, load_run(file), file) if file.exists() else 0.0
