"""How each feeling's music bears itself: early or dotted, near or far, tied or short, with stings.

Signs are those of the studies named beside a row, or the usage of composers ("craft"); sizes are
shares of the notes that have room for it, a half being what is heard in every bar.

References
----------
V: Cespedes-Guevara & Eerola's review of cues, Frontiers in Psychology 9, 2018, tables 3 and 5.
G: Gabrielsson & Lindström 2010. C: Costa, Fitzsimmons & Ricci Bitti, Music Perception 22, 2004, on
intervals of tunes. R: Carr et al., Music Perception 40, 2023: staccato is gay or
tense, legato calm.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields

__all__ = ["BEARINGS", "Bearing", "bearing_of"]


@dataclass(frozen=True)
class Bearing:
    """What is done to rhythm and turns of the tune, and to the touch and the harmony of all.

    Attributes
    ----------
    syncopation
        Share of the notes on a beat that come early.
    dotting
        Share of the quavers in pairs that become long and short.
    leaps
        Share of the turns that go farther; below 0, less far.
    touch
        Share of their written time that short notes sound, in all parts.
    evenness
        Share of the tune's sixteenths off the quavers that go to the nearest quaver.
    stings
        Share of the chords below which a tritone or a minor ninth is struck.
    """

    syncopation: float = 0.0
    dotting: float = 0.0
    leaps: float = 0.0
    touch: float = 1.0
    stings: float = 0.0
    evenness: float = 0.0


BEARINGS: dict[str, Bearing] = {
    "joy": Bearing(0.15, 0.25, 0.3, 0.85),  # leaps, sharp long–short: V
    "triumph": Bearing(0.0, 0.5, 0.3, evenness=0.3),  # on the beat, dotted, rising fourths: craft
    "playfulness": Bearing(0.4, 0.0, 0.4, 0.55),  # staccato: R; zigzag, off the beat: craft
    "excitement": Bearing(0.4, 0.0, 0.4, 0.7),  # activity is wide intervals: C
    "hope": Bearing(0.0, 0.0, 0.1, evenness=0.3),  # climbs by steps: craft
    "wonder": Bearing(0.0, 0.0, 0.5, evenness=0.3),  # wide: craft
    "pride": Bearing(0.0, 0.35, 0.0, evenness=0.4),  # a march: craft
    "passion": Bearing(0.15, 0.0, 0.3),
    "confidence": Bearing(0.2, 0.2, 0.0, 0.85),
    "rage": Bearing(0.15, 0.3, 0.4, 0.65, 0.65),  # leaps, sharp, harsh: V
    "fear": Bearing(0.3, 0.0, 0.6, 0.75, 0.25),  # extreme leaps, unpredictable: V
    "suspense": Bearing(0.1, 0.0, -0.3, 0.85, 0.15),  # creeps by semitones: craft
    "menace": Bearing(0.0, 0.1, -0.2, 0.95, 0.5),  # harsh, inexorable: V, craft
    "disgust": Bearing(0.3, 0.0, -0.2, 0.8, 0.15),  # uneven: craft
    "jealousy": Bearing(0.4, 0.0, -0.2, 0.65, 0.2),  # circles, off the beat: craft
    "frustration": Bearing(0.3, 0.15, 0.1, 0.75, 0.15),
    "grief": Bearing(0.0, 0.0, 0.1, evenness=0.2),
    "melancholy": Bearing(0.0, 0.0, -0.4, evenness=0.4),  # small intervals, even: V
    "nostalgia": Bearing(0.0, 0.0, 0.1, evenness=0.2),  # sixths: craft
    "longing": Bearing(0.1, 0.0, 0.2, evenness=0.1),
    "regret": Bearing(0.1, 0.0, -0.2, evenness=0.2),  # sighs: craft
    "loneliness": Bearing(evenness=0.3),
    "despair": Bearing(0.0, 0.0, -0.4, 1.0, 0.1, evenness=0.3),  # sinks, narrows: craft
    "weariness": Bearing(0.0, 0.0, -0.4, evenness=0.4),
    "serenity": Bearing(0.0, 0.0, -0.1, evenness=0.6),  # small arches: craft
    "tenderness": Bearing(0.0, 0.0, -0.3, evenness=0.6),  # steps, few leaps, even: V
    "love": Bearing(0.1, 0.0, 0.35, evenness=0.2),  # one wide leap, then steps: craft
    "dreaminess": Bearing(0.1, 0.0, 0.1, evenness=0.2),
    "relief": Bearing(0.0, 0.0, -0.1, evenness=0.4),
    "solemnity": Bearing(0.0, 0.0, -0.3, evenness=0.8),  # regular, by steps: craft
    "sleepiness": Bearing(0.0, 0.0, -0.4, evenness=0.8),  # rocks: craft
    "gratitude": Bearing(evenness=0.3),
}
"""Those of `engine.emotion.feelings.FEELINGS` whose music differs from what is written anyway."""


def bearing_of(shares: Mapping[str, float]) -> Bearing:
    """Mix the rows of feelings by their shares, which sum to 1 or are empty."""
    known = [(BEARINGS[name], share) for name, share in shares.items() if name in BEARINGS]
    usual = Bearing()
    return Bearing(**{
        field.name: (plain := getattr(usual, field.name))
        + math.fsum(share * (getattr(row, field.name) - plain) for row, share in known)
        for field in fields(Bearing)
    })  # fmt: skip
