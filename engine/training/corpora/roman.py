"""Reads roman numerals as written in the RomanText format (Tymoczko et al., ISMIR 2019)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from engine.composition.score import QUALITIES, Key, Mode, pitch_class

__all__ = ["RomanChord", "read_numeral", "read_roman_text"]

_NUMERALS = {"i": 0, "ii": 1, "iii": 2, "iv": 3, "v": 4, "vi": 5, "vii": 6}
_NUMERAL = re.compile(r"([b#]*)(VII|VI|IV|V|III|II|I|vii|vi|iv|v|iii|ii|i)([oø+]?)(\d*)")
_SIXTHS = ("Ger", "It", "Fr")
_INVERSIONS = {"6": 1, "64": 2, "65": 1, "43": 2, "42": 3, "2": 3}
_SEVENTHS = {"7", "65", "43", "42", "2"}
_KEY = re.compile(r"([A-Ga-g])([#b-]*):")


@dataclass(frozen=True)
class RomanChord:
    """A chord in a measure: its number, the beat (from 1), root, quality and bass."""

    measure: int
    beat: float
    root: int
    quality: str
    bass: int


def read_numeral(numeral: str, key: Key) -> tuple[int, str, int] | None:
    """Give root, quality and bass of a numeral such as ``"V65/ii"``; None if it is not one."""
    head, _, target = numeral.partition("/")
    if target:
        tonicised = read_numeral(target, key)
        if tonicised is None:
            return None
        mode: Mode = "minor" if 3 in QUALITIES[tonicised[1]] else "major"
        return read_numeral(head, Key(tonicised[0], mode))
    if head.startswith(_SIXTHS):  # augmented sixths sound as a dominant seventh on the flat sixth
        return (key.tonic + 8) % 12, "7", (key.tonic + 8) % 12
    head = head.replace("Cad", "I")
    if head.startswith("N"):  # Neapolitan
        head = "bII" + head[1:]
    match = _NUMERAL.match(head)
    return _spell(match, key) if match else None


def _spell(match: re.Match[str], key: Key) -> tuple[int, str, int]:
    accidentals, letters, sign, figures = match.groups()
    root = _degree(letters, sign, accidentals, key)
    quality = _quality(letters, sign, figures in _SEVENTHS)
    tones = QUALITIES[quality]
    bass = tones[min(_INVERSIONS.get(figures, 0), len(tones) - 1)]
    return root, quality, (root + bass) % 12


def _degree(letters: str, sign: str, accidentals: str, key: Key) -> int:
    """Find the root; accidentals count from the major scale, a diminished VII leads upwards."""
    degree = _NUMERALS[letters.lower()]
    shift = accidentals.count("#") - accidentals.count("b")
    leading = degree == 6 and sign in ("o", "ø")
    scale = Key(key.tonic, "major").scale if shift or leading else key.scale
    return (scale[degree] + shift) % 12


def _quality(letters: str, sign: str, is_seventh: bool) -> str:  # noqa: FBT001 - a table's column
    if sign == "o":
        return "dim7" if is_seventh else "dim"
    if sign == "ø":
        return "m7♭5"
    if sign == "+":
        return "aug"
    if letters.islower():
        return "m7" if is_seventh else "m"
    if not is_seventh:
        return ""
    return "maj7" if letters in ("I", "IV", "VI", "III") else "7"


def read_roman_text(text: str) -> Iterator[RomanChord]:
    """Read an analysis; lines and numerals that mean no chord are passed over."""
    key = Key(0, "major")
    for line in text.splitlines():
        match = re.match(r"m(\d+) (.*)", line)
        if match is None:
            continue
        beat = 1.0
        for word in match[2].split():
            if re.fullmatch(r"b[\d.]+", word):
                beat = float(word[1:])
            elif found := _KEY.fullmatch(word):
                key = _read_key(found)
            elif chord := read_numeral(word, key):
                yield RomanChord(int(match[1]), beat, *chord)


def _read_key(match: re.Match[str]) -> Key:
    letter, accidentals = match.groups()
    return Key(pitch_class(letter + accidentals), "major" if letter.isupper() else "minor")
