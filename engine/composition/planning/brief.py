"""What each bar of a plan is asked to be, for every composer alike."""

from __future__ import annotations

from engine.composition.grid import CENTRE
from engine.composition.plan import Plan, PlannedSection

__all__ = ["compass_of", "mean_pitch_wanted", "melody_range", "octave_shift"]

_ABOVE = 3.0  # semitones from the highest notes of all onsets to the melody's alone
_REACH = 10  # semitones from the register to the highest and lowest pitch


def octave_shift(section: PlannedSection) -> int:
    """Give the transposition from tonic C to the section's key that lies nearest its register."""
    tonic, register = section.key.tonic, _register(section)
    return tonic + 12 * round((register - CENTRE - tonic) / 12)


def compass_of(section: PlannedSection) -> tuple[int, int]:
    """Give the lowest and highest pitch of the section's tunes, as written with tonic C."""
    middle = round(CENTRE + mean_pitch_wanted(section))
    return middle - _REACH, middle + _REACH


def melody_range(plan: Plan) -> tuple[int, int]:
    """Give the lowest and the highest MIDI pitch that the melody may take anywhere."""
    compasses = [(compass_of(section), octave_shift(section)) for section in plan.sections]
    lowest = min(low + shift for (low, _), shift in compasses)
    return lowest, max(high + shift for (_, high), shift in compasses)


def mean_pitch_wanted(section: PlannedSection) -> float:
    """Give the section's register, in semitones above `CENTRE` as written with tonic C."""
    return _register(section) - octave_shift(section) - CENTRE


def _register(section: PlannedSection) -> float:
    """Give the melody's own register: that of a piece is heard lower, wherever a melody rests."""
    return section.expression.register + _ABOVE
