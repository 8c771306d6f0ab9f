"""Puts other chords under a theme that comes back: the tune is known, and means something else.

What is sung with weight is a tone of the new chord, which shares as many tones with the old one as
it can and follows the one before by a falling fifth or third, as roots like to go (Schoenberg,
*Structural Functions of Harmony*, 1954, on substitution and strong progressions).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from engine.composition.score import TICKS_PER_BEAT, Chord, Key, Note

__all__ = ["reharmonise"]

_DEGREES = {
    "major": ((0, ""), (2, "m"), (4, "m"), (5, ""), (7, ""), (9, "m")),
    # without its diminished chord; the dominant has its leading tone
    "minor": ((0, "m"), (3, ""), (5, "m"), (7, ""), (8, ""), (10, "")),
}
_STRONG = {5: 1.5, 8: 1.0, 9: 1.0, 2: 0.75, 1: 0.75}
"""Worth, in common tones, of a root that rises so many semitones: a fourth, sixths, a step."""


def reharmonise(line: Sequence[Note], chords: Sequence[Chord], key: Key) -> list[Chord]:
    """Give other chords at the same places; one stays where none suits the tune.

    Parameters
    ----------
    line
        Sorted, of one voice.
    chords
        In order; none of the new ones has the root of the old, nor of the one before it.
    """
    found: list[Chord] = []
    for chord in chords:
        sung = _weighty(line, chord)
        last = found[-1] if found else None
        able = [
            other
            for other in _others(chord, key)
            if sung <= set(other.pitch_classes) and (last is None or other.root != last.root)
        ]
        found.append(max(able, key=lambda c: _worth(c, chord, last)) if able and sung else chord)
    return found


def _others(chord: Chord, key: Key) -> list[Chord]:
    degrees = ((degree + key.tonic, quality) for degree, quality in _DEGREES[key.mode])
    return [
        replace(chord, root=root % 12, quality=quality, bass=None)
        for root, quality in degrees
        if root % 12 != chord.root
    ]


def _weighty(line: Sequence[Note], chord: Chord) -> set[int]:
    """Give the pitch classes that are sung on a beat or for a beat while a chord sounds."""
    return {
        note.pitch % 12
        for note in line
        if note.start < chord.end
        and note.end > chord.start
        and (note.start % TICKS_PER_BEAT == 0 or note.duration >= TICKS_PER_BEAT)
    }


def _worth(new: Chord, old: Chord, last: Chord | None) -> float:
    common = len(set(new.pitch_classes) & set(old.pitch_classes))
    return common + (_STRONG.get((new.root - last.root) % 12, 0.0) if last else 0.0)
