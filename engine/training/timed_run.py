"""Trains for so many seconds of processor time, saves on the way, and goes on where it stopped."""

from __future__ import annotations

import io
import pickle
import time
from pathlib import Path
from typing import Any, Protocol

import torch

from engine.errors import ResourceError
from engine.progress import Progress
from engine.training.checkpoints import write_atomically

__all__ = ["Learner", "load_run", "train_for"]


class Learner(Protocol):
    """Something that learns a batch at a time and can be put down and taken up again."""

    def learn(self, done: float) -> None:
        """Take one batch; ``done`` is the share of the time that has passed, 0 to 1."""

    def state(self) -> dict[str, Any]:
        """Everything needed to go on: tensors, numbers and texts."""

    def restore(self, state: dict[str, Any]) -> None:
        """Take up a state."""


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
            _save(learner, file, spent)
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


def _resume(learner: Learner, file: Path) -> float:
    if not file.exists():
        return 0.0
    run = load_run(file)
    try:
        learner.restore(run["state"])
        return float(run["spent"])
    except (KeyError, RuntimeError, ValueError) as error:
        raise ResourceError(
            f"{file} belongs to a machine of another shape: {error}",
            hint="Choose another folder for the runs, or delete the file.",
        ) from error


def _save(learner: Learner, file: Path, spent: float) -> None:
    content = io.BytesIO()
    torch.save({"state": learner.state(), "spent": spent}, content)
    write_atomically(file, content.getvalue())
