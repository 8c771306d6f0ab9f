"""A style belongs to the part of the wish that names it."""

from __future__ import annotations

import re

import pytest

from engine.composition.planning.part_styles import find_styles
from engine.composition.styles.nearest import find_named_style
from engine.demands.parser import find_demands
from engine.emotion.reading import EmotionReading, ReadWord, Segment

CALM, GRIM, SAD, GAY = (0.4, -0.6), (-0.5, 0.6), (-0.5, -0.5), (0.6, 0.5)


def styles_of(text: str, felt: dict[str, tuple[float, float]], turn: int) -> list[str | None]:
    """Read a wish of two parts, the second from a word on, in which some words carry feeling."""
    words = tuple(
        ReadWord(m.group(), m.start(), m.end(), float(m.group() in felt), 0.0, 0.0)
        for m in re.finditer(r"\w+", text)
    )
    first, second = felt.values()
    feelings = (
        Segment(0, turn - 1, *first, "Q1"),
        Segment(turn, len(words) - 1, *second, "Q2", kind="then"),
    )
    reading = EmotionReading(text, words, feelings, demands=find_demands(text))
    found = find_styles(reading, feelings, find_named_style)
    return [style.name if style else None for style in found]


@pytest.mark.parametrize(
    ("text", "felt", "turn", "styles"),
    [
        ("a lullaby, then a storm", {"lullaby": CALM, "storm": GRIM}, 2, ["lullaby", None]),
        ("a sad waltz, then a happy march", {"sad": SAD, "happy": GAY}, 3, ["waltz", "march"]),
        ("calm, then furious techno", {"calm": CALM, "furious": GRIM}, 1, [None, "techno"]),
    ],
)
def test_each_part_has_its_own_style(
    text: str, felt: dict[str, tuple[float, float]], turn: int, styles: list[str | None]
) -> None:
    assert styles_of(text, felt, turn) == styles


def test_a_style_said_before_all_feelings_is_for_all_of_them() -> None:
    assert styles_of("a waltz, first sad, then happy", {"sad": SAD, "happy": GAY}, 4) == []


def test_a_style_goes_on_under_a_feeling_that_it_can_carry() -> None:
    assert styles_of("a gay waltz that turns sad", {"gay": GAY, "sad": (0.2, -0.2)}, 3) == []
