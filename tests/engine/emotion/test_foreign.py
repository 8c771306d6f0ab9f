from __future__ import annotations

import pytest

from engine.emotion.foreign import translate


@pytest.mark.parametrize(
    ("wish", "english"),
    [
        ("una canción triste", ["", "", "sad"]),
        ("ein trauriges lied", ["", "sad", ""]),
        ("sono arrabbiato", ["", "angry"]),
        ("je suis très triste", ["", "", "very", "sad"]),
        ("música calma", ["", "calm"]),
    ],
)
def test_words_of_feeling_are_translated(wish: str, english: list[str]) -> None:
    assert translate(wish.split()) == english


@pytest.mark.parametrize(
    "wish", ["a solo dance in the dark", "content in solitude", "sin and terror"]
)
def test_english_stays_english(wish: str) -> None:
    assert translate(wish.split()) == [None] * len(wish.split())


def test_an_accent_typed_as_two_characters_is_the_same() -> None:
    assert translate(["alegri\u0301a"]) == ["joy"]


def test_endings_that_are_not_listed_are_found_by_the_stem() -> None:
    assert translate(["mit", "traurigem", "klang"])[1] == "sad"
    assert translate(["with", "animals"]) == [None, None]
