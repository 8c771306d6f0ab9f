from __future__ import annotations

import pytest

from engine.emotion.embeddings import Embeddings
from engine.emotion.speller import Speller


@pytest.fixture(scope="module")
def speller() -> Speller:
    return Speller(Embeddings().vectors.rows)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("happy", ("happy",)),
        ("happyyyyy", ("happy",)),
        ("lonley", ("lonely",)),
        ("terifying", ("terrifying",)),
        ("sadd", ("sad",)),
        ("weeps", ("weep",)),
        ("relaxxxxing", ("relaxing",)),
        ("supercheerful", ("cheerful",)),
        ("nightmarelike", ("nightmare",)),
        ("nostalgiac", ("nostalgia",)),
        ("happysad", ("happy", "sad")),
        ("spookytastic", ("spooky",)),
        ("lonelier", ("lonely",)),
    ],
)
def test_odd_spellings_are_understood(
    speller: Speller, written: str, meant: tuple[str, ...]
) -> None:
    assert speller.find(written) == meant


@pytest.mark.parametrize("word", ["xqzt", "blorp", "asdfghjkl", "привет", "", "a" * 100_000])
def test_nonsense_stays_unknown(speller: Speller, word: str) -> None:
    assert all(len(found) < 3 for found in speller.find(word))
