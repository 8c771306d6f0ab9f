"""WaveNet's generation, one sample after the other, compiled by numba."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.synthesis.wavenet.drawing import draw_level, draw_levels, draw_mixture, mu_law
from engine.synthesis.wavenet.kernels import LANES
from engine.synthesis.wavenet.layers import compiled, push_lanes, push_stream
from engine.synthesis.wavenet.model import RESIDUAL_GAIN

__all__ = ["run_lanes", "run_stream"]

_F = np.float32
_RESIDUAL_GAIN = np.float32(RESIDUAL_GAIN)


@compiled
def run_stream(  # noqa: PLR0913, PLR0917 - as to a C function
    network: Any,
    state: Any,
    hints: Any,
    chance: Any,
    heat: Any,
    out: Any,
    forced: Any,
    kept: Any,
) -> None:
    """Write ``len(out)`` samples of one stream.

    Parameters
    ----------
    network, state
        See `engine.synthesis.wavenet.packing`, for one stream.
    hints
        Source, level and spread (T,), predictor (taps,), conditions (frames, layers, 2C), and the
        samples a frame.
    chance
        Shape (T, 2), uniform in 0 to 1.
    heat
        The temperature.
    forced, kept
        If ``forced`` (T,) is not empty its samples are fed back instead of what was drawn, and
        ``kept`` (T, n_outputs) gets the outputs.
    """
    n_inputs, n_mixtures = network.sizes[3], network.sizes[4]
    source, level, spread, taps, conditions, hop = hints
    n_taps, frame = len(taps), conditions[0].size * 4
    inputs, history = state.inputs, np.empty(len(state.residuals) + len(out), _F)
    history[:n_taps] = state.residuals
    for t in range(len(out)):
        if n_inputs == 3:
            inputs[5] = source[t] / level[t]
        push_stream(network, state, conditions.ctypes.data + (t // hop) * frame)
        if len(forced):
            kept[t] = state.logits
        inputs[:n_inputs] = inputs[n_inputs:]
        if n_mixtures:
            expected = _F(0)
            for i in range(n_taps):
                expected += taps[i] * history[t + i]
            centre = source[t] + level[t] * expected
            value = draw_mixture(state.logits, n_mixtures, chance[t], centre, spread[t], heat)
            if len(forced):
                value = forced[t]
            history[n_taps + t] = (value - source[t]) / level[t]
            inputs[n_inputs] = value / level[t]
            if n_inputs == 3:
                inputs[4] = history[n_taps + t] * _RESIDUAL_GAIN
        else:
            compressed, value = mu_law(draw_level(state, chance[t, 0], heat))
            if len(forced):
                value = forced[t]
                size = math.log1p(255 * abs(value)) / math.log(256.0)
                compressed = _F(math.copysign(size, value))
            inputs[1] = compressed
        out[t] = value
    state.residuals[:] = history[len(out) :]


@compiled
def run_lanes(  # noqa: PLR0913, PLR0917
    network: Any, state: Any, hints: Any, chance: Any, heat: Any, out: Any
) -> None:
    """Write ``len(out)`` samples of `LANES` streams; see `run_stream`.

    Every array has the lanes as its last axis: hints (T, LANES), (taps, LANES) and
    (frames, layers, 2C, LANES), ``out`` (T, LANES); but ``chance`` is (T, LANES, 2).
    """
    n_inputs, n_mixtures = network.sizes[3], network.sizes[4]
    source, level, spread, taps, conditions, hop = hints
    n_taps, frame = len(taps), conditions[0].size * 4
    inputs, history = state.inputs, np.zeros((len(state.residuals) + len(out), LANES), _F)
    history[:n_taps] = state.residuals
    expected = np.zeros(LANES, _F)
    outputs = np.empty((LANES, len(state.logits)), _F)
    for t in range(len(out)):
        if n_inputs == 3:
            inputs[5] = source[t] / level[t]
        push_lanes(network, state, conditions.ctypes.data + (t // hop) * frame)
        inputs[:n_inputs] = inputs[n_inputs:]
        if n_mixtures:
            expected[:] = _F(0)
            for i in range(n_taps):
                expected += taps[i] * history[t + i]
            expected *= level[t]
            expected += source[t]
            for b in range(LANES):
                outputs[b] = state.logits[:, b]
                out[t, b] = draw_mixture(
                    outputs[b], n_mixtures, chance[t, b], expected[b], spread[t, b], heat
                )
            history[n_taps + t] = (out[t] - source[t]) / level[t]
            inputs[n_inputs] = out[t] / level[t]
            if n_inputs == 3:
                inputs[4] = history[n_taps + t] * _RESIDUAL_GAIN
        else:
            draw_levels(state, chance[t], heat, out[t])
    state.residuals[:] = history[len(out) :]
