"""Melodies as bars of piano roll, relative to the tonic: what a machine sees and writes.

A bar has 16 columns, one a sixteenth; 3/4 and 6/8 leave the last four silent. In every column
exactly one unit is on: silence, hold, or the onset of one of 30 pitches. Pitches are counted as if
the tonic were C, so that a melody is the same bar in every key.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.composition.grid import CENTRE, TICKS_PER_COLUMN
from engine.composition.score import Key, Mode, Note

__all__ = [
    "FIRST_ONSET",
    "HOLD",
    "LOWEST_PITCH",
    "N_COLUMNS",
    "N_PITCHES",
    "N_STATES",
    "SILENCE",
    "Bars",
    "Traits",
    "decode_notes",
    "encode_bars",
    "measure_traits",
    "pitches_of",
    "repair",
]

N_COLUMNS = 16  # of the longest bar, four four; shorter ones leave the last silent
LOWEST_PITCH = 55
N_PITCHES = 30  # G3 to C6: two and a half octaves about `CENTRE`
# States of a column; behind them one for each pitch that begins there.
SILENCE, HOLD, FIRST_ONSET = 0, 1, 2
N_STATES = FIRST_ONSET + N_PITCHES

Bars = NDArray[np.int64]
"""Shape (n_bars, 16): the state of every column."""


def encode_bars(notes: Iterable[Note], n_columns: int, n_bars: int, shift: int) -> Bars:
    """Draw a melody into bars.

    Parameters
    ----------
    notes
        Monophonic, on the grid.
    n_columns
        Used in a bar.
    shift
        Added to every pitch. Notes that then lie outside the roll are left out.
    """
    row = np.zeros(n_bars * n_columns, dtype=np.int64)
    for note in notes:
        start, end = note.start // TICKS_PER_COLUMN, note.end // TICKS_PER_COLUMN
        state = note.pitch + shift - LOWEST_PITCH + FIRST_ONSET
        if start < len(row) and FIRST_ONSET <= state < N_STATES:
            row[start:end] = HOLD
            row[start] = state
    bars = np.zeros((n_bars, N_COLUMNS), dtype=np.int64)
    bars[:, :n_columns] = row.reshape(n_bars, n_columns)
    return bars


def repair(row: Bars) -> Bars:
    """Silence the holds that hold nothing, in a row of columns without bar lines."""
    repaired = row.copy()
    for column in range(len(row)):
        after_silence = column == 0 or repaired[column - 1] == SILENCE
        if repaired[column] == HOLD and after_silence:
            repaired[column] = SILENCE
    return repaired


def decode_notes(bars: Bars, n_columns: int, shift: int) -> list[Note]:
    """Read the notes out of bars; the inverse of `encode_bars`, velocities 64."""
    row = repair(bars[:, :n_columns].reshape(-1))
    onsets = np.flatnonzero(row >= FIRST_ONSET)
    notes = []
    for start in onsets:
        end = start + 1
        while end < len(row) and row[end] == HOLD:
            end += 1
        notes.append(
            Note(
                int(start) * TICKS_PER_COLUMN,
                int(end - start) * TICKS_PER_COLUMN,
                int(row[start]) - FIRST_ONSET + LOWEST_PITCH + shift,
                64,
            )
        )
    return notes


def pitches_of(bar: Bars) -> Bars:
    """Give the MIDI pitches (tonic C) of a bar's onsets."""
    return bar[bar >= FIRST_ONSET] - FIRST_ONSET + LOWEST_PITCH


@dataclass(frozen=True)
class Traits:
    """What can be measured in any bar, and asked of a bar that is to be written.

    Attributes
    ----------
    density
        Onsets a quarter note.
    pitch
        Mean pitch of the onsets, in semitones above `CENTRE`.
    motion
        Mean interval from note to note, in semitones.
    offbeat
        Share of the onsets that miss the beat; eighths count half.
    silence
        Share of the columns that are silent.
    chromatic
        Share of the onsets outside the scale (minor: natural and harmonic).
    is_close
        Whether the bar ends a phrase: its last note begins in the first half.
    """

    density: float
    pitch: float
    motion: float
    offbeat: float
    silence: float
    chromatic: float
    is_close: bool


def measure_traits(bar: Bars, n_columns: int, mode: Mode, previous_pitch: int | None) -> Traits:
    """Measure one bar.

    Parameters
    ----------
    bar
        Shape (16,).
    previous_pitch
        Of the last note before the bar (tonic C), None if there is none.
    """
    onsets = np.flatnonzero(bar[:n_columns] >= FIRST_ONSET)
    pitches = pitches_of(bar)
    line = pitches if previous_pitch is None else np.concatenate([[previous_pitch], pitches])
    allowed = {*Key(0, mode).scale, *((11,) if mode == "minor" else ())}
    return Traits(
        density=4 * len(onsets) / n_columns,
        pitch=_mean(pitches - CENTRE),
        motion=_mean(np.abs(np.diff(line))),
        offbeat=_mean([_offbeat(int(column)) for column in onsets]),
        silence=_mean(bar[:n_columns] == SILENCE),
        chromatic=_mean([pitch % 12 not in allowed for pitch in pitches]),
        is_close=bool(len(onsets)) and int(onsets[-1]) <= n_columns // 2,
    )


def _mean(values: ArrayLike) -> float:
    """Give the mean, 0 for nothing."""
    array = np.asarray(values, dtype=float)
    return float(array.mean()) if array.size else 0.0


def _offbeat(column: int) -> float:
    return 1.0 if column % 2 else 0.5 * (column % 4 == 2)
