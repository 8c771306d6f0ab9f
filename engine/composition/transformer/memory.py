"""What the transformer remembers of what it read, and how it looks back on it, in NumPy."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

__all__ = ["HEAD", "TURNED", "Alone", "Array", "Chorus", "Memory", "Span", "is_chorus"]

Array = NDArray[np.float32]
Turns = NDArray[np.complex64]
"""How far the clocks have turned: unit numbers."""

HEAD, TURNED = 64, 32
"""Size of a head, and how much of it is turned by the clocks."""


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
        self.store: Array = np.zeros((layers, 2, 1, rows, heads, room, HEAD), np.float32)
        self.lane = 0
        self._kept = kept
        self.length = 0
        self.n_read = 0

    def make_room(self, n_events: int) -> None:
        """Forget the oldest events if ``n_events`` more would not fit."""
        own = self.store[:, :, self.lane]
        room = own.shape[-2]
        if self.length + n_events > room:
            kept = min(self._kept, room - n_events)
            own[..., :kept, :] = own[..., self.length - kept : self.length, :]
            self.length = kept

    def side_by_side(self, number: int) -> list[Memory]:
        """Give so many others that know the same and go their own ways, in lanes of one store.

        One that lies beside as many takes over the lanes of the others, which end there: fresh
        pages cost more than what is written on them.
        """
        layers, _, n_lanes, *lane = self.store.shape
        is_enough = number <= n_lanes
        fresh = (layers, 2, number, *lane)
        store: Array = self.store if is_enough else np.zeros(fresh, np.float32)
        known = self.store[:, :, self.lane, None, ..., : self.length, :]
        store[..., : self.length, :] = known.copy() if is_enough else known
        twins = [copy.copy(self) for _ in range(number)]
        for at, twin in enumerate(twins):
            twin.store, twin.lane = store, at
        return twins


class Span(Protocol):
    """Events that look back together, among all that are read at once.

    Attributes
    ----------
    place
        Of these events in the stream.
    """

    place: slice

    def attend(self, parts: Array, layer: int) -> Array:
        """Let queries look at keys and values, shape (rows · n, 3 · width) to (rows · n, width)."""


class Alone:
    """The next events of one memory; `turns` has the shape (n, 16)."""

    def __init__(self, place: slice, memory: Memory, turns: Turns) -> None:
        self.place, self._memory, self._turns = place, memory, turns

    def attend(self, parts: Array, layer: int) -> Array:
        """See `Span.attend`."""
        memory, rows = self._memory, self._memory.store.shape[3]
        n_heads = parts.shape[1] // (3 * HEAD)
        parts = parts.reshape(rows, -1, 3 * n_heads, HEAD)
        _turn(parts[:, :, : 2 * n_heads], self._turns[:, None])
        parts = parts.transpose(0, 2, 1, 3)
        keys, values = memory.store[layer, :, memory.lane]
        end = memory.length + parts.shape[2]
        keys[:, :, memory.length : end] = parts[:, n_heads : 2 * n_heads]
        values[:, :, memory.length : end] = parts[:, 2 * n_heads :]
        scores: Array = parts[:, :n_heads] @ keys[:, :, :end].swapaxes(-1, -2)
        n_new = scores.shape[-2]
        if n_new > 1:
            is_later = np.arange(end) > np.arange(memory.length, end)[:, None]
            scores[..., is_later] = -np.inf
        found = _look(scores, values[:, :, :end])
        return found.transpose(0, 2, 1, 3).reshape(-1, n_heads * HEAD)


class Chorus:
    """The next event of each of several memories side by side; `turns` has the shape (n, 16).

    All look back in one go, those that rest for nothing: it is the going that takes time.
    """

    def __init__(self, place: slice, memories: Sequence[Memory], turns: Turns) -> None:
        self.place, self._turns = place, turns[:, None, None]
        self._store = memories[0].store
        self._lanes = np.array([memory.lane for memory in memories])
        self._lengths = np.array([memory.length for memory in memories])
        self._end = int(self._lengths.max()) + 1
        is_later = np.arange(self._end) > self._lengths[:, None]
        self._veil = np.zeros((self._store.shape[2], 1, 1, 1, self._end), np.float32)
        self._veil[self._lanes, 0, 0, 0] = np.where(is_later, -np.inf, 0)

    def attend(self, parts: Array, layer: int) -> Array:
        """See `Span.attend`."""
        n_lanes, rows, n_heads = self._store.shape[2:5]
        parts = parts.reshape(-1, rows, 3 * n_heads, HEAD)
        _turn(parts[:, :, : 2 * n_heads], self._turns)
        keys, values = self._store[layer]
        keys[self._lanes, :, :, self._lengths] = parts[:, :, n_heads : 2 * n_heads]
        values[self._lanes, :, :, self._lengths] = parts[:, :, 2 * n_heads :]
        queries = np.zeros((n_lanes, rows, n_heads, 1, HEAD), np.float32)
        queries[self._lanes, :, :, 0] = parts[:, :, :n_heads]
        scores = queries @ keys[..., : self._end, :].swapaxes(-1, -2)
        scores += self._veil
        found = _look(scores, values[..., : self._end, :])
        own: Array = found[self._lanes].reshape(-1, n_heads * HEAD)
        return own


def is_chorus(memories: Sequence[Memory]) -> bool:
    """Whether memories are side by side, and more than rest beside them."""
    first = memories[0].store
    is_one = all(memory.store is first for memory in memories)
    return is_one and len(memories) > max(1, first.shape[2] // 2)


def _turn(parts: Array, turns: Turns) -> None:
    """Turn what lies in pairs by the clocks."""
    pairs = parts.view(np.complex64)[..., : TURNED // 2]
    pairs *= turns


def _look(scores: Array, values: Array) -> Array:
    """Give the mean of values by how well they fit, shape (…, n, 64)."""
    scores -= scores.max(axis=-1, keepdims=True)
    np.exp(scores, out=scores)
    found: Array = scores @ values
    found /= scores.sum(axis=-1, keepdims=True)
    return found
