"""WaveNet's generation, one sample after the other, compiled by numba."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.synthesis.wavenet.compiling import compiled
from engine.synthesis.wavenet.drawing import compress, draw_levels, draw_mixture
from engine.synthesis.wavenet.layers import push
from engine.synthesis.wavenet.model import RESIDUAL_GAIN

__all__ = ["run"]

_RESIDUAL_GAIN = np.float32(RESIDUAL_GAIN)


@compiled
def run(  # noqa: PLR0913, PLR0917 - as to a C function
    network: Any,
    state: Any,
    given: Any,
    chance: Any,
    heat: Any,
    out: Any,
    forced: Any,
    kept: Any,
) -> None:
    """Write ``out``, of shape (lanes, T).

    Arrays are filled element by element: numpy's ways of doing it take seconds to compile.

    Parameters
    ----------
    network, state
        See `engine.synthesis.wavenet.packing`.
    given
        Source, level and spread (lanes, T), predictor (lanes, taps), residuals (lanes, taps + T)
        of which the first are known, conditions (frames, layers x 2C x lanes), and the samples a
        frame.
    chance
        Shape (lanes, T, 2), uniform in 0 to 1.
    heat
        The temperature.
    forced, kept
        If ``forced`` (1, T) is not empty its samples are fed back instead of what was drawn, and
        ``kept`` (T, n_outputs) gets the outputs.
    """
    n_inputs, n_mixtures = network.sizes[3], network.sizes[4]
    source, level, spread, taps, residuals, conditions, hop = given
    n_lanes, inputs = len(out), state.inputs
    first, frame = conditions.ctypes.data, conditions.shape[1] * 4
    for t in range(out.shape[1]):
        if n_inputs == 3:
            for b in range(n_lanes):
                inputs[5, b] = source[b, t] / level[b, t]
        push(network, state, np.int64(first + (t // hop) * frame))
        for i in range(kept.shape[1]):
            kept[t, i] = state.logits[i, 0]
        if n_mixtures:
            for b in range(n_lanes):
                centre = source[b, t] + level[b, t] * _expect(taps[b], residuals[b], t)
                out[b, t] = draw_mixture(
                    state.logits, b, n_mixtures, chance[b, t], centre, spread[b, t], heat
                )
        else:
            draw_levels(state, chance, t, heat, out)
        if forced.shape[1]:
            out[0, t] = forced[0, t]
        _hear(inputs, given, out, t, n_mixtures > 0)


@compiled
def _expect(taps: Any, residuals: Any, t: int) -> Any:
    """Predict a residual, in units of the level, from those before it."""
    expected = np.float32(0)
    for i in range(len(taps)):
        expected += taps[i] * residuals[t + i]
    return expected


@compiled
def _hear(inputs: Any, given: Any, out: Any, t: int, is_mixture: bool) -> None:  # noqa: FBT001
    """Make what was written the past of the next sample."""
    source, level, _, taps, residuals, _, _ = given
    n_inputs = len(inputs) // 2
    for b in range(len(out)):
        for i in range(n_inputs):
            inputs[i, b] = inputs[i + n_inputs, b]
        residual = (out[b, t] - source[b, t]) / level[b, t]
        residuals[b, taps.shape[1] + t] = residual
        inputs[n_inputs, b] = out[b, t] / level[b, t] if is_mixture else compress(out[b, t])
        if n_inputs == 3:
            inputs[4, b] = residual * _RESIDUAL_GAIN
