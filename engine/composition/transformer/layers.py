"""The layers of the transformer that composes, in NumPy.

Each takes its weights as the checkpoint has them and puts them as they are multiplied fastest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from engine.composition.transformer.memory import HEAD, TURNED, Array, Span

__all__ = ["Block", "Head", "level"]

_BLOCK = 25_000
"""Weights of a block: with forty rows it still counts as small (a million products), and L2 holds
it."""
_NARROWEST = 32  # columns: vectors of processors

_TINY = np.finfo(np.float32).eps  # as torch adds to a mean square


class Block:
    """Attention, then a perceptron, each added to the stream."""

    def __init__(self, weights: Mapping[str, Array], name: str) -> None:
        attend = _after_norm(weights, f"{name}.attend", f"{name}.before_attention")
        self._attend = _Product(_in_pairs(attend))
        self._gather = _Product(weights[f"{name}.gather.weight"].T)
        widen = _after_norm(weights, f"{name}.widen", f"{name}.before_perceptron")
        self._widen, self._narrow = _Product(widen), _Product(weights[f"{name}.narrow.weight"].T)

    def read(self, stream: Array, spans: Sequence[Span], layer: int) -> Array:
        """Give the stream after this block, shape (events, width) as before.

        All events are multiplied at once, for what takes time is fetching the weights.
        """
        parts = self._attend(level(stream))
        found: Array = np.concatenate([span.attend(parts[span.place], layer) for span in spans])
        stream = stream + self._gather(found)
        stream += self._narrow(_gelu(self._widen(level(stream))))
        return stream


class _Product:
    """A matrix that some rows are multiplied with.

    It lies in blocks of columns: OpenBLAS multiplies what is small as it lies, and copies what is
    larger first, which takes ten rows and more twice as long.
    """

    def __init__(self, matrix: Array) -> None:
        n_in, n_out = matrix.shape
        most = max(_BLOCK // n_in, _NARROWEST)
        width = max(n for n in range(_NARROWEST, most + 1, _NARROWEST) if n_out % n == 0)
        self._blocks = np.ascontiguousarray(matrix.reshape(n_in, -1, width).swapaxes(0, 1))

    def __call__(self, rows: Array) -> Array:
        """Multiply, shape (n, in) to (n, out)."""
        n_blocks, _, width = self._blocks.shape
        out = np.empty((len(rows), n_blocks, width), np.float32)
        np.matmul(rows, self._blocks, out=out.swapaxes(0, 1))
        return out.reshape(len(rows), -1)


class Head:
    """From a state to the scores of one field's values."""

    def __init__(self, weights: Mapping[str, Array], name: str) -> None:
        self._hidden = _after_norm(weights, f"{name}.hidden", f"{name}.norm")
        self._out = np.ascontiguousarray(weights[f"{name}.out.weight"].T)
        self._bias = weights[f"{name}.out.bias"]

    def score(self, state: Array, shares: Array | None = None) -> Array:
        """Give shape (…, values), or (values,) for rows that are mixed in shares."""
        hidden = _gelu(level(state) @ self._hidden)
        if shares is not None:
            hidden = shares @ hidden
        out: Array = hidden @ self._out
        out += self._bias
        return out


def _after_norm(weights: Mapping[str, Array], name: str, norm: str) -> Array:
    """Give a matrix that takes in the gains of the norm before it, for rows to be multiplied with.

    OpenBLAS multiplies few rows with a matrix that lies this way five times as fast.
    """
    matrix = weights[f"{name}.weight"].T * weights[f"{norm}.weight"][:, None]
    return np.ascontiguousarray(matrix)


def _in_pairs(attend: Array) -> Array:
    """Put numbers that turn together side by side, so that turning multiplies complex numbers.

    In the checkpoint the first half of what turns stands before the second. Queries are made
    smaller here, too, by the root of a head's size.
    """
    width = attend.shape[0]
    order = np.arange(HEAD)
    order[:TURNED] = order[:TURNED].reshape(2, -1).T.ravel()
    heads = attend.reshape(width, 3, -1, HEAD).copy()
    heads[:, :2] = heads[:, :2][..., order]
    heads[:, 0] /= np.sqrt(HEAD)
    return heads.reshape(attend.shape)


def level(x: Array) -> Array:
    """Divide by the root of the mean square (Zhang & Sennrich, 2019)."""
    squares = (x * x).sum(axis=-1, keepdims=True)
    level: Array = x / np.sqrt(squares / x.shape[-1] + _TINY)
    return level


# of x^5, x^3 and x, see `_gelu`
_BELL = tuple(np.float32(factor) for factor in (-3.5365e-4, 3.70188e-2, 0.797493))


def _gelu(x: Array) -> Array:
    """Weigh numbers by the normal distribution below them.

    NumPy has no error function; the hyperbolic tangent of an odd polynomial is right to 3e-5,
    which is nearer than weights in float16 are.
    """
    square = np.minimum(x * x, np.float32(36))  # beyond, the polynomial would fall again
    inner: Array = square * _BELL[0]
    inner += _BELL[1]
    inner *= square
    inner += _BELL[2]
    inner *= x
    np.tanh(inner, out=inner)
    inner += np.float32(1)
    inner *= x
    inner *= np.float32(0.5)
    return inner
