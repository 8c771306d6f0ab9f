"""Slips of the finger in what is said to a song: "slowr" is slower.

Only words that are none are respelt, and only as words with which changes are asked for.
"""

from __future__ import annotations

import difflib
import functools
import re

from engine import resources
from engine.composition.changing.asking.song import PART_NAMES
from engine.demands.gazetteer import INSTRUMENTS
from engine.demands.words import plain_words, read_words, split_names

__all__ = ["respelt"]

_ALIKE = 0.8  # of difflib's ratio: one slip in five letters
_SHORTEST = 4  # letters of a word that may be misspelt
_WORD = re.compile(r"[a-z]+")


@functools.cache
def _asked_with() -> tuple[str, ...]:
    """Give the words of changes: qualities and what compares them, parts, instruments."""
    adjectives = [word for row in read_words("moves") for word in split_names(row["adjectives"])]
    nouns = [word for row in read_words("moves") for word in split_names(row["nouns"])]
    compared = [f"{word.removesuffix('e').removesuffix('y')}" for word in adjectives]
    compared = [
        f"{stem}{'ier' if word.endswith('y') else 'er'}"
        for stem, word in zip(compared, adjectives, strict=True)
    ]
    named = [*adjectives, *compared, *nouns, *PART_NAMES, *INSTRUMENTS]
    return tuple(sorted({word for word in named if word.isalpha() and len(word) >= _SHORTEST}))


@functools.cache
def _known() -> frozenset[str]:
    """Give all words that are spelt as words are."""
    listed = resources.path("vectors/glove/words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(listed) | plain_words("change") | frozenset(_asked_with())


def respelt(plain: str) -> str:
    """Spell words that are none as those of changes that they are a slip from."""

    def mend(found: re.Match[str]) -> str:
        word = found[0]
        if len(word) < _SHORTEST or word in _known():
            return word
        near = difflib.get_close_matches(word, _asked_with(), n=1, cutoff=_ALIKE)
        return near[0] if near else word

    return _WORD.sub(mend, plain)
