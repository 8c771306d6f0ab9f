from __future__ import annotations

import math

import pytest

from engine.composition.planning.planned_feelings import find_feelings, outspoken
from engine.emotion.reading import EmotionReading, ReadWord, Segment


def read(*weights: float, valence: float = 0.4, arousal: float = 0.3) -> EmotionReading:
    words = tuple(ReadWord("word", 0, 4, weight, valence, arousal) for weight in weights)
    segment = Segment(0, len(words) - 1, valence, arousal, "Q1")
    return EmotionReading("words", words, (segment,), valence, arousal, "Q1")


def strength(reading: EmotionReading) -> float:
    (feeling,) = find_feelings(reading)
    return math.hypot(feeling.valence, feeling.arousal)


def test_more_words_of_one_feeling_make_it_stronger() -> None:
    assert strength(read(1.0)) == pytest.approx(0.35)
    assert strength(read(0.5, 0.0, 0.5)) == pytest.approx(1.3 * 0.35)
    assert strength(read(0.5, 0.5)) > strength(read(0.9, 0.1)) > strength(read(1.0))
    assert strength(read(*[0.01] * 100)) == pytest.approx(1.6 * 0.35)


def test_feelings_stay_inside_the_circle_and_keep_their_direction() -> None:
    (feeling,) = find_feelings(read(*[0.25] * 4, valence=0.8, arousal=0.6))
    assert (feeling.valence, feeling.arousal) == pytest.approx((0.8, 0.6))


def test_the_strongest_three_are_kept_in_the_order_said() -> None:
    segments = tuple(
        Segment(n, n, 0.5, 0.5, "Q1", share=share) for n, share in enumerate((0.2, 0.1, 0.4, 0.3))
    )
    kept = find_feelings(EmotionReading("words", segments=segments, quadrant="Q1"))
    assert [segment.first_word for segment in kept] == [0, 2, 3]


def test_a_feeling_on_the_border_moves_inside_its_own_quadrant() -> None:
    assert outspoken(Segment(0, 0, -0.6, 0.01, "Q3")) == pytest.approx((-0.6, -0.3))
    assert outspoken(Segment(0, 0, 0.5, 0.5, "Q1")) == pytest.approx((0.5, 0.5))
