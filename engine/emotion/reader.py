"""From a wish to what it feels like: words into the plane, clauses into feelings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.emotion.embeddings import Embeddings
from engine.emotion.language import Token, parse
from engine.emotion.music_vectors import MusicVectors
from engine.emotion.reading import QUADRANTS, EmotionReading, Quadrant, ReadWord, Segment
from engine.emotion.word_affect import WordAffect

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["Reader"]

_NEUTRAL = 0.25  # words nearer than this to the origin carry no feeling
_FAINT = 0.04  # a wish whose strongest word weighs less carries none
_DENIED = -0.4  # what is left of a feeling that is denied or refused
_DENIED_STRENGTH = 0.5  # saying what not says less than saying what
_ALIKE = 0.5  # cosine above which neighbouring clauses are one feeling
_SMALLEST_SHARE = 0.1  # a clause with less joins its neighbour


@dataclass(frozen=True, eq=False)
class _Felt:
    """The words of a wish in the plane: ``points`` (n, 2), ``strengths`` (n,)."""

    tokens: tuple[Token, ...]
    points: NDArray[np.float64]
    strengths: NDArray[np.float64]

    def centre(self, span: range) -> NDArray[np.float64]:
        """Average the words of a stretch by strength; the origin where none is strong."""
        strengths = self.strengths[span.start : span.stop]
        total = strengths.sum()
        if total <= 0:
            return np.zeros(2)
        mean: NDArray[np.float64] = strengths @ self.points[span.start : span.stop] / total
        return mean

    def strength(self, span: range) -> float:
        """Sum up the strengths of a stretch."""
        return float(self.strengths[span.start : span.stop].sum())


class Reader:
    """Reads wishes; the same text always gives the same reading.

    Attributes
    ----------
    embeddings, affect, music_vectors
        What it reads with.
    """

    def __init__(self) -> None:
        self.embeddings = Embeddings()
        self.affect = WordAffect(self.embeddings)
        self.music_vectors = MusicVectors()

    def read(self, text: str) -> EmotionReading:
        """Say what a wish feels like; any text is fine, empty and endless ones too."""
        tokens = parse(text, self.embeddings.__contains__)
        felt = self._feel(tokens)
        unknown = _unknown(tokens, self.embeddings)
        total = float(felt.strengths.sum())
        if not len(tokens) or felt.strengths.max() < _FAINT:
            words = tuple(ReadWord(token.text, token.start, token.end, 0, 0, 0) for token in tokens)
            return EmotionReading(text, words, unknown=unknown)
        segments = tuple(self._segment(felt, span, total) for span in _find_feelings(felt))
        quadrants = self._mix(segments)
        quadrant = _likeliest(quadrants)
        whole = felt.centre(range(len(tokens)))
        return EmotionReading(
            text=text,
            words=self._words(felt, total),
            segments=segments,
            valence=float(whole[0]),
            arousal=float(whole[1]),
            quadrant=quadrant,
            quadrants=quadrants,
            confidence=quadrants[quadrant],
            nearest=self.music_vectors.nearest(whole[None])[0],
            unknown=unknown,
        )

    def _feel(self, tokens: tuple[Token, ...]) -> _Felt:
        """Place each word in the plane, with what the sentence does to it."""
        points = np.zeros((len(tokens), 2))
        strengths = np.zeros(len(tokens))
        forms = sorted({t.form for t in tokens if t.carries and t.form in self.embeddings})
        affects = self.affect.predict(self.embeddings.look_up(forms))[:, :2]
        affect_of = dict(zip(forms, affects, strict=True))
        for index, token in enumerate(tokens):
            if not token.carries or token.form not in affect_of:
                continue
            point = affect_of[token.form]
            strengths[index] = _strength(point) * self.embeddings.rarity(token.form)
            if token.is_negated:
                points[index] = _DENIED * point
                strengths[index] *= _DENIED_STRENGTH
            else:
                points[index] = _inside_circle(token.intensity * point)
        return _Felt(tokens, points, strengths)

    def _segment(self, felt: _Felt, span: range, total: float) -> Segment:
        centre = felt.centre(span)
        quadrants = self._quadrants(centre)
        return Segment(
            first_word=span.start,
            last_word=span.stop - 1,
            valence=float(centre[0]),
            arousal=float(centre[1]),
            quadrant=_likeliest(quadrants),
            share=felt.strength(span) / total,
            nearest=self.music_vectors.nearest(centre[None])[0],
        )

    def _quadrants(self, point: NDArray[np.float64]) -> dict[Quadrant, float]:
        """Give the probability of each quadrant, from the spread of the affect model's errors."""
        from scipy.special import ndtr  # noqa: PLC0415 - heavy import

        pleasant, aroused = ndtr(point / self.affect.spread).tolist()
        values = (
            pleasant * aroused,
            (1 - pleasant) * aroused,
            (1 - pleasant) * (1 - aroused),
            pleasant * (1 - aroused),
        )
        return dict(zip(QUADRANTS, values, strict=True))

    def _mix(self, segments: Sequence[Segment]) -> dict[Quadrant, float]:
        """Mix the segments' quadrants by their shares: two feelings are not their average."""
        mixed = dict.fromkeys(QUADRANTS, 0.0)
        for segment in segments:
            centre = np.array([segment.valence, segment.arousal])
            for name, probability in self._quadrants(centre).items():
                mixed[name] += segment.share * probability
        return mixed

    def _words(self, felt: _Felt, total: float) -> tuple[ReadWord, ...]:
        matches = self.music_vectors.nearest(felt.points)
        return tuple(
            ReadWord(
                text=token.text,
                start=token.start,
                end=token.end,
                weight=float(strength / total),
                valence=float(point[0]) if strength > 0 else 0.0,
                arousal=float(point[1]) if strength > 0 else 0.0,
                nearest=nearest if strength > 0 else (),
            )
            for token, strength, point, nearest in zip(
                felt.tokens, felt.strengths, felt.points, matches, strict=True
            )
        )


def _likeliest(quadrants: dict[Quadrant, float]) -> Quadrant:
    return max(QUADRANTS, key=lambda name: quadrants[name])


def _strength(point: NDArray[np.float64]) -> float:
    """Measure how far a word is from neutral.

    Stillness counts only together with pleasure or displeasure: names of plain things (table,
    Tuesday, beans) are rated still, and are not calm for that.
    """
    valence, arousal = float(point[0]), float(point[1])
    if arousal < 0:
        arousal *= min(abs(valence) / _NEUTRAL, 1)
    return max(float(np.hypot(valence, arousal)) - _NEUTRAL, 0.0)


def _inside_circle(point: NDArray[np.float64]) -> NDArray[np.float64]:
    length = float(np.linalg.norm(point))
    return point / max(length, 1.0)


def _unknown(tokens: Sequence[Token], embeddings: Embeddings) -> tuple[str, ...]:
    """Name the words without an embedding, once each."""
    return tuple(
        dict.fromkeys(
            token.text for token in tokens if token.carries and token.form not in embeddings
        )
    )


def _find_feelings(felt: _Felt) -> list[range]:
    """Join clauses into stretches of one feeling each, which together cover all words."""
    spans: list[range] = []
    for index, token in enumerate(felt.tokens):
        if spans and felt.tokens[index - 1].clause == token.clause:
            spans[-1] = range(spans[-1].start, index + 1)
        else:
            spans.append(range(index, index + 1))
    least = _SMALLEST_SHARE * felt.strength(range(len(felt.tokens)))
    joined = [spans[0]]
    for span in spans[1:]:
        if _is_one_feeling(felt, joined[-1], span, least):
            joined[-1] = range(joined[-1].start, span.stop)
        else:
            joined.append(span)
    return joined


def _is_one_feeling(felt: _Felt, left: range, right: range, least: float) -> bool:
    if min(felt.strength(left), felt.strength(right)) <= least:
        return True
    first, second = felt.centre(left), felt.centre(right)
    length = float(np.linalg.norm(first) * np.linalg.norm(second))
    return bool(first @ second > _ALIKE * length)
