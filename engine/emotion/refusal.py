"""Says why nothing was read from a wish, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.emotion.languages import LANGUAGES
from engine.errors import EmotionError

if TYPE_CHECKING:
    from engine.emotion.reading import EmotionReading

__all__ = ["refuse"]

_EXAMPLE = 'Say how it should feel, for example "calm, like rain on a window at night".'


def refuse(reading: EmotionReading) -> EmotionError:
    """Give the error for a reading that found nothing to feel."""
    if not reading.text.strip():
        return EmotionError("nothing was said to compose for", hint=_EXAMPLE)
    if reading.language not in LANGUAGES:
        known = ", ".join(LANGUAGES[:-1])
        return EmotionError(
            f"this looks like {reading.language}, which is not read",
            hint=f"Say it in {known} or {LANGUAGES[-1]}.",
        )
    if reading.language != LANGUAGES[0]:
        return EmotionError(
            f"this looks like {reading.language}, and none of its words for feelings is known",
            hint=f"Use a plainer word, or say it in {LANGUAGES[0]}.",
        )
    return EmotionError("the wish does not say what to feel", hint=_EXAMPLE)
