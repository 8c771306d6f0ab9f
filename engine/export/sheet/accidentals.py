"""Which accidentals have to be written: those that neither key nor bar gives."""

from __future__ import annotations

from engine.composition.line_of_fifths import tonic_place
from engine.composition.score import Key

__all__ = ["Accidentals", "fifths_of"]

_SHARPENED = "FCGDAEB"


def fifths_of(key: Key) -> int:
    """Give the sharps of a key's signature, negative for flats."""
    return tonic_place(key.tonic, key.mode) - (3 if key.mode == "minor" else 0)


class Accidentals:
    """The accidentals in force on a staff, bar by bar.

    Parameters
    ----------
    fifths
        Of the key signature.
    """

    def __init__(self, fifths: int) -> None:
        sharps = dict.fromkeys(_SHARPENED[: max(fifths, 0)], 1)
        flats = dict.fromkeys(_SHARPENED[7 + min(fifths, 0) :], -1)
        self._signature = sharps | flats
        self._bar: dict[tuple[str, int], int] = {}

    def next_bar(self) -> None:
        """Forget what held in the bar before."""
        self._bar.clear()

    def needed(self, step: str, octave: int, alter: int) -> int | None:
        """Give the semitones of the accidental that a note has to show, and keep it in mind."""
        if self._bar.get((step, octave), self._signature.get(step, 0)) == alter:
            return None
        self._bar[step, octave] = alter
        return alter
