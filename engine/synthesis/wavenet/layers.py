"""One sample's way through all layers, compiled by numba; for one stream or for lanes.

Every layer remembers its input in a ring of ``dilation + 1`` places (the queues of Fast WaveNet,
Le Paine et al. 2016): a sample costs O(layers) instead of O(2^layers). The layer below writes its
output straight into the ring, and the one above reads "past" and "now" from it, so that nothing is
copied. Biases do not appear: those of the residuals are folded into rings and conditioning, those
of the skips into the place where their sum starts (see `engine.synthesis.wavenet.packing`).
"""

from __future__ import annotations

# ruff: noqa: PLR0913, PLR0917, FBT001 - addresses and sizes go one by one, as to a C function
from typing import Any

import numpy as np

from engine.synthesis.wavenet.compiling import compiled
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

__all__ = ["FULL", "HALF", "IN_LANES", "push"]

FULL, HALF, IN_LANES = 0, 1, 2
"""How the weights lie: for one stream in full or in half precision, or for lanes."""


_P8, _P4, _P2, _P1 = product_stream
_H8, _H4, _H2, _H1 = product_stream_half
_G4, _G2, _G1 = gate_stream
_K4, _K2, _K1 = gate_stream_half


@compiled
def _multiply_one(weights: int, half: bool, x: int, start: int, y: int, k: int, n: int) -> None:
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
def _gate_one(
    weights: int, half: bool, past: int, now: int, condition: int, y: int, c: int
) -> None:
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
def _multiply(weights: int, kind: int, x: int, start: int, y: int, k: int, n: int) -> None:
    """``y = start + W x``: ``k`` inputs, ``n`` outputs, for one stream or for all lanes."""
    if kind == IN_LANES:
        for row in range(0, n, ROWS):
            offset = row * LANES * 4
            product_lanes(weights + row * k * 4, x, start + offset, y + offset, k)
    else:
        _multiply_one(weights, kind == HALF, x, start, y, k, n)


@compiled
def _gate(weights: int, kind: int, past: int, now: int, condition: int, y: int, c: int) -> None:
    """Gated activation of ``c`` channels, for one stream or for all lanes."""
    if kind == IN_LANES:
        gates = condition + c * LANES * 4
        for row in range(0, c, ROWS // 2):
            offset = row * LANES * 4
            tile = weights + row * 4 * c * 4
            gate_lanes(tile, past, now, condition + offset, gates + offset, y + offset, c)
    else:
        _gate_one(weights, kind == HALF, past, now, condition, y, c)


@compiled
def _at(array: Any) -> Any:
    """Address of an array; always of one type, so that every function is compiled once."""
    return np.int64(array.ctypes.data)


@compiled
def push(network: Any, state: Any, condition: Any) -> None:
    """Bring one sample of every lane through the network: ``state.inputs`` to ``state.logits``."""
    c, s, n_outputs, n_inputs, _, kind = network.sizes
    size = 2 if kind == HALF else 4
    wide = c * 4 * (LANES if kind == IN_LANES else 1)
    rings, gated, skips = _at(state.rings), _at(state.gated), _at(state.skips)
    hidden = _at(state.hidden)
    now = rings + (network.offsets[0] + state.places[0]) * wide
    entry, entry_bias = _at(network.entry), _at(network.entry_bias)
    plain = IN_LANES if kind == IN_LANES else FULL  # the entry is never of half precision
    _multiply(entry, plain, _at(state.inputs), entry_bias, now, 2 * n_inputs, c)
    convolution, outward = _at(network.convolution), _at(network.outward)
    start = _at(network.skip_bias)
    for layer in range(len(network.dilations)):
        place = state.places[layer] + 1
        if place > network.dilations[layer]:
            place = 0
        state.places[layer] = place  # the ring moves on to its oldest sample: the past
        past = rings + (network.offsets[layer] + place) * wide
        _gate(convolution, kind, past, now, condition, gated, c)
        following = rings + (network.offsets[layer + 1] + state.places[layer + 1]) * wide
        _multiply(outward, kind, gated, now, following, c, c)
        _multiply(outward + c * c * size, kind, gated, start, skips, c, s)
        now, start = following, skips
        convolution += 4 * c * c * size
        outward += c * (c + s) * size
        condition += 2 * wide
    _rectify(state.skips)
    _multiply(_at(network.head), kind, skips, _at(network.head_bias), hidden, s, s)
    _rectify(state.hidden)
    output, bias = _at(network.output), _at(network.output_bias)
    _multiply(output, kind, hidden, bias, _at(state.logits), s, n_outputs)


@compiled
def _rectify(values: Any) -> None:
    for i in range(len(values)):
        values[i] = max(values[i], np.float32(0))
