"""What we know of the 128 instruments of General MIDI."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

__all__ = ["DRUM_BANK", "LOUDNESS", "NAMES", "relatives"]

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

# fmt: off
NAMES: tuple[str, ...] = (
    "Acoustic Grand Piano", "Bright Acoustic Piano", "Electric Grand Piano", "Honky-tonk Piano",
    "Electric Piano 1", "Electric Piano 2", "Harpsichord", "Clavinet",
    "Celesta", "Glockenspiel", "Music Box", "Vibraphone",
    "Marimba", "Xylophone", "Tubular Bells", "Dulcimer",
    "Drawbar Organ", "Percussive Organ", "Rock Organ", "Church Organ",
    "Reed Organ", "Accordion", "Harmonica", "Tango Accordion",
    "Acoustic Guitar (nylon)", "Acoustic Guitar (steel)", "Electric Guitar (jazz)",
    "Electric Guitar (clean)", "Electric Guitar (muted)", "Overdriven Guitar",
    "Distortion Guitar", "Guitar Harmonics",
    "Acoustic Bass", "Electric Bass (finger)", "Electric Bass (pick)", "Fretless Bass",
    "Slap Bass 1", "Slap Bass 2", "Synth Bass 1", "Synth Bass 2",
    "Violin", "Viola", "Cello", "Contrabass",
    "Tremolo Strings", "Pizzicato Strings", "Orchestral Harp", "Timpani",
    "String Ensemble 1", "String Ensemble 2", "Synth Strings 1", "Synth Strings 2",
    "Choir Aahs", "Voice Oohs", "Synth Choir", "Orchestra Hit",
    "Trumpet", "Trombone", "Tuba", "Muted Trumpet",
    "French Horn", "Brass Section", "Synth Brass 1", "Synth Brass 2",
    "Soprano Sax", "Alto Sax", "Tenor Sax", "Baritone Sax",
    "Oboe", "English Horn", "Bassoon", "Clarinet",
    "Piccolo", "Flute", "Recorder", "Pan Flute",
    "Blown bottle", "Shakuhachi", "Whistle", "Ocarina",
    "Lead 1 (square)", "Lead 2 (sawtooth)", "Lead 3 (calliope)", "Lead 4 chiff",
    "Lead 5 (charang)", "Lead 6 (voice)", "Lead 7 (fifths)", "Lead 8 (bass + lead)",
    "Pad 1 (new age)", "Pad 2 (warm)", "Pad 3 (polysynth)", "Pad 4 (choir)",
    "Pad 5 (bowed)", "Pad 6 (metallic)", "Pad 7 (halo)", "Pad 8 (sweep)",
    "FX 1 (rain)", "FX 2 (soundtrack)", "FX 3 (crystal)", "FX 4 (atmosphere)",
    "FX 5 (brightness)", "FX 6 (goblins)", "FX 7 (echoes)", "FX 8 (sci-fi)",
    "Sitar", "Banjo", "Shamisen", "Koto",
    "Kalimba", "Bagpipe", "Fiddle", "Shanai",
    "Tinkle Bell", "Agogo", "Steel Drums", "Woodblock",
    "Taiko Drum", "Melodic Tom", "Synth Drum", "Reverse Cymbal",
    "Guitar Fret Noise", "Breath Noise", "Seashore", "Bird Tweet",
    "Telephone Ring", "Helicopter", "Applause", "Gunshot",
)
# fmt: on
"""What General MIDI calls each program."""


def relatives(program: int) -> Iterator[int]:
    """Name all programs from the one that is wanted on, its family before the others."""
    others = sorted(range(128), key=lambda other: abs(other - program))
    family = (other for other in others if other // 8 == program // 8)
    yield from dict.fromkeys(itertools.chain(family, others))
