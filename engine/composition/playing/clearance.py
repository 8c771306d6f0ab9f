"""Keeps parts that join in out of the way of those that stand: no rubs, nothing below the bass."""

from __future__ import annotations

import bisect
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from engine.composition.score import TICKS_PER_BEAT, Chord, Note, Role, Score

__all__ = ["Standing", "clear_chords", "clear_score"]

_HEARD = TICKS_PER_BEAT // 2  # ticks from which two notes are heard together
_SHORTEST = TICKS_PER_BEAT // 4  # what would be shorter is left out
_RUBS = (1, 13)  # semitones: major sevenths are colours, minor seconds and ninths are not
_RUBS_WITH_TUNE = (1, 13, 25, -1, -11, -13)
"""Semitones from a part up to the tune that rub: a part a seventh above it covers its tone."""
_CELL = 4 * TICKS_PER_BEAT  # ticks that are looked up at once


class Standing:
    """The notes that others have to mind.

    Parameters
    ----------
    notes
        All of them, the bass's too.
    bass
        The bass's alone: nobody else lies below it.
    tune
        The tune's alone: it is heard against every octave.
    """

    def __init__(
        self, notes: Iterable[Note], bass: Iterable[Note], tune: Iterable[Note] = ()
    ) -> None:
        self._notes = _by_cell(notes)
        self._bass = _by_cell(bass)
        self._tune = _by_cell(tune)

    def clear(self, line: Sequence[Note]) -> list[Note]:
        """Give a line whose notes end before they would rub; what rubs at once is left out.

        Whatever comes first in it stands, too.
        """
        found: list[Note] = []
        for note in line:
            high = self._above_bass(note)
            beside = [n for n in _around(self._notes, high) if abs(n.pitch - high.pitch) in _RUBS]
            beside += [
                n for n in _around(self._tune, high) if n.pitch - high.pitch in _RUBS_WITH_TUNE
            ]
            rubs = [
                max(high.start, other.start)
                for other in beside
                if min(high.end, other.end) - max(high.start, other.start) >= _HEARD
            ]
            length = min([*rubs, high.end]) - high.start
            if length >= _SHORTEST:
                found.append(replace(high, duration=length))
                _put(self._notes, found[-1])
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


def clear_chords(
    notes: Iterable[Note], chords: Sequence[Chord], tune: Iterable[Note], bass: Iterable[Note]
) -> list[Note]:
    """Leave out, or end in time, the tones of chords that would rub.

    The tune goes first: it leans on tones, as suspensions do. Then comes the bass, and of a chord
    what tells its colour, the third; its root stands below already.
    """
    standing = Standing(bass, (), tune)
    starts = [chord.start for chord in chords]

    def rank(note: Note) -> tuple[int, int, int]:
        number = bisect.bisect_right(starts, note.start) - 1
        tones = chords[number].pitch_classes if number >= 0 else ()
        order = (*tones[1:], *tones[:1])
        pitch_class = note.pitch % 12
        place = order.index(pitch_class) if pitch_class in order else len(order)
        return place, note.start, note.pitch

    cleared = standing.clear(sorted(notes, key=rank))
    return sorted(cleared, key=lambda note: (note.start, note.pitch))


def clear_score(score: Score) -> Score:
    """Clear the chords of a score whose parts have been moved by octaves since they were set."""
    roles: tuple[Role, Role] = ("melody", "bass")
    tune, bass = (track.notes if (track := score.track(role)) else () for role in roles)
    tracks = tuple(
        replace(track, notes=tuple(clear_chords(track.notes, score.chords, tune, bass)))
        if track.role == "chords"
        else track
        for track in score.tracks
    )
    return replace(score, tracks=tracks)


def _by_cell(notes: Iterable[Note]) -> dict[int, list[Note]]:
    cells: dict[int, list[Note]] = defaultdict(list)
    for note in notes:
        _put(cells, note)
    return cells


def _put(cells: dict[int, list[Note]], note: Note) -> None:
    for cell in range(note.start // _CELL, (note.end - 1) // _CELL + 1):
        cells[cell].append(note)


def _around(cells: dict[int, list[Note]], note: Note) -> Iterable[Note]:
    """Give the notes of all cells that a note sounds in, some of them twice."""
    for cell in range(note.start // _CELL, (note.end - 1) // _CELL + 1):
        yield from cells.get(cell, ())
