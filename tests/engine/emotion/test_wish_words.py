from __future__ import annotations

import pytest

from engine.emotion.wish_words import wish_words


@pytest.mark.parametrize(
    "word", ["piano", "bass clarinet", "waltz", "melancholy", "gloomy", "sadness", "minor", "four"]
)
def test_instruments_styles_moods_and_numbers_are_words_of_a_wish(word: str) -> None:
    assert word in wish_words()


def test_they_are_thousands_in_lower_case() -> None:
    words = wish_words()
    assert len(words) > 1_500
    assert all(word == word.lower().strip() != "" for word in words)


@pytest.mark.parametrize("word", ["would", "about", "there", "grandmother", "the"])
def test_words_of_any_sentence_are_none(word: str) -> None:
    assert word not in wish_words()
