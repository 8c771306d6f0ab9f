from __future__ import annotations

from engine.composition.plan import Expression
from engine.emotion.reading import EmotionReading, Segment
from engine.rounding import rounded


def test_every_number_is_rounded_and_nothing_else_changes():
    segment = Segment(0, 1, 1 / 3, 0.1 + 0.2, "Q1")
    reading = EmotionReading("a third", segments=(segment,), quadrants={"Q1": 2 / 3})
    again = rounded(reading)
    assert again.segments == (Segment(0, 1, 0.333333, 0.3, "Q1"),)
    assert again.quadrants == {"Q1": 0.666667}
    assert (again.text, again.voice, again.words) == ("a third", None, ())


def test_sums_in_another_order_are_the_same_number():
    first = Expression(0.1 + 0.2 + 0.3, 1, 60, 80, 0.5)
    other = Expression(0.3 + 0.2 + 0.1, 1, 60, 80, 0.5)
    assert first != other
    assert rounded(first) == rounded(other)
