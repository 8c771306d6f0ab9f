"""What is asked of one bar of melody."""

from __future__ import annotations

from dataclasses import dataclass

from engine.composition.boltzmann.conditions import BarContext
from engine.composition.boltzmann.piano_roll import Bars, Traits
from engine.composition.grid import columns_of
from engine.composition.harmony import Degree, slot_columns
from engine.composition.planning.phrases import Close

__all__ = ["MelodyRequest"]


@dataclass(frozen=True)
class MelodyRequest:
    """Which bar is wanted.

    Attributes
    ----------
    traits
        To be met as far as the music allows.
    compass
        Lowest and highest pitch allowed (tonic C).
    pattern
        A bar whose onsets, holds and silences are kept and whose pitches attract, or None.
    lift
        Semitones by which the attracting pitches are moved.
    close
        How the phrase ends with this bar, None if it goes on.
    attracts
        Whether the pattern's pitches attract; without it only its rhythm counts.
    next_pitch
        Of the first note after the bar (tonic C), where that stands already, or None.
    """

    context: BarContext
    traits: Traits
    compass: tuple[int, int]
    pattern: Bars | None = None
    lift: float = 0.0
    close: Close | None = None
    attracts: bool = True
    next_pitch: int | None = None

    @property
    def n_columns(self) -> int:
        """Columns that the bar uses."""
        return columns_of(self.context.metre)

    def chord_at(self, column: int) -> Degree:
        """Give the chord that sounds in a column."""
        first, second, _ = self.context.chords
        chord = second if column >= slot_columns(self.context.metre)[1] else first
        assert chord is not None
        return chord
