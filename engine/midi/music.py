"""What a MIDI file holds, on its own ticks."""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "Bend",
    "ControlChange",
    "MetreSign",
    "MidiFile",
    "MidiNote",
    "MidiTrack",
    "Program",
    "Tempo",
    "is_drum_channel",
]

_DRUM_CHANNEL = 9  # the tenth of each port, counted from 0


class MidiNote(NamedTuple):
    """One note: ``start`` and ``end`` in ticks; ``velocity`` 1–127."""

    start: int
    end: int
    channel: int
    pitch: int
    velocity: int


class Program(NamedTuple):
    """From ``tick`` on, a channel plays a program."""

    tick: int
    channel: int
    number: int


class ControlChange(NamedTuple):
    """From ``tick`` on, a controller of a channel stands at ``value``."""

    tick: int
    channel: int
    number: int
    value: int


class Bend(NamedTuple):
    """From ``tick`` on, the pitch wheel of a channel stands at ``value`` (−8192 to 8191)."""

    tick: int
    channel: int
    value: int


class Tempo(NamedTuple):
    """From ``tick`` on, a quarter note lasts ``length`` microseconds."""

    tick: int
    length: int


class MetreSign(NamedTuple):
    """From ``tick`` on, bars are of this metre."""

    tick: int
    numerator: int
    denominator: int


@dataclass
class MidiTrack:
    """What one track holds; channels count from 0, those of the second port from 16 on.

    Attributes
    ----------
    notes
        Sorted by start, then pitch.
    n_ticks
        Where the track ends.
    n_events
        Of any kind.
    """

    name: str = ""
    notes: list[MidiNote] = field(default_factory=list)
    programs: list[Program] = field(default_factory=list)
    controls: list[ControlChange] = field(default_factory=list)
    bends: list[Bend] = field(default_factory=list)
    tempos: list[Tempo] = field(default_factory=list)
    metres: list[MetreSign] = field(default_factory=list)
    n_ticks: int = 0
    n_events: int = 0


@dataclass(frozen=True)
class MidiFile:
    """Music as it was meant, and what had to be mended on the way.

    Attributes
    ----------
    ticks_per_beat
        Of a quarter note; where time is counted in frames of film, of half a second.
    has_beats
        Whether ticks count beats, and not frames of film.
    tempos
        Of all tracks, one a tick, the first at tick 0.
    metres
        Of all tracks, one a tick.
    mended
        What was mended or left out, in one line; empty if nothing.
    """

    ticks_per_beat: float
    has_beats: bool
    tracks: tuple[MidiTrack, ...]
    tempos: tuple[Tempo, ...]
    metres: tuple[MetreSign, ...]
    mended: str = ""

    @property
    def notes(self) -> Iterator[MidiNote]:
        """The notes of all tracks, track by track."""
        return itertools.chain.from_iterable(track.notes for track in self.tracks)

    @property
    def n_ticks(self) -> int:
        """Where the longest track ends."""
        return max((track.n_ticks for track in self.tracks), default=0)

    def seconds(self, ticks: Sequence[float]) -> NDArray[np.float64]:
        """Give the times of ticks through all changes of tempo."""
        return np.interp(ticks, *self._clock)

    def program_at(self, channel: int, tick: int) -> int:
        """Give the program of a channel, whichever track chose it."""
        changes = self._programs.get(channel, [])
        place = bisect.bisect_right(changes, tick, key=lambda change: change.tick)
        return changes[place - 1].number if place else 0

    def main_metre(self) -> tuple[MetreSign, int]:
        """Find the metre that holds longest; 4/4 up to the first sign.

        Returns
        -------
        MetreSign, int
            Where it begins and what it is, and the tick where it ends.
        """
        signs = [MetreSign(0, 4, 4), *self.metres]
        changes = [
            sign
            for before, sign in zip([None, *signs], signs, strict=False)
            if before is None or sign[1:] != before[1:]
        ]
        ends = [*(sign.tick for sign in changes[1:]), max(self.n_ticks, changes[-1].tick)]
        spans = list(zip(changes, ends, strict=True))
        return max(spans, key=lambda span: span[1] - span[0].tick)

    @cached_property
    def _clock(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Ticks at which the tempo changes, and one after the end, with their times in seconds."""
        ticks = np.array([tempo.tick for tempo in self.tempos], dtype=float)
        ticks = np.append(ticks, max(self.n_ticks, ticks[-1]) + 1)
        rates = np.array([tempo.length for tempo in self.tempos]) * 1e-6 / self.ticks_per_beat
        return ticks, np.concatenate([[0.0], np.cumsum(np.diff(ticks) * rates)])

    @cached_property
    def _programs(self) -> dict[int, list[Program]]:
        chosen = itertools.chain.from_iterable(track.programs for track in self.tracks)
        changes: dict[int, list[Program]] = {}
        for change in sorted(chosen, key=lambda change: change.tick):
            changes.setdefault(change.channel, []).append(change)
        return changes


def is_drum_channel(channel: int) -> bool:
    """Say whether pitches of a channel name drums."""
    return channel % 16 == _DRUM_CHANNEL
