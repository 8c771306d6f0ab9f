"""Chooses what writes the sound: compiled where numba works, in plain torch where it does not."""

from __future__ import annotations

import hashlib
import logging
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import torch

from engine.errors import SynthesisError
from engine.synthesis.wavenet.generator import Generator, Given
from engine.synthesis.wavenet.model import WaveNet
from engine.synthesis.wavenet.torch_generator import TorchGenerator

__all__ = ["cache_folder", "make_generator"]

_log = logging.getLogger(__name__)


def cache_folder() -> Path:
    """Where compiled loops are kept: a folder of the user's, which a frozen app can write to.

    Numba looks only whether the file of a function itself has changed, so every version of these
    modules gets a folder of its own.
    """
    import platformdirs  # noqa: PLC0415 - only here

    sources = sorted(Path(__file__).parent.glob("*.py"))
    version = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:12]
    return Path(platformdirs.user_cache_dir("affetto")) / "numba" / version


def make_generator(model: WaveNet, n_lanes: int) -> Generator:
    """Give the fastest generator that works here.

    The first time on a machine this takes some seconds, in which the loops are compiled.
    """
    try:
        folder = _choose_cache()
        try:
            return _compiled(model, n_lanes)
        except Exception:  # noqa: BLE001 - what a damaged cache raises depends on where it is hurt
            _log.info("the compiled loops in %s are of no use; compiling anew", folder)
            _empty(folder)
            return _compiled(model, n_lanes)
    except Exception:  # noqa: BLE001 - numba fails in many ways, and torch is always there
        _log.warning("WaveNet runs uncompiled, which is slow", exc_info=True)
        return TorchGenerator(model, n_lanes)


def _choose_cache() -> Path:
    """Tell numba where to keep what it compiles, unless it has been told; drop older versions."""
    import numba  # noqa: PLC0415 - half a second

    config: Any = numba.config
    if not config.CACHE_DIR:
        folder = cache_folder()
        config.CACHE_DIR = str(folder)
        for older in folder.parent.glob("*"):
            if older != folder:
                shutil.rmtree(older, ignore_errors=True)
    return Path(config.CACHE_DIR)


def _empty(folder: Path) -> None:
    """Remove the loops that were kept, but not their folders, which numba makes only once."""
    for kept in folder.rglob("*.nb[ci]"):
        kept.unlink(missing_ok=True)


def _compiled(model: WaveNet, n_lanes: int) -> Generator:
    from engine.synthesis.wavenet.compiled_generator import (  # noqa: PLC0415 - imports numba
        CompiledGenerator,
    )

    generator = CompiledGenerator(model, n_lanes)
    _try_out(generator, model)
    return generator


def _try_out(generator: Generator, model: WaveNet) -> None:
    """Write a few samples, which compiles the loops, and forget them."""
    d = model.dimensions
    quiet = torch.zeros(generator.n_lanes, d.hop_length)
    conditions = torch.zeros(generator.n_lanes, 1, d.n_layers, 2 * d.n_channels)
    chance = np.full((generator.n_lanes, d.hop_length, 2), 0.5, dtype=np.float32)
    taps = torch.zeros(generator.n_lanes, d.n_taps)
    level = quiet + 0.1
    samples = generator.run(Given(quiet, level, level, taps, conditions), chance, 1.0)
    if not np.isfinite(samples).all():
        raise SynthesisError("the compiled network gives no numbers")
    generator.reset()
