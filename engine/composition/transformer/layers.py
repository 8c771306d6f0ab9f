"""The layers of the transformer that composes, and its memory, in NumPy.

Each takes its weights as the checkpoint has them and puts them as they are multiplied fastest.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["HEAD", "TURNED", "Array", "Block", "Head", "Memory", "Span", "level"]

Array = NDArray[np.float32]

HEAD, TURNED = 64, 32
"""Size of a head, and how much of it is turned by the clocks."""

_TINY = np.finfo(np.float32).eps  # as torch adds to a mean square


class Memory:
    """Keys and values of what was read, so that each event is read once.

    Parameters
    ----------
    rows
        That are read side by side.
    room
        Events that fit in before the oldest are forgotten.
    kept
        Events that are never forgotten, the latest ones.
    """

    def __init__(self, layers: int, rows: int, heads: int, room: int, kept: int) -> None:
        self._store = np.zeros((layers, 2, rows, heads, room, HEAD), np.float32)
        self._kept = kept
        self.length = 0
        self.n_read = 0

    def make_room(self, n_events: int) -> None:
        """Forget the oldest events if ``n_events`` more would not fit."""
        room = self._store.shape[4]
        if self.length + n_events > room:
            kept = min(self._kept, room - n_events)
            self._store[..., :kept, :] = self._store[..., self.length - kept : self.length, :]
            self.length = kept

    def fork(self) -> Memory:
        """Give another one that knows the same and goes its own way."""
        twin = copy.copy(self)
        twin._store = np.empty_like(self._store)  # noqa: SLF001
        twin._store[..., : self.length, :] = self._store[..., : self.length, :]  # noqa: SLF001
        return twin

    def extend(self, layer: int, keys: Array, values: Array) -> tuple[Array, Array]:
        """Write new keys and values, shape (rows, heads, new, 64), and give all."""
        end = self.length + keys.shape[2]
        store = self._store[layer]
        store[0, :, :, self.length : end] = keys
        store[1, :, :, self.length : end] = values
        return store[0, :, :, :end], store[1, :, :, :end]


@dataclass(frozen=True)
class Span:
    """Where the events of one memory stand among all that are read at once.

    Attributes
    ----------
    place
        Of its events in the stream.
    rows
        Into which they fall.
    turns
        Shape (n, 16): how far the clocks have turned at each.
    """

    place: slice
    rows: int
    turns: NDArray[np.complex64]
    memory: Memory

    def attend(self, parts: Array, layer: int) -> Array:
        """Let queries look at keys and values, shape (rows · n, 3 · width) to (rows · n, width)."""
        width = parts.shape[1] // 3
        n_heads = width // HEAD
        parts = parts.reshape(self.rows, -1, 3 * n_heads, HEAD)
        pairs = parts[:, :, : 2 * n_heads].view(np.complex64)[..., : TURNED // 2]
        pairs *= self.turns[:, None]
        parts = parts.transpose(0, 2, 1, 3)
        keys, values = self.memory.extend(
            layer, parts[:, n_heads : 2 * n_heads], parts[:, 2 * n_heads :]
        )
        found = _attention(parts[:, :n_heads], keys, values)
        return found.transpose(0, 2, 1, 3).reshape(-1, width)


class Block:
    """Attention, then a perceptron, each added to the stream."""

    def __init__(self, weights: Mapping[str, Array], name: str) -> None:
        attend = _after_norm(weights, f"{name}.attend", f"{name}.before_attention")
        self._attend = _in_pairs(attend)
        self._gather = np.ascontiguousarray(weights[f"{name}.gather.weight"].T)
        self._widen = _after_norm(weights, f"{name}.widen", f"{name}.before_perceptron")
        self._narrow = np.ascontiguousarray(weights[f"{name}.narrow.weight"].T)

    def read(self, stream: Array, spans: Sequence[Span], layer: int) -> Array:
        """Give the stream after this block, shape (events, width) as before.

        All events are multiplied at once, for what takes time is fetching the weights.
        """
        parts = level(stream) @ self._attend
        found: Array = np.concatenate([span.attend(parts[span.place], layer) for span in spans])
        stream = stream + found @ self._gather
        stream += _gelu(level(stream) @ self._widen) @ self._narrow
        return stream


class Head:
    """From a state to the scores of one field's values."""

    def __init__(self, weights: Mapping[str, Array], name: str) -> None:
        self._hidden = _after_norm(weights, f"{name}.hidden", f"{name}.norm")
        self._out = np.ascontiguousarray(weights[f"{name}.out.weight"].T)
        self._bias = weights[f"{name}.out.bias"]

    def score(self, state: Array) -> Array:
        """Give shape (…, values)."""
        out: Array = _gelu(level(state) @ self._hidden) @ self._out + self._bias
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


def _attention(queries: Array, keys: Array, values: Array) -> Array:
    """Let every event look at itself and at what came before it, shape (rows, heads, n, 64)."""
    scores: Array = queries @ keys.swapaxes(-1, -2)
    n_new, n_all = scores.shape[-2:]
    if n_new > 1:
        is_later = np.arange(n_all) > np.arange(n_all - n_new, n_all)[:, None]
        scores[..., is_later] = -np.inf
    scores -= scores.max(axis=-1, keepdims=True)
    np.exp(scores, out=scores)
    found: Array = scores @ values / scores.sum(axis=-1, keepdims=True)
    return found


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
