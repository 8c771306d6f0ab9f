from __future__ import annotations

import pytest

from engine.emotion.reading import QUADRANTS, EmotionReading, Quadrant, Segment
from engine.emotion.voiced import heed
from engine.speech.voice_cue import VoiceCue

EXCITED = VoiceCue(arousal=1.0, valence=0.2, weight=0.2)
TIRED = VoiceCue(arousal=-1.0, valence=-0.2, weight=0.2)


def read(valence: float, arousal: float, quadrant: Quadrant, sure: float = 0.7) -> EmotionReading:
    quadrants = {name: sure if name == quadrant else (1 - sure) / 3 for name in QUADRANTS}
    segment = Segment(0, 0, valence, arousal, quadrant)
    return EmotionReading(
        "words", (), (segment,), valence, arousal, quadrant, quadrants, confidence=sure
    )


def test_an_excited_voice_raises_arousal_by_its_weight() -> None:
    reading = heed(read(0.4, 0.3, "Q1"), EXCITED)
    assert reading.arousal == pytest.approx(0.5)
    assert reading.valence == pytest.approx(0.44)
    assert reading.segments[0].arousal == pytest.approx(0.5)
    assert reading.voice == EXCITED
    assert reading.confidence > 0.7
    assert sum(reading.quadrants.values()) == pytest.approx(1)


def test_clear_words_keep_their_quadrant() -> None:
    reading = heed(read(-0.5, -0.15, "Q3"), EXCITED)
    assert reading.quadrant == reading.segments[0].quadrant == "Q3"
    assert reading.arousal == pytest.approx(-0.01)
    assert reading.confidence == reading.quadrants["Q3"] < 0.7


def test_words_on_the_border_are_tipped() -> None:
    undecided = read(0.4, 0.05, "Q1", sure=0.4)
    quadrants = {"Q1": 0.4, "Q2": 0.1, "Q3": 0.12, "Q4": 0.38}
    undecided = EmotionReading(
        "words", (), undecided.segments, 0.4, 0.05, "Q1", quadrants, confidence=0.4
    )
    reading = heed(undecided, TIRED)
    assert reading.quadrant == reading.segments[0].quadrant == "Q4"
    assert reading.arousal == pytest.approx(-0.15)


def test_nothing_stays_nothing() -> None:
    silent = EmotionReading("um")
    assert heed(silent, EXCITED) is silent


def test_a_usual_voice_changes_nothing_but_is_shown() -> None:
    plain = read(0.4, 0.3, "Q1")
    reading = heed(plain, VoiceCue(0.0, 0.0, 0.1))
    assert (reading.valence, reading.arousal) == (plain.valence, plain.arousal)
    assert reading.quadrants == pytest.approx(plain.quadrants)
    assert reading.to_json()["voice"] == {"arousal": 0.0, "valence": 0.0, "weight": 0.1}
    assert plain.to_json()["voice"] is None
