"""Chords by name: "C Am F G", "ii7 V7 Imaj7", as roots and qualities in a key."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from engine.composition.score import QUALITIES, Key, Mode, pitch_class

__all__ = ["choose_progressions", "key_of_chords", "named_progression", "resolve_chord"]

_DEGREES = {"I": 0, "II": 2, "III": 4, "IV": 5, "V": 7, "VI": 9, "VII": 11}
_SYMBOL = re.compile(r"([A-G])([#♯b♭]?)(.*?)(?:/[A-G][#♯b♭]?)?")
_NUMERAL = re.compile(r"([b♭#]?)(VII|VI|IV|V|III|II|I|vii|vi|iv|v|iii|ii|i)(.*)")
_SHARPS = {"": 0, "#": 1, "♯": 1, "b": -1, "♭": -1}
_SPELLINGS = {
    "maj": "", "min": "m", "mi": "m", "min7": "m7", "m7b5": "m7♭5", "ø": "m7♭5", "°": "dim",
    "o": "dim", "+": "aug", "maj9": "maj7", "m9": "m7", "9": "7", "add9": "", "6/9": "6",
}  # fmt: skip
# ninths are played as the chord below them
_NEAREST_ONLY = frozenset({"maj9", "m9", "9", "add9", "6/9"})
# by semitones above the tonic; minor with the dominant that leads home
_TRIADS: dict[Mode, dict[int, str]] = {
    "major": {0: "", 2: "m", 4: "m", 5: "", 7: "", 9: "m", 11: "dim"},
    "minor": {0: "m", 2: "dim", 3: "", 5: "m", 7: "", 8: "", 10: ""},
}


def resolve_chord(name: str, key: Key) -> tuple[int, str]:
    """Give root (a pitch class) and quality of a chord; numerals count from the key's tonic.

    Minor numerals stand on the degrees of the minor scale: ``VI`` of C minor is A♭.
    """
    found = _NUMERAL.fullmatch(name)
    if found is not None:
        accidental, numeral, rest = found.groups()
        step = _DEGREES[numeral.upper()] + _SHARPS[accidental]
        if key.mode == "minor" and not accidental and numeral.upper() in ("III", "VI", "VII"):
            step -= numeral.isupper()
        minor = "m" if numeral.islower() and not rest.startswith(("dim", "°", "o", "m")) else ""
        return (key.tonic + step) % 12, _quality(minor + rest)
    symbol = _SYMBOL.fullmatch(name)
    assert symbol is not None, name
    letter, accidental, rest = symbol.groups()
    return pitch_class(letter + accidental), _quality(rest)


def _quality(suffix: str) -> str:
    known = _SPELLINGS.get(suffix, suffix)
    if known in QUALITIES:
        return known
    return "m" if known.startswith("m") and not known.startswith("maj") else ""


def named_progression(text: str) -> tuple[tuple[str, ...], bool]:
    """Split chords between spaces, and say whether each can be played as it is named."""
    names = tuple(text.split())
    suffixes = [re.sub(r"^[A-G][#♯b♭]?|/[A-G][#♯b♭]?$", "", name) for name in names]
    is_exact = not any(suffix in _NEAREST_ONLY for suffix in suffixes)
    return names, is_exact


def choose_progressions(
    progressions: Sequence[str], mode: Mode, chance: random.Random
) -> tuple[tuple[str, ...], ...]:
    """Choose the chords of a style's first theme and of its others, of those in the mode.

    Returns
    -------
    tuple
        At most two progressions; none where none is in the mode.
    """
    tonic = "i(?![iv])" if mode == "minor" else "I(?![IV])"
    fit = [
        tuple(names.split())
        for names in progressions
        if any(re.fullmatch(rf"{tonic}.*", name) for name in names.split())
    ]
    return tuple(chance.sample(fit, min(2, len(fit))))


def key_of_chords(names: Sequence[str]) -> tuple[int, Mode] | None:
    """Find the key that most chords belong to, the first one its tonic if it can be.

    Returns
    -------
    tuple or None
        Tonic and mode; None for numerals, which fit every key.
    """
    if any(_NUMERAL.fullmatch(name) for name in names):
        return None
    chords = [resolve_chord(name, Key(0, "major")) for name in names]

    def fits(key: Key) -> float:
        own = sum(_TRIADS[key.mode].get((root - key.tonic) % 12) == _triad(q) for root, q in chords)
        return own + 0.5 * (chords[0] == (key.tonic, "m" if key.mode == "minor" else ""))

    modes: tuple[Mode, Mode] = ("major", "minor")
    best = max((Key(tonic, mode) for mode in modes for tonic in range(12)), key=fits)
    return best.tonic, best.mode


def _triad(quality: str) -> str:
    if quality.startswith(("dim", "m7♭5")):
        return "dim"
    return "m" if quality.startswith("m") and not quality.startswith("maj") else ""
