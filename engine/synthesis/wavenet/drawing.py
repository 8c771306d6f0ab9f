"""How the next sample is drawn from the network's outputs, compiled by numba.

Chance comes in as numbers between 0 and 1, so that the same numbers give the same samples.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.synthesis.wavenet.kernels import LANES, exponentials
from engine.synthesis.wavenet.layers import compiled
from engine.synthesis.wavenet.model import MEAN_UNIT

__all__ = ["draw_level", "draw_levels", "draw_mixture", "mu_law"]

_F = np.float32
_MEAN_UNIT = np.float32(MEAN_UNIT)
_LEAST_SCALE = np.float32(math.exp(-9.5))


@compiled
def _pick(logits: Any, n: int, u: Any, v: Any) -> Any:
    """Draw a component by ``u`` and a standard logistic by ``v``.

    Returns
    -------
    tuple
        The component's mean and scale, and the deviation.
    """
    top = logits[0]
    for k in range(n):
        top = max(top, logits[k])
    total = _F(0)
    for k in range(n):
        total += _F(math.exp(logits[k] - top))
    aim, running, chosen = _F(u) * total, _F(0), n - 1
    for k in range(n):
        running += _F(math.exp(logits[k] - top))
        if running >= aim:
            chosen = k
            break
    place = min(max(v, 1e-5), 1 - 1e-5)
    scale = _F(math.exp(min(logits[2 * n + chosen], _F(8))))
    return logits[n + chosen] * _MEAN_UNIT, scale, _F(math.log(place / (1 - place)))


@compiled
def draw_mixture(  # noqa: PLR0913, PLR0917 - as to a C function
    logits: Any, n: int, chance: Any, centre: Any, spread: Any, heat: Any
) -> Any:
    """Draw a sample around the source and what is expected of the residual."""
    mean, scale, deviation = _pick(logits, n, chance[0], chance[1])
    noise = max(spread * scale, _LEAST_SCALE) * heat * deviation
    return min(max(centre + spread * mean + noise, _F(-1)), _F(1))


@compiled
def mu_law(level: int) -> Any:
    """Middle of a µ-law level, and its sound."""
    compressed = _F(level) * _F(2 / 255) - _F(1)
    size = _F(math.exp(abs(compressed) * _F(math.log(256.0))) - 1) / _F(255)
    return compressed, size if compressed > 0 else -size


@compiled
def draw_level(state: Any, u: Any, heat: Any) -> int:
    """Draw one of 256 levels for a single stream; the logits become probabilities."""
    logits, spare = state.logits, state.spare
    peak = logits[0]
    for i in range(256):
        peak = max(peak, logits[i])
    spare[0], spare[1, 0] = peak, _F(1) / heat
    address = spare.ctypes.data
    exponentials(logits.ctypes.data, address, address + 64, address + 128, 16)
    aim, running, chosen = _F(u) * spare[2].sum(), _F(0), 0
    for block in range(16):  # find the right sixteen first: sums of many are quick
        part = logits[block * 16 : block * 16 + 16].sum()
        chosen = block * 16
        if running + part >= aim or block == 15:
            break
        running += part
    for _ in range(15):
        running += logits[chosen]
        if running >= aim:
            break
        chosen += 1
    return chosen


@compiled
def draw_levels(state: Any, chance: Any, heat: Any, out: Any) -> None:
    """Draw one of 256 levels for each lane, and enter it as the next input."""
    logits, spare = state.logits, state.spare
    spare[0] = logits[0]
    for i in range(256):
        spare[0] = np.maximum(spare[0], logits[i])
    spare[1, 0] = _F(1) / heat
    address = spare.ctypes.data
    exponentials(logits.ctypes.data, address, address + 4 * LANES, address + 8 * LANES, 256)
    aim, running, chosen = spare[2], np.zeros(LANES, _F), np.zeros(LANES, np.int32)
    for b in range(LANES):
        aim[b] *= chance[b, 0]
    for i in range(255):
        row = logits[i]
        for b in range(LANES):
            running[b] += row[b]
            chosen[b] += np.int32(running[b] < aim[b])
    for b in range(LANES):
        state.inputs[1, b], out[b] = mu_law(chosen[b])
