"""Writes what inference reads: weights, sizes and a card, all or nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from torch import Tensor

from engine.errors import ResourceError
from engine.files import write_folder

__all__ = ["save_model"]

_NOTHING: Mapping[str, bytes] = {}


def save_model(
    folder: Path,
    weights: dict[str, Tensor],
    config: dict[str, Any],
    card: str,
    others: Mapping[str, bytes] = _NOTHING,
) -> None:
    """Write ``checkpoint.safetensors``, ``config.json`` and ``MODEL_CARD.md`` in one step.

    Parameters
    ----------
    folder
        Made if it is not there.
    weights
        Stored in half precision.
    others
        Files that belong to the model, by name.

    Raises
    ------
    ExportError
        If the folder cannot be written; what was there is kept.
    ResourceError
        If a weight is not finite.
    """
    for name, tensor in weights.items():
        if not tensor.isfinite().all():
            raise ResourceError(
                f"weight {name!r} is not finite", hint="Train again at half the rate."
            )
    from safetensors.torch import save  # noqa: PLC0415 - not on machines that only train

    halves = {name: tensor.detach().half().contiguous() for name, tensor in weights.items()}
    text = json.dumps(config, ensure_ascii=False, indent=1) + "\n"
    contents = {
        **others,
        "checkpoint.safetensors": save(halves),
        "MODEL_CARD.md": card.encode(),
        "config.json": text.encode(),  # last: without it, the folder holds no model
    }
    write_folder(folder, contents)
