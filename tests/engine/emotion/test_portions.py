from __future__ import annotations

import pytest

from engine.emotion.language import parse


def told(wish: str) -> list[tuple[str, float | None]]:
    """The words that carry feeling, with the share of their clause."""
    tokens = parse(wish, lambda word: (word,))
    return [(token.form, token.share) for token in tokens if token.carries]


@pytest.mark.parametrize(
    ("wish", "wanted"),
    [
        ("three quarters joy and one quarter fear", [("joy", 0.75), ("fear", 0.25)]),
        ("joy seventy percent, fear thirty percent", [("joy", 0.7), ("fear", 0.3)]),
        ("joy 70% fear 30%", [("joy", 0.7), ("fear", 0.3)]),
        ("joy and fear, 60/40", [("joy", 0.6), ("fear", 0.4)]),
        ("60/40 joy and fear", [("joy", 0.6), ("fear", 0.4)]),
        ("calm with a hint of dread", [("calm", None), ("dread", 0.15)]),
        ("mostly sad, low, a touch of hope", [("sad", 0.78), ("low", None), ("hope", 0.15)]),
        ("more sad than angry", [("sad", 0.65), ("angry", 0.35)]),
        ("equal parts joy and fear", [("joy", 0.5), ("fear", 0.5)]),
        ("anger mostly, and a ray of light", [("anger", 0.78), ("light", 0.15)]),
        ("a hint of dread", [("dread", None)]),
        ("a ray of light", [("ray", None), ("light", None)]),
    ],
)  # fmt: skip
def test_portions_go_to_the_feeling_beside_them(
    wish: str, wanted: list[tuple[str, float | None]]
) -> None:
    assert told(wish) == wanted


def test_a_hint_beside_another_feeling_is_small_not_faint() -> None:
    dread = parse("calm with a hint of dread", lambda word: (word,))[-1]
    assert dread.intensity == 1
    assert parse("a hint of dread", lambda word: (word,))[-1].intensity < 1


def test_less_than_denies_nothing() -> None:
    tokens = parse("less angry than sad", lambda word: (word,))
    assert not any(token.is_negated for token in tokens)
