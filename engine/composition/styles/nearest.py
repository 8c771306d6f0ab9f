"""Which card is meant by a word of style: the one that it names, or the nearest by word vectors."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.composition.styles.cards import list_styles
from engine.composition.styles.style import Style

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engine.emotion.embeddings import Embeddings

__all__ = ["NEAR", "FindScenes", "StyleFinder", "StyleMatch", "find_named_style"]

NEAR = 0.5
"""Similarity below which no card is near enough to stand in. Genres that share a family, such as
samba and salsa or trance and techno, lie at .6 and more; words of no genre below .4."""

ALIKE = 0.65
"""Similarity from which a wish is near a card's scene: pirates and ocean waves lie at .7 and more
from scenes of the sea, feelings without a scene (joy, rage, calm) below .6 from all."""

_BESIDE = 0.1
"""How much less near than the nearest a scene may be: a storm is a hurricane, and not just rain."""

FindScenes = Callable[[Sequence[str]], dict[str, float]]
"""Gives for some words of a wish the cards whose scenes are near, with the similarity."""

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
        self._styles = [(s, self._vectors((s.name, *s.words))) for s in list_styles()]
        self._scenes = [(s.name, self._vectors(s.scenes)) for s in list_styles() if s.scenes]

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

    def find_scenes(self, words: Sequence[str]) -> dict[str, float]:
        """Give the names of the cards whose scenes are near some words, the nearest first."""
        vector = self._vector(" ".join(words))
        if vector is None:
            return {}
        near = {name: float(max(known @ vector)) for name, known in self._scenes if len(known)}
        ranked = sorted(near.items(), key=lambda item: -item[1])
        least = max(ALIKE, max(near.values(), default=0.0) - _BESIDE)
        return {name: similarity for name, similarity in ranked if similarity >= least}

    def _vectors(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Give one vector of length 1 for each word of a card, or each scene."""
        found = [self._vector(text) for text in dict.fromkeys(texts)]
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
