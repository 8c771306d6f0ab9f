"""What we know of the 128 instruments of General MIDI."""

from __future__ import annotations

__all__ = ["LOUDNESS"]

# fmt: off
LOUDNESS: tuple[float, ...] = (
    -5.0, -6.5, -4.5, -6.5, 3.0, -2.5, -3.5, -3.5,  # piano
    -3.0, -2.5, 1.0, -3.5, -2.5, -10.0, 1.0, -8.5,  # chromatic percussion
    2.0, 3.5, -1.0, 0.0, -0.5, -2.5, -1.0, -1.5,  # organ
    -5.5, -6.5, -0.5, 1.5, -7.0, 0.5, 1.5, 3.5,  # guitar
    1.5, 2.0, 2.0, 0.5, -1.5, -1.0, -3.5, 7.0,  # bass
    0.0, -0.5, -0.0, -1.0, 1.0, -2.5, -4.0, -9.5,  # strings
    -0.0, 2.5, 3.0, 3.0, -0.5, 2.0, 0.5, -2.0,  # ensemble
    2.5, 6.5, 7.5, 3.5, 2.0, 3.5, -1.0, -1.5,  # brass
    2.0, 2.5, 1.0, 0.0, 2.0, -4.5, 1.0, 1.0,  # reed
    1.0, 2.5, 4.0, 1.0, 5.0, 3.0, 8.0, 7.0,  # pipe
    6.5, 3.5, -0.0, -1.5, 5.0, 7.5, -7.5, 3.0,  # synth lead
    -0.5, -5.0, -4.5, 6.0, 1.0, 6.5, -0.0, 3.5,  # synth pad
    2.5, -1.5, -5.0, -0.0, 4.5, -3.0, -1.5, 0.5,  # synth effects
    -4.5, -1.5, -8.5, -1.5, -4.0, 5.5, -0.0, 3.0,  # ethnic
    -2.5, -10.0, -4.5, -12.5, -4.5, -7.5, 6.0, -7.5,  # percussive
    0.5, 1.0, 0.0, 4.5, 5.0, -15.5, -0.0, 2.0,  # sound effects
)
# fmt: on
"""Loudness of each program in dB beside the median one, at velocity 80 in its middle register.

Measured on FluidR3Mono_GM.sf3 by ``python benchmarks/sound.py --instruments``; MuseScore General
agrees within 2.4 dB (standard deviation), while the instruments themselves spread by 4.3 dB.
"""
