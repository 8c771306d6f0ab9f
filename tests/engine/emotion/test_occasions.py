from __future__ import annotations

import pytest

from engine.emotion.feelings import FEELINGS
from engine.emotion.occasions import find_usual


@pytest.mark.parametrize(
    ("text", "words", "feeling"),
    [
        ("something for a picnic", "picnic", "joy"),
        ("music from the 60's", "the 60's", "joy"),
        ("Lo-fi please", "Lo-fi", "serenity"),
        ("heavy metal", "heavy metal", "rage"),
        ("a night at the opera", "opera", "passion"),
    ],
)
def test_occasions_eras_and_styles_have_a_usual_feeling(
    text: str, words: str, feeling: str
) -> None:
    found = list(find_usual(text))[-1]
    assert (found.words, found.feeling) == (words, feeling)
    assert text[found.start : found.end] == words
    assert found.feeling in FEELINGS


def test_parts_of_words_are_none() -> None:
    assert not list(find_usual("the partying racehorse is overworked"))
