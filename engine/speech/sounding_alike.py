"""Which wanted words sound much like what was written down: "milling collie" like "melancholy".

Words are compared by the classes of their sounds, as Soundex does, of which a weighted edit
distance is taken: what is lost in noise is above all whether a consonant is voiced, which vowel it
is, and soft sounds.

References
----------
Russell, "Index" (Soundex), US patent 1,261,167, 1918. Zobel & Dart, "Phonetic String Matching:
Lessons from Information Retrieval", SIGIR 1996.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Replacement", "SoundingAlike"]

_SPELLINGS = (
    (r"^wr", "r"), (r"^kn", "n"), (r"^wh", "w"), (r"mb$|mn$", "m"), (r"tion|ssion", "cn"),
    (r"tch|sh|ch|sch", "c"), (r"dg|j|g(?=[ey])", "j"), (r"ph|gh$", "f"), (r"gh", ""),
    (r"qu", "kw"), (r"x", "ks"), (r"c(?=[eiy])", "s"), (r"c(?![aoulr\b])|ck|q", "k"),
    (r"th", "t"), (r"(?<=[^aeiouy])es?$", ""), (r"ee|ea|ie|y|i|e", "i"), (r"[ou][ouwa]*|au", "u"),
    (r"(.)\1+", r"\1"),
)  # fmt: skip
_SOUNDS = "aiupbtdkgfvszcjmnlrwh"
_SOFT = {"a": 0.4, "i": 0.4, "u": 0.4, "r": 0.5, "l": 0.6, "w": 0.4, "h": 0.3, "n": 0.7}
"""What it costs that one is missing; others cost 1."""
_NEAR = {"pb td kg fv sz cj": 0.15, "aiu": 0.25, "pbfvmw tdszcj mn ptk bdg lrw kgh tdn": 0.5}
"""Sounds that are taken for each other, and how much of a mistake that is."""
_FARTHEST = 0.34  # of the length; what is farther sounds otherwise
_SHORTEST = 4  # letters that are worth to be replaced: short words are like too many
_LONGEST = 3  # words that were one
_MARKS = ".,;:!?"
_MOST = 12  # that are worth to be looked into


@dataclass(frozen=True)
class Replacement:
    """A wanted word that may have been said instead of ``words[start:end]``."""

    start: int
    end: int
    word: str
    distance: float

    def put_into(self, words: Sequence[str]) -> str:
        """Give the text, its capital and its punctuation kept; ``words`` are as written."""
        old = words[self.start : self.end]
        mark = old[-1][len(old[-1].rstrip(_MARKS)) :]
        new = self.word.capitalize() if old[0][:1].isupper() else self.word
        return " ".join([*words[: self.start], new + mark, *words[self.end :]])


class SoundingAlike:
    """Finds words by their sound.

    Parameters
    ----------
    words
        In lower case.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._words = sorted(words)
        codes = [_code(word) for word in self._words]
        self._lengths = np.array([len(code) for code in codes], dtype=np.intp)
        self._codes = np.zeros((len(codes), max(self._lengths, default=0)), dtype=np.intp)
        for row, code in zip(self._codes, codes, strict=True):
            row[: len(code)] = code

    def instead_of(
        self, words: Sequence[str], is_open: Sequence[bool], is_doubtful: Sequence[bool]
    ) -> list[Replacement]:
        """Give what may have been meant, the likest first.

        Parameters
        ----------
        words
            In lower case, letters only.
        is_open
            Whether each may be replaced; wanted ones may not.
        is_doubtful
            Whether each was heard unsurely: of what is replaced one at least must be so.
        """
        if not self._words:
            return []
        found = [
            Replacement(start, start + n, self._words[row], float(distances[row]))
            for n in range(1, _LONGEST + 1)
            for start in range(len(words) - n + 1)
            if all(is_open[start : start + n])
            and any(is_doubtful[start : start + n])
            and sum(map(len, words[start : start + n])) >= _SHORTEST
            for distances in [self._distances("".join(words[start : start + n]))]
            for row in np.flatnonzero(distances <= _FARTHEST).tolist()
        ]
        return sorted(found, key=lambda each: each.distance)[:_MOST]

    def _distances(self, said: str) -> NDArray[np.float64]:
        """Compare with every word: Levenshtein's distance over the longer length."""
        code = _code(said)
        removed = _MISSING[self._codes]
        before = np.concatenate(
            [np.zeros((len(self._words), 1)), np.cumsum(removed, axis=1)], axis=1
        )
        for sound in code:
            now = np.empty_like(before)
            now[:, 0] = before[:, 0] + _MISSING[sound]
            exchanged = before[:, :-1] + _EXCHANGED[sound][self._codes]
            for place in range(self._codes.shape[1]):
                now[:, place + 1] = np.minimum(
                    np.minimum(exchanged[:, place], before[:, place + 1] + _MISSING[sound]),
                    now[:, place] + removed[:, place],
                )
            before = now
        costs: NDArray[np.float64] = before[np.arange(len(self._words)), self._lengths]
        return costs / np.maximum(self._lengths, max(len(code), 1))


def _code(word: str) -> list[int]:
    for spelling, sound in _SPELLINGS:
        word = re.sub(spelling, sound, word)
    return [_SOUNDS.index(sound) for sound in word if sound in _SOUNDS]


def _exchange_costs() -> NDArray[np.float64]:
    costs = 1 - np.eye(len(_SOUNDS))
    for groups, cost in _NEAR.items():
        for group in groups.split():
            for one, other in itertools.permutations(map(_SOUNDS.index, group), 2):
                costs[one, other] = min(costs[one, other], cost)
    return costs


_EXCHANGED = _exchange_costs()
_MISSING = np.array([_SOFT.get(sound, 1.0) for sound in _SOUNDS])
