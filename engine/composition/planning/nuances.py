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
from dataclasses import dataclass

__all__ = ["NUANCES", "Nuance", "is_drummed", "nuance_of"]


@dataclass(frozen=True)
class Nuance:
    """How a feeling's music differs from that of its quadrant.

    Attributes
    ----------
    tempo, density
        Factors.
    velocity, articulation, register
        Added, in the units of `Expression`.
    """

    tempo: float = 1.0
    velocity: float = 0.0
    articulation: float = 0.0
    register: float = 0.0
    density: float = 1.0


NUANCES: dict[str, Nuance] = {
    "joy": Nuance(1.1, 0, 0.0, 1, 1.05),  # quick and highest of all: E
    "triumph": Nuance(0.95, 12, 0.25, -1, 0.9),  # loud: C; broad and marcato: craft
    "playfulness": Nuance(1.12, -8, -0.05, 3, 1.0),  # staccato amuses: R
    "excitement": Nuance(1.25, 6, -0.05, 2, 1.25),  # faster activates: G
    "hope": Nuance(0.85, -8, 0.3, 0, 0.8),  # legato, begins softly: craft
    "wonder": Nuance(0.75, -14, 0.35, 3, 0.7),  # soft, wide and slow: craft
    "pride": Nuance(0.9, 6, 0.25, -2, 0.8),  # steady and sustained: craft
    "passion": Nuance(0.95, 8, 0.25, 0, 1.0),  # loud and sustained: craft
    "confidence": Nuance(1.0, 4, 0.1, -1, 0.95),  # firm: craft
    "rage": Nuance(0.95, 14, -0.05, 0, 1.1),  # fast, loud, sharp: G, J
    "fear": Nuance(0.75, -20, 0.0, 4, 0.8),  # softer and higher than anger: G, J
    "suspense": Nuance(0.52, -26, 0.15, -3, 0.5),  # softer and darker than terror: A
    "menace": Nuance(0.55, 0, 0.2, -7, 0.6),  # low and growing is tense: T
    "disgust": Nuance(0.52, -6, 0.1, -6, 0.6),  # slow: G
    "jealousy": Nuance(0.65, -8, -0.05, 0, 0.75),  # nagging: craft
    "frustration": Nuance(0.8, 2, -0.05, -1, 0.9),  # between jealousy and rage
    "grief": Nuance(0.95, 10, 0.0, 2, 1.0),  # less quiet and higher than melancholy: W
    "melancholy": Nuance(0.95, -2, -0.05, -3, 0.95),  # quiet and low: J, W
    "loneliness": Nuance(0.85, -8, 0.0, 2, 0.65),  # one thin voice: craft
    "nostalgia": Nuance(1.05, 2, -0.05, -1, 1.1),  # flows: craft
    "longing": Nuance(1.0, 4, 0.0, 0, 1.0),  # swells: craft
    "regret": Nuance(0.9, -3, 0.0, -2, 0.8),  # hesitant: craft
    "despair": Nuance(0.75, -2, 0.05, -7, 0.75),  # slowest and lowest: craft
    "weariness": Nuance(0.8, -8, 0.0, -4, 0.75),  # slow and low: craft
    "serenity": Nuance(1.0, -2, 0.0, 3, 1.0),  # soft, in the middle voice: E
    "tenderness": Nuance(1.05, -2, 0.0, 1, 1.0),  # slow and soft: G, J
    "love": Nuance(1.1, 5, 0.0, 2, 1.1),  # moves and swells more than tenderness: craft
    "dreaminess": Nuance(0.95, -6, 0.05, 6, 1.0),  # high and blurred: craft
    "relief": Nuance(1.1, 0, 0.0, 1, 1.0),  # comes to rest: craft
    "solemnity": Nuance(0.9, 12, 0.05, -3, 0.85),  # slow, not soft, low: G
    "sleepiness": Nuance(0.85, -12, 0.0, 0, 0.7),  # slower and softer than other music: S
    "gratitude": Nuance(1.1, 2, 0.0, 1, 1.0),  # warm: craft
}
"""One row for each of `engine.emotion.feelings.FEELINGS`."""

_UNDRUMMED = {"fear", "suspense", "menace", "disgust", "wonder", "hope"}
"""Aroused feelings that a drum kit turns into a party: they creep, wait, limp or marvel (craft)."""
_MOSTLY = 0.5


def nuance_of(shares: Mapping[str, float]) -> Nuance:
    """Mix the rows of feelings by their shares, which sum to 1 or are empty.

    Factors mix as intervals do, by their logarithms.
    """
    known = [(NUANCES[name], share) for name, share in shares.items() if name in NUANCES]

    def added(name: str) -> float:
        return math.fsum(share * getattr(row, name) for row, share in known)

    def factor(name: str) -> float:
        return math.exp(math.fsum(share * math.log(getattr(row, name)) for row, share in known))

    return Nuance(
        factor("tempo"), added("velocity"), added("articulation"), added("register"),
        factor("density"),
    )  # fmt: skip


def is_drummed(shares: Mapping[str, float]) -> bool:
    """Whether drums may play where music is aroused."""
    return math.fsum(shares.get(name, 0.0) for name in sorted(_UNDRUMMED)) < _MOSTLY
