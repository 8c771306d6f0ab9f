"""Lets the voice count in a reading: it moves the feeling a little; words decide its quadrant."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from engine.emotion.reading import QUADRANTS, EmotionReading, Quadrant, Segment, quadrant_at

if TYPE_CHECKING:
    from engine.speech.voice_cue import VoiceCue

__all__ = ["heed"]

_BORDER = 0.12
"""Valence or arousal up to which the words leave the quadrant open."""
_TILT = 2.0  # how much the shift moves the logarithm of the odds of two quadrants


def heed(reading: EmotionReading, voice: VoiceCue) -> EmotionReading:
    """Add what the voice says to what the words say.

    Words that say nothing stay unread: a voice alone is no wish.
    """
    if reading.quadrant is None:
        return reading
    shift = voice.weight * voice.valence, voice.weight * voice.arousal
    segments = tuple(_shift_segment(segment, shift) for segment in reading.segments)
    quadrants = _tilt(reading.quadrants, shift)
    likeliest = max(QUADRANTS, key=lambda name: quadrants[name])
    is_open = min(abs(reading.valence), abs(reading.arousal)) <= _BORDER
    quadrant = likeliest if is_open else reading.quadrant
    return replace(
        reading,
        segments=segments,
        valence=_move(reading.valence, shift[0]),
        arousal=_move(reading.arousal, shift[1]),
        quadrant=quadrant,
        quadrants=quadrants,
        confidence=quadrants[quadrant],
        voice=voice,
    )


def _shift_segment(segment: Segment, shift: tuple[float, float]) -> Segment:
    valence, arousal = _move(segment.valence, shift[0]), _move(segment.arousal, shift[1])
    quadrant = segment.quadrant
    is_over = (valence > 0) != (segment.valence > 0) or (arousal > 0) != (segment.arousal > 0)
    if quadrant is not None and is_over:
        quadrant = quadrant_at(valence, arousal)
    return replace(segment, valence=valence, arousal=arousal, quadrant=quadrant)


def _move(value: float, shift: float) -> float:
    """Move within the scale, and over the middle only from near it."""
    moved = min(max(value + shift, -1.0), 1.0)
    if abs(value) > _BORDER and moved * value <= 0:
        return math.copysign(0.01, value)
    return moved


def _tilt(quadrants: dict[Quadrant, float], shift: tuple[float, float]) -> dict[Quadrant, float]:
    signs = {"Q1": (1, 1), "Q2": (-1, 1), "Q3": (-1, -1), "Q4": (1, -1)}
    tilted = {
        name: share * math.exp(_TILT * (signs[name][0] * shift[0] + signs[name][1] * shift[1]))
        for name, share in quadrants.items()
    }
    total = sum(tilted.values())
    return {name: share / total for name, share in tilted.items()}
