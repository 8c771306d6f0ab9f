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
from fractions import Fraction

from engine.composition.score import SCALES, TICKS_PER_BEAT, Chord, Key, Note

__all__ = [
    "adapt",
    "augment",
    "fragment",
    "in_mode",
    "invert",
    "moved_by_steps",
    "ornament",
    "sequence",
]

Line = Sequence[Note]

_PULL = 3  # semitones that a note of weight moves to reach its chord

_SHORTEST = TICKS_PER_BEAT // 4  # a sixteenth


def in_mode(line: Line, old: Key, new: Key) -> list[Note]:
    """Say a line in another key, degree by degree: a tune in major becomes one in minor."""
    return [replace(note, pitch=_pitch(_degree(note.pitch, old), new)) for note in line]


def sequence(line: Line, steps: int, key: Key) -> list[Note]:
    """Repeat a line so many steps of the scale higher, or lower below 0.

    It is tonal: a real sequence would leave the key. Alterations are dropped, for a leading tone
    leads nowhere on another degree.
    """
    return [replace(note, pitch=moved_by_steps(note.pitch, steps, key)) for note in line]


def invert(line: Line, key: Key) -> list[Note]:
    """Mirror a line at its first note, in steps of the scale."""
    if not line:
        return []
    axis = _degree(line[0].pitch, key)
    return [
        replace(note, pitch=_pitch(2 * axis - _degree(note.pitch, key), key)) for note in line
    ]  # fmt: skip


def fragment(line: Line, length: int, times: int, steps: int, key: Key) -> list[Note]:
    """Take the head of a line and repeat it, each time some steps higher or lower.

    Parameters
    ----------
    length
        Of the head in ticks, as a rule a bar or half of one.
    times
        How often it sounds.
    """
    start = min((note.start for note in line), default=0) // length * length
    head = [
        replace(note, duration=min(note.duration, start + length - note.start))
        for note in line
        if note.start < start + length
    ]
    return [
        replace(note, start=note.start + turn * length)
        for turn in range(times)
        for note in sequence(head, turn * steps, key)
    ]


def augment(line: Line, factor: Fraction | int = 2) -> list[Note]:
    """Let a line last so many times as long; below 1 it is diminished. Its start stays."""
    first = line[0].start if line else 0
    return [
        replace(
            note,
            start=first + round((note.start - first) * factor),
            duration=max(1, round(note.duration * factor)),
        )
        for note in line
    ]


def adapt(line: Line, chords: Sequence[Chord], low: int = 0, high: int = 127) -> list[Note]:
    """Let a line suit other chords: notes of weight move to the nearest tone of theirs.

    Weight have notes of a beat and more, and those on a beat. Of two tones as near the one is taken
    that keeps the direction of the line. The whole is moved by octaves into a compass first.

    Parameters
    ----------
    chords
        In order; notes outside of them stay.
    low, high
        The compass, as MIDI pitches.
    """
    shifted = _into_compass(line, low, high)
    starts = [chord.start for chord in chords]
    found: list[Note] = []
    for note in shifted:
        number = bisect.bisect_right(starts, note.start) - 1
        has_weight = note.duration >= TICKS_PER_BEAT or note.start % TICKS_PER_BEAT == 0
        if number < 0 or note.start >= chords[number].end or not has_weight:
            found.append(note)
            continue
        before = found[-1].pitch if found else note.pitch
        found.append(replace(note, pitch=_nearest_tone(note.pitch, chords[number], before)))
    return found


def _nearest_tone(pitch: int, chord: Chord, before: int) -> int:
    near = [
        tone for tone in range(pitch - _PULL, pitch + _PULL + 1) if tone % 12 in chord.pitch_classes
    ]
    rises = pitch > before
    return min(near, key=lambda t: (abs(t - pitch), (t > before) != rises, t), default=pitch)


def _into_compass(line: Line, low: int, high: int) -> list[Note]:
    if not line:
        return []
    lowest, highest = (choose(note.pitch for note in line) for choose in (min, max))

    def outside(shift: int) -> tuple[int, int]:
        return max(0, low - lowest - shift) + max(0, highest + shift - high), abs(shift)

    shift = min(range(-36, 37, 12), key=outside)
    return [replace(note, pitch=note.pitch + shift) for note in line]


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
