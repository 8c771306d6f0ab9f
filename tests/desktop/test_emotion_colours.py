from __future__ import annotations

import itertools

import pytest
from PySide6.QtGui import QColor

from desktop.emotion_colours import emotion_colour, emotion_ground, oklch
from desktop.theme import DARK, LIGHT

PLANE = list(itertools.product((-1.0, -0.5, 0.0, 0.5, 1.0), repeat=2))


def luminance(colour: QColor) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = map(linear, (colour.redF(), colour.greenF(), colour.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: QColor, other: QColor) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("valence", "arousal"), PLANE)
@pytest.mark.parametrize("dark", [False, True])
def test_coloured_words_can_be_read(valence: float, arousal: float, *, dark: bool) -> None:
    ground = QColor((DARK if dark else LIGHT).sunken)
    assert contrast(emotion_colour(valence, arousal, dark=dark), ground) >= 4.5


@pytest.mark.parametrize(("valence", "arousal"), PLANE)
@pytest.mark.parametrize("dark", [False, True])
def test_words_on_the_plane_can_be_read(valence: float, arousal: float, *, dark: bool) -> None:
    text = QColor((DARK if dark else LIGHT).text)
    assert contrast(emotion_ground(valence, arousal, dark=dark), text) >= 7.0


def test_opposite_feelings_look_different() -> None:
    happy, tense, sad, calm = (
        emotion_colour(v, a, dark=False)
        for v, a in ((0.7, 0.7), (-0.7, 0.7), (-0.7, -0.7), (0.7, -0.7))
    )
    assert happy.red() > happy.blue() + 60
    assert tense.red() > max(tense.green(), tense.blue())
    assert sad.blue() > sad.red() + 60
    assert calm.green() > max(calm.red(), calm.blue())


def test_stronger_feelings_are_stronger_colours() -> None:
    shades = [emotion_colour(0.0, -d, dark=False).hsvSaturation() for d in (0.0, 0.2, 0.5)]
    assert shades == sorted(shades)
    assert shades[0] < 40


@pytest.mark.parametrize(
    ("lch", "rgb"), [((1.0, 0.0, 0.0), (255, 255, 255)), ((0.628, 0.2577, 29.23), (255, 0, 0))]
)
def test_oklch_gives_the_published_colours(
    lch: tuple[float, float, float], rgb: tuple[int, int, int]
) -> None:
    colour = oklch(*lch)
    assert (colour.red(), colour.green(), colour.blue()) == pytest.approx(rgb, abs=2)
