"""What we know of the 128 instruments of General MIDI."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

__all__ = ["DRUM_BANK", "LOUDNESS", "relatives"]

DRUM_BANK = 128
"""Where soundfonts have their drum kits."""

# fmt: off
LOUDNESS: tuple[float, ...] = (
    -2.0, -2.5, -4.5, -3.0, 3.5, 0.0, -4.5, -3.5,  # piano
    -3.0, -2.5, -8.0, -3.5, -2.5, -10.0, 1.0, -8.5,  # chromatic percussion
    2.5, 3.5, -1.0, 0.0, -0.5, -3.0, -2.0, -2.5,  # organ
    -6.0, -7.0, 0.0, 2.5, -7.5, 0.5, 1.5, 3.0,  # guitar
    1.5, 1.5, 1.5, 0.5, -1.5, -1.0, 0.0, 0.5,  # bass
    0.0, -0.5, 0.5, -0.5, -5.0, -8.5, -4.5, -9.5,  # strings
    -0.5, -0.5, -2.5, -3.0, -1.5, 2.0, 0.5, -2.0,  # ensemble
    3.0, 7.5, 7.0, 3.0, 3.5, 3.0, -0.5, -0.5,  # brass
    2.0, 2.5, 0.5, 0.0, 2.5, -5.0, 2.5, 2.5,  # reed
    1.0, 2.5, 1.0, 1.5, 4.5, 3.0, 5.0, 7.0,  # pipe
    3.0, 2.5, 6.0, 3.5, 5.0, 9.0, 2.5, 3.5,  # synth lead
    2.0, -9.5, 4.0, 5.0, 2.0, -1.0, 1.0, -2.0,  # synth pad
    -1.0, 5.0, 2.0, -0.5, 3.0, -3.0, 0.0, 3.0,  # synth effects
    -4.5, -2.0, -8.5, -2.0, -4.0, 5.5, -3.5, 3.0,  # ethnic
    -2.5, -10.5, -4.0, -13.0, -4.5, -8.5, 6.0, -7.5,  # percussive
    0.5, 0.5, -0.5, 5.0, 5.0, -16.0, 1.0, 2.0,  # sound effects
)
# fmt: on
"""Loudness of each program in dB beside the median one, at velocity 80 in its middle register.

Measured on MuseScore_General_Lite.sf3 by ``python benchmarks/sound.py --instruments``; FluidR3 Mono
agrees within 2.7 dB (standard deviation), while the instruments themselves spread by 4.4 dB.
"""


def relatives(program: int) -> Iterator[int]:
    """Name all programs from the one that is wanted on, its family before the others."""
    others = sorted(range(128), key=lambda other: abs(other - program))
    family = (other for other in others if other // 8 == program // 8)
    yield from dict.fromkeys(itertools.chain(family, others))
