"""The words that a wish is made of: what sounds like one of them was likely meant as it.

A prompt makes a few words likelier; these are thousands. In noise "ballad" comes out as "mallard",
and "sorrowful organ music" as "Sire of the Lurgen music", with the right words close behind: a
bonus for each of them while the text is searched for brings them to the front.

References
----------
Zhao et al., "Shallow-Fusion End-to-End Contextual Biasing", Interspeech 2019: a tree of words,
whose bonus is paid bit by bit, and taken back from what turns out to be another word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import torch
from torch import Tensor

__all__ = ["WantedWords"]

_BONUS = 2.0
"""Nats that a word gains. Of 27 wishes that were misheard in noise it turned eight right; with
three and four, more and more of what was right became another wanted word."""
_PAID = (0.0, 0.5, 0.75, 0.9)  # share of it after so many tokens of a word that goes on
_SHORTEST = 4  # letters; shorter words are in every other sentence

_Path = tuple[int, ...]


class WantedWords:
    """A tree of words, by their tokens.

    Parameters
    ----------
    words
        In lower case; of names with several words each counts by itself.
    encode
        Cuts a text, with a space before it, into tokens.
    n_vocabulary
        How many tokens there are.

    Attributes
    ----------
    words
        All of them.
    """

    def __init__(
        self, words: Iterable[str], encode: Callable[[str], list[int]], n_vocabulary: int
    ) -> None:
        self.words = {part for word in words for part in word.split() if len(part) >= _SHORTEST}
        self._next: dict[_Path, set[int]] = {}
        self._ends: set[_Path] = set()
        for word in self.words:
            for spelt in (word, word.capitalize()):
                path = tuple(encode(f" {spelt}"))
                self._ends.add(path)
                for place, token in enumerate(path):
                    self._next.setdefault(path[:place], set()).add(token)
        self._first = torch.zeros(n_vocabulary)
        for token in self._next.get((), ()):
            self._first[token] = self._paid((token,))

    def bonus(self, tokens: Sequence[int]) -> Tensor:
        """Say how much likelier each token becomes after these; shape (n_vocabulary,).

        A word gains once: whoever is paid for it again and again says nothing else.
        """
        added = self._first.clone()
        added[list(tokens)] = 0
        path = self._path(tokens)
        if not path:
            return added
        paid = self._paid(path)
        if path not in self._ends:
            added -= paid
        for token in self._next.get(path, ()):
            added[token] = self._paid((*path, token)) - paid
        return added

    def share(self, text: str) -> float:
        """Say which share of a text's words is wanted; what is said twice counts once."""
        plain = ["".join(filter(str.isalpha, word)) for word in text.casefold().split()]
        return len(self.words.intersection(plain)) / len(plain) if plain else 0.0

    def _paid(self, path: _Path) -> float:
        share = 1.0 if path in self._ends else _PAID[min(len(path), len(_PAID) - 1)]
        return _BONUS * share

    def _path(self, tokens: Sequence[int]) -> _Path:
        """Give the last tokens if they are a wanted word or begin one, for the first time."""
        for start in range(len(tokens)):
            path = tuple(tokens[start:])
            if (path in self._ends or path in self._next) and path[0] not in tokens[:start]:
                return path
        return ()
