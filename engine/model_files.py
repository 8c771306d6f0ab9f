"""Reads a trained model: ``config.json`` beside ``checkpoint.safetensors``.

Anybody may hand on a folder with a model in it, so what its files claim is looked at before they
are read: a few numbers in a description can ask for any amount of memory.
"""

from __future__ import annotations

import contextlib
import textwrap
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from engine import resources
from engine.errors import OptionError, ResourceError
from engine.files import read_json

__all__ = ["CHECKPOINT", "CONFIG", "map_array", "read_config", "read_model", "shipped_model"]

CHECKPOINT, CONFIG = "checkpoint.safetensors", "config.json"

_LARGEST_CONFIG = 4_000_000
"""Bytes; a library of four thousand songs names its sources in a quarter of that."""
_LARGEST_WEIGHTS = 200_000_000
"""Bytes; the largest transformer that `affetto train` makes takes 50 million."""
_LARGEST_HEADER = 1_000_000
_MOST_ENTRIES = 50_000_000

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
        config = read_config(folder)
        _check_weights(folder / CHECKPOINT)
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


def read_config(folder: Path) -> dict[str, Any]:
    """Read what a model's folder says of it.

    Raises
    ------
    OSError, ValueError
        If it cannot be read, is too large or too deeply nested, or is no object.
    """
    config = read_json(folder / CONFIG, _LARGEST_CONFIG)
    if not isinstance(config, dict):
        raise ValueError("its description is no object")  # noqa: TRY004 - of the file
    return config


def _check_weights(file: Path) -> None:
    """Look at a file of safetensors before it is read.

    Raises
    ------
    OSError, ValueError
        If it cannot be read, or says that it holds more than any model.
    """
    with file.open("rb") as stream:
        header = int.from_bytes(stream.read(8), "little")
        size = stream.seek(0, 2)
    if header > _LARGEST_HEADER or size > _LARGEST_WEIGHTS:
        raise ValueError(f"its weights take {max(header, size) / 1e6:.0f} MB, more than any model")


def map_array(file: Path, kind: DTypeLike) -> NDArray[Any]:
    """Open a row of values that ``np.save`` wrote, leaving it on the disk until it is used.

    Raises
    ------
    OSError, ValueError
        If it cannot be read, is cut short, or holds values of another kind.
    """
    try:
        array = np.load(file, mmap_mode="r", allow_pickle=False)
    except OSError:
        raise
    except Exception as error:  # the parser of a header raises whatever its bytes provoke
        raise ValueError(f"{file.name} is damaged: {error}") from error
    if not isinstance(array, np.ndarray) or array.dtype != np.dtype(kind) or array.ndim != 1:
        raise ValueError(f"{file.name} holds something else")
    if len(array) > _MOST_ENTRIES:
        raise ValueError(f"{file.name} has {len(array)} entries, more than any model")
    return array
