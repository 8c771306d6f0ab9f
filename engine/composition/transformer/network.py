"""The transformer that writes scores, one event a step, in NumPy.

A decoder reads events (`vocabulary`), each with the controls of its bar (`controls`). From what it
knows after an event, small heads choose the fields of the next one in turn: kind, place, symbol,
extent, and for chords the bass. The head that chooses a pitch sees the chord that sounds at the
place just chosen.

Attention is rotary on two clocks: half of every head counts events, the other half counts bars, so
that "the same place four bars ago" is one direction.

`engine.training.transformer.network` is the same network in torch, which learns. One step here
multiplies two rows with matrices of a few hundred rows, and what a library does around such small
products costs more than the products: NumPy takes a fifth of torch's time for it.

References
----------
Vaswani et al., "Attention is all you need", 2017; Su et al., "RoFormer", 2021; Hsiao et al.,
"Compound Word Transformer", 2021.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.composition.transformer.controls import CONTROL_SIZES
from engine.composition.transformer.layers import Block, Head, level
from engine.composition.transformer.memory import (
    HEAD,
    TURNED,
    Alone,
    Array,
    Chorus,
    Memory,
    Span,
    is_chorus,
)
from engine.composition.transformer.vocabulary import EVENT_SIZES, N_PLACES, Field, Kind

__all__ = [
    "BAR_PERIODS",
    "INPUT_SIZES",
    "LONGEST",
    "SIZES",
    "Reading",
    "Transformer",
    "TransformerSize",
    "harmonies",
]

BAR_PERIODS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 64.0)
"""Of the rotary clock that counts bars."""
LONGEST = 512.0
"""Events; the slowest turn of the other clock."""
INPUT_SIZES = (*EVENT_SIZES, EVENT_SIZES[2], EVENT_SIZES[3])
"""How many values each field has that is read: an event's, the harmony's root and quality."""
_INPUT_OFFSETS, _CONTROL_OFFSETS = (
    np.cumsum((0, *sizes[:-1])) for sizes in (INPUT_SIZES, CONTROL_SIZES)
)  # where each column's values begin in a table of all


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

    Raises
    ------
    ValueError
        If no transformer of ours is of that size.
    """

    width: int = 192
    layers: int = 6
    context: int = 384

    def __post_init__(self) -> None:
        whole = {type(number) for number in (self.width, self.layers, self.context)} == {int}
        if not whole or not (
            0 < self.width <= 4096
            and self.width % HEAD == 0
            and 0 < self.layers <= 100
            and 0 < self.context <= 100_000
        ):
            raise ValueError(f"there is no transformer of the size {self}")


SIZES = {
    "tiny": TransformerSize(64, 1, 64),
    "small": TransformerSize(),
    "medium": TransformerSize(320, 8, 768),
    "large": TransformerSize(384, 7, 1024),
}
"""Sizes by name: 3 million weights for a processor, 10 and 12 for a graphics card."""


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


class Reading(NamedTuple):
    """Events that are to be read next.

    Attributes
    ----------
    events
        Shape (n, 7): the five modelled fields and the harmony of the event; all rows read them.
    asked
        Shape (rows, n or 1, width): what `Transformer.hear` gave.
    bars
        Shape (n,): bars since the piece began, and the place in the bar as a fraction.
    memory
        Of what was read before.
    """

    events: NDArray[np.integer]
    asked: Array
    bars: NDArray[np.float64]
    memory: Memory


class Transformer:
    """Reads events and knows what may come next.

    Parameters
    ----------
    weights
        By their names in the checkpoint.

    Raises
    ------
    ValueError
        If the weights are not those of a transformer of that size.
    """

    def __init__(self, size: TransformerSize, weights: Mapping[str, NDArray[np.floating]]) -> None:
        _check_shapes(size, weights)
        known = {name: array.astype(np.float32) for name, array in weights.items()}
        self.size = size
        self._event, self._control = known["event.table.weight"], known["control.table.weight"]
        self._blocks = [Block(known, f"blocks.{number}") for number in range(size.layers)]
        self._gain = known["norm.weight"]
        self._told = [known[f"heads.chosen.{field}.weight"] for field in range(len(INPUT_SIZES))]
        self._heads = [Head(known, f"heads.fields.{field}") for field in range(len(EVENT_SIZES))]
        counted = LONGEST ** -np.linspace(0, 1, TURNED // 4)
        self._speeds = counted, 2 * np.pi / np.array(BAR_PERIODS)

    def memory(self, rows: int, room: int) -> Memory:
        """Make an empty memory of so many rows and events."""
        size = self.size
        return Memory(size.layers, rows, size.width // HEAD, room, size.context)

    def hear(self, controls: NDArray[np.integer]) -> Array:
        """Give what controls add to every event of their bar: shape (…, width) for (…, 19)."""
        total: Array = self._control[controls + _CONTROL_OFFSETS].sum(axis=-2)
        return total

    def read(self, readings: Sequence[Reading]) -> list[Array]:
        """Give the state after every event of each reading, shape (rows, n, width).

        Readings of different memories are read at once for little more than one takes.
        """
        inputs: list[Array] = []
        for events, asked, _, memory in readings:
            memory.make_room(len(events))
            inputs.append(self._event[events + _INPUT_OFFSETS].sum(axis=1) + asked)
        stream = np.concatenate([x.reshape(-1, self.size.width) for x in inputs])
        ends = np.cumsum([x.shape[0] * x.shape[1] for x in inputs])
        places = [
            slice(end - len(x) * x.shape[1], end) for end, x in zip(ends, inputs, strict=True)
        ]
        spans = self._spans(readings, places)
        for layer, block in enumerate(self._blocks):
            stream = block.read(stream, spans, layer)
        for reading in readings:
            reading.memory.length += len(reading.events)
            reading.memory.n_read += len(reading.events)
        states: Array = level(stream) * self._gain
        return [states[place].reshape(x.shape) for place, x in zip(places, inputs, strict=True)]

    def _spans(self, readings: Sequence[Reading], places: Sequence[slice]) -> list[Span]:
        """Let what is read side by side, an event each, look back together."""
        parts = [
            (place, reading.memory, self._turns(reading.bars, reading.memory.n_read))
            for place, reading in zip(places, readings, strict=True)
        ]
        spans: list[Span] = []
        for _, run in itertools.groupby(
            parts, lambda part: (id(part[1].store), len(part[2]) == 1 or id(part[1]))
        ):
            own_places, memories, turns = zip(*run, strict=True)
            if is_chorus(memories):
                whole = slice(own_places[0].start, own_places[-1].stop)
                spans.append(Chorus(whole, memories, np.concatenate(turns)))
            else:
                spans += map(Alone, own_places, memories, turns)
        return spans

    def tell(self, state: Array, field: int, value: int | NDArray[np.integer]) -> Array:
        """Tell the state what was chosen; fields 5 and 6 are the harmony's root and quality."""
        told: Array = state + self._told[field][value]
        return told

    def score(self, state: Array, field: int, shares: Array | None = None) -> Array:
        """Score the values of a field, shape (…, values).

        Parameters
        ----------
        shares
            Shape (rows,), 1 in all: in which the scores of the state's rows are mixed.
        """
        return self._heads[field].score(state, shares)

    def _turns(self, bars: NDArray[np.float64], n_read: int) -> NDArray[np.complex64]:
        """Give how far the clocks have turned: unit numbers, shape (n, 16)."""
        counted = np.arange(n_read, n_read + len(bars))
        by_event, by_bar = self._speeds
        angles = np.hstack((counted[:, None] * by_event, bars[:, None] * by_bar))
        turns: NDArray[np.complex64] = np.exp(1j * angles).astype(np.complex64)
        return turns


def _check_shapes(size: TransformerSize, weights: Mapping[str, NDArray[np.floating]]) -> None:
    width = size.width
    wanted: dict[str, tuple[int, ...]] = {
        "event.table.weight": (sum(INPUT_SIZES), width),
        "control.table.weight": (sum(CONTROL_SIZES), width),
        "norm.weight": (width,),
    }
    for block in (f"blocks.{number}" for number in range(size.layers)):
        wanted[f"{block}.before_attention.weight"] = wanted[f"{block}.before_perceptron.weight"] = (
            width,
        )
        wanted[f"{block}.attend.weight"] = 3 * width, width
        wanted[f"{block}.gather.weight"] = width, width
        wanted[f"{block}.widen.weight"] = 4 * width, width
        wanted[f"{block}.narrow.weight"] = width, 4 * width
    for number, n_values in enumerate(INPUT_SIZES):
        wanted[f"heads.chosen.{number}.weight"] = n_values, width
    for number, n_values in enumerate(EVENT_SIZES):
        wanted[f"heads.fields.{number}.norm.weight"] = (width,)
        wanted[f"heads.fields.{number}.hidden.weight"] = width, width
        wanted[f"heads.fields.{number}.out.weight"] = n_values, width
        wanted[f"heads.fields.{number}.out.bias"] = (n_values,)
    found = {name: array.shape for name, array in weights.items()}
    for name in sorted(wanted.keys() | found.keys()):
        if wanted.get(name) != found.get(name):
            raise ValueError(f"{name} has shape {found.get(name)}, expected {wanted.get(name)}")
