"""The transformer as it learns; `engine.composition.transformer.network` is how it composes.

The names of its weights are those of the checkpoint, and both read events alike.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from engine.composition.transformer.controls import CONTROL_SIZES
from engine.composition.transformer.memory import HEAD, TURNED
from engine.composition.transformer.network import (
    BAR_PERIODS,
    INPUT_SIZES,
    LONGEST,
    TransformerSize,
)
from engine.composition.transformer.vocabulary import EVENT_SIZES, Kind

__all__ = ["Batch", "Heads", "TransformerNetwork"]

_DROPOUT = 0.15  # in training: the songs are few


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


def _turn(x: Tensor, cosine: Tensor, sine: Tensor) -> Tensor:
    half = TURNED // 2
    first, second, still = x[..., :half], x[..., half:TURNED], x[..., TURNED:]
    return torch.cat(
        (first * cosine - second * sine, first * sine + second * cosine, still), dim=-1
    )


def _flash(queries: Tensor, keys: Tensor, values: Tensor) -> Tensor:
    return functional.scaled_dot_product_attention(queries, keys, values, is_causal=True)


def _look_back(queries: Tensor, keys: Tensor, values: Tensor) -> Tensor:
    """Attend as plain products: on a processor, gradients included, in 0.35 of `_flash`'s time."""
    length = queries.shape[2]
    later = torch.full((length, length), -math.inf, dtype=values.dtype).triu(1)
    scores = torch.baddbmm(
        later, queries.flatten(0, 1), keys.flatten(0, 1).transpose(1, 2), alpha=HEAD**-0.5
    )
    return torch.bmm(scores.softmax(dim=-1), values.flatten(0, 1)).view_as(queries)


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

    def forward(self, x: Tensor, turns: tuple[Tensor, Tensor]) -> Tensor:
        rows, length, width = x.shape
        queries, keys, values = (
            part.view(rows, length, width // HEAD, HEAD).transpose(1, 2)
            for part in self.attend(self.before_attention(x)).chunk(3, dim=-1)
        )
        cosine, sine = (turn.to(queries.dtype) for turn in turns)
        queries, keys = _turn(queries, cosine, sine), _turn(keys, cosine, sine)
        found = (_look_back if self.training and not x.is_cuda else _flash)(queries, keys, values)
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
        tables = [nn.Embedding(size, width) for size in INPUT_SIZES]
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


class TransformerNetwork(nn.Module):
    """Reads events and knows what may come next."""

    event_turns: Tensor
    bar_turns: Tensor

    def __init__(self, size: TransformerSize) -> None:
        super().__init__()
        self.size = size
        self.event = _Sum(INPUT_SIZES, size.width)
        self.control = _Sum(CONTROL_SIZES, size.width)
        self.blocks = nn.ModuleList(_Block(size.width) for _ in range(size.layers))
        self.norm = nn.RMSNorm(size.width)
        self.heads = Heads(size.width)
        turns = LONGEST ** -torch.linspace(0, 1, 8)
        self.register_buffer("event_turns", turns, persistent=False)
        self.register_buffer("bar_turns", 2 * math.pi / torch.tensor(BAR_PERIODS), persistent=False)

    def forward(self, batch: Batch) -> Tensor:
        """Give the mean loss of every event but the first: shape (5,), nats an event a field."""
        inputs = Batch(batch.events[:, :-1], batch.controls[:, :-1], batch.bars[:, :-1])
        state = self.read(inputs).flatten(0, 1)
        losses = self.heads.losses(state, batch.events[:, 1:].flatten(0, 1))
        return torch.stack(losses) / len(state)

    def read(self, batch: Batch) -> Tensor:
        """Give the state after every event, shape (rows, events, width)."""
        turns = self._turns(batch.bars)
        x = self.event(batch.events) + self.control(batch.controls)
        for block in self.blocks:
            x = block(x, turns)
        state: Tensor = self.norm(x)
        return state

    def _turns(self, bars: Tensor) -> tuple[Tensor, Tensor]:
        """Give cosines and sines, shape (rows, 1, events, 16)."""
        counted = torch.arange(bars.shape[1], device=bars.device)
        by_event = counted[None, :, None] * self.event_turns
        angles = torch.cat((by_event.expand(len(bars), -1, -1), bars[..., None] * self.bar_turns),
                           dim=-1)[:, None]  # fmt: skip
        return angles.cos(), angles.sin()
