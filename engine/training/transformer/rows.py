"""Cuts shards into the rows of events that the transformer learns from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from engine.composition.grid import METRES
from engine.composition.score import TICKS_PER_BEAT
from engine.composition.transformer.controls import ALWAYS_SAID, CONTROLS, Control
from engine.composition.transformer.network import harmonies
from engine.composition.transformer.vocabulary import N_PITCHES, PLACES_PER_BEAT, Field, Kind
from engine.errors import ResourceError
from engine.training.transformer.mixture import TRAINING, Mix, SongKind, kind_of
from engine.training.transformer.network import Batch
from engine.training.transformer.prepare import SPLITS, Shard

__all__ = ["Corpus", "Dropout", "Variation"]

_OF_ACCOMPANIMENT = [
    Control.DENSITY, Control.POLYPHONY, Control.TEXTURE_REGISTER, Control.LENGTH,
    Control.CHROMATIC,
]  # fmt: skip
"""What a lead sheet made of a full song no longer tells."""
_Events = NDArray[np.int64]
_FROM_START = 0.15  # of the rows begin where a song begins


@dataclass(frozen=True)
class Dropout:
    """How often controls are left unsaid, so that the model can also do without them.

    Attributes
    ----------
    each
        Chance of a single control.
    measures, everything
        Chance that all measures, or all but the setting, are left out of a row.
    """

    each: float = 0.12
    measures: float = 0.12
    everything: float = 0.04

    def draw(self, chance: np.random.Generator) -> NDArray[np.bool_]:
        """Say which controls of a row are kept."""
        kept = chance.random(len(CONTROLS)) >= self.each
        kind = chance.random()
        if kind < self.measures:
            kept[Control.TEMPO :] = False
            kept[Control.STYLE] = False
        elif kind < self.measures + self.everything:
            kept[:] = False
        kept[list(ALWAYS_SAID)] = True
        return kept


@dataclass(frozen=True)
class Variation:
    """How often a song is varied, so that more is learned from it than its notes.

    Attributes
    ----------
    octave
        Chance that all its notes move by an octave, as they would in another key: pitches count
        from the nearest tonic. Its registers are then left unsaid.
    lead_sheet
        Chance that of a full song only chords and melody are left.
    """

    octave: float = 0.25
    lead_sheet: float = 0.1

    def move(self, events: _Events, controls: _Events, chance: np.random.Generator) -> None:
        """Move all notes by an octave, if they stay within reach."""
        if chance.random() >= self.octave:
            return
        notes = events[:, Field.KIND] > Kind.CHORD
        moved = events[notes, Field.SYMBOL] + 12 * int(chance.choice((-1, 1)))
        if len(moved) and moved.min() >= 1 and moved.max() <= N_PITCHES:
            events[notes, Field.SYMBOL] = moved
            controls[:, [Control.MELODY_REGISTER, Control.TEXTURE_REGISTER]] = 0


class Corpus:
    """The songs of one split.

    Parameters
    ----------
    split
        One of `engine.training.transformer.prepare.SPLITS`.
    mix
        How often each song begins a row.

    Raises
    ------
    ResourceError
        If the split holds no song.
    """

    def __init__(self, shards: Sequence[Shard], split: str, mix: Mix = TRAINING) -> None:
        self._events, self._controls, self._times, self._bars = _join(shards)
        self._songs, kinds = self._list_songs(shards, SPLITS.index(split))
        if not kinds:
            raise ResourceError(
                f"the shards hold no song to {split} on", hint="Prepare more music."
            )
        lengths = [int(self._bars[end] - self._bars[begin]) for begin, end in self._songs]
        self._weights = mix.weigh(kinds, lengths)
        self.n_events = sum(lengths)

    def _list_songs(
        self, shards: Sequence[Shard], split: int
    ) -> tuple[list[tuple[int, int]], list[SongKind]]:
        """Give the first and the last bar of every song, and its kind."""
        songs, kinds, first = [], [], 0
        for shard in shards:
            for number in np.flatnonzero(shard.splits == split):
                begin, end = (first + int(at) for at in shard.songs[number : number + 2])
                songs.append((begin, end))
                kinds.append(kind_of(shard.name, self._controls[begin:end]))
            first += len(shard.controls)
        return songs, kinds

    def batch(
        self,
        chance: np.random.Generator,
        rows: int,
        length: int,
        dropout: Dropout | None,
        variation: Variation | None = None,
    ) -> Batch:
        """Draw rows of ``length`` events: the rest of a song from a bar on, then other songs."""
        drawn = [self._row(chance, length, dropout, variation) for _ in range(rows)]
        events, controls, bars = (np.stack(parts) for parts in zip(*drawn, strict=True))
        return Batch(torch.from_numpy(events), torch.from_numpy(controls), torch.from_numpy(bars))

    def _row(
        self,
        chance: np.random.Generator,
        length: int,
        dropout: Dropout | None,
        variation: Variation | None,
    ) -> tuple[_Events, _Events, NDArray[np.float32]]:
        pieces: list[tuple[_Events, _Events, NDArray[np.float64]]] = []
        left, passed = length, 0.0
        while left > 0:
            begin, end = self._songs[chance.choice(len(self._songs), p=self._weights)]
            from_start = bool(pieces) or chance.random() < _FROM_START
            bar = begin if from_start else int(chance.integers(begin, max(begin + 1, end - 4)))
            events, controls, times = self._piece(bar, end, left, variation, chance)
            pieces.append((events, controls, times - bar + passed))
            passed += end - bar
            left -= len(events)
        events, controls, times = (np.concatenate(parts) for parts in zip(*pieces, strict=True))
        if dropout is not None:
            controls *= dropout.draw(chance)
        return events, controls, times.astype(np.float32)

    def _piece(
        self,
        bar: int,
        end: int,
        most: int,
        variation: Variation | None,
        chance: np.random.Generator,
    ) -> tuple[_Events, _Events, NDArray[np.float64]]:
        """Give a song's events from a bar on with their controls, and their times in bars."""
        span = np.arange(self._bars[bar], self._bars[end])
        is_full = self._controls[bar, Control.PARTS] == 2
        is_stripped = variation and is_full and chance.random() < variation.lead_sheet
        if is_stripped:
            span = span[self._events[span, Field.KIND] <= Kind.MELODY]
        span = span[:most]
        events = self._events[span].astype(np.int64)
        numbers = np.searchsorted(self._bars, span, side="right") - 1
        controls = self._controls[numbers].astype(np.int64)
        if is_stripped:
            controls[:, _OF_ACCOMPANIMENT] = 0
            controls[:, Control.PARTS] = 1
        if variation:
            variation.move(events, controls, chance)
        return events, controls, self._times[span]


def _join(
    shards: Sequence[Shard],
) -> tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.float64], NDArray[np.int64]]:
    """Give events with their harmonies, controls, times in bars, and where each bar begins."""
    controls = np.concatenate([shard.controls for shard in shards])
    lengths = np.concatenate([np.diff(shard.bars) for shard in shards])
    bars = np.concatenate([[0], np.cumsum(lengths)])
    events = np.concatenate([shard.events for shard in shards])
    numbers = np.repeat(np.arange(len(lengths)), lengths)
    places = np.array([metre.ticks_per_bar // TICKS_PER_BEAT * PLACES_PER_BEAT
                       for metre in METRES])[controls[:, Control.METRE] - 1]  # fmt: skip
    times = numbers + events[:, Field.PLACE] / places[numbers]
    return np.hstack([events, harmonies(events, numbers)]), controls, times, bars
