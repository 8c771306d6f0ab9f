"""WaveNet's generation, one sample after the other, compiled by numba.

Every layer remembers its input in a ring of ``dilation + 1`` places (the queues of Fast WaveNet,
Le Paine et al. 2016): a sample costs O(layers) instead of O(2^layers). The layer below writes its
output straight into the ring, and the one above reads "past" and "now" from it, so that nothing is
copied. Biases do not appear: those of the residuals are folded into rings and conditioning, those
of the skips into the place where their sum starts (see `engine.synthesis.wavenet_packing`).
"""

from __future__ import annotations

# ruff: noqa: PLR0913, PLR0917, FBT001 - addresses and sizes go one by one, as to a C function
import math
from typing import Any

import numba
import numpy as np

from engine.synthesis.wavenet import MEAN_UNIT, RESIDUAL_GAIN
from engine.synthesis.wavenet_kernels import (
    LANES,
    ROWS,
    WIDTH,
    exponentials,
    gate_lanes,
    gate_stream,
    gate_stream_half,
    product_lanes,
    product_stream,
    product_stream_half,
)

__all__ = ["run_lanes", "run_stream"]

_P1, _P2, _P3, _P4, _P5, _P6, _P7, _P8 = product_stream
_H1, _H2, _H3, _H4, _H5, _H6, _H7, _H8 = product_stream_half
_G1, _G2, _G3, _G4 = gate_stream
_K1, _K2, _K3, _K4 = gate_stream_half
_F = np.float32
_MEAN_UNIT, _RESIDUAL_GAIN = np.float32(MEAN_UNIT), np.float32(RESIDUAL_GAIN)
_LEAST_SCALE = np.float32(math.exp(-9.5))

_compiled = numba.njit(cache=True, nogil=True, fastmath={"contract", "nsz", "arcp", "reassoc"})


@_compiled
def _multiply(  # noqa: C901, PLR0912 - numba cannot pick a kernel out of a list
    weights: int, half: bool, x: int, start: int, y: int, k: int, n: int
) -> None:
    """``y = start + W x`` for one stream: ``k`` inputs, ``n`` outputs, panel by panel."""
    size = 2 if half else 4
    vectors = n // WIDTH
    while vectors > 0:
        now = min(vectors, 8)
        if half:
            if now == 8:
                _H8(weights, x, start, y, k)
            elif now == 7:
                _H7(weights, x, start, y, k)
            elif now == 6:
                _H6(weights, x, start, y, k)
            elif now == 5:
                _H5(weights, x, start, y, k)
            elif now == 4:
                _H4(weights, x, start, y, k)
            elif now == 3:
                _H3(weights, x, start, y, k)
            elif now == 2:
                _H2(weights, x, start, y, k)
            else:
                _H1(weights, x, start, y, k)
        elif now == 8:
            _P8(weights, x, start, y, k)
        elif now == 7:
            _P7(weights, x, start, y, k)
        elif now == 6:
            _P6(weights, x, start, y, k)
        elif now == 5:
            _P5(weights, x, start, y, k)
        elif now == 4:
            _P4(weights, x, start, y, k)
        elif now == 3:
            _P3(weights, x, start, y, k)
        elif now == 2:
            _P2(weights, x, start, y, k)
        else:
            _P1(weights, x, start, y, k)
        weights += now * WIDTH * k * size
        start += now * WIDTH * 4
        y += now * WIDTH * 4
        vectors -= now


@_compiled
def _gate(weights: int, half: bool, past: int, now: int, condition: int, y: int, c: int) -> None:
    """Gated activation of ``c`` channels for one stream."""
    size = 2 if half else 4
    gates = condition + c * 4
    pairs = c // WIDTH
    while pairs > 0:
        n = min(pairs, 4)
        if half:
            if n == 4:
                _K4(weights, past, now, condition, gates, y, c)
            elif n == 3:
                _K3(weights, past, now, condition, gates, y, c)
            elif n == 2:
                _K2(weights, past, now, condition, gates, y, c)
            else:
                _K1(weights, past, now, condition, gates, y, c)
        elif n == 4:
            _G4(weights, past, now, condition, gates, y, c)
        elif n == 3:
            _G3(weights, past, now, condition, gates, y, c)
        elif n == 2:
            _G2(weights, past, now, condition, gates, y, c)
        else:
            _G1(weights, past, now, condition, gates, y, c)
        weights += 4 * n * WIDTH * c * size
        condition += n * WIDTH * 4
        gates += n * WIDTH * 4
        y += n * WIDTH * 4
        pairs -= n


@_compiled
def _multiply_lanes(weights: int, x: int, start: int, y: int, k: int, n: int) -> None:
    """``Y = start + W X`` for all lanes, `ROWS` outputs at a time."""
    for row in range(0, n, ROWS):
        offset = row * LANES * 4
        product_lanes(weights + row * k * 4, x, start + offset, y + offset, k)


@_compiled
def _gate_all(weights: int, past: int, now: int, condition: int, y: int, c: int) -> None:
    """Gated activation of ``c`` channels for all lanes."""
    half = ROWS // 2
    gates = condition + c * LANES * 4
    for row in range(0, c, half):
        offset = row * LANES * 4
        tile = weights + row * 4 * c * 4
        gate_lanes(tile, past, now, condition + offset, gates + offset, y + offset, c)


@_compiled
def _push_stream(network: Any, state: Any, condition: int) -> None:
    """Bring one sample through the network: from ``state.inputs`` to ``state.logits``."""
    c, s, n_outputs, n_inputs, _, half = network.sizes
    size = 2 if half else 4
    rings, gated, skips = state.rings.ctypes.data, state.gated.ctypes.data, state.skips.ctypes.data
    hidden, logits = state.hidden.ctypes.data, state.logits.ctypes.data
    now = rings + (network.offsets[0] + state.places[0]) * c * 4
    entry, entry_bias = network.entry.ctypes.data, network.entry_bias.ctypes.data
    _multiply(entry, False, state.inputs.ctypes.data, entry_bias, now, 2 * n_inputs, c)
    convolution, outward = network.convolution.ctypes.data, network.outward.ctypes.data
    start = network.skip_bias.ctypes.data
    for layer in range(len(network.dilations)):
        place = _advance(network, state, layer)
        past = rings + (network.offsets[layer] + place) * c * 4
        _gate(convolution, half, past, now, condition, gated, c)
        following = rings + _next_place(network, state, layer) * c * 4
        _multiply(outward, half, gated, now, following, c, c)
        _multiply(outward + c * c * size, half, gated, start, skips, c, s)
        now, start = following, skips
        convolution += 4 * c * c * size
        outward += c * (c + s) * size
        condition += 2 * c * 4
    _rectify(state.skips)
    _multiply(network.head.ctypes.data, half, skips, network.head_bias.ctypes.data, hidden, s, s)
    _rectify(state.hidden)
    output, bias = network.output.ctypes.data, network.output_bias.ctypes.data
    _multiply(output, half, hidden, bias, logits, s, n_outputs)


@_compiled
def _push_lanes(network: Any, state: Any, condition: int) -> None:
    """Bring one sample of every lane through the network; see `_push_stream`."""
    c, s, n_outputs, n_inputs, _, _ = network.sizes
    wide = c * LANES * 4
    rings, gated, skips = state.rings.ctypes.data, state.gated.ctypes.data, state.skips.ctypes.data
    hidden, logits = state.hidden.ctypes.data, state.logits.ctypes.data
    now = rings + (network.offsets[0] + state.places[0]) * wide
    entry, entry_bias = network.entry.ctypes.data, network.entry_bias.ctypes.data
    _multiply_lanes(entry, state.inputs.ctypes.data, entry_bias, now, 2 * n_inputs, c)
    convolution, outward = network.convolution.ctypes.data, network.outward.ctypes.data
    start = network.skip_bias.ctypes.data
    for layer in range(len(network.dilations)):
        place = _advance(network, state, layer)
        past = rings + (network.offsets[layer] + place) * wide
        _gate_all(convolution, past, now, condition, gated, c)
        following = rings + _next_place(network, state, layer) * wide
        _multiply_lanes(outward, gated, now, following, c, c)
        _multiply_lanes(outward + c * c * 4, gated, start, skips, c, s)
        now, start = following, skips
        convolution += 4 * c * c * 4
        outward += c * (c + s) * 4
        condition += 2 * wide
    _rectify(state.skips)
    _multiply_lanes(network.head.ctypes.data, skips, network.head_bias.ctypes.data, hidden, s, s)
    _rectify(state.hidden)
    output, bias = network.output.ctypes.data, network.output_bias.ctypes.data
    _multiply_lanes(output, hidden, bias, logits, s, n_outputs)


@_compiled
def _advance(network: Any, state: Any, layer: int) -> Any:
    """Move a ring on by one sample; the place it comes to holds the oldest sample, the past."""
    place = state.places[layer] + 1
    if place > network.dilations[layer]:
        place = 0
    state.places[layer] = place
    return place


@_compiled
def _next_place(network: Any, state: Any, layer: int) -> Any:
    """Where the layer above takes its input; after the last layer, where nobody reads."""
    place = network.offsets[layer + 1]
    return place if layer + 1 == len(network.dilations) else place + state.places[layer + 1]


@_compiled
def _rectify(values: Any) -> None:
    flat = values.ravel()
    for i in range(len(flat)):
        flat[i] = max(flat[i], _F(0))


@_compiled
def _draw_mixture(logits: Any, n: int, u: Any, v: Any) -> Any:
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


@_compiled
def _mixture_sample(logits: Any, n: int, chance: Any, centre: Any, spread: Any, heat: Any) -> Any:
    """Draw a sample around the source and what is expected of the residual."""
    mean, scale, deviation = _draw_mixture(logits, n, chance[0], chance[1])
    noise = max(spread * scale, _LEAST_SCALE) * heat * deviation
    return min(max(centre + spread * mean + noise, _F(-1)), _F(1))


@_compiled
def _mu_law(level: int) -> Any:
    """Middle of a µ-law level, and its sound."""
    compressed = _F(level) * _F(2 / 255) - _F(1)
    size = _F(math.exp(abs(compressed) * _F(math.log(256.0))) - 1) / _F(255)
    return compressed, size if compressed > 0 else -size


@_compiled
def _draw_level(state: Any, u: Any, heat: Any) -> int:
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


@_compiled
def run_stream(
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
        See `engine.synthesis.wavenet_packing`, for one stream.
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
        _push_stream(network, state, conditions.ctypes.data + (t // hop) * frame)
        if len(forced):
            kept[t] = state.logits
        inputs[:n_inputs] = inputs[n_inputs:]
        if n_mixtures:
            expected = _F(0)
            for i in range(n_taps):
                expected += taps[i] * history[t + i]
            centre = source[t] + level[t] * expected
            value = _mixture_sample(state.logits, n_mixtures, chance[t], centre, spread[t], heat)
            if len(forced):
                value = forced[t]
            history[n_taps + t] = (value - source[t]) / level[t]
            inputs[n_inputs] = value / level[t]
            if n_inputs == 3:
                inputs[4] = history[n_taps + t] * _RESIDUAL_GAIN
        else:
            compressed, value = _mu_law(_draw_level(state, chance[t, 0], heat))
            if len(forced):
                value = forced[t]
                size = math.log1p(255 * abs(value)) / math.log(256.0)
                compressed = _F(math.copysign(size, value))
            inputs[1] = compressed
        out[t] = value
    state.residuals[:] = history[len(out) :]


@_compiled
def run_lanes(network: Any, state: Any, hints: Any, chance: Any, heat: Any, out: Any) -> None:
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
        _push_lanes(network, state, conditions.ctypes.data + (t // hop) * frame)
        inputs[:n_inputs] = inputs[n_inputs:]
        if n_mixtures:
            expected[:] = _F(0)
            for i in range(n_taps):
                expected += taps[i] * history[t + i]
            expected *= level[t]
            expected += source[t]
            for b in range(LANES):
                outputs[b] = state.logits[:, b]
                out[t, b] = _mixture_sample(
                    outputs[b], n_mixtures, chance[t, b], expected[b], spread[t, b], heat
                )
            history[n_taps + t] = (out[t] - source[t]) / level[t]
            inputs[n_inputs] = out[t] / level[t]
            if n_inputs == 3:
                inputs[4] = history[n_taps + t] * _RESIDUAL_GAIN
        else:
            _draw_levels(state, chance[t], heat, out[t])
    state.residuals[:] = history[len(out) :]


@_compiled
def _draw_levels(state: Any, chance: Any, heat: Any, out: Any) -> None:
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
        state.inputs[1, b], out[b] = _mu_law(chosen[b])
