"""How tones are written: places on the line of fifths, … B♭ F C G D …, with C at 0.

What is near on the line belongs together: seven neighbours make a scale, a sharp lies seven places
above its natural tone, and of two names for one key of the piano, twelve places apart, musicians
take the one that lies nearer to what they play (Temperley, *The Cognition of Basic Musical
Structures*, 2001, chapter 5).
"""

from __future__ import annotations

from collections.abc import Sequence

__all__ = [
    "centre_of",
    "chord_places",
    "letter_of",
    "name_of",
    "nearest",
    "pitch_class_of",
    "tonic_place",
]

_LETTERS = "FCGDAEB"  # from place −1 on
_FEWEST_ACCIDENTALS = {"major": -5, "minor": -3}
"""Lowest tonic of twelve that have up to six flats or sharps: D♭ to F♯ major, E♭ to G♯ minor."""
_ABOVE_TONIC = {"major": 1.5, "minor": 0.5}
"""Where the tones used in a key have their middle. Those of the major scale lie from −1 to 5, and
borrowed ones below them more often than above; a minor key has both sixths and sevenths, and from
its Neapolitan to the raised fourth −5 to 6."""
_OF_ROOT = 0.5
"""How much the root's own distance counts beside that of all tones: so 99 of 100 roots are written
as the editors of OpenEWLD's 19,000 chord symbols wrote them."""
_OF_INTERVALS = {0: 0, 2: 2, 3: -3, 4: 4, 5: -1, 6: -6, 7: 1, 8: 8, 10: -2, 11: 5}
"""Places from a chord's root to its tones by semitones: seconds, thirds, fourths, fifths, sevenths.
A sixth and a diminished seventh are one key of the piano, nine semitones above the root."""
_FIFTH, _RAISED_FIFTH = 1, 8
"""A raised fifth alters a triad that is written as the plain one: in C it is B augmented."""
# fifths up to the sixth above a root, and down to its diminished seventh
_SIXTH, _DIMINISHED_SEVENTH = 3, -9


def pitch_class_of(place: int) -> int:
    """Give the pitch class that is written so."""
    return place * 7 % 12


def letter_of(place: int) -> tuple[str, int]:
    """Give the letter from A to G, and how many semitones its accidentals add: ``("B", -1)``."""
    sharps, number = divmod(place + 1, 7)
    return _LETTERS[number], sharps


def name_of(place: int) -> str:
    """Write a tone, such as ``"B♭"`` or ``"F♯♯"``."""
    letter, sharps = letter_of(place)
    return letter + ("♯" * sharps if sharps > 0 else "♭" * -sharps)


def nearest(pitch_class: int, centre: float) -> int:
    """Give the place of a pitch class that is nearest to a centre, the sharper of two."""
    first = pitch_class * 7 % 12
    return first + 12 * round((centre - first) / 12 + 1e-9)


def tonic_place(tonic: int, mode: str) -> int:
    """Give the place of a key's tonic, of two names the one with fewer accidentals."""
    lowest = _FEWEST_ACCIDENTALS[mode]
    return lowest + (tonic * 7 - lowest) % 12


def centre_of(tonic: int, mode: str) -> float:
    """Give the middle of the tones that are used in a key."""
    return tonic_place(tonic, mode) + _ABOVE_TONIC[mode]


def chord_places(root: int, intervals: Sequence[int], centre: float) -> tuple[int, ...]:
    """Write a chord's tones, root first, so that they lie as near to a centre as they can.

    A chord is written in thirds from its root, and thereby tells what it does: the seventh chord
    on the leading tone of D minor is C♯ E G B♭, the chord of its Neapolitan sixth E♭ G B♭.

    Parameters
    ----------
    root
        Pitch class.
    intervals
        Semitones from the root to the tones, the root's own 0 first.
    """
    of_nine = _DIMINISHED_SEVENTH if 6 in intervals else _SIXTH
    above = [of_nine if step == 9 else _OF_INTERVALS[step] for step in intervals]
    middle = sum(_FIFTH if step == _RAISED_FIFTH else step for step in above) / len(above)

    def distance(place: int) -> float:
        return abs(place + middle - centre) + _OF_ROOT * abs(place - centre)

    at = nearest(root, centre)
    at = min((at, at - 12, at + 12), key=distance)
    return tuple(at + step for step in above)
