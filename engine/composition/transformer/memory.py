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


_LANE = 192
"""Events that a lane has room for: a third of all, and more than most stretches have. A lane that
is longer is left, as pages that are touched anywhere are taken whole."""


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

    Attributes
    ----------
    shared
        What others know, too, before what each has read by itself: it is kept once, shape (layers,
        2, rows, heads, events, 64). Of it this memory has forgotten the first `n_forgotten`.
    store, lane
        What was read since, `length` events: shape (layers, 2, lanes, rows, heads, events, 64).
    """

    def __init__(self, layers: int, rows: int, heads: int, room: int, kept: int) -> None:
        self.store: Array = np.zeros((layers, 2, 1, rows, heads, room, HEAD), np.float32)
        self.shared: Array = self.store[:, :, 0, ..., :0, :]
        self.lane = self.n_forgotten = 0
        self._room, self._kept = room, kept
        self.length = 0
        self.n_read = 0

    @property
    def n_shared(self) -> int:
        """Events that are shared and not forgotten."""
        return int(self.shared.shape[-2]) - self.n_forgotten

    def make_room(self, n_events: int) -> None:
        """Forget the oldest events if ``n_events`` more would not fit."""
        known = self.n_shared + self.length
        if known + n_events > self._room:
            leaving = known - min(self._kept, self._room - n_events)
            from_shared = min(leaving, self.n_shared)
            self.n_forgotten += from_shared
            self._forget(leaving - from_shared)
        if self.length + n_events > self.store.shape[-2]:
            self._leave()

    def _leave(self) -> None:
        """Move out of a lane that is full, into a store of one's own."""
        layers, both, _, rows, heads, _, size = self.store.shape
        own: Array = np.zeros((layers, both, 1, rows, heads, self._room, size), np.float32)
        own[..., : self.length, :] = self.store[:, :, self.lane, None, ..., : self.length, :]
        self.store, self.lane = own, 0

    def _forget(self, n_events: int) -> None:
        """Forget the oldest of what is not shared."""
        own = self.store[:, :, self.lane]
        own[..., : self.length - n_events, :] = own[..., n_events : self.length, :]
        self.length -= n_events

    def side_by_side(self, number: int) -> list[Memory]:
        """Give so many others that know the same and go their own ways, in lanes of one store.

        One that lies beside as many takes over the lanes of the others, which end there: fresh
        pages cost more than what is written on them.
        """
        layers, _, n_lanes, rows, heads, _, _ = self.store.shape
        own = self.store[:, :, self.lane, ..., : self.length, :]
        known: Array = np.concatenate([self.shared[..., self.n_forgotten :, :], own], axis=-2)
        is_enough = number <= n_lanes
        fresh = (layers, 2, number, rows, heads, min(_LANE, self._room), HEAD)
        store: Array = self.store if is_enough else np.zeros(fresh, np.float32)
        twins = [copy.copy(self) for _ in range(number)]
        for at, twin in enumerate(twins):
            twin.store, twin.lane, twin.length = store, at, 0
            twin.shared, twin.n_forgotten = known, 0
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
        queries = parts[:, :n_heads]
        scores: Array = queries @ keys[:, :, :end].swapaxes(-1, -2)
        n_new, n_shared = scores.shape[-2], memory.n_shared
        if n_new > 1:
            is_later = np.arange(end) > np.arange(memory.length, end)[:, None]
            scores[..., is_later] = -np.inf
        if n_shared:
            shared_keys, shared_values = memory.shared[layer, ..., memory.n_forgotten :, :]
            shared = queries @ shared_keys.swapaxes(-1, -2)
            scores = _weigh(np.concatenate([shared, scores], axis=-1))
            found: Array = scores[..., n_shared:] @ values[:, :, :end]
            found += scores[..., :n_shared] @ shared_values
        else:
            found = _weigh(scores) @ values[:, :, :end]
        return found.transpose(0, 2, 1, 3).reshape(-1, n_heads * HEAD)


class Chorus:
    """The next event of each of several memories side by side; `turns` has the shape (n, 16).

    All look back in one go, those that rest for nothing: it is the going that takes time. At what
    they share all look at once, which fetches it once.
    """

    def __init__(self, place: slice, memories: Sequence[Memory], turns: Turns) -> None:
        self.place, self._turns = place, turns[:, None, None]
        self._store, self._shared = memories[0].store, memories[0].shared
        self._lanes = np.array([memory.lane for memory in memories])
        self._lengths = np.array([memory.length for memory in memories])
        self._end = int(self._lengths.max()) + 1
        forgotten = np.array([memory.n_forgotten for memory in memories])
        is_later = np.arange(self._end) > self._lengths[:, None]
        is_forgotten = np.arange(self._shared.shape[-2]) < forgotten[:, None]
        self._veil = np.zeros((self._store.shape[2], is_forgotten.shape[1] + self._end), np.float32)
        is_hidden = np.concatenate([is_forgotten, is_later], axis=1)
        self._veil[self._lanes] = np.where(is_hidden, -np.inf, 0)

    def attend(self, parts: Array, layer: int) -> Array:
        """See `Span.attend`."""
        n_lanes, rows, n_heads = self._store.shape[2:5]
        parts = parts.reshape(-1, rows, 3 * n_heads, HEAD)
        _turn(parts[:, :, : 2 * n_heads], self._turns)
        keys, values = self._store[layer]
        keys[self._lanes, :, :, self._lengths] = parts[:, :, n_heads : 2 * n_heads]
        values[self._lanes, :, :, self._lengths] = parts[:, :, 2 * n_heads :]
        queries = np.zeros((n_lanes, rows, n_heads, HEAD), np.float32)
        queries[self._lanes] = parts[:, :, :n_heads]
        own = queries[..., None, :] @ keys[..., : self._end, :].swapaxes(-1, -2)
        shared_keys, shared_values = self._shared[layer]  # (rows, heads, events, 64)
        by_head = queries.transpose(1, 2, 0, 3)  # a lane a row, so that lanes share a product
        shared = by_head @ shared_keys.swapaxes(-1, -2)
        scores = np.concatenate([shared, own[..., 0, :].transpose(1, 2, 0, 3)], axis=-1)
        scores += self._veil
        scores = _weigh(scores)
        n_shared = shared.shape[-1]
        own = scores[..., n_shared:].transpose(2, 0, 1, 3)[..., None, :]
        found: Array = (own @ values[..., : self._end, :])[..., 0, :]
        found += (scores[..., :n_shared] @ shared_values).transpose(2, 0, 1, 3)
        sung: Array = found[self._lanes].reshape(-1, n_heads * HEAD)
        return sung


def is_chorus(memories: Sequence[Memory]) -> bool:
    """Whether memories are side by side, and more than rest beside them."""
    first = memories[0].store
    is_one = all(memory.store is first for memory in memories)
    return is_one and len(memories) > max(1, first.shape[2] // 2)


def _turn(parts: Array, turns: Turns) -> None:
    """Turn what lies in pairs by the clocks."""
    pairs = parts.view(np.complex64)[..., : TURNED // 2]
    pairs *= turns


def _weigh(scores: Array) -> Array:
    """Give shares of 1 along the last axis by how well keys fit; in place."""
    scores -= scores.max(axis=-1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=-1, keepdims=True)
    return scores
