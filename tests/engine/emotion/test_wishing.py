from __future__ import annotations

import pytest

from engine.emotion.language import parse
from engine.emotion.wishing import find_states


def told(wish: str) -> tuple[str, str]:
    tokens = parse(wish, lambda word: (word,))
    asking, telling = find_states(tokens)
    return tuple(" ".join(tokens[n].text for n in sorted(own)) for own in (asking, telling))  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("wish", "asking", "telling"),
    [
        ("I am sad, make me laugh", "make me laugh", "I am sad"),
        ("after the funeral I want some peace", "I want some peace", "after the funeral"),
        ("make me laugh", "", ""),
        ("I am sad and lonely", "", ""),
    ],
)
def test_what_is_asked_is_told_apart_from_what_is(wish: str, asking: str, telling: str) -> None:
    assert told(wish) == (asking, telling)
