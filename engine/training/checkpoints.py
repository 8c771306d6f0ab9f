"""Writes what inference reads: weights, sizes and a card, all or nothing."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from torch import Tensor

from engine.errors import ResourceError

__all__ = ["save_model", "write_atomically"]


def save_model(folder: Path, weights: dict[str, Tensor], config: dict[str, Any], card: str) -> None:
    """Write ``checkpoint.safetensors``, ``config.json`` and ``MODEL_CARD.md``.

    Parameters
    ----------
    folder
        Made if it is not there.
    weights
        Stored in half precision.

    Raises
    ------
    ResourceError
        If the folder cannot be written, or a weight is not finite; what was there is kept.
    """
    for name, tensor in weights.items():
        if not tensor.isfinite().all():
            raise ResourceError(
                f"weight {name!r} is not finite", hint="Train again at half the rate."
            )
    from safetensors.torch import save  # noqa: PLC0415 - not on machines that only train

    halves = {name: tensor.detach().half().contiguous() for name, tensor in weights.items()}
    text = json.dumps(config, ensure_ascii=False, indent=1) + "\n"
    write_atomically(folder / "checkpoint.safetensors", save(halves))
    write_atomically(folder / "config.json", text.encode())
    write_atomically(folder / "MODEL_CARD.md", card.encode())


def write_atomically(file: Path, content: bytes) -> None:
    """Write a file aside and rename it, so that it is never half there.

    Raises
    ------
    ResourceError
        If it cannot be written.
    """
    aside: Path | None = None
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as stream:
            aside = Path(stream.name)
            stream.write(content)
        aside.chmod(0o644)
        aside.replace(file)
    except OSError as error:
        if aside is not None:
            aside.unlink(missing_ok=True)
        raise ResourceError(
            f"{file} cannot be written: {error}", hint="Choose another folder, or make room."
        ) from error
