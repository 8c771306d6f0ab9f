"""Reads the bars of a piece with the transformer, and says what it expects to come next.

Every event is read twice side by side, with the controls and without the measures among them:
guidance (Ho & Salimans, "Classifier-free diffusion guidance", 2022) goes beyond the difference, so
that what is asked is heard.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.composition.score import TICKS_PER_BEAT
from engine.composition.transformer.controls import Control, Controls, metre_of
from engine.composition.transformer.in_step import Steps
from engine.composition.transformer.memory import Array
from engine.composition.transformer.network import Reading, Transformer, harmonies
from engine.composition.transformer.taste import Numbers
from engine.composition.transformer.vocabulary import PLACES_PER_BEAT, Bar, Field, Kind, bar_line
from engine.progress import Progress

__all__ = ["BarReader", "Mark"]

_MOST_IN_BAR = 96  # events
_HARMONY = (5, 6)  # columns behind an event's own: root and quality of the chord that sounds

Mark = tuple[int, int, Array, list[list[int]], int]
"""A place to go back to, as long as nothing was forgotten."""


class BarReader:
    """What the transformer knows of one piece after each event.

    Attributes
    ----------
    state
        Shape (2, width): after the last event, with all controls and without the measures.
    is_minor
        The mode of the open bar.
    """

    def __init__(self, model: Transformer, progress: Progress, guidance: float) -> None:
        self._model, self._progress = model, progress
        self._shares = np.array((guidance, 1 - guidance), np.float32)
        self._memory = model.memory(2, model.size.context + 2 * _MOST_IN_BAR)
        self._asked: Array = np.zeros((2, 1, model.size.width), np.float32)
        self._number = -1  # of the open bar
        self._n_places = 1  # of a bar
        self._chords: list[list[int]] = []  # the one that goes on into the bar, then the bar's own
        self.state: Array = self._asked[:, 0]
        self.is_minor = False

    def read_bars(self, bars: Sequence[Bar], controls: Sequence[Controls]) -> Steps[None]:
        """Read bars that are written already, all at once.

        If they hold more events than the model has learned to look back on, the oldest bars are
        left out.
        """
        ends = np.cumsum([len(bar) for bar in bars[::-1]])
        left_out = len(bars) - int(np.searchsorted(ends, self._model.size.context, side="right"))
        bars, controls = bars[left_out:], controls[left_out:]
        if not bars:
            return
        rows = np.concatenate([bar[:, : Field.VELOCITY] for bar in bars])
        numbers = np.repeat(np.arange(len(bars)), [len(bar) for bar in bars])
        self._n_places = _count_places(controls[0])
        self._asked = self._hear(np.stack(controls))[:, numbers]
        yield from self._read(rows, harmonies(rows, numbers), self._number + 1 + numbers)
        self._chords = rows[rows[:, Field.KIND] == Kind.CHORD].tolist()
        self._number += len(bars)

    def open_bar(self, controls: Controls) -> Steps[list[int]]:
        """Read the line that opens a bar; give it."""
        self._number += 1
        self._n_places = _count_places(controls)
        self._asked = self._hear(controls[None])
        self.is_minor = bool(controls[Control.MODE] == 2)
        self._memory.make_room(_MOST_IN_BAR)
        self._chords = [[chord[0], 0, *chord[2:]] for chord in self._chords[-1:]]
        line = [int(number) for number in bar_line()[: Field.VELOCITY]]
        yield from self.feed([line])
        return line

    @property
    def last_chord(self) -> list[int] | None:
        """Symbol, extent and over of the chord that sounds last."""
        return self._chords[-1][Field.SYMBOL : Field.VELOCITY] if self._chords else None

    def feed(self, rows: list[list[int]]) -> Steps[None]:
        """Read events of the open bar."""
        if rows:
            yield from self._read_in_bar(rows)

    def explain(self, notes: list[list[int]]) -> Steps[float]:
        """Give the log-likelihood of notes' pitches where they come next, and read them."""
        before = self.state[:1]
        states, events = yield from self._read_in_bar(notes)
        state = np.concatenate((before, states[0, :-1]))
        for field in (Field.KIND, Field.PLACE, *_HARMONY):
            state = self.tell(state, field, events[:, field])
        scores = self._model.score(state, Field.SYMBOL).astype(float)
        drawn = np.take_along_axis(scores, events[:, Field.SYMBOL, None], axis=1)
        return float((drawn[:, 0] - np.logaddexp.reduce(scores, axis=1)).sum())

    def side_by_side(self, number: int) -> list[BarReader]:
        """Give so many others that have read the same."""
        twins = [copy.copy(self) for _ in range(number)]
        for twin, memory in zip(twins, self._memory.side_by_side(number), strict=True):
            twin._memory = memory  # noqa: SLF001
        return twins

    def mark(self) -> Mark:
        """Remember where we are."""
        memory = self._memory
        return memory.length, memory.n_read, self.state, self._chords, self._number

    def go_back(self, mark: Mark) -> None:
        """Forget what was read since a mark."""
        self._memory.length, self._memory.n_read, self.state, self._chords, self._number = mark

    def harmony(self, place: int) -> tuple[int, int]:
        """Give root and quality of the chord at a place of the open bar, 0 if there is none."""
        found = (0, 0)
        for chord in self._chords:
            if chord[Field.PLACE] <= place:
                found = chord[Field.SYMBOL], chord[Field.EXTENT]
        return found

    def tell(self, state: Array, field: int, value: int | NDArray[np.integer]) -> Array:
        """Tell a state what was chosen."""
        return self._model.tell(state, field, value)

    def tell_harmony(self, state: Array, harmony: tuple[int, int]) -> Array:
        """Tell a state which chord sounds."""
        for field, value in zip(_HARMONY, harmony, strict=True):
            state = self.tell(state, field, value)
        return state

    def score(self, state: Array, field: int) -> Numbers:
        """Score a field's values, going beyond what the controls change."""
        guided: Numbers = self._model.score(state, field, self._shares).astype(float)
        return guided

    def _hear(self, controls: NDArray[np.uint8]) -> Array:
        """Give what controls, shape (n, 19), add with and without the measures: (2, n, width)."""
        said = controls.astype(np.int64)
        unsaid = said.copy()
        unsaid[:, Control.TEMPO :] = 0
        unsaid[:, Control.STYLE] = 0
        return self._model.hear(np.stack([said, unsaid]))

    def _read_in_bar(self, rows: list[list[int]]) -> Steps[tuple[Array, NDArray[np.int64]]]:
        self._chords = [*self._chords, *(row for row in rows if row[0] == Kind.CHORD)]
        heard = [self.harmony(row[Field.PLACE]) if row[0] > Kind.CHORD else (0, 0) for row in rows]
        numbers = np.full(len(rows), self._number)
        return (yield from self._read(np.array(rows), np.array(heard), numbers))

    def _read(
        self, rows: NDArray[np.integer], heard: NDArray[np.integer], bars: NDArray[np.int64]
    ) -> Steps[tuple[Array, NDArray[np.int64]]]:
        """Give the state after every event, and the events with their harmonies."""
        self._progress.check()
        events = np.hstack([rows, heard]).astype(np.int64)
        clock = bars + events[:, Field.PLACE] / self._n_places
        states = yield Reading(events, self._asked, clock, self._memory)
        self.state = states[:, -1]
        return states, events


def _count_places(controls: Controls) -> int:
    return metre_of(controls).ticks_per_bar // TICKS_PER_BEAT * PLACES_PER_BEAT
