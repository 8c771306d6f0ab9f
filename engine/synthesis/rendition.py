"""One part, or the parts of one stem, while FluidSynth plays them, as far as notes are known."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.composition.score import Note
from engine.progress import Progress
from engine.synthesis.desk import Strip
from engine.synthesis.fluidsynth_library import BLOCK, FluidSynth
from engine.synthesis.timed_performance import Part, Performance, untangle

__all__ = ["Rendition"]

_LONGEST_TAIL = 5.0  # seconds; a sample that loops for ever would never die away
_SILENCE = 1e-3  # of the peak, −60 dB: the tail has died away
_STEP = 0.25
"""Seconds computed between two looks at whether the user wants to stop."""
_STRETCH = 1.0
"""Seconds mixed at a time: between two notes there is too little sound to be worth the calls."""
_NOTE_ON = 2  # the rank


class _Event(NamedTuple):
    """Something to tell the synthesizer before it computes ``block``; lower ranks come first."""

    block: int
    rank: int
    tell: Callable[..., None]
    arguments: tuple[int, ...]


class Rendition:
    """Computes sound up to a moment, then on from there when more notes are known.

    Parameters
    ----------
    synth
        Holds the instruments, each on the channel of its part.
    strip
        Mixes the part and its room.
    sample_rate
        In Hz.
    """

    def __init__(self, synth: FluidSynth, strip: Strip, sample_rate: int) -> None:
        self._synth, self._strip = synth, strip
        self._sample_rate = sample_rate
        self._step = max(int(_STEP * sample_rate) // BLOCK, 1)
        self._buffer = np.zeros((2, 0), dtype=np.float32)
        self._position = 0  # blocks computed; what begins before is told
        self._unmixed: list[NDArray[np.float32]] = []
        self._n_mixed = 0  # blocks
        self._has_begun = False

    @property
    def stem(self) -> NDArray[np.float32]:
        """All that is computed, shape (2, n_frames); not a copy."""
        self._mix()
        return self._buffer[..., : self._position * BLOCK]

    def play_until(self, performance: Performance, seconds: float, progress: Progress) -> None:
        """Go on to a moment, which is where the notes that are known end.

        Parameters
        ----------
        performance
            With the notes that were there before, and more of them.
        """
        end = round(seconds * self._sample_rate / BLOCK)
        for event in _events(self._synth, performance, self._sample_rate):
            if self._position <= event.block < end:
                self._advance(event.block, progress)
                self._tell(event)
        self._advance(end, progress)

    def place(self, channel: int, part: Part) -> None:
        """Tell the channel of a part that joins in late what it should have been told by now."""
        rate = self._sample_rate / BLOCK
        for control in sorted(part.controls, key=lambda control: control.time):
            if round(control.time * rate) < self._position:
                self._synth.control(channel, control.number, control.value)

    def finish(self, performance: Performance, progress: Progress) -> NDArray[np.float32]:
        """Play to the end, until the sound has died away; give all of it, shape (2, n_frames)."""
        events = _events(self._synth, performance, self._sample_rate)
        n_blocks = events[-1].block
        most_blocks = n_blocks + math.ceil(_LONGEST_TAIL * self._sample_rate / BLOCK)
        self._reserve(most_blocks)
        for event in events:
            if event.block >= self._position:
                self._advance(event.block, progress)
                self._tell(event)
                progress.update("render", 0.9 * self._position / most_blocks)
        self._let_ring(len(performance.parts))
        threshold = _SILENCE * self._loudest(0, n_blocks)
        start = n_blocks  # where looking begins does not depend on how far a stream was ahead
        while start < most_blocks:
            end = min(start + self._step, most_blocks)
            self._advance(end, progress)
            if self._loudest(start, end) <= threshold:
                break
            start = end
        self._mix()
        return self._buffer[..., : end * BLOCK]  # the room behind it was never touched

    def _loudest(self, first: int, end: int) -> float:
        self._mix()
        stretch = self._buffer[..., first * BLOCK : end * BLOCK]
        return max(float(stretch.max(initial=0.0)), -float(stretch.min(initial=0.0)))

    def _tell(self, event: _Event) -> None:
        event.tell(*event.arguments)
        self._has_begun |= event.rank == _NOTE_ON

    def _advance(self, until: int, progress: Progress) -> None:
        self._reserve(until)
        if not self._has_begun:  # the silence before the first note need not be computed
            self._position = self._n_mixed = until
        while self._position < until:
            progress.check()
            n = min(self._step, until - self._position)
            self._unmixed.append(self._synth.write_apart(n * BLOCK))
            self._position += n
            if (self._position - self._n_mixed) * BLOCK >= _STRETCH * self._sample_rate:
                self._mix()

    def _mix(self) -> None:
        """Mix all that is computed."""
        if self._unmixed:
            first, end = self._n_mixed * BLOCK, self._position * BLOCK
            sound = np.concatenate(self._unmixed, axis=2)
            self._buffer[..., first:end] = self._strip.add(sound)
            self._unmixed.clear()
            self._n_mixed = self._position

    def _reserve(self, n_blocks: int) -> None:
        """Make room, twice as much as there was, so that growing costs little."""
        n_frames = self._buffer.shape[1]
        if n_blocks * BLOCK > n_frames:
            longer = np.zeros((2, max(n_blocks * BLOCK, 2 * n_frames)), np.float32)
            longer[..., :n_frames] = self._buffer
            self._buffer = longer

    def _let_ring(self, n_channels: int) -> None:
        """Lift all pedals, so that no note is held for ever."""
        # sustain and sostenuto
        for channel, pedal in itertools.product(range(n_channels), (64, 66)):
            self._synth.control(channel, pedal, 0)


def _events(synth: FluidSynth, performance: Performance, sample_rate: int) -> list[_Event]:
    """List all events in the order of time."""
    events = [
        event
        for channel, part in enumerate(performance.parts)
        for event in _part_events(synth, channel, part, sample_rate / BLOCK)
    ]
    return sorted(events, key=lambda event: event[:2])


def _part_events(synth: FluidSynth, channel: int, part: Part, rate: float) -> Iterator[_Event]:
    """Turn seconds into the nearest blocks (``rate`` a second), at most 0.8 ms off at 44.1 kHz."""
    for control in part.controls:
        arguments = (channel, control.number, control.value)
        yield _Event(round(control.time * rate), 1, synth.control, arguments)
    for bend in part.bends:
        yield _Event(round(bend.time * rate), 1, synth.bend, (channel, bend.value))
    notes = []
    for note in part.notes:
        start = round(note.start * rate)
        n_blocks = max(round(note.end * rate) - start, 1)
        notes.append(Note(start, n_blocks, note.pitch, note.velocity))
    for played in untangle(notes):
        yield _Event(
            played.start, _NOTE_ON, synth.note_on, (channel, played.pitch, played.velocity)
        )
        yield _Event(played.end, 0, synth.note_off, (channel, played.pitch))
