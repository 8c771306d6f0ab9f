"""Which notes of a chord six strings and four fingers can play at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable

__all__ = ["GUITARS", "playable"]

GUITARS = range(24, 32)
"""General MIDI programs."""
_STRINGS = (40, 45, 50, 55, 59, 64)
"""Open strings of a guitar, E2 to E4."""
_HIGHEST_FRET = 17
_REACH = 4  # frets between the first finger and the fourth, and one more


def playable(pitches: Collection[int]) -> frozenset[int]:
    """Choose as many notes of a chord as one hand can stop, one a string.

    Of two grips with as many notes the lower one is taken, as players do; what lies below the
    lowest string is left to the bass.
    """
    grips = [_grip(sorted(pitches), fret) for fret in range(_HIGHEST_FRET - _REACH + 2)]
    fullest = max(grips, key=len)
    return frozenset(fullest)


def _grip(pitches: Iterable[int], first_fret: int) -> list[int]:
    """Lay notes from the lowest up, each on the lowest string that is free and has it in reach."""
    grip: list[int] = []
    string = 0
    for pitch in pitches:
        for number in range(string, len(_STRINGS)):
            fret = pitch - _STRINGS[number]
            if fret == 0 or first_fret <= fret <= first_fret + _REACH:
                grip.append(pitch)
                string = number + 1
                break
    return grip
