"""What sets a named feeling apart from the others of its quadrant.

Labelled clips tell the four quadrants; inside them studies of single feelings tell more. Each row
says how a feeling differs from the music that its place in the plane asks for. Signs are those of
the studies named beside it, sizes were chosen so that neighbours are told apart: about 15 % of the
tempo and a step of loudness, from piano to mezzo piano. "Craft" is the usage of arrangers, for
which no study was found.

References
----------
G: Gabrielsson & Lindström, "The role of structure in the musical expression of emotions", 2010.
J: Juslin & Laukka, Psychological Bulletin 129, 2003. E: Eerola, Friberg & Bresin, Frontiers in
Psychology 4:487, 2013. C: Chan, Mo & Horner, ICMC 2019, on single tones. R: Carr et al., Music
Perception 40, 2023, on articulation. T: Granot & Eitan, Music Perception 28, 2011, on tension.
S: Scarratt et al., PLOS One 18, 2023, on music for sleep. W: Warrenburg, on grief and melancholy.
A: Journal of the Acoustical Society of America 153:384, 2023, on anxious and terrifying music.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Literal

__all__ = ["NUANCES", "Gait", "Nuance", "gait_of", "is_drummed", "nuance_of"]


@dataclass(frozen=True)
class Nuance:
    """How a feeling's music differs from that of its quadrant.

    Attributes
    ----------
    tempo, density
        Factors.
    velocity, articulation, register
        Added, in the units of `Expression`.
    swell
        Factor of how far loudness goes up and down in a piece.
    dissonance, darkness
        Added to the shares of notes outside the scale and of minor chords.
    """

    tempo: float = 1.0
    velocity: float = 0.0
    articulation: float = 0.0
    register: float = 0.0
    density: float = 1.0
    swell: float = 1.0
    dissonance: float = 0.0
    darkness: float = 0.0


NUANCES: dict[str, Nuance] = {
    "joy": Nuance(1.1, 0, 0.0, 4, 1.05, 0.8),  # quick and highest of all: E
    "triumph": Nuance(0.92, 12, 0.25, -2, 0.9, 1.2),  # loud: C; broad, marcato, swells: craft
    "playfulness": Nuance(1.15, -8, -0.05, 7, 1.0, 1.1, 0.015),  # staccato amuses: R
    "excitement": Nuance(1.25, 6, -0.05, 2, 1.25, 1.0),  # faster activates: G
    "hope": Nuance(0.82, -8, 0.3, 0, 0.8, 1.4, 0, -0.03),  # legato, begins softly: craft
    # soft, wide, slow, suddenly loud: craft
    "wonder": Nuance(0.72, -14, 0.35, 7, 0.7, 1.5, 0.02, 0.05),
    "pride": Nuance(0.87, 6, 0.25, -6, 0.8, 0.8, 0, -0.03),  # steady and sustained: craft
    "passion": Nuance(0.95, 8, 0.25, 0, 1.0, 1.4, 0.01, 0.03),  # loud, sustained, swells: craft
    "confidence": Nuance(1.0, 4, 0.1, -4, 0.95, 0.8),  # firm: craft
    "rage": Nuance(0.95, 14, -0.05, -4, 1.1, 0.6, 0.03, 0.08),  # fast, loud, sharp, even: G, J
    # soft, uneven, above anger: G, J; creeps: craft
    "fear": Nuance(0.55, -22, 0.0, 3, 0.75, 1.6, 0.03, 0.03),
    "suspense": Nuance(0.46, -26, 0.15, -4, 0.5, 1.4, 0.01, 0.04),  # softer, darker than terror: A
    "menace": Nuance(0.55, 0, 0.2, -12, 0.6, 1.3, 0.03, 0.08),  # low and growing is tense: T
    "disgust": Nuance(0.52, -6, 0.1, -8, 0.6, 1.1, 0.05, 0.03),  # slow: G
    "jealousy": Nuance(0.65, -8, -0.05, 5, 0.75, 1.0, 0.03),  # nagging: craft
    "frustration": Nuance(0.8, 2, -0.05, -2, 0.9, 1.0, 0.01),  # between jealousy and rage
    # less quiet and higher than melancholy: W
    "grief": Nuance(0.98, 14, 0.0, 5, 1.15, 1.4, 0.03, 0.05),
    "melancholy": Nuance(0.95, -4, -0.05, -9, 0.95, 0.8, 0.01),  # quiet and low: J, W
    "loneliness": Nuance(0.75, -12, 0.0, 7, 0.6, 0.7),  # one thin voice: craft
    "nostalgia": Nuance(1.28, 2, -0.1, -1, 1.4, 0.9, 0, -0.14),  # flows: craft
    "longing": Nuance(1.14, 9, 0.0, 4, 1.2, 1.3, 0.02, -0.06),  # swells: craft
    "regret": Nuance(0.88, -6, 0.0, -4, 0.8, 0.9, 0.02),  # hesitant: craft
    "despair": Nuance(0.64, 3, 0.05, -13, 0.75, 1.0, 0.05, 0.1),  # slowest and lowest: craft
    "weariness": Nuance(0.7, -12, 0.0, -8, 0.7, 0.7),  # slow and low: craft
    # soft, in the middle voice, even: E
    "serenity": Nuance(0.92, -2, 0.0, 3, 0.95, 0.85, -0.01, -0.04),
    "tenderness": Nuance(1.05, -1, 0.0, 1, 1.05, 0.8, -0.01, -0.02),  # slow, soft, even: G, J
    # moves and swells more than tenderness: craft
    "love": Nuance(1.36, 6, 0.0, 2, 1.3, 1.3, 0.015, 0.03),
    "dreaminess": Nuance(0.8, -6, 0.05, 9, 1.1, 0.8, 0.02),  # high and blurred: craft
    "relief": Nuance(1.2, 1, -0.05, 1, 1.1, 0.9),  # comes to rest: craft
    "solemnity": Nuance(0.76, 13, 0.05, -5, 0.75, 0.8),  # slow, not soft, low: G
    "sleepiness": Nuance(0.68, -12, 0.0, -2, 0.6, 0.5, -0.01, -0.04),  # slow, soft, even: S
    "gratitude": Nuance(1.3, 4, -0.05, 2, 1.25, 0.9),  # warm: craft
}
"""One row for each of `engine.emotion.feelings.FEELINGS`."""

_FACTORS = {"tempo", "density", "swell"}  # which mix as intervals do
_UNDRUMMED = {"fear", "suspense", "menace", "disgust", "wonder", "hope"}
"""Aroused feelings that a drum kit turns into a party: they creep, wait, limp or marvel (craft)."""
_MOSTLY = 0.5  # of all that is felt: the larger part decides

Gait = Literal["", "creeps", "waits", "limps", "hits"]
_GAITS: dict[str, Gait] = {
    "fear": "creeps", "suspense": "waits", "disgust": "limps", "rage": "hits",
}  # fmt: skip
"""Feelings that are known by how they walk: see `playing.gaits`."""
_LEADS = 0.6  # share of a feeling that decides how music walks


def nuance_of(shares: Mapping[str, float]) -> Nuance:
    """Mix the rows of feelings by their shares, which sum to 1 or are empty.

    Factors mix as intervals do, by their logarithms.
    """
    known = [(NUANCES[name], share) for name, share in shares.items() if name in NUANCES]

    def added(name: str) -> float:
        return math.fsum(share * getattr(row, name) for row, share in known)

    def factor(name: str) -> float:
        return math.exp(math.fsum(share * math.log(getattr(row, name)) for row, share in known))

    return Nuance(**{
        field.name: (factor if field.name in _FACTORS else added)(field.name)
        for field in fields(Nuance)
    })  # fmt: skip


def gait_of(shares: Mapping[str, float]) -> Gait:
    """Say how music of some feelings walks; most has nothing of its own."""
    return next((_GAITS[n] for n, share in shares.items() if share >= _LEADS and n in _GAITS), "")


def is_drummed(shares: Mapping[str, float]) -> bool:
    """Whether drums may play where music is aroused."""
    return math.fsum(shares.get(name, 0.0) for name in sorted(_UNDRUMMED)) < _MOSTLY
