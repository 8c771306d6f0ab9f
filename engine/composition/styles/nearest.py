"""Which card is meant by a word of style: the one that it names, or the nearest by word vectors."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.composition.styles.cards import list_styles
from engine.composition.styles.style import Style

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engine.emotion.embeddings import Embeddings

__all__ = ["NEAR", "StyleFinder", "StyleMatch", "find_named_style"]

NEAR = 0.5
"""Similarity below which no card is near enough to stand in. Genres that share a family, such as
samba and salsa or trance and techno, lie at .6 and more; words of no genre below .4."""

_PLAIN = frozenset({"music", "song", "style", "band", "new"})
"""Words that stand beside every style and say nothing of it."""


@dataclass(frozen=True)
class StyleMatch:
    """A card, how similar the word is to it (1 where it names it), and whether it names it."""

    style: Style
    similarity: float
    is_named: bool


def find_named_style(word: str) -> StyleMatch | None:
    """Give the card that a word names; None if it names none."""
    for style in list_styles():
        if word in (style.name, *style.words):
            return StyleMatch(style, 1.0, is_named=True)
    return None


class StyleFinder:
    """Compares words of style with all cards.

    Parameters
    ----------
    embeddings
        The word vectors.
    """

    def __init__(self, embeddings: Embeddings) -> None:
        self._embeddings = embeddings
        self._styles = [(style, self._vectors(style)) for style in list_styles()]

    def find(self, word: str) -> StyleMatch | None:
        """Give the card of a word; None if no card is near, or nobody knows the word."""
        if (named := find_named_style(word)) is not None:
            return named
        vector = self._vector(word)
        if vector is None:
            return None
        near = ((float(max(known @ vector)), style) for style, known in self._styles if len(known))
        similarity, style = max(near, key=lambda pair: pair[0])
        return StyleMatch(style, similarity, is_named=False) if similarity >= NEAR else None

    def _vectors(self, style: Style) -> NDArray[np.float64]:
        """Give one vector of length 1 for each word of a card."""
        found = [self._vector(word) for word in dict.fromkeys((style.name, *style.words))]
        known = [vector for vector in found if vector is not None]
        return np.stack(known) if known else np.zeros((0, 0))

    def _vector(self, text: str) -> NDArray[np.float64] | None:
        """Average a text's words; None where none is known."""
        words = [
            word
            for word in re.findall(r"[^\W_]+", text.lower())
            if word in self._embeddings and word not in _PLAIN
        ]
        if not words:
            return None
        mean = self._embeddings.look_up(words).mean(axis=0)
        unit: NDArray[np.float64] = mean / np.linalg.norm(mean)
        return unit
