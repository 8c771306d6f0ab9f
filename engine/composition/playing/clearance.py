"""Keeps parts that join in out of the way of those that stand: no rubs, nothing below the bass."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from engine.composition.score import TICKS_PER_BEAT, Note

__all__ = ["Standing"]

_HEARD = TICKS_PER_BEAT // 2  # ticks from which two notes are heard together
_SHORTEST = TICKS_PER_BEAT // 4  # what would be shorter is left out
_RUBS = (1, 13)  # semitones: major sevenths are colours, minor seconds and ninths are not
_CELL = 4 * TICKS_PER_BEAT  # ticks that are looked up at once


class Standing:
    """The notes that others have to mind.

    Parameters
    ----------
    notes
        All of them, the bass's too.
    bass
        The bass's alone: nobody else lies below it.
    """

    def __init__(self, notes: Iterable[Note], bass: Iterable[Note]) -> None:
        self._notes = _by_cell(notes)
        self._bass = _by_cell(bass)

    def clear(self, line: Sequence[Note]) -> list[Note]:
        """Give a line whose notes end before they would rub; what rubs at once is left out."""
        found = []
        for note in line:
            high = self._above_bass(note)
            rubs = [
                max(high.start, other.start)
                for other in _around(self._notes, high)
                if abs(other.pitch - high.pitch) in _RUBS
                and min(high.end, other.end) - max(high.start, other.start) >= _HEARD
            ]
            length = min([*rubs, high.end]) - high.start
            if length >= _SHORTEST:
                found.append(replace(high, duration=length))
        return found

    def _above_bass(self, note: Note) -> Note:
        lowest = max(
            (
                b.pitch
                for b in _around(self._bass, note)
                if b.start < note.end and b.end > note.start
            ),
            default=0,
        )
        pitch = note.pitch
        while pitch < lowest:
            pitch += 12
        return replace(note, pitch=pitch)


def _by_cell(notes: Iterable[Note]) -> dict[int, list[Note]]:
    cells: dict[int, list[Note]] = defaultdict(list)
    for note in notes:
        for cell in range(note.start // _CELL, (note.end - 1) // _CELL + 1):
            cells[cell].append(note)
    return cells


def _around(cells: dict[int, list[Note]], note: Note) -> Iterable[Note]:
    """Give the notes of all cells that a note sounds in, some of them twice."""
    for cell in range(note.start // _CELL, (note.end - 1) // _CELL + 1):
        yield from cells.get(cell, ())
