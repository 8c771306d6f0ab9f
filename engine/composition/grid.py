"""The grid on which everything is composed: columns of a sixteenth, and the metres they fill."""

from __future__ import annotations

from engine.composition.score import TICKS_PER_BEAT, Metre
from engine.errors import CompositionError

__all__ = ["CENTRE", "METRES", "TICKS_PER_COLUMN", "columns_of", "readable_metre"]

# a sixteenth, the grid of the lead sheets that are learned from
TICKS_PER_COLUMN = TICKS_PER_BEAT // 4

CENTRE = 67.0
"""Usual mean pitch of a melody whose tonic is C; octaves are chosen so that it lies near."""

METRES: tuple[Metre, ...] = (Metre(4, 4), Metre(3, 4), Metre(6, 8))
"""The metres that can be composed in."""

_SAME_AS = {  # metres whose bars can be read as one of METRES: alone, in pairs, or in halves
    Metre(2, 2): Metre(4, 4),
    Metre(2, 4): Metre(4, 4),
    Metre(4, 8): Metre(4, 4),
    Metre(3, 8): Metre(6, 8),
    Metre(12, 8): Metre(6, 8),
    Metre(6, 4): Metre(3, 4),
}


def columns_of(metre: Metre) -> int:
    """Give the number of columns that a bar uses, 16 or 12.

    Raises
    ------
    CompositionError
        If the metre is none of `METRES`.
    """
    if metre not in METRES:
        raise CompositionError(
            f"the metre is {metre}, expected one of {', '.join(map(str, METRES))}",
            hint="Choose one of these metres.",
        )
    return metre.ticks_per_bar // TICKS_PER_COLUMN


def readable_metre(metre: Metre) -> Metre | None:
    """Give the metre of `METRES` in which music in a metre can be read, if there is one."""
    metre = _SAME_AS.get(metre, metre)
    return metre if metre in METRES else None
