"""Finds the word of the vocabulary that an unknown spelling stands for."""

from __future__ import annotations

import bisect
import itertools
import re
from typing import TYPE_CHECKING

from engine.emotion.variants import other_spellings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["Speller"]

_LONGEST = 40  # letters; nothing longer is in any dictionary
_COMMON = 20_000  # of the most frequent words, those that a slip of the finger may mean
_SHORTEST_PART = 4  # letters in each half of a compound
_SHORTEST_SLIP = 5  # letters in a word that may be misspelt
_SHORTEST_BEGINNING = 5  # letters of the known word that a made-up one begins with
_STEM = 0.6  # of the letters that a related word shares from the start
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_PREFIXES = ("super", "over", "ultra", "mega", "hyper", "extra")
_SUFFIXES_OF_Y = ("ier", "iest", "ily", "iness")  # lonelier
_ENDINGS = ("s", "ed", "ing")
_SUFFIXES = ("like", "ness", "ish", "fully", "ful", "ly", "y", "ed", "ing", "er", "est", "s")


class Speller:
    """Reads stretched, misspelt, derived and made-up words.

    Parameters
    ----------
    ranks
        The vocabulary: each word's place by frequency, the most common first.
    """

    def __init__(self, ranks: Mapping[str, int]) -> None:
        self._ranks = ranks
        self._ordered: list[str] = []

    def find(self, word: str) -> tuple[str, ...]:
        """Give the known word, or the parts of a compound; nothing where none is meant.

        Of a British and an American spelling always the same, the more common one.

        Parameters
        ----------
        word
            In lower case.
        """
        spellings = [own for own in (word, *other_spellings(word)) if own in self._ranks]
        if spellings:
            return (min(spellings, key=self._ranks.__getitem__),)
        if len(word) > _LONGEST and not re.search(r"(.)\1\1", word):
            return ()
        for shortened in _shorten(word):
            if shortened in self._ranks:
                return (shortened,)
        if len(word) > _LONGEST:
            return ()
        bare = re.sub(r"(.)\1\1+", r"\1\1", word)
        for candidate in dict.fromkeys((bare, re.sub(r"(.)\1+", r"\1", bare))):
            found = (
                self._inflection(candidate)
                or self._slip(candidate)
                or self._derivation(candidate)
                or self._parts(candidate)
            )
            if found:
                return found
        return self._relative(bare) or self._beginning(bare)

    def _is_common(self, word: str) -> bool:
        return self._ranks.get(word, _COMMON) < _COMMON

    def _inflection(self, word: str) -> tuple[str, ...]:
        """Find the verb or noun that a rarer form is of: "weeps" is no slip of "weeks"."""
        stems = (word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending))
        return next(((s,) for s in stems if len(s) >= _SHORTEST_PART and s in self._ranks), ())

    def _slip(self, word: str) -> tuple[str, ...]:
        """Undo one letter too many, too few, wrong or misplaced; the first is never wrong."""
        if len(word) < _SHORTEST_SLIP:
            return self._doubled(word)
        meant = [slip for slip in _slips(word) if self._is_common(slip)]
        return (min(meant, key=self._ranks.__getitem__),) if meant else ()

    def _doubled(self, word: str) -> tuple[str, ...]:
        """Take one of two letters off a short word, or put one to it: "sadd", "hapy"."""
        single = re.sub(r"(.)\1+", r"\1", word)
        if single != word and self._is_common(single):
            return (single,)
        meant = [
            double
            for n in range(1, len(word))
            if len(word) == _SHORTEST_SLIP - 1
            and self._is_common(double := word[: n + 1] + word[n:])
        ]
        return (min(meant, key=self._ranks.__getitem__),) if meant else ()

    def _derivation(self, word: str) -> tuple[str, ...]:
        """Take off an ending or a beginning."""
        for suffix in _SUFFIXES_OF_Y:
            base = word.removesuffix(suffix) + "y"
            if word.endswith(suffix) and len(base) >= _SHORTEST_PART and base in self._ranks:
                return (base,)
        for suffix in _SUFFIXES:
            stem = word.removesuffix(suffix)
            for base in (stem, stem + "e"):
                if stem != word and len(base) >= _SHORTEST_PART and base in self._ranks:
                    return (base,)
        for prefix in _PREFIXES:
            rest = word.removeprefix(prefix)
            if rest != word and len(rest) >= _SHORTEST_PART and rest in self._ranks:
                return (rest,)
        return ()

    def _parts(self, word: str) -> tuple[str, ...]:
        """Split two common words written as one; of several ways the most common."""
        ways = [
            (word[:cut], word[cut:])
            for cut in range(3, len(word) - 2)
            if self._is_common(word[:cut])
            and self._is_common(word[cut:])
            and len(word) >= 2 * _SHORTEST_PART
        ]
        return min(ways, key=lambda way: max(map(self._ranks.__getitem__, way)), default=())

    def _beginning(self, word: str) -> tuple[str, ...]:
        """Find the longest word that a made-up one begins with: spooky in spookytastic."""
        shortest = max(_SHORTEST_BEGINNING, len(word) // 2)
        beginnings = (word[:cut] for cut in range(len(word) - 1, shortest - 1, -1))
        return tuple(itertools.islice(filter(self._ranks.__contains__, beginnings), 1))

    def _relative(self, word: str) -> tuple[str, ...]:
        """Find the word with the longest common beginning: melancholic, melancholy."""
        # short words begin alike by chance
        if len(word) < 7 or not (word.isascii() and word.isalpha()):
            return ()
        self._ordered = self._ordered or sorted(self._ranks)
        # six letters at least, for the same reason
        least = max(round(_STEM * len(word)), 6)
        place = bisect.bisect(self._ordered, word)
        near = self._ordered[max(place - 3, 0) : place + 3]
        shared = {other: _common_start(word, other) for other in near}
        close = [
            other for other in near if shared[other] >= least and shared[other] + 4 > len(other)
        ]
        return (max(close, key=lambda other: (shared[other], other)),) if close else ()


def _shorten(word: str) -> Iterator[str]:
    """Undo stretching: "soooo" to "soo" and "so"."""
    if re.search(r"(.)\1\1", word):
        yield re.sub(r"(.)\1\1+", r"\1\1", word)
        yield re.sub(r"(.)\1\1+", r"\1", word)
        yield re.sub(r"(.)\1+", r"\1", word)


def _slips(word: str) -> Iterator[str]:
    for place in range(1, len(word) + 1):
        before, after = word[:place], word[place:]
        for letter in _LETTERS:
            yield before + letter + after
            if after:
                yield before + letter + after[1:]
        if after:
            yield before + after[1:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]


def _common_start(left: str, right: str) -> int:
    pairs = enumerate(zip(left, right, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(left), len(right)))
