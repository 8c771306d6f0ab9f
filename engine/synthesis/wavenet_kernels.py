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
from collections.abc import Callable, Sequence
from typing import Any

import llvmlite.binding
from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic

__all__ = [
    "LANES",
    "ROWS",
    "WIDTH",
    "exponentials",
    "gate_lanes",
    "gate_stream",
    "product_lanes",
    "product_stream",
]

LANES = 16
_has_wide_registers = bool(llvmlite.binding.get_host_cpu_features().get("avx512f"))
WIDTH = 16 if _has_wide_registers else 8
"""Floats in a vector register of this machine."""
ROWS = 16 if _has_wide_registers else 4
"""Rows of a product that fit into the registers at a time, in lanes."""
MOST_VECTORS = 8
"""Vectors of sums that one call of `product_stream` holds."""
MOST_PAIRS = 4
"""Pairs of such vectors, filter and gate, in `gate_stream`."""

_I32, _I64, _FLOAT, _HALF = ir.IntType(32), ir.IntType(64), ir.FloatType(), ir.HalfType()
_VECTOR = ir.VectorType(_FLOAT, WIDTH)
_FAST = ("contract", "nsz", "arcp")

# tanh(x) ≈ x P(x²) / Q(x²) for |x| < 7.9, to 4e-7 in single precision; fitted by reweighted least
# squares, the highest power first
_TANH_LIMIT = 7.9
_TANH_OVER = (
    -1.16761139e-13,
    6.39325576e-11,
    -2.23486429e-08,
    1.16470304e-05,
    3.14961475e-03,
    1.31245212e-01,
    9.99999993e-01,
)
_TANH_UNDER = (2.61344672e-04, 2.46758311e-02, 4.64578511e-01, 1.0)
# 2^f for |f| <= 1/2: Taylor coefficients of exp(f ln 2), the highest first
_EXP2 = (1.5403530e-4, 1.3333558e-3, 9.6181291e-3, 5.5504109e-2, 2.4022651e-1, 6.9314718e-1, 1.0)


class _Emitter:
    """Writes vector code at a builder's place."""

    def __init__(self, builder: Any) -> None:
        self.b = builder

    def constant(self, value: float) -> Any:
        return ir.Constant(_VECTOR, [value] * WIDTH)

    def _at(self, address: Any, offset: int, kind: Any) -> Any:
        place = self.b.add(address, ir.Constant(_I64, offset))
        return self.b.inttoptr(place, kind.as_pointer())

    def load(self, address: Any, index: int = 0, *, half: bool = False) -> Any:
        """Read vector number ``index`` from an address."""
        kind = ir.VectorType(_HALF, WIDTH) if half else _VECTOR
        vector = self.b.load(self._at(address, index * WIDTH * (2 if half else 4), kind))
        vector.align = 2 if half else 4
        return self.b.fpext(vector, _VECTOR) if half else vector

    def store(self, vector: Any, address: Any, index: int = 0) -> None:
        self.b.store(vector, self._at(address, index * WIDTH * 4, _VECTOR)).align = 4

    def spread(self, address: Any, index: int = 0) -> Any:
        """Read one float into all places of a vector."""
        value = self.b.load(self._at(address, index * 4, _FLOAT))
        value.align = 4
        undefined = ir.Constant(_VECTOR, ir.Undefined)
        vector = self.b.insert_element(undefined, value, ir.Constant(_I32, 0))
        mask = ir.Constant(ir.VectorType(_I32, WIDTH), [0] * WIDTH)
        return self.b.shuffle_vector(vector, undefined, mask)

    def mul(self, a: Any, b: Any) -> Any:
        return self.b.fmul(a, b, flags=_FAST)

    def add(self, a: Any, b: Any) -> Any:
        return self.b.fadd(a, b, flags=_FAST)

    def muladd(self, a: Any, b: Any, c: Any) -> Any:
        """Give ``a * b + c``, which the compiler may fuse."""
        return self.add(self.mul(a, b), c)

    def polynomial(self, x: Any, coefficients: Sequence[float]) -> Any:
        value = self.constant(coefficients[0])
        for coefficient in coefficients[1:]:
            value = self.muladd(value, x, self.constant(coefficient))
        return value

    def clamp(self, x: Any, low: float, high: float) -> Any:
        lowest, highest = self.constant(low), self.constant(high)
        x = self.b.select(self.b.fcmp_ordered("<", x, lowest), lowest, x)
        return self.b.select(self.b.fcmp_ordered(">", x, highest), highest, x)

    def tanh_parts(self, x: Any) -> tuple[Any, Any]:
        """Numerator and denominator of tanh."""
        x = self.clamp(x, -_TANH_LIMIT, _TANH_LIMIT)
        square = self.mul(x, x)
        over = self.mul(x, self.polynomial(square, _TANH_OVER))
        return over, self.polynomial(square, _TANH_UNDER)

    def gated(self, filtered: Any, gate: Any) -> Any:
        """tanh(filtered) · sigmoid(gate), with one division."""
        over, under = self.tanh_parts(filtered)
        half = self.constant(0.5)
        gate_over, gate_under = self.tanh_parts(self.mul(gate, half))
        numerator = self.mul(over, self.mul(half, self.add(gate_over, gate_under)))
        return self.b.fdiv(numerator, self.mul(under, gate_under), flags=_FAST)

    def exp(self, x: Any) -> Any:
        """Exponential of −80 to 80, to about 1e-7."""
        scaled = self.mul(self.clamp(x, -80.0, 80.0), self.constant(1.442_695_04))
        whole = self.b.fptosi(
            self.add(
                scaled,
                self.b.select(
                    self.b.fcmp_ordered("<", scaled, self.constant(0.0)),
                    self.constant(-0.5),
                    self.constant(0.5),
                ),
            ),
            ir.VectorType(_I32, WIDTH),
        )
        rest = self.b.fsub(scaled, self.b.sitofp(whole, _VECTOR))
        integers = ir.VectorType(_I32, WIDTH)
        bias = ir.Constant(integers, [127] * WIDTH)
        shift = ir.Constant(integers, [23] * WIDTH)
        power = self.b.bitcast(self.b.shl(self.b.add(whole, bias), shift), _VECTOR)
        return self.mul(power, self.polynomial(rest, _EXP2))

    def loop(
        self,
        count: Any,
        steps: Sequence[tuple[Any, int]],
        sums: Sequence[Any],
        body: Callable[[list[Any], list[Any]], list[Any]],
    ) -> list[Any]:
        """Run ``body(addresses, sums)`` at least once, ``count`` times; give the last sums.

        Each address moves on by its step, in bytes.
        """
        before = self.b.block
        inside, after = (self.b.append_basic_block(name) for name in ("loop", "done"))
        self.b.branch(inside)
        self.b.position_at_end(inside)
        turn = self.b.phi(_I64)
        turn.add_incoming(ir.Constant(_I64, 0), before)
        addresses, running = [], []
        for address, _ in steps:
            addresses.append(self.b.phi(_I64))
            addresses[-1].add_incoming(address, before)
        for value in sums:
            running.append(self.b.phi(_VECTOR))
            running[-1].add_incoming(value, before)
        results = body(addresses, running)
        following = self.b.add(turn, ir.Constant(_I64, 1))
        moved = [
            self.b.add(address, ir.Constant(_I64, step))
            for address, (_, step) in zip(addresses, steps, strict=True)
        ]
        end = self.b.block
        turn.add_incoming(following, end)
        for phi, value in zip(addresses + running, moved + results, strict=True):
            phi.add_incoming(value, end)
        self.b.cbranch(self.b.icmp_signed("<", following, count), inside, after)
        self.b.position_at_end(after)
        return results


def _kernel(n_arguments: int, emit: Callable[..., None]) -> Any:
    """Make a numba intrinsic of 64-bit integers out of ``emit(emitter, *arguments)``."""
    signature = types.void(*[types.int64] * n_arguments)

    def codegen(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        emit(_Emitter(builder), *arguments)
        return context.get_dummy_value()

    names = ", ".join(f"a{index}" for index in range(n_arguments))
    scope: dict[str, Any] = {"signature": signature, "codegen": codegen}
    # intrinsic() reads the number of arguments off the function
    exec(f"def typed(context, {names}): return signature, codegen", scope)  # noqa: S102
    return intrinsic(scope["typed"])


def _product_stream(n_vectors: int, *, half: bool) -> Any:
    """``y = start + W x``: (weights, x, start, y, n_inputs); weights (n_inputs, n_vectors)."""

    def emit(e: _Emitter, weights: Any, x: Any, start: Any, y: Any, n_inputs: Any) -> None:
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

    return _kernel(5, emit)


def _gate_stream(n_pairs: int, *, half: bool) -> Any:
    """``y = tanh(f) σ(g)``: (weights, past, now, condition, gate_condition, y, n_channels).

    A row of weights holds, for one input channel, ``n_pairs`` vectors each of the filter on the
    past and on now, then of the gate on both. Past and now have sums of their own, so that one
    addition need not wait for the other.
    """
    n = 2 * n_pairs

    def emit(
        e: _Emitter,
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

    return _kernel(7, emit)


_PER_ROW = LANES // WIDTH


def _row_body(e: _Emitter, n_rows: int) -> Callable[[list[Any], list[Any]], list[Any]]:
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

    def emit(e: _Emitter, weights: Any, x: Any, start: Any, y: Any, n_inputs: Any) -> None:
        sums = [e.load(start, i) for i in range(n_rows * _PER_ROW)]
        steps = [(weights, 4 * n_rows), (x, 4 * LANES)]
        for i, total in enumerate(e.loop(n_inputs, steps, sums, _row_body(e, n_rows))):
            e.store(total, y, i)

    return _kernel(5, emit)


def _gate_lanes(n_rows: int) -> Any:
    """``Y = tanh(F) σ(G)``: (weights, past, now, condition, gate_condition, Y, n_channels).

    A row of weights holds half of ``n_rows`` filters and as many gates; first the rows for all
    past channels, then those for now.
    """
    half = n_rows // 2

    def emit(
        e: _Emitter,
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
        size = e.b.mul(n_channels, ir.Constant(_I64, step))
        sums = e.loop(n_channels, [(e.b.add(weights, size), step), (now, 4 * LANES)], sums, body)
        for i in range(n):
            e.store(e.gated(sums[i], sums[n + i]), y, i)

    return _kernel(7, emit)


def _emit_exponentials(e: _Emitter, x: Any, less: Any, sharpness: Any, total: Any, n: Any) -> None:
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


product_stream = [_product_stream(n, half=False) for n in range(1, MOST_VECTORS + 1)]
product_stream_half = [_product_stream(n, half=True) for n in range(1, MOST_VECTORS + 1)]
gate_stream = [_gate_stream(n, half=False) for n in range(1, MOST_PAIRS + 1)]
gate_stream_half = [_gate_stream(n, half=True) for n in range(1, MOST_PAIRS + 1)]
product_lanes = _product_lanes(ROWS)
gate_lanes = _gate_lanes(ROWS)
exponentials = _kernel(5, _emit_exponentials)
