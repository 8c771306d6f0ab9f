"""What music usually feels like of which only key, style, tempo or instruments are asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from engine.composition.styles.nearest import StyleMatch
from engine.demands.demand import Demand
from engine.emotion.feelings import feelings_at
from engine.emotion.reading import EmotionReading, Segment, quadrant_at

__all__ = ["assume_feeling"]

_HINTS: dict[tuple[str, str], tuple[float, float]] = {
    ("mode", "minor"): (-0.5, -0.2), ("mode", "major"): (0.5, 0.2),
    ("dynamics", "soft"): (0.2, -0.5), ("dynamics", "very soft"): (0.1, -0.6),
    ("dynamics", "loud"): (0.1, 0.6), ("dynamics", "very loud"): (0.0, 0.8),
    ("density", "sparse"): (0.0, -0.5), ("density", "busy"): (0.2, 0.5),
    ("articulation", "staccato"): (0.4, 0.3), ("articulation", "legato"): (0.1, -0.4),
}  # fmt: skip
"""Valence and arousal that features of music are heard as (Gabrielsson & Lindström, "The role of
structure in the musical expression of emotions", 2010)."""

_PLAIN = (0.3, -0.1)
"""Where nothing hints at a feeling: mildly pleasant."""
_CONFIDENCE = 0.4  # a guess, and shown as one


def assume_feeling(
    reading: EmotionReading, find_style: Callable[[str], StyleMatch | None]
) -> EmotionReading:
    """Give a wish without any feeling the one that is usual for what it asks of the music.

    A wish that only refuses, or asks for nothing, stays without.
    """
    asked = [demand for demand in reading.demands if demand.manner != "unwanted"]
    if not asked:
        return reading
    hints = [hint for demand in asked for hint in _hints(demand, find_style)] or [_PLAIN]
    valence = sum(valence for valence, _ in hints) / len(hints)
    arousal = sum(arousal for _, arousal in hints) / len(hints)
    quadrant = quadrant_at(valence, arousal)
    last = max(len(reading.words) - 1, 0)
    feelings = feelings_at(valence, arousal)
    segment = Segment(0, last, valence, arousal, quadrant, feelings=feelings)
    return replace(
        reading,
        segments=(segment,),
        valence=valence,
        arousal=arousal,
        quadrant=quadrant,
        quadrants={**reading.quadrants, quadrant: 1.0},
        confidence=_CONFIDENCE,
        assumed=tuple(dict.fromkeys(" ".join(reading.demands.words(d)) for d in asked)),
    )


def _hints(
    demand: Demand, find_style: Callable[[str], StyleMatch | None]
) -> Iterator[tuple[float, float]]:
    match demand.kind:
        case "style":
            if (found := find_style(demand.value)) is not None:
                yield found.style.feeling
        case "key":
            if " " in demand.value:
                yield _HINTS["mode", demand.value.split()[1]]
        case "tempo":
            yield (0.1, min(max((demand.middle - 100) / 60, -0.7), 0.7))
        case _:
            if (hint := _HINTS.get((demand.kind, demand.value))) is not None:
                yield hint
