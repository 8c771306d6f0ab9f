"""Which General MIDI instruments play, by feeling."""

from __future__ import annotations

import random
from dataclasses import dataclass

__all__ = ["Ensemble", "choose_ensemble"]

PIANO, EPIANO, VIBRAPHONE = 0, 4, 11
NYLON, STEEL, CLEAN = 24, 25, 27
ACOUSTIC_BASS, FINGERED_BASS, PICKED_BASS, SLAP_BASS = 32, 33, 34, 36
VIOLIN, CELLO, CONTRABASS, HARP = 40, 42, 43, 46
STRINGS, SLOW_STRINGS = 48, 49
TRUMPET, HORN, BRASS = 56, 60, 61
OBOE, CLARINET, FLUTE, PAN_FLUTE = 68, 71, 73, 75
OVERDRIVEN = 29

_RANGES: dict[int, tuple[int, int]] = {  # where an instrument sounds well as a melody
    PIANO: (36, 100), EPIANO: (40, 96), VIBRAPHONE: (53, 89), NYLON: (45, 84), STEEL: (45, 84),
    CLEAN: (45, 84), VIOLIN: (56, 96), CELLO: (40, 74), STRINGS: (40, 96), TRUMPET: (54, 84),
    HORN: (43, 74), OBOE: (58, 88), CLARINET: (50, 88), FLUTE: (60, 94), PAN_FLUTE: (60, 91),
    OVERDRIVEN: (45, 84),
}  # fmt: skip

_MELODIES = {  # by valence above zero, arousal above zero
    (True, True): (PIANO, FLUTE, TRUMPET, VIOLIN, STEEL, CLARINET),
    (False, True): (VIOLIN, STRINGS, PIANO, TRUMPET, OVERDRIVEN, CELLO),
    (False, False): (PIANO, CELLO, VIOLIN, OBOE, CLARINET, NYLON),
    (True, False): (PIANO, FLUTE, NYLON, VIBRAPHONE, CLARINET, OBOE),
}
_CHORDS = {
    (True, True): (PIANO, STEEL, CLEAN, NYLON),
    (False, True): (PIANO, STRINGS, CLEAN),
    (False, False): (PIANO, HARP, STRINGS, NYLON),
    (True, False): (PIANO, NYLON, HARP, EPIANO),
}
_BASSES = {
    (True, True): (ACOUSTIC_BASS, FINGERED_BASS, PICKED_BASS),
    (False, True): (PICKED_BASS, FINGERED_BASS, CONTRABASS),
    (False, False): (CELLO, ACOUSTIC_BASS, CONTRABASS),
    (True, False): (ACOUSTIC_BASS, FINGERED_BASS),
}


@dataclass(frozen=True)
class Ensemble:
    """Programs of melody, chords and bass."""

    melody: int
    chords: int
    bass: int


def choose_ensemble(
    valence: float, arousal: float, melody_range: tuple[int, int], chance: random.Random
) -> Ensemble:
    """Choose instruments that suit a feeling and can play the melody.

    Parameters
    ----------
    valence, arousal
        −1 to 1.
    melody_range
        Lowest and highest pitch of the melody.
    """
    feeling = (valence >= 0, arousal >= 0)
    low, high = melody_range
    able = [
        program
        for program in _MELODIES[feeling]
        if _RANGES[program][0] <= low and high <= _RANGES[program][1]
    ]
    return Ensemble(
        chance.choice(able or [PIANO]),
        chance.choice(_CHORDS[feeling]),
        chance.choice(_BASSES[feeling]),
    )
