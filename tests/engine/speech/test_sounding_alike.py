from __future__ import annotations

import pytest

from engine.speech.sounding_alike import Replacement, SoundingAlike

WORDS = ("ballad", "melancholy", "jazz", "trumpet", "peaceful", "hopeful", "tense", "violin")


@pytest.fixture(scope="module")
def alike() -> SoundingAlike:
    return SoundingAlike(WORDS)


def meant(alike: SoundingAlike, text: str) -> list[str]:
    words = text.split()
    every = [True] * len(words)
    return [found.word for found in alike.instead_of(words, every, every)]


@pytest.mark.parametrize(
    ("heard", "word"),
    [
        ("mallard", "ballad"),
        ("milling collie", "melancholy"),
        ("chaz", "jazz"),
        ("trump at", "trumpet"),
        ("beesful", "peaceful"),
        ("helpful", "hopeful"),
        ("tents", "tense"),
        ("viyolin", "violin"),
    ],
)
def test_what_sounds_alike_is_found(alike: SoundingAlike, heard: str, word: str) -> None:
    assert meant(alike, heard)[0] == word


@pytest.mark.parametrize("heard", ["thunderstorm", "grandmother", "it", "of a", "birthday cake"])
def test_what_sounds_otherwise_or_is_short_stays(alike: SoundingAlike, heard: str) -> None:
    assert meant(alike, heard) == []


def test_what_is_wanted_or_sure_is_not_replaced(alike: SoundingAlike) -> None:
    words = ["a", "mallard", "for", "you"]
    closed = [True, False, True, True]
    assert alike.instead_of(words, closed, [True] * 4) == []
    assert alike.instead_of(words, [True] * 4, [False] * 4) == []
    assert alike.instead_of(words, [True] * 4, [False, True, False, False])[0].start == 1


def test_no_words_replace_nothing() -> None:
    assert SoundingAlike(()).instead_of(["mallard"], [True], [True]) == []


def test_a_replacement_keeps_capitals_and_punctuation() -> None:
    words = ["Milling", "collie,", "and", "slow."]
    assert Replacement(0, 2, "melancholy", 0.1).put_into(words) == "Melancholy, and slow."
    assert Replacement(3, 4, "low", 0.1).put_into(words) == "Milling collie, and low."
