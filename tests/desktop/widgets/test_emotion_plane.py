from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from desktop.emotion_colours import emotion_colour
from desktop.settings import ThemeChoice
from desktop.theme import Theme
from desktop.widgets.emotion_plane import EmotionPlane
from engine import EmotionReading

Reader = Callable[[str], EmotionReading]


@pytest.fixture
def plane(qtbot: Any, theme: Theme) -> EmotionPlane:
    theme.choose(ThemeChoice.LIGHT)
    plane = EmotionPlane()
    qtbot.addWidget(plane)
    plane.resize(320, 240)
    plane.show()
    return plane


def test_pleasant_is_right_and_excited_is_up(plane: EmotionPlane) -> None:
    middle = plane.place(0, 0)
    assert (middle.x(), middle.y()) == (160.0, 120.0)
    assert plane.place(1, 0).x() > middle.x()
    assert plane.place(0, 1).y() < middle.y()
    for corner in ((1, 1), (-1, 1), (-1, -1), (1, -1)):
        assert plane.rect().contains(plane.place(*corner).toPoint())


def test_a_words_dot_has_the_words_colour(plane: EmotionPlane, reading_of: Reader) -> None:
    plane.set_reading(reading_of("furious"))
    word = reading_of("furious").words[0]
    place = plane.place(word.valence, word.arousal)
    # the wish's ring lies around the only word's dot
    found = plane.grab().toImage().pixelColor(place.toPoint())
    wanted = emotion_colour(word.valence, word.arousal, dark=False)
    assert abs(found.red() - wanted.red()) < 40
    assert abs(found.blue() - wanted.blue()) < 60


def test_the_whole_wish_is_a_ring(plane: EmotionPlane, reading_of: Reader) -> None:
    assert plane._ring().isEmpty()
    reading = reading_of("joy rain")
    plane.set_reading(reading)
    assert plane._ring().center() == plane.place(reading.valence, reading.arousal)
    plane.set_reading(reading_of("the table"))
    assert plane._ring().isEmpty()


def test_a_screen_reader_is_told_the_words(plane: EmotionPlane, reading_of: Reader) -> None:
    plane.set_reading(reading_of("only joy"))
    assert plane.accessibleDescription() == "joy: happy"


def test_each_quadrant_has_a_ground_of_its_own(plane: EmotionPlane) -> None:
    image = plane.grab().toImage()
    colours = {
        image.pixelColor(plane.place(v, a).toPoint()).name()
        for v, a in ((0.7, 0.7), (-0.7, 0.7), (-0.7, -0.7), (0.7, -0.7))
    }
    assert len(colours) == 4
