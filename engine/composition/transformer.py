"""The transformer that writes scores, one event a step.

A decoder reads events (`engine.composition.vocabulary`), each with the controls of its bar
(`engine.composition.controls`). From what it knows after an event, small heads choose the fields
of the next one in turn: kind, place, symbol, extent, and for chords the bass. The head that chooses
a pitch sees the chord that sounds at the place just chosen.

Attention is rotary on two clocks: half of every head counts events, the other half counts bars, so
that "the same place four bars ago" is one direction.

References
----------
Vaswani et al., "Attention is all you need", 2017; Su et al., "RoFormer", 2021; Hsiao et al.,
"Compound Word Transformer", 2021.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from engine.composition.controls import CONTROL_SIZES
from engine.composition.vocabulary import EVENT_SIZES, N_PLACES, Field, Kind

__all__ = ["SIZES", "Batch", "Cache", "Heads", "Transformer", "TransformerSize", "harmonies"]

_BAR_PERIODS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 64.0)  # of the rotary clock that counts bars
_LONGEST = 512.0  # events; the slowest turn of the other clock
_HEAD, _TURNED = 64, 32  # size of a head, and how much of it is turned by the clocks
_DROPOUT = 0.1  # in training: the songs are few
_INPUT_SIZES = (*EVENT_SIZES, EVENT_SIZES[2], EVENT_SIZES[3])  # with the harmony's root and quality


@dataclass(frozen=True)
class TransformerSize:
    """How large a transformer is.

    Attributes
    ----------
    width
        A multiple of 64, the size of a head.
    layers
        Blocks of attention and perceptron.
    context
        Events that it was trained to look back on.
    """

    width: int = 192
    layers: int = 6
    context: int = 384


SIZES = {
    "tiny": TransformerSize(64, 1, 64),
    "small": TransformerSize(),
    "medium": TransformerSize(320, 8, 768),
    "large": TransformerSize(384, 7, 1024),
}
"""Sizes by name: 3 million weights for a processor, 10 and 12 for a graphics card."""


@dataclass(frozen=True)
class Batch:
    """Rows of events, all tensors of shape (rows, events, …).

    Attributes
    ----------
    events
        int64, seven columns: the five modelled fields and the harmony of the event.
    controls
        int64, of each event's bar.
    bars
        float32: bars since the row began, and the place in the bar as a fraction.
    """

    events: Tensor
    controls: Tensor
    bars: Tensor


def harmonies(events: NDArray[np.uint8], bars: NDArray[np.int64]) -> NDArray[np.uint8]:
    """Give root and quality of the chord that sounds at each note, 0 for all other events.

    Parameters
    ----------
    events
        Shape (n, 5 or more), in order.
    bars
        Shape (n,): the bar of every event.

    Returns
    -------
    NDArray
        Shape (n, 2): `Field.SYMBOL` and `Field.EXTENT` of the chord.
    """
    found = np.zeros((len(events), 2), np.uint8)
    times = bars * N_PLACES + events[:, Field.PLACE]
    chords = np.flatnonzero(events[:, Field.KIND] == Kind.CHORD)
    notes = np.flatnonzero(events[:, Field.KIND] > Kind.CHORD)
    if len(chords) and len(notes):
        last = np.searchsorted(times[chords], times[notes], side="right") - 1
        named = chords[np.maximum(last, 0)]
        found[notes] = events[named][:, [Field.SYMBOL, Field.EXTENT]] * (last >= 0)[:, None]
    return found


class _Sum(nn.Module):
    """Embeds columns of small numbers and adds them up."""

    offsets: Tensor

    def __init__(self, sizes: tuple[int, ...], width: int) -> None:
        super().__init__()
        self.table = nn.Embedding(sum(sizes), width)
        self.register_buffer("offsets", torch.tensor([0, *np.cumsum(sizes)[:-1]]), persistent=False)
        nn.init.normal_(self.table.weight, std=0.5 / math.sqrt(len(sizes)))

    def forward(self, columns: Tensor) -> Tensor:
        """Give shape (…, width) for shape (…, columns)."""
        rows = (columns + self.offsets).flatten(0, -2)
        total = functional.embedding_bag(rows, self.table.weight, mode="sum")
        return total.view(*columns.shape[:-1], -1)


class Cache:
    """Keys and values of what was read, so that each event is read once.

    Parameters
    ----------
    rows
        In a batch.
    room
        Events that fit in before the oldest are forgotten.
    """

    def __init__(self, size: TransformerSize, rows: int, room: int) -> None:
        shape = (size.layers, 2, rows, size.width // _HEAD, room, _HEAD)
        self._store = torch.zeros(shape)
        self._kept = size.context
        self.length = 0
        self.n_read = 0

    def make_room(self, n_events: int) -> None:
        """Forget the oldest events if ``n_events`` more would not fit."""
        room = self._store.shape[4]
        if self.length + n_events > room:
            kept = min(self._kept, room - n_events)
            self._store[:, :, :, :, :kept] = self._store[
                :, :, :, :, self.length - kept : self.length
            ].clone()
            self.length = kept

    def extend(self, layer: int, keys: Tensor, values: Tensor) -> tuple[Tensor, Tensor]:
        """Write new keys and values, shape (rows, heads, new, 64), and give all."""
        end = self.length + keys.shape[2]
        self._store[layer, 0, :, :, self.length : end] = keys
        self._store[layer, 1, :, :, self.length : end] = values
        return self._store[layer, 0, :, :, :end], self._store[layer, 1, :, :, :end]


def _turn(x: Tensor, cosine: Tensor, sine: Tensor) -> Tensor:
    half = _TURNED // 2
    first, second, still = x[..., :half], x[..., half:_TURNED], x[..., _TURNED:]
    return torch.cat(
        (first * cosine - second * sine, first * sine + second * cosine, still), dim=-1
    )


class _Block(nn.Module):
    """Attention, then a perceptron, each added to the stream."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.before_attention = nn.RMSNorm(width)
        self.attend = nn.Linear(width, 3 * width, bias=False)
        self.gather = nn.Linear(width, width, bias=False)
        self.before_perceptron = nn.RMSNorm(width)
        self.widen = nn.Linear(width, 4 * width, bias=False)
        self.narrow = nn.Linear(4 * width, width, bias=False)
        nn.init.zeros_(self.gather.weight)
        nn.init.zeros_(self.narrow.weight)

    def forward(
        self, x: Tensor, turns: tuple[Tensor, Tensor], cache: Cache | None, layer: int
    ) -> Tensor:
        rows, length, width = x.shape
        queries, keys, values = (
            part.view(rows, length, width // _HEAD, _HEAD).transpose(1, 2)
            for part in self.attend(self.before_attention(x)).chunk(3, dim=-1)
        )
        cosine, sine = (turn.to(queries.dtype) for turn in turns)
        queries, keys = _turn(queries, cosine, sine), _turn(keys, cosine, sine)
        mask = None
        if cache is not None:
            keys, values = cache.extend(layer, keys, values)
            if length > 1:
                mask = torch.ones(length, keys.shape[2], dtype=torch.bool).tril(
                    keys.shape[2] - length
                )
        found = functional.scaled_dot_product_attention(
            queries, keys, values, attn_mask=mask, is_causal=cache is None
        )
        x = x + self._drop(self.gather(found.transpose(1, 2).reshape(rows, length, width)))
        widened = functional.gelu(self.widen(self.before_perceptron(x)))
        return x + self._drop(self.narrow(widened))

    def _drop(self, added: Tensor) -> Tensor:
        return functional.dropout(added, _DROPOUT, self.training)


class _Head(nn.Module):
    """From a state to the scores of one field's values."""

    def __init__(self, width: int, n_values: int) -> None:
        super().__init__()
        self.norm = nn.RMSNorm(width)
        self.hidden = nn.Linear(width, width, bias=False)
        self.out = nn.Linear(width, n_values)

    def forward(self, state: Tensor) -> Tensor:
        out: Tensor = self.out(functional.gelu(self.hidden(self.norm(state))))
        return out


class Heads(nn.Module):
    """Choose the fields of an event one after the other."""

    def __init__(self, width: int) -> None:
        super().__init__()
        tables = [nn.Embedding(size, width) for size in _INPUT_SIZES]
        for table in tables:
            nn.init.normal_(table.weight, std=0.5)
        self.chosen = nn.ModuleList(tables)
        self.fields = nn.ModuleList(_Head(width, size) for size in EVENT_SIZES)

    def add(self, state: Tensor, field: int, values: Tensor) -> Tensor:
        """Tell the state what was chosen; fields 5 and 6 are the harmony's root and quality."""
        told: Tensor = state + self.chosen[field](values)
        return told

    def score(self, state: Tensor, field: int) -> Tensor:
        """Score the values of a field, shape (…, values)."""
        scores: Tensor = self.fields[field](state)
        return scores

    def losses(self, state: Tensor, targets: Tensor) -> list[Tensor]:
        """Give each field's summed cross-entropy, in nats, of events that follow the states.

        Parameters
        ----------
        state, targets
            Shapes (n, width) and (n, 7).
        """
        losses = [_cross_entropy(self.score(state, 0), targets[:, 0])]
        inside = targets[:, 0] > Kind.BAR
        state, targets = self.add(state, 0, targets[:, 0])[inside], targets[inside]
        losses.append(_cross_entropy(self.score(state, 1), targets[:, 1]))
        state = self.add(state, 1, targets[:, 1])
        state = self.add(self.add(state, 5, targets[:, 5]), 6, targets[:, 6])
        losses.append(_cross_entropy(self.score(state, 2), targets[:, 2]))
        state = self.add(state, 2, targets[:, 2])
        losses.append(_cross_entropy(self.score(state, 3), targets[:, 3]))
        chords = targets[:, 4] > 0
        state, targets = self.add(state, 3, targets[:, 3])[chords], targets[chords]
        losses.append(_cross_entropy(self.score(state, 4), targets[:, 4]))
        return losses


def _cross_entropy(scores: Tensor, targets: Tensor) -> Tensor:
    return functional.cross_entropy(scores.float(), targets, reduction="sum")


class Transformer(nn.Module):
    """Reads events and knows what may come next."""

    event_turns: Tensor
    bar_turns: Tensor

    def __init__(self, size: TransformerSize) -> None:
        super().__init__()
        self.size = size
        self.event = _Sum(_INPUT_SIZES, size.width)
        self.control = _Sum(CONTROL_SIZES, size.width)
        self.blocks = nn.ModuleList(_Block(size.width) for _ in range(size.layers))
        self.norm = nn.RMSNorm(size.width)
        self.heads = Heads(size.width)
        turns = _LONGEST ** -torch.linspace(0, 1, 8)
        self.register_buffer("event_turns", turns, persistent=False)
        self.register_buffer(
            "bar_turns", 2 * math.pi / torch.tensor(_BAR_PERIODS), persistent=False
        )

    def forward(self, batch: Batch) -> Tensor:
        """Give the mean loss of every event but the first: shape (5,), nats an event a field."""
        inputs = Batch(batch.events[:, :-1], batch.controls[:, :-1], batch.bars[:, :-1])
        state = self.read(inputs).flatten(0, 1)
        losses = self.heads.losses(state, batch.events[:, 1:].flatten(0, 1))
        return torch.stack(losses) / len(state)

    def read(self, batch: Batch, cache: Cache | None = None) -> Tensor:
        """Give the state after every event, shape (rows, events, width)."""
        n_events = batch.events.shape[1]
        turns = self._turns(batch.bars, 0 if cache is None else cache.n_read)
        if cache is not None:
            cache.make_room(n_events)
        x = self.event(batch.events) + self.control(batch.controls)
        for layer, block in enumerate(self.blocks):
            x = block(x, turns, cache, layer)
        if cache is not None:
            cache.length += n_events
            cache.n_read += n_events
        state: Tensor = self.norm(x)
        return state

    def _turns(self, bars: Tensor, n_read: int) -> tuple[Tensor, Tensor]:
        """Give cosines and sines, shape (rows, 1, events, 16)."""
        counted = torch.arange(n_read, n_read + bars.shape[1], device=bars.device)
        by_event = counted[None, :, None] * self.event_turns
        angles = torch.cat((by_event.expand(len(bars), -1, -1), bars[..., None] * self.bar_turns),
                           dim=-1)[:, None]  # fmt: skip
        return angles.cos(), angles.sin()
