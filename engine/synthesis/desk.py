"""The strips of the mixing desk: each gives its role its tone.

What is kept of a piece is a stem for each part, so that their balance can be set when all of it is
known, and changed when it has been heard.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.audio.filtering import Filter, cookbook, high_pass, shelf
from engine.composition.score import Role

__all__ = ["Strip"]

_ECHO_FROM = 180.0
"""Hz; below it reverberation only blurs the bass."""


def _bell(frequency: float, gain_db: float, sample_rate: int) -> NDArray[np.float64]:
    """Raise or lower about two octaves around a frequency (Bristow-Johnson's cookbook)."""
    amplitude, angle, width = cookbook(frequency, gain_db, sample_rate, quality=0.7)
    above = [1 + width * amplitude, -2 * np.cos(angle), 1 - width * amplitude]
    below = [1 + width / amplitude, -2 * np.cos(angle), 1 - width / amplitude]
    sections: NDArray[np.float64] = np.array([[*above, *below]]) / below[0]
    return sections


def _tone(role: Role | None, sample_rate: int) -> NDArray[np.float64]:
    """Give a role's equaliser: gentle, so that instruments stay what they are."""
    match role:
        case "melody":  # out of the bass's way, and near: presence
            return np.concatenate([high_pass(90, sample_rate), shelf(2_800, 2.5, sample_rate)])
        case (
            "chords" | "second" | "counter" | "arpeggio"
        ):  # leave the melody its place, and a little air above it
            return np.concatenate([_bell(2_200, -2.0, sample_rate), shelf(6_000, 2.0, sample_rate)])
        case "bass":  # its lowest octave takes room that nobody hears
            return np.concatenate([_bell(60, -2.0, sample_rate), _bell(300, -1.0, sample_rate)])
        case "pad" | "effects":  # under everything, out of the way of bass and tune
            return np.concatenate([high_pass(140, sample_rate), _bell(2_200, -3.0, sample_rate)])
        case "drums" | "percussion":
            return np.concatenate([_bell(60, -2.0, sample_rate), shelf(7_000, 1.5, sample_rate)])
        case None:  # somebody else's mix
            return np.array([[1.0, 0, 0, 1, 0, 0]])


class Strip:
    """Brings a part and its reverberation together, stretch by stretch.

    Parameters
    ----------
    role
        Of the part; None for a mix of its own.
    """

    def __init__(self, role: Role | None, sample_rate: int) -> None:
        self._tone = Filter(_tone(role, sample_rate))
        self._echo = Filter(high_pass(_ECHO_FROM, sample_rate))

    def add(self, sound: NDArray[np.float32]) -> NDArray[np.float64]:
        """Mix the next stretch.

        Parameters
        ----------
        sound
            Shape (2, 2, n): left and right of the part, and of its reverberation.

        Returns
        -------
        NDArray[np.float64]
            Shape (2, n).
        """
        return self._tone(sound[0]) + self._echo(sound[1])
