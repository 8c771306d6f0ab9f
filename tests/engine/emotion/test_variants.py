from __future__ import annotations

import pytest

from engine.emotion.reader import Reader
from engine.emotion.speller import Speller
from engine.emotion.variants import other_spellings


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("colourful", "colorful"),
        ("agonising", "agonizing"),
        ("sombre", "somber"),
        ("marvellous", "marvelous"),
        ("greyish", "grayish"),
        ("catalogue", "catalog"),
        ("pretence", "pretense"),
        ("paralysed", "paralyzed"),
    ],
)
def test_both_spellings_lead_to_each_other(british: str, american: str) -> None:
    assert american in other_spellings(british)
    assert british in other_spellings(american)


def test_both_spellings_are_the_same_word_which_is_the_more_common_one() -> None:
    speller = Speller({"humor": 0, "humour": 1, "sombre": 2, "somber": 3})
    assert speller.find("humour") == speller.find("humor") == ("humor",)
    assert speller.find("somber") == ("sombre",)


def test_a_spelling_that_nobody_knows_is_read_as_the_other_before_it_is_mended() -> None:
    speller = Speller({"woolen": 30_000, "women": 10})
    assert speller.find("woollen") == ("woolen",)


@pytest.mark.parametrize("word", ["hour", "filled", "timber", "scouring", "four"])
def test_words_that_only_look_alike_stay(word: str) -> None:
    words = {"hor": 0, "filed": 1, "timbre": 2, "scoring": 3, "for": 4}
    assert not set(other_spellings(word)) & set(words)


def test_wishes_feel_the_same_on_both_sides_of_the_ocean() -> None:
    reader = Reader()
    for british, american in (("agonising", "agonizing"), ("rancour", "rancor")):
        assert reader.read(british).quadrant == reader.read(american).quadrant is not None
