"""The balance of a piece: how loud, where and how far away each part sounds.

Everything is said in MIDI controllers, so that an exported MIDI file carries the same mix.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.composition.score import Role
from engine.synthesis.instruments import LOUDNESS

__all__ = ["CHORUS", "PAN", "REVERB", "TARGET", "VOLUME", "controls_of"]

VOLUME, PAN, REVERB, CHORUS = 7, 10, 91, 93
"""Numbers of the MIDI controllers."""

TARGET = -16.0
"""Loudness of a piece in LUFS, soft or not: as AES TD1008 asks of music that is streamed."""

_UNITY_DB = -9.0
"""Volume of a melody on an instrument of average loudness: leaves room for faint instruments."""

_TRIM_DB = 9.0
"""The most by which an instrument's own loudness is evened out."""


@dataclass(frozen=True)
class _Place:
    """Where a role stands: ``level`` in dB beside the melody, the rest as controller values."""

    level: float
    pan: int
    reverb: int
    chorus: int


_PLACES: dict[Role, _Place] = {
    "melody": _Place(level=0.0, pan=70, reverb=46, chorus=4),
    "chords": _Place(level=-6.0, pan=44, reverb=54, chorus=16),  # three or four notes at once
    "second": _Place(level=-5.0, pan=88, reverb=50, chorus=8),
    "counter": _Place(level=-4.0, pan=96, reverb=52, chorus=6),
    "arpeggio": _Place(level=-8.0, pan=30, reverb=50, chorus=10),
    "pad": _Place(level=-11.0, pan=64, reverb=70, chorus=24),  # behind everything, and wide
    "percussion": _Place(level=-3.0, pan=84, reverb=30, chorus=0),
    "effects": _Place(level=-6.0, pan=64, reverb=80, chorus=0),
    "bass": _Place(level=-3.0, pan=64, reverb=14, chorus=0),
    "drums": _Place(level=2.0, pan=64, reverb=24, chorus=0),  # short sounds
}


def controls_of(role: Role, program: int, gain: float = 1.0) -> dict[int, int]:
    """Place a track in the mix.

    Parameters
    ----------
    gain
        Factor that the user's fader adds, 0 for a part that is muted.

    Returns
    -------
    dict[int, int]
        MIDI controller number to value, 0–127.
    """
    place = _PLACES[role]
    trim = 0.0 if role in ("drums", "percussion") else -LOUDNESS[program]
    level = _UNITY_DB + place.level + min(max(trim, -_TRIM_DB), _TRIM_DB)
    return {
        VOLUME: min(round(_volume(level) * gain**0.5), 127),
        PAN: place.pan,
        REVERB: place.reverb,
        CHORUS: place.chorus,
    }


def _volume(level: float) -> int:
    """Give the controller value for a level in dB (General MIDI: 40 log₁₀ of value / 127)."""
    return min(max(round(127 * 10 ** (level / 40)), 1), 127)
