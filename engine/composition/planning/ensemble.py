"""Which General MIDI instruments play, by feeling."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

from engine.composition.plan import Plan

__all__ = ["Ensemble", "choose_ensemble", "ensemble_of", "forcefulness", "name_choices"]

PIANO, EPIANO, VIBRAPHONE = 0, 4, 11
NYLON, STEEL, CLEAN = 24, 25, 27
ACOUSTIC_BASS, FINGERED_BASS, PICKED_BASS = 32, 33, 34
VIOLIN, CELLO, CONTRABASS, HARP = 40, 42, 43, 46
STRINGS = 48
TRUMPET, HORN = 56, 60
OBOE, CLARINET, FLUTE, PAN_FLUTE = 68, 71, 73, 75
OVERDRIVEN = 29

_RANGES: dict[int, tuple[int, int]] = {  # where an instrument sounds well as a melody
    PIANO: (36, 100), EPIANO: (40, 96), VIBRAPHONE: (53, 89), NYLON: (45, 84), STEEL: (45, 84),
    CLEAN: (45, 84), VIOLIN: (56, 96), CELLO: (40, 74), STRINGS: (40, 96), TRUMPET: (54, 84),
    HORN: (43, 74), OBOE: (58, 88), CLARINET: (50, 88), FLUTE: (60, 94), PAN_FLUTE: (60, 91),
    OVERDRIVEN: (45, 84),
}  # fmt: skip

_NAMES: dict[int, str] = {
    PIANO: "piano", EPIANO: "electric piano", VIBRAPHONE: "vibraphone", NYLON: "nylon guitar",
    STEEL: "steel guitar", CLEAN: "electric guitar", ACOUSTIC_BASS: "double bass",
    FINGERED_BASS: "bass guitar", PICKED_BASS: "picked bass", VIOLIN: "violin", CELLO: "cello",
    CONTRABASS: "contrabass", HARP: "harp", STRINGS: "strings", TRUMPET: "trumpet", HORN: "horn",
    OBOE: "oboe", CLARINET: "clarinet", FLUTE: "flute", PAN_FLUTE: "pan flute",
    OVERDRIVEN: "overdriven guitar",
}  # fmt: skip
_MELODIES = {  # by valence above zero, arousal above zero; from soft to forceful
    (True, True): (PIANO, CLARINET, FLUTE, STEEL, VIOLIN, TRUMPET),
    (False, True): (CELLO, PIANO, VIOLIN, STRINGS, TRUMPET, OVERDRIVEN),
    (False, False): (NYLON, CLARINET, PIANO, OBOE, CELLO, VIOLIN),
    (True, False): (VIBRAPHONE, NYLON, PIANO, FLUTE, CLARINET, OBOE),
}
_CHORDS = {
    (True, True): (NYLON, PIANO, CLEAN, STEEL),
    (False, True): (PIANO, CLEAN, STRINGS),
    (False, False): (HARP, NYLON, PIANO, STRINGS),
    (True, False): (HARP, EPIANO, NYLON, PIANO),
}
_BASSES = {
    (True, True): (ACOUSTIC_BASS, FINGERED_BASS, PICKED_BASS),
    (False, True): (CONTRABASS, FINGERED_BASS, PICKED_BASS),
    (False, False): (CONTRABASS, CELLO, ACOUSTIC_BASS),
    (True, False): (ACOUSTIC_BASS, FINGERED_BASS),
}
_FAINT = 0.25  # length of a feeling below which instruments are neither soft nor forceful


@dataclass(frozen=True)
class Ensemble:
    """Programs of melody, chords and bass."""

    melody: int
    chords: int
    bass: int


def forcefulness(valence: float, arousal: float) -> float:
    """Say how forcefully a feeling wants to be played: −1 (softly, tenderly) to 1.

    Timbres with a sharp attack and bright overtones sound aroused, dull and soft ones calm: Eerola,
    Ferrer & Alluri, "Timbre and affect dimensions", Music Perception 2012.
    """
    strength = (math.hypot(valence, arousal) - _FAINT) / (1 - _FAINT)
    return math.copysign(min(max(strength, 0.0), 1.0), arousal)


def ensemble_of(plan: Plan, melody_range: tuple[int, int]) -> Ensemble:
    """Choose instruments that suit what moves most, and reach all that the melody may take."""
    weightiest = max(plan.sections, key=lambda section: abs(section.arousal) * section.n_bars)
    chance = random.Random(f"ensemble {plan.seed}")
    return choose_ensemble(weightiest.valence, weightiest.arousal, melody_range, chance)


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
    feeling, place = _place(valence, arousal)
    low, high = melody_range
    able = [
        program
        for program in _MELODIES[feeling]
        if _RANGES[program][0] <= low and high <= _RANGES[program][1]
    ]
    return Ensemble(
        _choose(able or [PIANO], place, chance),
        _choose(_CHORDS[feeling], place, chance),
        _choose(_BASSES[feeling], place, chance),
    )


def name_choices(valence: float, arousal: float) -> str:
    """Name the instruments of melody, chords and bass that the seed may choose for a feeling."""
    feeling, place = _place(valence, arousal)
    return ", ".join(
        " or ".join(_NAMES[program] for program in _reach(table[feeling], place))
        for table in (_MELODIES, _CHORDS, _BASSES)
    )


def _place(valence: float, arousal: float) -> tuple[tuple[bool, bool], float]:
    """Find the lists of a feeling, and the place in them: 0 is their soft end, 1 the forceful."""
    force = forcefulness(valence, arousal)
    return (valence >= 0, arousal >= 0), force if force >= 0 else 1 + force


def _reach(programs: Sequence[int], place: float) -> Sequence[int]:
    """Give the programs that `_choose` may choose."""
    first, last = (math.floor(place * len(programs) + chance) for chance in (-1, 1))
    return programs[min(max(first, 0), len(programs) - 1) : max(last, 0) + 1]


def _choose(programs: Sequence[int], place: float, chance: random.Random) -> int:
    """Choose near ``place`` (0, soft, to 1) in a list that goes from soft to forceful."""
    index = math.floor(place * len(programs) + chance.uniform(-1, 1))
    return programs[min(max(index, 0), len(programs) - 1)]
