from __future__ import annotations

from engine.emotion.embeddings import Embeddings
from engine.emotion.idioms import IDIOMS
from engine.emotion.phrase_lists import find_phrases, index_phrases


def test_the_longest_phrase_wins_and_none_overlap() -> None:
    index = index_phrases({("a", "b"): 1, ("a",): 2, ("b", "c"): 3})
    found = [(f.value, f.first, f.end) for f in find_phrases(["a", "b", "c", "a"], index)]
    assert found == [(1, 0, 2), (2, 3, 4)]


def test_every_idiom_stands_for_a_known_word() -> None:
    embeddings = Embeddings()
    assert all(plain in embeddings for plain in IDIOMS.values())
    assert all(len(idiom) > 1 or plain for idiom, plain in IDIOMS.items())
