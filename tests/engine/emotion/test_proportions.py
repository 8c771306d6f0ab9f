from __future__ import annotations

import pytest

from engine.emotion.proportions import find_portions, settle


def shares(text: str) -> list[tuple[str, tuple[float, ...]]]:
    return [(text[p.start : p.end], p.shares) for p in find_portions(text)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("three quarters sorrow", [("three quarters", (0.75,))]),
        ("seventy five per cent joy", [("seventy five per cent", (0.75,))]),
        ("80% fear", [("80%", (0.8,))]),
        ("joy and fear, 60/40", [("60/40", (0.6, 0.4))]),
        ("three to one joy to fear", [("three to one", (0.75, 0.25))]),
        ("two parts love, three parts hate", [("two parts", (0.4,)), ("three parts", (0.6,))]),
        ("half and half", [("half and half", ())]),
        ("much more sad than angry", [("much more", (0.76,)), ("than", (pytest.approx(0.24),))]),
        ("twice as sad as angry", [("twice as", (2 / 3,)), ("as", (pytest.approx(1 / 3),))]),
    ],
)
def test_shares_are_read_as_said(text: str, wanted: list[tuple[str, tuple[float, ...]]]) -> None:
    assert shares(text) == wanted


@pytest.mark.parametrize(
    "text",
    ["a waltz in 3/4", "6/8 or 12/8", "120 bpm", "a hundred percent happy", "as happy as can be",
     "happier than ever", "one part only", "two for tea"],
)  # fmt: skip
def test_what_is_no_share_is_left_alone(text: str) -> None:
    assert shares(text) == []


def test_feelings_without_a_share_divide_what_is_left_by_their_strength() -> None:
    assert settle([0.7, None, None], [1, 2, 1]) == pytest.approx([0.7, 0.2, 0.1])
    assert settle([0.5, 0.25], [1, 1]) == pytest.approx([2 / 3, 1 / 3])
    assert settle([0.8, 0.4, None], [1, 1, 0])[2] == pytest.approx(0.1 / 1.3)
    assert settle([None, None], [3, 1]) == pytest.approx([0.75, 0.25])
