"""The inner loops of WaveNet, written as vector instructions through llvmlite.

Numba compiles plain loops well but does not keep a small table of sums in registers, which is
what a matrix product lives on. So the products are emitted as LLVM code with explicit vectors,
and what surrounds them is fused in: a sum starts from the conditioning or the residual instead of
zero, and the gate is applied before anything is stored.

There are two shapes. *One stream*: a vector holds `WIDTH` neighbouring channels and the weights run
through once a sample. *Lanes*: a vector holds the same channel of `LANES` streams, and each weight
that is loaded serves them all. Addresses are passed as integers; nothing is checked here.
"""

from __future__ import annotations

# ruff: noqa: PLR0913, PLR0917 - a kernel takes its addresses one by one
from collections.abc import Callable
from typing import Any

from numba.core import types
from numba.extending import intrinsic

from engine.synthesis.wavenet.emitter import HAS_WIDE_REGISTERS, WIDTH, Emitter, integer

__all__ = [
    "GATE_PANELS",
    "LANES",
    "PANELS",
    "ROWS",
    "exponentials",
    "gate_lanes",
    "gate_stream",
    "gate_stream_half",
    "kernel",
    "product_lanes",
    "product_stream",
    "product_stream_half",
]

LANES = 16
ROWS = 16 if HAS_WIDE_REGISTERS else 4
"""Rows of a product that fit into the registers at a time, in lanes."""
PANELS = (8, 4, 2, 1)
"""Vectors of sums that one call of a `product_stream` holds; few kernels are compiled sooner."""
GATE_PANELS = (4, 2, 1)
"""Pairs of such vectors, filter and gate, in a `gate_stream`."""
_PER_ROW = LANES // WIDTH


def kernel(n_arguments: int, emit: Callable[..., None]) -> Any:
    """Make a numba intrinsic of 64-bit integers out of ``emit(emitter, *arguments)``."""
    signature = types.void(*[types.int64] * n_arguments)

    def codegen(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        emit(Emitter(builder), *arguments)
        return context.get_dummy_value()

    names = ", ".join(f"a{index}" for index in range(n_arguments))
    scope: dict[str, Any] = {"signature": signature, "codegen": codegen}
    # intrinsic() reads the number of arguments off the function
    exec(f"def typed(context, {names}): return signature, codegen", scope)  # noqa: S102
    return intrinsic(scope["typed"])


def _product_stream(n_vectors: int, *, half: bool) -> Any:
    """``y = start + W x``: (weights, x, start, y, n_inputs); weights (n_inputs, n_vectors)."""

    def emit(e: Emitter, weights: Any, x: Any, start: Any, y: Any, n_inputs: Any) -> None:
        def body(addresses: list[Any], sums: list[Any]) -> list[Any]:
            value = e.spread(addresses[1])
            return [
                e.muladd(value, e.load(addresses[0], i, half=half), total)
                for i, total in enumerate(sums)
            ]

        sums = [e.load(start, i) for i in range(n_vectors)]
        step = n_vectors * WIDTH * (2 if half else 4)
        for i, total in enumerate(e.loop(n_inputs, [(weights, step), (x, 4)], sums, body)):
            e.store(total, y, i)

    return kernel(5, emit)


def _gate_stream(n_pairs: int, *, half: bool) -> Any:
    """``y = tanh(f) σ(g)``: (weights, past, now, condition, gate_condition, y, n_channels).

    A row of weights holds, for one input channel, ``n_pairs`` vectors each of the filter on the
    past and on now, then of the gate on both. Past and now have sums of their own, so that one
    addition need not wait for the other.
    """
    n = 2 * n_pairs

    def emit(
        e: Emitter,
        weights: Any,
        past: Any,
        now: Any,
        condition: Any,
        gate_condition: Any,
        y: Any,
        n_channels: Any,
    ) -> None:
        def body(addresses: list[Any], sums: list[Any]) -> list[Any]:
            old, new = e.spread(addresses[1]), e.spread(addresses[2])
            return [
                e.muladd(old if i < n else new, e.load(addresses[0], i, half=half), total)
                for i, total in enumerate(sums)
            ]

        starts = [e.load(condition, i) for i in range(n_pairs)]
        starts += [e.load(gate_condition, i) for i in range(n_pairs)]
        starts += [e.constant(0.0)] * n
        step = 2 * n * WIDTH * (2 if half else 4)
        sums = e.loop(n_channels, [(weights, step), (past, 4), (now, 4)], starts, body)
        both = [e.add(sums[i], sums[n + i]) for i in range(n)]
        for i in range(n_pairs):
            e.store(e.gated(both[i], both[n_pairs + i]), y, i)

    return kernel(7, emit)


def _row_body(e: Emitter, n_rows: int) -> Callable[[list[Any], list[Any]], list[Any]]:
    """One step of a product in lanes: ``n_rows`` weights times the vectors of one input."""

    def body(addresses: list[Any], sums: list[Any]) -> list[Any]:
        inputs = [e.load(addresses[1], j) for j in range(_PER_ROW)]
        results = []
        for row in range(n_rows):
            weight = e.spread(addresses[0], row)
            for j, values in enumerate(inputs):
                results.append(e.muladd(weight, values, sums[row * _PER_ROW + j]))
        return results

    return body


def _product_lanes(n_rows: int) -> Any:
    """``Y = start + W X``: (weights, X, start, Y, n_inputs); weights (n_inputs, n_rows)."""

    def emit(e: Emitter, weights: Any, x: Any, start: Any, y: Any, n_inputs: Any) -> None:
        sums = [e.load(start, i) for i in range(n_rows * _PER_ROW)]
        steps = [(weights, 4 * n_rows), (x, 4 * LANES)]
        for i, total in enumerate(e.loop(n_inputs, steps, sums, _row_body(e, n_rows))):
            e.store(total, y, i)

    return kernel(5, emit)


def _gate_lanes(n_rows: int) -> Any:
    """``Y = tanh(F) σ(G)``: (weights, past, now, condition, gate_condition, Y, n_channels).

    A row of weights holds half of ``n_rows`` filters and as many gates; first the rows for all
    past channels, then those for now.
    """
    half = n_rows // 2

    def emit(
        e: Emitter,
        weights: Any,
        past: Any,
        now: Any,
        condition: Any,
        gate_condition: Any,
        y: Any,
        n_channels: Any,
    ) -> None:
        n = half * _PER_ROW
        sums = [e.load(condition, i) for i in range(n)]
        sums += [e.load(gate_condition, i) for i in range(n)]
        body = _row_body(e, n_rows)
        step = 4 * n_rows
        sums = e.loop(n_channels, [(weights, step), (past, 4 * LANES)], sums, body)
        size = e.b.mul(n_channels, integer(step))
        sums = e.loop(n_channels, [(e.b.add(weights, size), step), (now, 4 * LANES)], sums, body)
        for i in range(n):
            e.store(e.gated(sums[i], sums[n + i]), y, i)

    return kernel(7, emit)


def _emit_exponentials(e: Emitter, x: Any, less: Any, sharpness: Any, total: Any, n: Any) -> None:
    """``x = exp((x − less) · sharpness)`` in place, and its sum, all by vectors."""
    by = e.spread(sharpness)
    peaks = [e.load(less, j) for j in range(_PER_ROW)]

    def body(addresses: list[Any], sums: list[Any]) -> list[Any]:
        results = []
        for j, (peak, running) in enumerate(zip(peaks, sums, strict=True)):
            value = e.exp(e.mul(e.b.fsub(e.load(addresses[0], j), peak), by))
            e.store(value, addresses[0], j)
            results.append(e.add(running, value))
        return results

    zeros = [e.constant(0.0)] * _PER_ROW
    for j, vector in enumerate(e.loop(n, [(x, 4 * LANES)], zeros, body)):
        e.store(vector, total, j)


product_stream = [_product_stream(n, half=False) for n in PANELS]
product_stream_half = [_product_stream(n, half=True) for n in PANELS]
gate_stream = [_gate_stream(n, half=False) for n in GATE_PANELS]
gate_stream_half = [_gate_stream(n, half=True) for n in GATE_PANELS]
product_lanes = _product_lanes(ROWS)
gate_lanes = _gate_lanes(ROWS)
exponentials = kernel(5, _emit_exponentials)
