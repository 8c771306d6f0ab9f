"""What we know of the 128 instruments of General MIDI."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

__all__ = ["DRUM_BANK", "LOUDNESS", "relatives"]

DRUM_BANK = 128
"""Where soundfonts have their drum kits."""

# fmt: off
LOUDNESS: tuple[float, ...] = (
    -5.5, -7.0, -4.5, -7.0, 3.0, -3.0, -4.0, -4.0,  # piano
    -3.0, -3.0, 0.5, -3.5, -3.0, -10.5, 0.5, -8.5,  # chromatic percussion
    2.0, 3.0, -1.5, 0.0, -1.0, -3.0, -1.5, -2.0,  # organ
    -6.0, -7.0, 0.0, 2.0, -7.5, 0.0, 1.0, 3.5,  # guitar
    1.0, 1.0, 1.5, 0.0, -2.0, -1.5, -3.5, 6.5,  # bass
    -0.5, -1.0, -0.5, -1.0, 0.5, -3.0, -4.5, -10.0,  # strings
    -0.5, 2.0, 6.5, 7.0, -1.0, 2.0, 0.0, -2.5,  # ensemble
    2.0, 6.5, 7.0, 3.0, 2.0, 4.5, 0.5, 0.0,  # brass
    1.5, 2.0, 0.5, -0.5, 1.5, -5.0, 1.0, 1.0,  # reed
    0.5, 2.0, 3.5, 1.0, 4.0, 2.5, 7.5, 6.5,  # pipe
    8.5, 10.0, 4.5, 1.0, 7.0, 8.5, -0.5, 7.5,  # synth lead
    6.0, -5.0, -3.5, 7.0, 1.5, 7.5, 2.0, 8.0,  # synth pad
    6.0, 1.0, -2.0, 0.0, 6.5, -3.0, -0.5, 1.5,  # synth effects
    -4.5, -2.0, -9.0, -2.0, -4.0, 5.0, -0.5, 2.5,  # ethnic
    -3.0, -10.5, -4.5, -13.0, -5.0, -8.5, 5.5, -8.5,  # percussive
    0.0, 0.5, -0.5, 4.0, 4.5, -16.0, -0.5, 1.5,  # sound effects
)
# fmt: on
"""Loudness of each program in dB beside the median one, at velocity 80 in its middle register.

Measured on FluidR3Mono_GM.sf3 by ``python benchmarks/sound.py --instruments``; MuseScore General
agrees within 2.4 dB (standard deviation), while the instruments themselves spread by 4.3 dB.
"""


def relatives(program: int) -> Iterator[int]:
    """Name all programs from the one that is wanted on, its family before the others."""
    others = sorted(range(128), key=lambda other: abs(other - program))
    family = (other for other in others if other // 8 == program // 8)
    yield from dict.fromkeys(itertools.chain(family, others))
