from __future__ import annotations

import numpy as np
import pytest

from engine.emotion.clauses import FeltStretch, join_alike, meant_text
from engine.emotion.language import parse
from engine.emotion.tokens import Link

HAPPY, SAD, GLAD = np.array([0.6, 0.5]), np.array([-0.6, -0.5]), np.array([0.5, 0.6])


def join(*parts: tuple[np.ndarray, float, Link]) -> list[tuple[int, str]]:
    """Give the last word and the link of each stretch; every part is one word."""
    stretches = [
        FeltStretch(range(n, n + 1), link, point, strength)
        for n, (point, strength, link) in enumerate(parts)
    ]

    def feel(span: range, link: Link) -> FeltStretch:
        inside = stretches[span.start : span.stop]
        strongest = max(inside, key=lambda stretch: stretch.strength)
        return FeltStretch(span, link, strongest.point, sum(s.strength for s in inside))

    return [(stretch.span.stop, stretch.link) for stretch in join_alike(stretches, feel)]


def test_like_feelings_are_joined_and_others_stay_apart() -> None:
    assert join((HAPPY, 1, "mix"), (GLAD, 1, "joint")) == [(2, "mix")]
    assert join((HAPPY, 1, "mix"), (SAD, 1, "joint")) == [(1, "mix"), (2, "joint")]


def test_a_clause_without_feeling_joins_what_completes_it_in_its_order() -> None:
    found = join((HAPPY, 1, "mix"), (np.zeros(2), 0, "then"), (SAD, 1, "joint"))
    assert found == [(1, "mix"), (3, "then")]


def test_a_later_part_is_completed_before_it_is_compared() -> None:
    found = join((HAPPY, 1, "mix"), (np.zeros(2), 0, "then"), (SAD, 1, "pause"), (GLAD, 1, "then"))
    assert found == [(1, "mix"), (3, "then"), (4, "then")]


@pytest.mark.parametrize(
    ("wish", "meant"),
    [
        ("um, make me a sad song", "me a sad"),
        ("happy, no, sad", "sad"),
        ("nothing gloomy but calm", "but calm"),
        ("the and of", ""),
        ("Calm rain, at last!!", "Calm rain, at last!!"),
    ],
)
def test_only_what_is_meant_is_read_as_a_sentence(wish: str, meant: str) -> None:
    tokens = parse(wish, lambda word: (word,))
    strengths = np.array([1.0 if token.carries else 0.0 for token in tokens])
    assert meant_text(wish, tokens, strengths) == meant
