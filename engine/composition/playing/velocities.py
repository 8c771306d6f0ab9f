"""Velocities of what is written: neither lost in the others nor at the end of the scale."""

from __future__ import annotations

__all__ = ["ACCENTS", "LOUDEST", "SOFTEST", "as_velocity"]

SOFTEST, LOUDEST = 12, 124
"""Players go a little beyond either, see `engine.performance.strokes`."""

ACCENTS = {"X": 14, "x": 0, "o": -22}
"""Velocity steps of a grid's marks: accented, plain, and the ghost notes that are felt more than
heard."""


def as_velocity(wanted: float) -> int:
    """Give the nearest velocity that is written."""
    return min(max(round(wanted), SOFTEST), LOUDEST)
