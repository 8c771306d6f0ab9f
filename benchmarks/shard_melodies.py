"""The melodies that the transformer learned from or is measured on, out of prepared shards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from engine.composition.grid import METRES
from engine.composition.score import Note
from engine.composition.transformer.controls import Control
from engine.composition.transformer.vocabulary import DURATIONS, Field, Kind, tick_of
from engine.training.transformer.mixture import HELD_OUT
from engine.training.transformer.prepare import SPLITS, Shard, load_shards

__all__ = ["read_melodies"]


def read_melodies(shards: Path) -> tuple[list[list[Note]], list[list[Note]]]:
    """Give what was learned, of all sets, and what is held out, of those that are compared."""
    learned: list[list[Note]] = []
    held_out: list[list[Note]] = []
    for shard in load_shards(shards):
        for number, split in enumerate(shard.splits):
            if SPLITS[split] == "train":
                learned.append(list(_melody(shard, number)))
            elif shard.name in HELD_OUT.shares:
                held_out.append(list(_melody(shard, number)))
    return learned, held_out


def _melody(shard: Shard, song: int) -> Iterator[Note]:
    """Give a song's melody; pitches count from its tonic."""
    first, last = (int(bar) for bar in shard.songs[song : song + 2])
    length = METRES[shard.controls[first, Control.METRE] - 1].ticks_per_bar
    for bar in range(first, last):
        events = shard.events[shard.bars[bar] : shard.bars[bar + 1]]
        for row in events[events[:, Field.KIND] == Kind.MELODY]:
            start = (bar - first) * length + tick_of(int(row[Field.PLACE]))
            extent = DURATIONS[row[Field.EXTENT] - 1]
            yield Note(start, extent, int(row[Field.SYMBOL]), 64)
