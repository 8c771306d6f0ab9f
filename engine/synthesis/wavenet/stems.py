"""What each instrument of a performance has to play, in the terms of a WaveNet voice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.composition.score import Note
from engine.synthesis.instruments import LOUDNESS
from engine.synthesis.mixing import PAN, VOLUME
from engine.synthesis.timed_performance import Part, Performance, untangle
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

__all__ = ["FRAME_RATE", "Stem", "Window", "stem_of", "stems_of"]

FRAME_RATE = SAMPLE_RATE // FRAME
_EXTRA = 0.1  # seconds
_EDGE = 640
"""Samples around a window that its level depends on; a multiple of `FRAME`."""

_DEFAULTS = {VOLUME: 100, PAN: 64}
"""What a MIDI instrument is set to as long as nothing is said."""

# General MIDI's pianos, mallets, guitars, plucked and struck of orchestra and world
_PLUCKED = (*range(4), *range(6, 16), *range(24, 32), *range(45, 48), *range(104, 120))
_BASSES = range(32, 40)


class Window(NamedTuple):
    """A stretch of one stem: source and level (T,), features (N, features), all float32."""

    source: NDArray[np.float32]
    level: NDArray[np.float32]
    features: NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Stem:
    """One instrument's notes, and its place in the mix.

    Attributes
    ----------
    instrument
        Index into the bank's programs.
    notes
        Shape (n, 4), on the grid of onsets, none overlapping another of its pitch.
    gain
        From the network's full scale to the mix.
    pan
        0 is left, 1 is right.
    """

    bank: PartialBank
    instrument: int
    notes: Notes
    gain: float
    pan: float

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

    def placed(self, sound: NDArray[np.float32]) -> NDArray[np.float32]:
        """Give what the network wrote, shape (n,), its level and place: shape (n, 2)."""
        angle = self.pan * np.pi / 2
        sides = np.array([np.cos(angle), np.sin(angle)], dtype=np.float32) * np.float32(self.gain)
        return sound[:, None] * sides

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
        constant = np.tile(np.concatenate([one_hot, mood_of(self.notes)]), (len(frames), 1))
        return Window(source[_EDGE:-_EDGE], level, np.concatenate([frames, constant], axis=1))

    def _source(self, first: int, n_samples: int) -> NDArray[np.float32]:
        shifted = self.notes - np.array([1, 1, 0, 0]) * (first / FRAME_RATE)
        return self.bank.render(shifted, self.instrument, n_samples)


def stems_of(performance: Performance, bank: PartialBank) -> list[Stem]:
    """Give every instrument but the drums to the voice that is nearest to it."""
    return [stem_of(part, bank) for part in performance.parts if part.notes and not part.is_drum]


def stem_of(part: Part, bank: PartialBank) -> Stem:
    """Give a part to the voice that is nearest to its instrument."""
    program = _nearest(part.program, bank.programs)
    controls = _DEFAULTS | {control.number: control.value for control in reversed(part.controls)}
    # the mix has evened out the loudness of the instrument that was asked for
    trim = 10 ** ((LOUDNESS[part.program] - LOUDNESS[program]) / 20)
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
        bank.programs.index(program),
        np.array(sorted(rows), dtype=np.float64).reshape(-1, 4),
        gain=(controls[VOLUME] / 127) ** 2 * trim,
        pan=controls[PAN] / 127,
    )


def _nearest(program: int, programs: tuple[int, ...]) -> int:
    """Choose the timbre that stands for a program: itself, or bass, struck, or held sounds."""
    if program in programs:
        return program
    wanted = 33 if program in _BASSES else 0 if program in _PLUCKED else 4
    return wanted if wanted in programs else programs[0]
