from __future__ import annotations

import pytest

from engine.emotion.word_finding import find_words, name_emoji


def test_words_stand_where_they_are_written() -> None:
    text = "Don't stop 😭😭, 2 sad songs"
    words = list(find_words(text))
    assert [word.text for word in words] == ["Don't", "stop", "😭😭", "sad", "songs"]
    assert all(text[word.start : word.end] == word.text for word in words)


@pytest.mark.parametrize(
    ("emoji", "meaning"),
    [("😭", "crying"), ("💔", "heartbroken"), ("🎉", "celebration"), ("🎵", ""), ("🐬", "dolphin")],
)
def test_an_emoji_means_what_people_mean_or_its_name(emoji: str, meaning: str) -> None:
    assert name_emoji(emoji) == meaning


def test_letters_without_spaces_are_split_at_known_words() -> None:
    assert [word.text for word in find_words("一首悲伤的歌")] == ["一首", "悲伤", "的歌"]
    assert (
        "".join(word.text for word in find_words("今日は楽しいパーティー"))
        == "今日は楽しいパーティー"
    )
