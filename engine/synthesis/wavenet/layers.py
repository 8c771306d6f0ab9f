"""One sample's way through all layers, compiled by numba: for one stream and for lanes.

Every layer remembers its input in a ring of ``dilation + 1`` places (the queues of Fast WaveNet,
Le Paine et al. 2016): a sample costs O(layers) instead of O(2^layers). The layer below writes its
output straight into the ring, and the one above reads "past" and "now" from it, so that nothing is
copied. Biases do not appear: those of the residuals are folded into rings and conditioning, those
of the skips into the place where their sum starts (see `engine.synthesis.wavenet.packing`).
"""

from __future__ import annotations

# ruff: noqa: PLR0913, PLR0917, FBT001 - addresses and sizes go one by one, as to a C function
from typing import Any

import numba
import numpy as np

from engine.synthesis.wavenet.emitter import WIDTH
from engine.synthesis.wavenet.kernels import (
    LANES,
    ROWS,
    gate_lanes,
    gate_stream,
    gate_stream_half,
    product_lanes,
    product_stream,
    product_stream_half,
)

__all__ = ["compiled", "push_lanes", "push_stream"]

_P8, _P4, _P2, _P1 = product_stream
_H8, _H4, _H2, _H1 = product_stream_half
_G4, _G2, _G1 = gate_stream
_K4, _K2, _K1 = gate_stream_half

compiled = numba.njit(cache=True, nogil=True, fastmath={"contract", "nsz", "arcp", "reassoc"})
"""Marks a function to be compiled when it is first called, and kept on disk."""


@compiled
def _multiply(weights: int, half: bool, x: int, start: int, y: int, k: int, n: int) -> None:
    """``y = start + W x`` for one stream: ``k`` inputs, ``n`` outputs, panel by panel."""
    size = 2 if half else 4
    vectors, now = n // WIDTH, 8
    while vectors > 0:
        while now > vectors:
            now //= 2
        if half:
            if now == 8:
                _H8(weights, x, start, y, k)
            elif now == 4:
                _H4(weights, x, start, y, k)
            elif now == 2:
                _H2(weights, x, start, y, k)
            else:
                _H1(weights, x, start, y, k)
        elif now == 8:
            _P8(weights, x, start, y, k)
        elif now == 4:
            _P4(weights, x, start, y, k)
        elif now == 2:
            _P2(weights, x, start, y, k)
        else:
            _P1(weights, x, start, y, k)
        weights += now * WIDTH * k * size
        start += now * WIDTH * 4
        y += now * WIDTH * 4
        vectors -= now


@compiled
def _gate(weights: int, half: bool, past: int, now: int, condition: int, y: int, c: int) -> None:
    """Gated activation of ``c`` channels for one stream."""
    size = 2 if half else 4
    gates = condition + c * 4
    pairs, n = c // WIDTH, 4
    while pairs > 0:
        while n > pairs:
            n //= 2
        if half:
            if n == 4:
                _K4(weights, past, now, condition, gates, y, c)
            elif n == 2:
                _K2(weights, past, now, condition, gates, y, c)
            else:
                _K1(weights, past, now, condition, gates, y, c)
        elif n == 4:
            _G4(weights, past, now, condition, gates, y, c)
        elif n == 2:
            _G2(weights, past, now, condition, gates, y, c)
        else:
            _G1(weights, past, now, condition, gates, y, c)
        weights += 4 * n * WIDTH * c * size
        condition += n * WIDTH * 4
        gates += n * WIDTH * 4
        y += n * WIDTH * 4
        pairs -= n


@compiled
def _multiply_lanes(weights: int, x: int, start: int, y: int, k: int, n: int) -> None:
    """``Y = start + W X`` for all lanes, `ROWS` outputs at a time."""
    for row in range(0, n, ROWS):
        offset = row * LANES * 4
        product_lanes(weights + row * k * 4, x, start + offset, y + offset, k)


@compiled
def _gate_all(weights: int, past: int, now: int, condition: int, y: int, c: int) -> None:
    """Gated activation of ``c`` channels for all lanes."""
    half = ROWS // 2
    gates = condition + c * LANES * 4
    for row in range(0, c, half):
        offset = row * LANES * 4
        tile = weights + row * 4 * c * 4
        gate_lanes(tile, past, now, condition + offset, gates + offset, y + offset, c)


@compiled
def push_stream(network: Any, state: Any, condition: int) -> None:
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


@compiled
def push_lanes(network: Any, state: Any, condition: int) -> None:
    """Bring one sample of every lane through the network; see `push_stream`."""
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


@compiled
def _advance(network: Any, state: Any, layer: int) -> Any:
    """Move a ring on by one sample; the place it comes to holds the oldest sample, the past."""
    place = state.places[layer] + 1
    if place > network.dilations[layer]:
        place = 0
    state.places[layer] = place
    return place


@compiled
def _next_place(network: Any, state: Any, layer: int) -> Any:
    """Where the layer above takes its input; after the last layer, where nobody reads."""
    place = network.offsets[layer + 1]
    return place if layer + 1 == len(network.dilations) else place + state.places[layer + 1]


@compiled
def _rectify(values: Any) -> None:
    flat = values.ravel()
    for i in range(len(flat)):
        flat[i] = max(flat[i], np.float32(0))
