"""Chooses what writes the sound: compiled where numba works, in plain torch where it does not."""

from __future__ import annotations

import logging

import numpy as np
import torch

from engine.errors import SynthesisError
from engine.synthesis.wavenet.generator import Conditioning, Generator
from engine.synthesis.wavenet.model import WaveNet
from engine.synthesis.wavenet.torch_generator import TorchGenerator

__all__ = ["make_generator"]

_log = logging.getLogger(__name__)


def make_generator(model: WaveNet, n_lanes: int) -> Generator:
    """Give the fastest generator that works here.

    The first time on a machine this takes some seconds, in which the loops are compiled.
    """
    try:
        from engine.synthesis.wavenet.compiling import (  # noqa: PLC0415 - numba, half a second
            CACHE,
            empty_cache,
        )

        try:
            return _compiled(model, n_lanes)
        except Exception:  # noqa: BLE001 - what a damaged cache raises depends on where it is hurt
            _log.info("the compiled loops in %s are of no use; compiling anew", CACHE)
            empty_cache()
            return _compiled(model, n_lanes)
    except Exception as error:  # noqa: BLE001 - numba fails in many ways, and torch is always there
        _log.warning("WaveNet runs uncompiled, which is slow: %s", error)
        _log.info("what the compiler said", exc_info=True)
        return TorchGenerator(model, n_lanes)


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
    samples = generator.run(Conditioning(quiet, level, level, taps, conditions), chance, 1.0)
    if not np.isfinite(samples).all():
        raise SynthesisError("the compiled network gives no numbers")
    generator.reset()
