"""How the next sample is drawn from the network's outputs, compiled by numba.

Chance comes in as numbers between 0 and 1, so that the same numbers give the same samples.
"""

from __future__ import annotations

# ruff: noqa: PLR0913, PLR0917 - values go one by one, as to a C function
import math
from typing import Any

import numpy as np

from engine.synthesis.wavenet.compiling import compiled
from engine.synthesis.wavenet.kernels import LANES, exponentials
from engine.synthesis.wavenet.model import LEAST_LOG_SCALE, MEAN_UNIT

__all__ = ["compress", "draw_levels", "draw_mixture"]

_F = np.float32
_MEAN_UNIT = np.float32(MEAN_UNIT)
_LEAST_SCALE = np.float32(math.exp(LEAST_LOG_SCALE))
_LOG_256 = np.float32(math.log(256.0))  # the µ-law's own constant (ITU-T G.711 with 255)


@compiled
def draw_mixture(
    logits: Any, b: int, n: int, chance: Any, centre: Any, spread: Any, heat: Any
) -> Any:
    """Draw a sample of lane ``b`` around the source and what is expected of the residual.

    ``chance[0]`` picks one of the ``n`` logistics, ``chance[1]`` a place in it.
    """
    top = logits[0, b]
    for k in range(n):
        top = max(top, logits[k, b])
    total = _F(0)
    for k in range(n):
        total += _F(math.exp(logits[k, b] - top))
    aim, running, chosen = chance[0] * total, _F(0), n - 1
    for k in range(n):
        running += _F(math.exp(logits[k, b] - top))
        if running >= aim:
            chosen = k
            break
    place = min(max(chance[1], _F(1e-5)), _F(1 - 1e-5))
    deviation = _F(math.log(place / (_F(1) - place)))
    scale = _F(math.exp(min(logits[2 * n + chosen, b], _F(8))))
    noise = max(spread * scale, _LEAST_SCALE) * heat * deviation
    mean = logits[n + chosen, b] * _MEAN_UNIT
    return min(max(centre + spread * mean + noise, _F(-1)), _F(1))


@compiled
def compress(value: Any) -> Any:
    """µ-law of a sample."""
    size = _F(math.log(_F(1) + _F(255) * abs(value))) / _LOG_256
    return size if value > 0 else -size


@compiled
def _expand(level: int) -> Any:
    """Sound of a µ-law level, 0 to 255."""
    compressed = _F(level) * _F(2 / 255) - _F(1)
    size = (_F(math.exp(abs(compressed) * _LOG_256)) - _F(1)) / _F(255)
    return size if compressed > 0 else -size


@compiled
def draw_levels(state: Any, chance: Any, t: int, heat: Any, out: Any) -> None:
    """Draw one of 256 levels for each lane; the logits become probabilities."""
    logits, spare = state.logits, state.spare
    n_lanes = len(out)
    for b in range(LANES):
        spare[1, b] = _F(1) / heat
        if b < n_lanes:
            peak = logits[0, b]
            for i in range(256):
                peak = max(peak, logits[i, b])
        spare[0, b] = peak  # one stream's peak fills the vector
    address = np.int64(spare.ctypes.data)
    n_vectors = 256 * n_lanes // LANES
    first = np.int64(logits.ctypes.data)
    exponentials(first, address, address + 4 * LANES, address + 8 * LANES, n_vectors)
    if n_lanes == 1:
        total = _F(0)
        for b in range(LANES):
            total += spare[2, b]
        spare[2, 0] = total
    for b in range(n_lanes):
        out[b, t] = _expand(_reach(logits, b, chance[b, t, 0] * spare[2, b]))


@compiled
def _reach(probabilities: Any, b: int, aim: Any) -> int:
    """Find the level at which the running sum of lane ``b`` comes to ``aim``."""
    running = _F(0)
    for level in range(255):
        running += probabilities[level, b]
        if running >= aim:
            return level
    return 255
