from __future__ import annotations

from engine.emotion.reading import EmotionReading
from engine.emotion.refusal import refuse


def test_a_language_that_is_not_read_is_named_with_those_that_are() -> None:
    error = refuse(EmotionReading("surullinen laulu", language="Finnish"))
    assert "Finnish" in str(error)
    assert error.hint is not None
    assert "English, Spanish" in error.hint


def test_a_plain_wish_is_asked_for_a_feeling() -> None:
    assert "does not say what to feel" in str(refuse(EmotionReading("the table")))
    assert "nothing was said" in str(refuse(EmotionReading("  ")))
    assert "Dutch" in str(refuse(EmotionReading("de tafel", language="Dutch")))
