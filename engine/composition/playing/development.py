"""What can be done with a theme so that it returns as itself and yet as something else.

Each operator takes a line, sorted and of one voice, and gives another one; none of them draws or
knows what for. A line starts where its first bar does: ticks are kept, so that the bar lines stay.
The names are those of the books on form (Schoenberg, *Fundamentals of Musical Composition*, 1967,
chapters 3 to 8).
"""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import replace

from engine.composition.score import SCALES, TICKS_PER_BEAT, Key, Note

__all__ = ["in_mode", "moved_by_steps", "ornament"]

Line = Sequence[Note]

_SHORTEST = TICKS_PER_BEAT // 4  # a sixteenth


def in_mode(line: Line, old: Key, new: Key) -> list[Note]:
    """Say a line in another key, degree by degree: a tune in major becomes one in minor."""
    return [replace(note, pitch=_pitch(_degree(note.pitch, old), new)) for note in line]


def ornament(line: Line, key: Key, places: Sequence[bool] | None = None) -> list[Note]:
    """Fill thirds with the tone between and give repeated notes a neighbour.

    What is added falls on the second half of a note of a beat or less, so that the old notes stay
    where they were heard.

    Parameters
    ----------
    places
        Of every note, whether it may be ornamented; all of them if left out.
    """
    found: list[Note] = []
    may = places or [True] * len(line)
    for note, following, is_open in zip(line, [*line[1:], None], may, strict=True):
        added = _between(note, following, key) if following and is_open else None
        half = note.duration // 2
        if added is None or not _SHORTEST <= half <= TICKS_PER_BEAT // 2:
            found.append(note)
            continue
        found.append(replace(note, duration=half))
        found.append(replace(note, start=note.start + half, duration=half, pitch=added))
    return found


def _between(note: Note, following: Note, key: Key) -> int | None:
    """Give the tone that leads by step from one note to the next where one belongs."""
    degree, goal = _degree(note.pitch, key), _degree(following.pitch, key)
    if following.start > note.end or abs(goal - degree) not in (0, 2):
        return None
    return _pitch(degree + 1 if goal == degree else (degree + goal) // 2, key)


def moved_by_steps(pitch: int, steps: int, key: Key) -> int:
    """Move a pitch along the scale; 7 steps are an octave, and 0 leave what is foreign foreign."""
    return pitch + 12 * (steps // 7) if steps % 7 == 0 else _pitch(_degree(pitch, key) + steps, key)


def _degree(pitch: int, key: Key) -> int:
    """Give a tone's number in the scale over all octaves; a foreign one has that of the one below.

    The raised sixth and seventh of a minor key have those of the degrees that they stand for.
    """
    octave, above = divmod(pitch - key.tonic, 12)
    steps = SCALES[key.mode]
    return 7 * octave + bisect.bisect_right(steps, above) - 1


def _pitch(degree: int, key: Key) -> int:
    octave, number = divmod(degree, 7)
    return key.tonic + 12 * octave + SCALES[key.mode][number]
