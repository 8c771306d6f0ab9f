"""The four piano-roll sets on which models of polyphony are compared.

88 keys from A0 to C8, one frame a step, cut into training, validation and test pieces as published.

References
----------
Boulanger-Lewandowski, Bengio and Vincent, "Modeling Temporal Dependencies in High-Dimensional
Sequences", ICML 2012.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import ResourceError
from engine.training.corpora.archives import open_data

__all__ = ["N_KEYS", "SETS", "SPLITS", "PolyphonySet", "Rolls", "read_set"]

N_KEYS = 88

SETS: dict[str, str] = {
    "jsb": "JSB_Chorales.mat",
    "nottingham": "Nottingham.mat",
    "musedata": "MuseData.mat",
    "piano": "Piano_midi.mat",
}
"""The sets by the name a user gives, and the file of each."""

SPLITS = ("train", "valid", "test")

Rolls = tuple[NDArray[np.bool_], ...]
"""Pieces, each of shape (frames, 88)."""


@dataclass(frozen=True)
class PolyphonySet:
    """One set in its published splits."""

    name: str
    train: Rolls
    valid: Rolls
    test: Rolls

    def frames(self, split: str) -> NDArray[np.bool_]:
        """Every frame of a split, shape (frames, 88): the unit over which figures are averaged."""
        rolls: Rolls = getattr(self, split)
        return np.concatenate(rolls)


def read_set(data: Path, name: str) -> PolyphonySet:
    """Read one of `SETS`.

    Parameters
    ----------
    data
        Folder that holds ``piano_rolls/`` or ``piano_rolls.tar.gz``.

    Raises
    ------
    ResourceError
        If the set is unknown, missing or damaged.
    """
    if name not in SETS:
        raise ResourceError(
            f"there is no piano-roll set {name!r}", hint=f"Choose one of: {', '.join(SETS)}."
        )
    with open_data(data, "piano_rolls") as folder:
        content = _read_mat(folder / SETS[name])
    return PolyphonySet(name, *(_rolls(content, split, name) for split in SPLITS))


def _read_mat(path: Path) -> dict[str, Any]:
    from scipy.io import loadmat  # noqa: PLC0415 - slow to load

    try:
        content: dict[str, Any] = loadmat(path)
    except (OSError, ValueError, TypeError, NotImplementedError) as error:
        raise ResourceError(
            f"{path} cannot be read: {error}", hint="Copy the file again."
        ) from error
    return content


def _rolls(content: dict[str, Any], split: str, name: str) -> Rolls:
    pieces = content.get(f"{split}data")
    if pieces is None or not pieces.size:
        raise ResourceError(f"{SETS[name]} has no {split} pieces", hint="Copy the file again.")
    rolls = tuple(np.asarray(piece) != 0 for piece in pieces.flat)
    for number, roll in enumerate(rolls):
        if roll.ndim != 2 or roll.shape[1] != N_KEYS or not len(roll):
            raise ResourceError(
                f"piece {number} of {SETS[name]} has shape {roll.shape}, expected (frames, 88)",
                hint="Copy the file again.",
            )
    return rolls
