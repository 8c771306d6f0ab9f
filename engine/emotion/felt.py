"""The words of a wish in the plane: what each says by itself, steered by the words around it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from engine.emotion.feelings import FEELINGS, near_feelings
from engine.emotion.tokens import Token

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from engine.emotion.embeddings import Embeddings
    from engine.emotion.music_vectors import MusicVectors
    from engine.emotion.phrase_lists import Found
    from engine.emotion.word_affect import WordAffect

__all__ = ["STRONG", "Felt", "Placer", "inside_circle"]

STRONG = 0.3
"""Strength of a word that speaks for itself."""

_NEUTRAL = 0.28  # words nearer than this to the origin carry no feeling
_PLEASANT = 0.5  # valence from which on stillness is calm or sad
_NAMING = 0.5  # share of one feeling from which on a word names it
_BESIDE = 0.3  # what words that name none weigh beside one that does
_DENIED = -0.4  # what is left of a feeling that is denied or refused
_DENIED_STRENGTH = 0.5  # saying what not says less than saying what


@dataclass(frozen=True, eq=False)
class Felt:
    """The words of a wish, n of them.

    Attributes
    ----------
    text, tokens
        As said and parsed.
    points
        Valence and arousal, shape (n, 2).
    strengths
        How much each weighs, shape (n,), at least 0.
    dominance
        Shape (n,), −1 to 1.
    feelings
        Share of each of `FEELINGS`, shape (n, n_feelings); rows sum to 1 or, of plain words, less.
    """

    text: str
    tokens: tuple[Token, ...]
    points: NDArray[np.float64]
    strengths: NDArray[np.float64]
    dominance: NDArray[np.float64]
    feelings: NDArray[np.float64]

    def centre(self, span: range) -> NDArray[np.float64]:
        """Average the words of a stretch by strength; the origin where none is strong."""
        return self._mean(self.points, span)

    def mean_dominance(self, span: range) -> float:
        """Average the dominance of a stretch in the same way."""
        return float(self._mean(self.dominance, span))

    def mean_feelings(self, span: range) -> NDArray[np.float64]:
        """Average the named feelings in the same way; what words leave open, the plane decides."""
        mean = self._mean(self.feelings, span)
        left = max(1 - float(mean.sum()), 0.0)
        return mean + left * near_feelings(self.centre(span))

    def _mean(self, values: NDArray[np.float64], span: range) -> NDArray[np.float64]:
        own = slice(span.start, span.stop)
        total = self.strengths[own].sum()
        if total <= 0:
            return np.zeros(values.shape[1:])
        mean: NDArray[np.float64] = self.strengths[own] @ values[own] / total
        return mean

    def strength(self, span: range) -> float:
        """Sum up the strengths of a stretch."""
        return float(self.strengths[span.start : span.stop].sum())

    def peak(self, span: range) -> float:
        """Give the strength of the strongest word of a stretch."""
        return float(self.strengths[span.start : span.stop].max())

    def share(self, span: range) -> float | None:
        """Give the share of the whole that the wish gives to a stretch, if it says."""
        said = (token.share for token in self.tokens[span.start : span.stop])
        return next((share for share in said if share is not None), None)


class Placer:
    """Puts words where they lie by their vectors, and words that name learned moods at theirs."""

    def __init__(
        self, embeddings: Embeddings, affect: WordAffect, music_vectors: MusicVectors
    ) -> None:
        self._embeddings, self._affect, self._music_vectors = embeddings, affect, music_vectors

    def place(self, text: str, tokens: tuple[Token, ...]) -> Felt:
        """Place each word in the plane, with what the words around do to it."""
        n = len(tokens)
        felt = Felt(
            text, tokens, np.zeros((n, 2)), np.zeros(n), np.zeros(n), np.zeros((n, len(FEELINGS)))
        )
        for index, token in enumerate(tokens):
            if token.carries and self.knows(token):
                self._place_word(felt, index, token)
        is_named = felt.feelings.max(axis=1, initial=0) >= _NAMING
        if is_named.any():
            felt.strengths[~is_named] *= _BESIDE
        return self._place_moods(felt)

    def knows(self, token: Token) -> bool:
        """Whether a word has a vector."""
        return all(part in self._embeddings for part in token.form.split())

    def find_moods(self, tokens: Sequence[Token]) -> Iterator[Found[str]]:
        """Find the learned moods that are named and not taken back."""
        words = [token.text.lower().replace("’", "'") for token in tokens]
        for mood in self._music_vectors.find_moods(words):
            if all(token.is_said for token in tokens[mood.first : mood.end]):
                yield mood

    def _place_word(self, felt: Felt, index: int, token: Token) -> None:
        parts = token.form.split()
        affect = self._affect.look_up(parts).mean(axis=0)
        feelings = self._affect.feelings(parts).mean(axis=0)
        rarity = max(self._embeddings.rarity(part) for part in parts)
        felt.strengths[index] = _strength(affect[:2], float(feelings.sum())) * rarity
        if token.is_negated:
            felt.points[index] = _DENIED * affect[:2]
            felt.strengths[index] *= _DENIED_STRENGTH
        else:
            felt.points[index] = inside_circle(token.intensity * affect[:2])
            felt.dominance[index] = affect[2]
            felt.feelings[index] = feelings

    def _place_moods(self, felt: Felt) -> Felt:
        """Put the words that name a learned mood where its music lies."""
        points, strengths = felt.points.copy(), felt.strengths.copy()
        feelings = felt.feelings.copy()
        for mood in self.find_moods(felt.tokens):
            span = slice(mood.first, mood.end)
            place = self._music_vectors.place(mood.value)
            is_negated = any(token.is_negated for token in felt.tokens[span])
            points[span] = _DENIED * place if is_negated else place
            feelings[span] = 0.0
            strength = STRONG * (_DENIED_STRENGTH if is_negated else 1)
            strengths[span] = np.maximum(strengths[span], strength / (mood.end - mood.first))
        return replace(felt, points=points, strengths=strengths, feelings=feelings)


def inside_circle(point: NDArray[np.float64]) -> NDArray[np.float64]:
    """Shorten what lies outside the unit circle."""
    length = float(np.linalg.norm(point))
    return point / max(length, 1.0)


def _strength(point: NDArray[np.float64], named: float) -> float:
    """Measure how far a word is from neutral.

    Stillness counts only together with pleasure or displeasure, or in a word that names a feeling:
    names of plain things (table, Tuesday, beans) are rated still, and are not calm for that.
    """
    valence, arousal = float(point[0]), float(point[1])
    if arousal < 0:
        arousal *= min(max(abs(valence) / _PLEASANT, named), 1)
    return max(float(np.hypot(valence, arousal)) - _NEUTRAL, 0.0)
