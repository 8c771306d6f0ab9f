"""The feelings of a wish as a plan takes them: few, outspoken, and the stronger the more words."""

from __future__ import annotations

import math
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING

from engine.options import MAX_SEED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.emotion.reading import EmotionReading, ReadWord, Segment

__all__ = ["find_feelings", "outspoken", "own_seed"]

_MOST_FEELINGS = 3  # a minute has no room for more themes
_PLAIN = 0.7  # of a feeling that one word carries: more words need room to say it more strongly
_INSISTENCE = 0.3  # how much stronger a feeling gets when the words that carry it double
_MOST_INSISTENT = 4.0  # words beyond which more add nothing
_DECIDED = 0.5
"""How much of the stronger of valence and arousal the weaker one gets at least."""


def find_feelings(reading: EmotionReading) -> list[Segment]:
    """Give the strongest few feelings, in the order said.

    Who says one thing in three ways means it: "sad, lonely and forlorn" is sadder than "sad", which
    is why each of the words counts in the music.
    """
    felt = [segment for segment in reading.segments if segment.quadrant is not None]
    kept = sorted(felt, key=lambda segment: -segment.share)[:_MOST_FEELINGS]
    is_arc = any(segment.kind == "then" for segment in kept if segment is not felt[0])
    return [_insist(segment, reading.words, is_arc=is_arc) for segment in felt if segment in kept]


def outspoken(segment: Segment) -> tuple[float, float]:
    """Move a feeling from its quadrant's border inside: music half sad, half angry is bland.

    Returns
    -------
    float, float
        Valence and arousal.
    """
    least = _DECIDED * max(abs(segment.valence), abs(segment.arousal))
    return (
        math.copysign(
            max(abs(segment.valence), least), 1 if segment.quadrant in ("Q1", "Q4") else -1
        ),
        math.copysign(
            max(abs(segment.arousal), least), 1 if segment.quadrant in ("Q1", "Q2") else -1
        ),
    )


def _insist(segment: Segment, words: Sequence[ReadWord], *, is_arc: bool) -> Segment:
    """Strengthen a feeling by the number of words that carry it, inside the circle.

    Feelings that follow each other are as strong as they are said: an arc lives by contrast.
    """
    own = words[segment.first_word : segment.last_word + 1]
    n_words = _count([word.weight for word in own if word.weight > 0])
    factor = (1.0 if is_arc else _PLAIN) * (1 + _INSISTENCE * math.log2(n_words))
    factor /= max(factor * math.hypot(segment.valence, segment.arousal), 1)
    return replace(segment, valence=factor * segment.valence, arousal=factor * segment.arousal)


def _count(weights: Sequence[float]) -> float:
    """Count words by their weight, as the exponential of its entropy (Hill, Ecology 1973)."""
    total = sum(weights)
    if total <= 0:
        return 1.0
    shares = [weight / total for weight in weights]
    entropy = -sum(share * math.log(share) for share in shares)
    return min(math.exp(entropy), _MOST_INSISTENT)


def own_seed(seed: int, feelings: Sequence[Segment]) -> int:
    """Let each wish draw its own chance from a seed, or one seed would be one tune for all."""
    felt = [
        (round(segment.valence, 2), round(segment.arousal, 2), *list(segment.feelings)[:2])
        for segment in feelings
    ]
    return zlib.crc32(repr((seed, felt)).encode()) & MAX_SEED
