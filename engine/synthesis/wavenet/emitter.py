"""Writes vector instructions through llvmlite, for the kernels of WaveNet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import llvmlite.binding
from llvmlite import ir

__all__ = ["HAS_WIDE_REGISTERS", "WIDTH", "Emitter", "integer"]

HAS_WIDE_REGISTERS = bool(llvmlite.binding.get_host_cpu_features().get("avx512f"))
WIDTH = 16 if HAS_WIDE_REGISTERS else 8
"""Floats in a vector register of this machine."""

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


def integer(value: int) -> Any:
    """Make a constant of 64 bits."""
    return ir.Constant(_I64, value)


class Emitter:
    """Writes vector code at a builder's place."""

    def __init__(self, builder: Any) -> None:
        self.b = builder

    def constant(self, value: float) -> Any:
        """Put a number into all places of a vector."""
        return ir.Constant(_VECTOR, [value] * WIDTH)

    def _at(self, address: Any, offset: int, kind: Any) -> Any:
        place = self.b.add(address, integer(offset))
        return self.b.inttoptr(place, kind.as_pointer())

    def load(self, address: Any, index: int = 0, *, half: bool = False) -> Any:
        """Read vector number ``index`` from an address."""
        kind = ir.VectorType(_HALF, WIDTH) if half else _VECTOR
        vector = self.b.load(self._at(address, index * WIDTH * (2 if half else 4), kind))
        vector.align = 2 if half else 4
        return self.b.fpext(vector, _VECTOR) if half else vector

    def store(self, vector: Any, address: Any, index: int = 0) -> None:
        """Write vector number ``index`` to an address."""
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
        """Give ``a * b``."""
        return self.b.fmul(a, b, flags=_FAST)

    def add(self, a: Any, b: Any) -> Any:
        """Give ``a + b``."""
        return self.b.fadd(a, b, flags=_FAST)

    def muladd(self, a: Any, b: Any, c: Any) -> Any:
        """Give ``a * b + c``, which the compiler may fuse."""
        return self.add(self.mul(a, b), c)

    def polynomial(self, x: Any, coefficients: Sequence[float]) -> Any:
        """Evaluate by Horner's scheme, the highest power's coefficient first."""
        value = self.constant(coefficients[0])
        for coefficient in coefficients[1:]:
            value = self.muladd(value, x, self.constant(coefficient))
        return value

    def clamp(self, x: Any, low: float, high: float) -> Any:
        """Keep between two numbers."""
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
        turn.add_incoming(integer(0), before)
        addresses, running = [], []
        for address, _ in steps:
            addresses.append(self.b.phi(_I64))
            addresses[-1].add_incoming(address, before)
        for value in sums:
            running.append(self.b.phi(_VECTOR))
            running[-1].add_incoming(value, before)
        results = body(addresses, running)
        following = self.b.add(turn, integer(1))
        moved = [
            self.b.add(address, integer(step))
            for address, (_, step) in zip(addresses, steps, strict=True)
        ]
        end = self.b.block
        turn.add_incoming(following, end)
        for phi, value in zip(addresses + running, moved + results, strict=True):
            phi.add_incoming(value, end)
        self.b.cbranch(self.b.icmp_signed("<", following, count), inside, after)
        self.b.position_at_end(after)
        return results
