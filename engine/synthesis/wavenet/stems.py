"""What each instrument of a performance has to play, in the terms of a WaveNet voice."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.composition.score import Note
from engine.synthesis.timed_performance import Part, untangle
from engine.synthesis.wavenet.source import (
    FRAME,
    ONSET_GRID,
    SAMPLE_RATE,
    Notes,
    PartialBank,
    local_level,
    mood_of,
    note_features,
)

__all__ = ["FRAME_RATE", "STRETCH", "Stem", "Window", "stem_of"]

FRAME_RATE = SAMPLE_RATE // FRAME
_EXTRA = 0.1  # seconds
_EDGE = 640
"""Samples around a window that its level depends on; a multiple of `FRAME`."""

STRETCH = 300
"""Frames, 1.5 s, that are written in one go: short, so that the lanes of a stream are full, and the
same for all lengths, so that what is written of a beginning stays as it is."""
_MEMORY = 16.0
"""Seconds of music that tell its mood, as in the excerpts that a voice learned from."""


class Window(NamedTuple):
    """A stretch of one stem: source and level (T,), features (N, features), all float32."""

    source: NDArray[np.float32]
    level: NDArray[np.float32]
    features: NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Stem:
    """One instrument's notes.

    Attributes
    ----------
    instrument
        Index into the bank's programs.
    notes
        Shape (n, 4), on the grid of onsets, none overlapping another of its pitch.
    seed
        Of its chance.
    """

    bank: PartialBank
    instrument: int
    notes: Notes
    seed: int = 0

    @property
    def n_frames(self) -> int:
        """Length in frames, the last sound included."""
        end = float(self.notes[:, 1].max(initial=0.0))
        return int(np.ceil((end + self._tail) * FRAME_RATE))

    @property
    def _tail(self) -> float:
        """Seconds that sound after the end of a note, and what the network adds to them."""
        return self.bank.tail(self.instrument) + _EXTRA

    def is_silent(self, first: int, n: int) -> bool:
        """Whether nothing sounds from frame ``first`` on for ``n`` frames."""
        starts, ends = self.notes[:, 0] * FRAME_RATE, (self.notes[:, 1] + self._tail) * FRAME_RATE
        return not bool(((starts < first + n) & (ends > first)).any())

    def first_sound(self, first: int, n: int) -> int:
        """Give the frames from ``first`` on, at most ``n``, that are still silent."""
        starts, ends = self.notes[:, 0] * FRAME_RATE, (self.notes[:, 1] + self._tail) * FRAME_RATE
        if ((starts < first) & (ends > first)).any():
            return 0
        sounding = starts[(starts >= first) & (starts < first + n)]
        return max(int(sounding.min()) - first - 2, 0) if len(sounding) else n

    def window(self, first: int, n: int, margin: int) -> Window:
        """Describe ``n`` frames from ``first`` on, features with ``margin`` frames more around.

        The same samples come out however the time is cut into windows, if ``first`` is a multiple
        of 4 frames (20 ms, where the grids of frames and of onsets meet).
        """
        n_samples = n * FRAME
        source = self._source(first - _EDGE // FRAME, n_samples + 2 * _EDGE)
        level = local_level(source)[_EDGE:-_EDGE]
        notes = self.notes - np.array([1, 1, 0, 0]) * ((first - margin) / FRAME_RATE)
        frames = note_features(notes, n + 2 * margin)
        one_hot = np.eye(len(self.bank.programs), dtype=np.float32)[self.instrument]
        constant = np.tile(one_hot, (len(frames), 1))
        moods = self._moods(first - margin, len(frames))
        features = np.concatenate([frames, constant, moods], axis=1)
        return Window(source[_EDGE:-_EDGE], level, features)

    def _moods(self, first: int, n: int) -> NDArray[np.float32]:
        """Give the mood of each frame, shape (n, 2): of what had begun before its stretch."""
        stretches = np.arange(first, first + n) // STRETCH
        moods = np.zeros((n, 2), np.float32)
        starts = self.notes[:, 0]
        for number in np.unique(stretches):
            now = number * STRETCH / FRAME_RATE
            heard = self.notes[(starts < now) & (starts >= now - _MEMORY)]
            moods[stretches == number] = mood_of(heard)
        return moods

    def _source(self, first: int, n_samples: int) -> NDArray[np.float32]:
        shifted = self.notes - np.array([1, 1, 0, 0]) * (first / FRAME_RATE)
        return self.bank.render(shifted, self.instrument, n_samples)


def stem_of(part: Part, bank: PartialBank) -> Stem:
    """Give a part to the voice of its instrument, one of the bank's."""
    grid = [
        Note(
            start := round(note.start * ONSET_GRID),
            max(round(note.end * ONSET_GRID) - start, 1),
            note.pitch,
            note.velocity,
        )
        for note in part.notes
    ]
    rows = [
        (note.start / ONSET_GRID, note.end / ONSET_GRID, note.pitch, note.velocity)
        for note in untangle(grid)
    ]
    return Stem(
        bank,
        bank.programs.index(part.program),
        np.array(sorted(rows), dtype=np.float64).reshape(-1, 4),
        zlib.crc32(f"{part.role} {part.program}".encode()),
    )
