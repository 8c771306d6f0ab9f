"""How far players go with each means of expression, for each feeling.

References
----------
P: Bresin & Friberg, "Emotional coloring of computer-controlled music performances", Computer Music
Journal 24, 2000, and "Emotion rendering in music", Cortex 47, 2011. J: Juslin & Laukka,
Psychological Bulletin 129, 2003. G: Gabrielsson & Lindström 2010. R: Carr et al., Music Perception
40, 2023. L: Lindström, Musicae Scientiae, 2006, on accents. All else is the usage of players, for
which no study was found. The studies give signs; sizes were chosen by ear and kept apart by steps.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields

from engine.composition.plan import Plan, PlannedSection
from engine.emotion.feelings import feelings_at

__all__ = ["INTERPRETATIONS", "Interpretation", "interpret", "mix_interpretations"]


@dataclass(frozen=True)
class Interpretation:
    """How much of each means is used; 1 is usual, 0 nothing.

    Attributes
    ----------
    arch
        Phrases that begin and end slower and softer.
    contrast
        Short notes shorter; negative evens out.
    punctuation
        Silence between gestures.
    charge
        Stress on remarkable notes and chords.
    looseness
        Chance in timing.
    swell
        Loudness that goes up and down from phrase to phrase.
    variety
        Chance in how long and how loud notes are.
    """

    arch: float = 1.0
    contrast: float = 0.0
    punctuation: float = 1.0
    charge: float = 1.0
    looseness: float = 1.0
    swell: float = 1.0
    variety: float = 1.0


INTERPRETATIONS: dict[str, Interpretation] = {
    "joy": Interpretation(0.6, 1.0, 1.0, 1.0, 0.8, 0.8, 0.9),  # little rubato, sharp contrast: P
    "triumph": Interpretation(1.4, 0.5, 1.0, 1.0, 0.7, 1.2, 0.8),  # swells, broad
    "playfulness": Interpretation(0.8, 1.2, 1.8, 1.0, 1.0, 1.3, 1.3),  # staccato, sudden: R
    "excitement": Interpretation(0.3, 1.2, 0.8, 0.9, 0.8, 1.0, 0.9),  # drives on
    "hope": Interpretation(1.4, 0.2, 1.0, 1.0, 0.9, 1.3, 0.9),  # climbs
    "wonder": Interpretation(1.4, 0.0, 1.0, 1.5, 1.0, 1.5, 1.0),  # soft, then suddenly loud
    "pride": Interpretation(1.1, 0.4, 1.0, 0.8, 0.6, 0.8, 0.7),  # steady
    "passion": Interpretation(1.8, 0.2, 1.0, 1.4, 1.1, 1.5, 1.1),
    "confidence": Interpretation(0.8, 0.6, 1.0, 0.8, 0.7, 0.8, 0.8),
    "rage": Interpretation(0.1, 1.8, 0.8, 0.7, 0.6, 0.8, 0.8),  # no rubato, very sharp: P
    "fear": Interpretation(0.4, 1.0, 1.5, 1.2, 1.6, 1.6, 1.5),  # abrupt, large variation: P, G
    "suspense": Interpretation(0.1, 0.0, 1.6, 1.2, 1.1, 1.4, 1.3),  # varies in loudness
    "menace": Interpretation(0.1, 0.3, 0.6, 0.8, 0.5, 1.0, 0.7),  # inexorable
    "disgust": Interpretation(0.1, 0.3, 0.8, 1.2, 1.5, 1.3, 1.4),  # lurches
    "jealousy": Interpretation(0.3, 1.0, 1.5, 1.0, 1.0, 1.1, 1.2),
    "frustration": Interpretation(0.3, 1.2, 1.2, 1.0, 1.0, 1.1, 1.1),
    "grief": Interpretation(2.0, -0.6, 1.0, 1.5, 1.2, 1.5, 1.1),  # rubato, swells
    "melancholy": Interpretation(1.5, -0.6, 1.0, 1.0, 1.0, 0.8, 0.8),  # evened out, ritenuto: P, J
    "loneliness": Interpretation(1.3, -0.4, 1.4, 0.8, 0.7, 0.7, 0.8),
    "nostalgia": Interpretation(1.5, -0.5, 1.0, 1.2, 1.0, 0.9, 0.9),
    "longing": Interpretation(1.7, -0.4, 1.0, 1.4, 1.1, 1.4, 1.0),
    "regret": Interpretation(1.0, -0.3, 1.6, 1.2, 1.2, 0.9, 1.0),  # hesitates
    "despair": Interpretation(0.7, -0.5, 1.0, 1.2, 1.0, 1.2, 1.0),
    "weariness": Interpretation(0.8, -0.5, 1.0, 0.6, 1.2, 0.7, 0.9),
    "serenity": Interpretation(0.7, -0.5, 0.8, 0.6, 0.8, 0.7, 0.7),  # even
    "tenderness": Interpretation(1.4, -0.6, 1.0, 1.0, 0.9, 0.8, 0.6),  # little variety: P, J
    "love": Interpretation(1.9, -0.4, 1.0, 1.4, 1.1, 1.3, 0.9),
    "dreaminess": Interpretation(0.7, -0.4, 0.3, 0.8, 1.1, 0.7, 0.9),
    "relief": Interpretation(1.3, -0.2, 1.0, 1.0, 0.9, 1.0, 0.9),
    "solemnity": Interpretation(1.2, 0.0, 1.0, 0.8, 0.6, 0.7, 0.6),  # even, sustained
    "sleepiness": Interpretation(0.5, -0.6, 0.7, 0.4, 0.6, 0.5, 0.6),  # no surprise
    "gratitude": Interpretation(1.3, -0.2, 1.0, 1.0, 0.9, 0.9, 0.9),
}
"""One row for each of `engine.emotion.feelings.FEELINGS`."""


def interpret(plan: Plan) -> tuple[Interpretation, ...]:
    """Say how each section of a plan is played."""
    return tuple(map(_of_section, plan.sections))


def _of_section(section: PlannedSection) -> Interpretation:
    named = dict(section.feelings) or feelings_at(section.valence, section.arousal)
    return mix_interpretations(named)


def mix_interpretations(shares: Mapping[str, float]) -> Interpretation:
    """Mix the rows of feelings by their shares; the usual one where there are none."""
    known = [(INTERPRETATIONS[name], share) for name, share in shares.items()]
    total = math.fsum(share for _, share in known)
    if not total:
        return Interpretation()
    return Interpretation(**{
        field.name: round(
            math.fsum(share * getattr(row, field.name) for row, share in known) / total, 4
        )
        for field in fields(Interpretation)
    })  # fmt: skip
