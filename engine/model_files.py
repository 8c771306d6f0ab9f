"""Reads a trained model: ``config.json`` beside ``checkpoint.safetensors``."""

from __future__ import annotations

import contextlib
import json
import textwrap
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from engine import resources
from engine.errors import OptionError, ResourceError

__all__ = ["CHECKPOINT", "CONFIG", "read_model", "shipped_model"]

CHECKPOINT, CONFIG = "checkpoint.safetensors", "config.json"

Weights = dict[str, Any]
"""Arrays by name, as they are stored: half precision, most of them."""


def shipped_model(name: str, files: Iterable[str] = (CONFIG, CHECKPOINT)) -> Path:
    """Give the folder of a model that ships, its files checked.

    Parameters
    ----------
    name
        Below ``resources/models``.

    Raises
    ------
    ResourceError
        If a file is missing or damaged.
    """
    checked = [resources.path(f"models/{name}/{file}") for file in files]
    return checked[0].parent


@contextlib.contextmanager
def read_model(folder: Path, what: str, hint: str) -> Iterator[tuple[dict[str, Any], Weights]]:
    """Give a model's configuration and weights to the block that builds it.

    Parameters
    ----------
    what
        The model in words, such as ``"the transformer"``.
    hint
        What to do about one that cannot be read.

    Raises
    ------
    ResourceError
        If a file is missing or damaged, or if the block finds that the two do not fit together.
    """
    from safetensors import SafetensorError  # noqa: PLC0415 - a machine that only trains lacks it
    from safetensors.numpy import load_file  # noqa: PLC0415

    try:
        config = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
        weights: Weights = load_file(folder / CHECKPOINT)
        if not all(np.isfinite(values).all() for values in weights.values()):
            raise ValueError("some of its weights are no numbers")  # noqa: TRY301 - one way out
        yield config, weights
    except (
        OSError, ValueError, LookupError, TypeError, AttributeError, RuntimeError,
        SafetensorError, OptionError,
    ) as error:  # fmt: skip
        reason = textwrap.shorten(str(error), 200)
        raise ResourceError(f"{what} in {folder} cannot be read: {reason}", hint=hint) from error
