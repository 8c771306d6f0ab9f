"""Brings a WaveNet's weights into the order in which the compiled loops read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.synthesis.wavenet.emitter import WIDTH
from engine.synthesis.wavenet.kernels import GATE_PANELS, LANES, PANELS, ROWS
from engine.synthesis.wavenet.layers import FULL, HALF, IN_LANES
from engine.synthesis.wavenet.model import WaveNet

__all__ = ["Folded", "Network", "State", "aligned", "fold", "pack", "silence"]

Array = NDArray[np.float32]
Bytes = NDArray[np.uint8]
"""Weights of either precision: numba knows no arrays of half floats, the kernels do."""


class State(NamedTuple):
    """What the loops remember from sample to sample, and where they work.

    Inputs and logits are (n, lanes), ``spare`` is (3, `LANES`), the rest is flat, lanes last. There
    is one place more than layers, always 0, for the last layer's output.
    """

    rings: Array
    places: NDArray[np.int64]
    inputs: Array
    gated: Array
    skips: Array
    hidden: Array
    logits: Array
    spare: Array


class Network(NamedTuple):
    """What the loops get of a network.

    ``sizes`` are channels, skips, outputs, inputs, mixtures and the kind of weights: `FULL`, `HALF`
    or `IN_LANES`.
    """

    sizes: tuple[int, int, int, int, int, int]
    dilations: NDArray[np.int64]
    offsets: NDArray[np.int64]
    entry: Array
    entry_bias: Array
    convolution: Bytes
    outward: Bytes
    skip_bias: Array
    head: Bytes
    head_bias: Array
    output: Bytes
    output_bias: Array


@dataclass(frozen=True, eq=False)
class Folded:
    """A network as matrices (inputs, outputs) without biases in its layers.

    Attributes
    ----------
    rest
        Shape (layers, C): what a ring holds for silence.
    shift
        Shape (layers, 2C): what is added to the conditioning.
    """

    entry: Array
    entry_bias: Array
    convolution: Array
    outward: Array
    skip_bias: Array
    head: Array
    head_bias: Array
    output: Array
    output_bias: Array
    rest: Array
    shift: Array


def aligned(shape: int | tuple[int, ...], dtype: type = np.float32) -> NDArray[np.float32]:
    """Zeros that begin on a cache line."""
    n_bytes = int(np.prod(shape)) * np.dtype(dtype).itemsize
    room = np.zeros(n_bytes + 64, dtype=np.uint8)
    first = -room.ctypes.data % 64
    array: NDArray[np.float32] = room[first : first + n_bytes].view(dtype).reshape(shape)
    return array


def fold(model: WaveNet) -> Folded:
    """Take the biases out of the layers.

    A layer that does not add its residual's bias leaves the flow short by the sum of all biases
    below. That is a constant: the convolutions above get it back through their conditioning, and
    a ring that stands for silence must hold minus the sum instead of zero.
    """
    c = model.dimensions.n_channels
    state = {
        name: value.detach().cpu().double().numpy() for name, value in model.named_parameters()
    }
    layers = range(model.dimensions.n_layers)
    convolution = np.stack([state[f"layers.{i}.convolution.weight"].T for i in layers])
    outward = np.stack([state[f"layers.{i}.outward.weight"].T for i in layers])
    biases = np.stack([state[f"layers.{i}.outward.bias"] for i in layers])
    missing = np.cumsum(biases[:, :c], axis=0) - biases[:, :c]  # [layers, C]
    shift = np.einsum("li,lio->lo", np.tile(missing, 2), convolution)
    values = {
        "entry": state["entry.weight"].T,
        "entry_bias": state["entry.bias"],
        "convolution": convolution,
        "outward": outward,
        "skip_bias": biases[:, c:].sum(axis=0),
        "head": state["head.weight"].T,
        "head_bias": state["head.bias"],
        "output": _pad(state["output.weight"].T),
        "output_bias": _pad(state["output.bias"]),
        "rest": -missing,
        "shift": shift,
    }
    return Folded(**{k: np.ascontiguousarray(v, dtype=np.float32) for k, v in values.items()})


def silence(network: Network, rest: Array, n_lanes: int) -> State:
    """Make the state of a network that has heard nothing yet."""
    c, s, n_outputs, n_inputs, _, _ = network.sizes
    rings = aligned((int(network.offsets[-1]) + 1, c, n_lanes))
    for layer, held in enumerate(rest):
        rings[network.offsets[layer] : network.offsets[layer + 1]] = held[:, None]
    return State(
        rings.ravel(),
        np.zeros(len(rest) + 1, dtype=np.int64),
        aligned((2 * n_inputs, n_lanes)),
        gated=aligned(c * n_lanes),
        skips=aligned(s * n_lanes),
        hidden=aligned(s * n_lanes),
        logits=aligned((n_outputs, n_lanes)),
        spare=aligned((3, LANES)),
    )


def _pad(array: NDArray[np.float64]) -> NDArray[np.float64]:
    """Fill the last axis up to a multiple of 16."""
    missing = -array.shape[-1] % 16
    return np.pad(array, [(0, 0)] * (array.ndim - 1) + [(0, missing)])


def pack(model: WaveNet, folded: Folded, n_lanes: int) -> Network:
    """Lay out the weights for one stream or for `LANES` of them.

    One stream reads weights of half precision where that loses nothing, which is so for every
    checkpoint that was saved: the memory's speed is what limits it.
    """
    d = model.dimensions
    c = d.n_channels
    matrices = [folded.convolution, folded.outward, folded.head, folded.output]
    half = n_lanes == 1 and all(np.array_equal(m, m.astype(np.float16)) for m in matrices)
    kind = IN_LANES if n_lanes > 1 else HALF if half else FULL
    precision = np.float16 if half else np.float32
    panel = _panels if n_lanes == 1 else _row_tiles
    gate = _gate_panels if n_lanes == 1 else _gate_tiles
    convolution = [gate(matrix) for matrix in folded.convolution]
    outward = [
        np.concatenate([panel(matrix[:, :c]), panel(matrix[:, c:])]) for matrix in folded.outward
    ]

    def spread(bias: Array) -> Array:
        return _settle(np.repeat(bias, n_lanes))

    lengths = np.array(d.dilations) + 1
    return Network(
        (c, d.n_skip, folded.output.shape[1], d.n_inputs, d.n_mixtures, kind),
        np.array(d.dilations, dtype=np.int64),
        np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        _settle(panel(folded.entry)),
        spread(folded.entry_bias),
        _settle(np.concatenate(convolution), precision).view(np.uint8),
        _settle(np.concatenate(outward), precision).view(np.uint8),
        spread(folded.skip_bias),
        _settle(panel(folded.head), precision).view(np.uint8),
        spread(folded.head_bias),
        _settle(panel(folded.output), precision).view(np.uint8),
        spread(folded.output_bias),
    )


def _settle(array: Array, precision: type = np.float32) -> Array:
    """Copy to an aligned place, in another precision."""
    place = aligned(array.shape, precision)
    place[...] = array
    return place


def _spans(n: int, panels: tuple[int, ...]) -> list[slice]:
    """Cut ``n`` outputs into the widest panels that there are kernels for."""
    spans, first = [], 0
    for panel in panels:
        while n - first >= panel * WIDTH:
            spans.append(slice(first, first + panel * WIDTH))
            first += panel * WIDTH
    return spans


def _panels(matrix: Array) -> Array:
    """Order a matrix (inputs, outputs) for one stream: panels of outputs, input by input."""
    return np.concatenate([matrix[:, span].ravel() for span in _spans(matrix.shape[1], PANELS)])


def _gate_panels(matrix: Array) -> Array:
    """Order a dilated convolution (past and now, filters and gates) for one stream."""
    c = len(matrix) // 2
    past, now = matrix[:c], matrix[c:]
    panels = []
    for filters in _spans(c, GATE_PANELS):
        gates = slice(c + filters.start, c + filters.stop)
        blocks = [past[:, filters], past[:, gates], now[:, filters], now[:, gates]]
        panels.append(np.concatenate(blocks, axis=1).ravel())
    return np.concatenate(panels)


def _row_tiles(matrix: Array) -> Array:
    """Order a matrix for lanes: tiles of `ROWS` outputs, in each input by input."""
    return np.concatenate(
        [matrix[:, n : n + ROWS].ravel() for n in range(0, matrix.shape[1], ROWS)]
    )


def _gate_tiles(matrix: Array) -> Array:
    """Order a dilated convolution for lanes: tiles of half filters, half gates."""
    c, half = len(matrix) // 2, ROWS // 2
    return np.concatenate(
        [
            np.concatenate(
                [matrix[:, n : n + half], matrix[:, c + n : c + n + half]], axis=1
            ).ravel()
            for n in range(0, c, half)
        ]
    )
