"""What performers do on purpose, as rules: KTH's, in the numbers of their authors.

References
----------
Friberg, Bresin & Sundberg, "Overview of the KTH rule system for musical performance", Advances in
Cognitive Psychology 2, 2006, and its program, Director Musices. Friberg & Sundström, "Swing ratios
and ensemble timing in jazz performance", Music Perception 19, 2002.
"""

from __future__ import annotations

import math

from engine.composition.score import QUALITIES, Chord, Key

__all__ = [
    "decibels_to_velocity",
    "delay_after",
    "harmonic_charge",
    "laid_back",
    "melodic_charge",
    "phrase_arch",
    "phrase_rubato",
    "punctuation",
]

_MELODIC_CHARGE = (0, 6.5, 2, 4.5, 4, 2.5, 6, 1, 5.5, 3, 3.5, 5)
"""How remarkable a note is, by its semitones above the root of its chord."""
_USUAL_MELODIC = 2.6  # of the notes of a tune, most of which are the chord's
_HARMONIC_CHARGE = (0, 6, 2.5, 3.5, 3, 2.5, 7.5, 1.5, 4, 1.5, 3.5, 5)
"""How remarkable a chord is, by the semitones of its root above the tonic."""
_USUAL_HARMONIC = 1.1  # root of the charge of I, IV, V, vi in equal shares
_FASTEST = 0.3  # of a phrase
_SLOW_START, _SLOW_END = 0.10, 0.20  # shares by which beats are longer
_SOFT_START, _SOFT_END = 1.0, 2.0  # decibels, at the amplitude of the authors' palette
_SHORTEST, _SHARPEST, _LONGEST = 0.03, 0.2, 0.6  # seconds between which durations are contrasted
_CONTRAST = 0.0165  # seconds by which a note of 0.2 s is shorter
_GAPS = ((0.16, 0.02), (0.64, 0.06))
"""Seconds of a note before a boundary, and of the silence after it."""


def decibels_to_velocity(velocity: float, decibels: float) -> float:
    """Give the velocity steps for a change of level; General MIDI: 40 log₁₀ of the velocity.

    Its slope is enough for a few decibels: the logarithm would differ between processors.
    """
    # ln 10 / 40, the slope of that logarithm
    return velocity * decibels * 0.0576


def phrase_arch(place: float, arch: float) -> float:
    """Give the level in dB at a place (0 to 1) of a phrase: softer at its start, most at its end.

    The mean over a phrase is 0.
    """
    start, end = _SOFT_START * arch, _SOFT_END * arch
    usual = -(start * _FASTEST + end * (1 - _FASTEST)) / 3
    if place < _FASTEST:
        return -start * ((_FASTEST - place) / _FASTEST) ** 2 - usual
    return -end * ((place - _FASTEST) / (1 - _FASTEST)) ** 2 - usual


def phrase_rubato(place: float, arch: float) -> float:
    """Say by what share of a phrase's time a place of it comes late: 0 at both ends.

    The phrase begins slowly, is fastest after three tenths, and slows down; bar lines at its ends
    stay where they are.
    """
    begin, end = _SLOW_START * arch, _SLOW_END * arch
    usual = (begin * _FASTEST + end * (1 - _FASTEST)) / 3
    if place < _FASTEST:
        spent = begin * _FASTEST / 3 * (1 - (1 - place / _FASTEST) ** 3)
    else:
        share = (place - _FASTEST) / (1 - _FASTEST)
        spent = begin * _FASTEST / 3 + end * (1 - _FASTEST) / 3 * share**3
    return spent - usual * place


def delay_after(longer: float, shorter: float, contrast: float) -> float:
    """Say by how many seconds a short note behind a longer one comes late: contrast is sharpened.

    Parameters
    ----------
    longer, shorter
        Seconds of the notes; nothing is done unless the first is half as long again.
    contrast
        Negative to even them out.
    """
    if longer < 1.4 * shorter or not _SHORTEST < shorter < _LONGEST:
        return 0.0
    if shorter < _SHARPEST:
        return contrast * _CONTRAST * (shorter - _SHORTEST) / (_SHARPEST - _SHORTEST)
    return contrast * _CONTRAST * (_LONGEST - shorter) / (_LONGEST - _SHARPEST)


def melodic_charge(pitch: int, chord: Chord) -> float:
    """Give the dB by which a note of the tune stands out from what its chord leads to expect."""
    charge = _MELODIC_CHARGE[(pitch - chord.root) % 12]
    # dB for a unit of charge, as for chords and pitches below: the authors' own, at k = 1
    return 0.2 * (charge - _USUAL_MELODIC)


def harmonic_charge(chord: Chord, key: Key) -> float:
    """Give the dB by which a chord is louder, the more remote it is."""
    charge = float(_HARMONIC_CHARGE[(chord.root - key.tonic) % 12])
    if QUALITIES[chord.quality][2] == 6:  # a diminished fifth
        charge = max(charge, 5.0)
    return 1.5 * (math.sqrt(charge) - _USUAL_HARMONIC)


def punctuation(seconds: float) -> float:
    """Give the seconds of silence by which a note that ends a gesture is shorter."""
    (short, least), (long, most) = _GAPS
    share = min(max((seconds - short) / (long - short), 0.0), 1.0)
    return least + share * (most - least)


def laid_back(tempo: float) -> float:
    """Say by how many seconds a soloist plays behind a swinging beat: less when it is fast."""
    # seconds, and seconds less for each BPM: soloists' delay as it was measured
    return max(0.0, 0.125 - 0.00041 * tempo) / 3  # a third: the others wait for no one as much
