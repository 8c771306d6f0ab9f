"""A trained voice on disk: ``config.json`` beside ``checkpoint.safetensors``."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from engine.files import write_folder
from engine.model_files import CHECKPOINT, CONFIG, read_model
from engine.synthesis.wavenet.dimensions import Dimensions
from engine.synthesis.wavenet.model import WaveNet
from engine.synthesis.wavenet.source import KNOTS, VELOCITIES, PartialBank

__all__ = ["Voice", "load_voice", "save_voice"]

_AGAIN = "Train it again, or reinstall Affetto to get back the one that ships."


@dataclass(frozen=True, eq=False)
class Voice:
    """A network, the partials of its instruments, and notes on how it was made."""

    model: WaveNet
    bank: PartialBank | None
    notes: dict[str, Any]


def save_voice(
    folder: Path, model: WaveNet, bank: PartialBank | None, notes: dict[str, Any]
) -> None:
    """Write a voice in half precision, all of it or nothing."""
    from safetensors.numpy import save  # noqa: PLC0415 - a machine that only trains may lack it

    tensors = {f"network.{k}": v.numpy().astype(np.float16) for k, v in model.state_dict().items()}
    # 16 bits of a predictor's taps would move its poles
    tensors |= {f"network.{name}": value.numpy() for name, value in model.named_buffers()}
    if bank is not None:
        tensors |= {
            "partials.frequency": bank.frequency.astype(np.float32),
            "partials.amplitude": np.stack([bank.amplitude.real, bank.amplitude.imag]).astype(
                np.float16
            ),
            "partials.release": bank.release.astype(np.float32),
        }
    config = {
        "dimensions": asdict(model.dimensions),
        "programs": list(bank.programs) if bank else [],
        **notes,
    }
    text = json.dumps(config, indent=1) + "\n"
    write_folder(folder, {CHECKPOINT: save(tensors), CONFIG: text.encode()})


def load_voice(folder: Path) -> Voice:
    """Read a voice.

    Raises
    ------
    ResourceError
        If a file is missing or damaged, or the two do not fit together.
    """
    with read_model(folder, "the voice", _AGAIN) as (config, tensors):
        with torch.device("meta"):  # so that dimensions take no memory but that of the weights
            model = WaveNet(Dimensions(**config.pop("dimensions")))
        programs = tuple(int(program) for program in config.pop("programs"))
        model.load_state_dict(
            {
                name.removeprefix("network."): torch.from_numpy(values.astype(np.float32))
                for name, values in tensors.items()
                if name.startswith("network.")
            },
            assign=True,
        )
        bank = _read_bank(tensors, programs) if programs else None
    return Voice(model.eval(), bank, config)


def _read_bank(tensors: dict[str, Any], programs: tuple[int, ...]) -> PartialBank:
    real, imaginary = tensors["partials.amplitude"].astype(np.float32)
    if real.shape[-1] != len(KNOTS) or tensors["partials.release"].shape[1:] != VELOCITIES.shape:
        raise ValueError("its partials are those of an earlier version")
    return PartialBank(
        tensors["partials.frequency"].astype(np.float64),
        (real + 1j * imaginary).astype(np.complex64),
        tensors["partials.release"].astype(np.float64),
        programs,
    )
