"""From a wish to what it feels like: words and clauses into the plane, clauses into feelings."""

from __future__ import annotations

import copy
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.emotion.clauses import Stretch, join_alike, meant_text, split_clauses
from engine.emotion.embeddings import Embeddings
from engine.emotion.language import parse
from engine.emotion.music_vectors import MusicVectors
from engine.emotion.proportions import settle
from engine.emotion.reading import QUADRANTS, EmotionReading, Quadrant, ReadWord, Segment
from engine.emotion.sentence_affect import SentenceAffect
from engine.emotion.spelling import Speller
from engine.emotion.tokens import Token
from engine.emotion.word_affect import WordAffect

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from engine.emotion.phrases import Found
    from engine.emotion.tokens import Link

__all__ = ["Felt", "Reader"]

_NEUTRAL = 0.28  # words nearer than this to the origin carry no feeling
_PLEASANT = 0.5  # valence from which on stillness is calm or sad
_FAINT = 0.02  # a wish whose strongest word weighs less needs a scene to carry any
_SCENE = 0.2  # a sentence of plain words nearer than this to the origin carries none
_SCENE_WORDS = 2  # fewer words make no scene
_DENIED = -0.4  # what is left of a feeling that is denied or refused
_DENIED_STRENGTH = 0.5  # saying what not says less than saying what
_SENTENCE = (0.5, 0.8)  # share of the sentence in a clause's feeling where a word is strong,
_LENGTH = (5, 12)  # for clauses of so few and so many words
_STRONG = 0.3  # strength of a word that speaks for itself
_GAIN = 1.5  # sentences are placed more timidly than words
_MOST_SENTENCES = 12  # clauses looked at as sentences; more would take long
_DOUBT = (0.8, 0.8)  # times the table's spread of errors, with which confidence is calibrated


@dataclass(frozen=True, eq=False)
class Felt:
    """The words of a wish in the plane: ``points`` (n, 2), ``strengths`` (n,)."""

    text: str
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

    def share(self, span: range) -> float | None:
        """Give the share of the whole that the wish gives to a stretch, if it says."""
        said = (token.share for token in self.tokens[span.start : span.stop])
        return next((share for share in said if share is not None), None)


class Reader:
    """Reads wishes; the same text always gives the same reading.

    Attributes
    ----------
    embeddings, speller, affect, sentences, music_vectors
        What it reads with.
    """

    def __init__(self, music_vectors: MusicVectors | None = None) -> None:
        self.embeddings = Embeddings()
        self.speller = Speller(self.embeddings.vectors.key_to_index)
        self.affect = WordAffect(self.embeddings)
        self.sentences = SentenceAffect()
        self.music_vectors = music_vectors or MusicVectors()

    def beside(self, music_vectors: MusicVectors) -> Reader:
        """Give a reader that compares words with other music; all else is shared."""
        other = copy.copy(self)
        other.music_vectors = music_vectors
        return other

    def read(self, text: str) -> EmotionReading:
        """Say what a wish feels like; any text is fine, empty and endless ones too."""
        felt = self.feel(text)
        tokens = felt.tokens
        unknown = self._unknown(tokens)
        if not len(tokens) or felt.strengths.max() < _FAINT:
            felt = self._feel_scene(felt)
        if felt.strengths.sum() <= 0:
            words = tuple(ReadWord(token.text, token.start, token.end, 0, 0, 0) for token in tokens)
            return EmotionReading(text, words, unknown=unknown)
        stretches = self._find_feelings(felt)
        named = self._named(tokens)
        segments = self._segments(stretches, named)
        quadrants = self._mix(segments)
        quadrant = _likeliest(quadrants)
        whole = np.array([segment.share for segment in segments]) @ np.stack(
            [stretch.point for stretch in stretches]
        )
        return EmotionReading(
            text=text,
            words=self._words(felt, named),
            segments=segments,
            valence=float(whole[0]),
            arousal=float(whole[1]),
            quadrant=quadrant,
            quadrants=quadrants,
            confidence=self._confidence(segments),
            nearest=self.music_vectors.nearest(whole[None], [_together(named)])[0],
            unknown=unknown,
        )

    def feel(self, text: str) -> Felt:
        """Place each word in the plane, with what the words around do to it."""
        return self._feel_moods(self._feel_words(text, parse(text, self.speller.find)))

    def _feel_words(self, text: str, tokens: tuple[Token, ...]) -> Felt:
        points = np.zeros((len(tokens), 2))
        strengths = np.zeros(len(tokens))
        for index, token in enumerate(tokens):
            parts = token.form.split()
            if not token.carries or not all(part in self.embeddings for part in parts):
                continue
            point = self.affect.look_up(parts)[:, :2].mean(axis=0)
            rarity = max(self.embeddings.rarity(part) for part in parts)
            strengths[index] = _strength(point) * rarity
            if token.is_negated:
                points[index] = _DENIED * point
                strengths[index] *= _DENIED_STRENGTH
            else:
                points[index] = _inside_circle(token.intensity * point)
        return Felt(text, tokens, points, strengths)

    def _feel_moods(self, felt: Felt) -> Felt:
        """Put the words that name a learned mood where its music lies."""
        points, strengths = felt.points.copy(), felt.strengths.copy()
        for mood in self._find_moods(felt.tokens):
            span = slice(mood.first, mood.end)
            place = self.music_vectors.place(mood.value)
            is_negated = any(token.is_negated for token in felt.tokens[span])
            points[span] = _DENIED * place if is_negated else place
            strength = _STRONG * (_DENIED_STRENGTH if is_negated else 1)
            strengths[span] = np.maximum(strengths[span], strength / (mood.end - mood.first))
        return Felt(felt.text, felt.tokens, points, strengths)

    def _find_moods(self, tokens: Sequence[Token]) -> Iterator[Found[str]]:
        """Find the learned moods that are named and not taken back."""
        words = [token.text.lower().replace("’", "'") for token in tokens]
        for mood in self.music_vectors.find_moods(words):
            if all(token.is_said for token in tokens[mood.first : mood.end]):
                yield mood

    def _named(self, tokens: Sequence[Token]) -> list[tuple[str, ...]]:
        """Give for each word the learned mood that it helps to name, unless it is refused."""
        named: list[tuple[str, ...]] = [()] * len(tokens)
        for mood in self._find_moods(tokens):
            if not any(token.is_negated for token in tokens[mood.first : mood.end]):
                named[mood.first : mood.end] = [(mood.value,)] * (mood.end - mood.first)
        return named

    def _feel_scene(self, felt: Felt) -> Felt:
        """Read plain words together; their feeling lies on all that may carry any."""
        known = [
            index
            for index, token in enumerate(felt.tokens)
            if token.carries and all(part in self.embeddings for part in token.form.split())
        ]
        strengths = np.zeros(len(felt.tokens))
        points = np.zeros((len(felt.tokens), 2))
        if len(known) >= _SCENE_WORDS:
            text = meant_text(felt.text, felt.tokens, felt.strengths)
            point = _GAIN * self.sentences.predict([text])[0] if text else np.zeros(2)
            strength = max(float(np.linalg.norm(point)) - _SCENE, 0.0)
            points[known] = point
            strengths[known] = strength / len(known)
        return Felt(felt.text, felt.tokens, points, strengths)

    def _find_feelings(self, felt: Felt) -> list[Stretch]:
        """Split the wish where its feeling changes."""

        def feel_words(span: range, link: Link) -> Stretch:
            return Stretch(span, link, felt.centre(span), felt.strength(span), felt.share(span))

        def feel(span: range, link: Link) -> Stretch:
            point = self._feel_together(felt, span)
            return Stretch(span, link, point, felt.strength(span), felt.share(span))

        clauses = [feel_words(span, link) for span, link in split_clauses(felt.tokens)]
        stretches = join_alike(clauses, feel_words)  # words first: sentences take longer to read
        if len(stretches) > _MOST_SENTENCES:
            return stretches
        return join_alike([feel(stretch.span, stretch.link) for stretch in stretches], feel)

    def _feel_together(self, felt: Felt, span: range) -> NDArray[np.float64]:
        """Place a stretch by its words and as a sentence, by the latter the plainer the words."""
        point = felt.centre(span)
        strengths = felt.strengths[span.start : span.stop]
        text = meant_text(felt.text, felt.tokens[span.start : span.stop], strengths)
        if not text or strengths.sum() <= 0:
            return point
        least = float(np.interp(len(span), _LENGTH, _SENTENCE))
        share = 1 - (1 - least) * min(float(strengths.max()) / _STRONG, 1.0)
        sentence = _GAIN * self.sentences.predict([text])[0]
        return _inside_circle((1 - share) * point + share * sentence)

    def _segments(
        self, stretches: Sequence[Stretch], named: Sequence[tuple[str, ...]]
    ) -> tuple[Segment, ...]:
        shares = settle([s.share for s in stretches], [s.strength for s in stretches])
        moods = [_together(named[s.span.start : s.span.stop]) for s in stretches]
        nearest = self.music_vectors.nearest(np.stack([s.point for s in stretches]), moods)
        return tuple(
            Segment(
                first_word=stretch.span.start,
                last_word=stretch.span.stop - 1,
                valence=float(stretch.point[0]),
                arousal=float(stretch.point[1]),
                quadrant=_likeliest(self._quadrants(stretch.point)),
                share=shares[index],
                nearest=matches,
                kind="then" if index and stretch.link == "then" else "mix",
                moods=own,
            )
            for index, (stretch, matches, own) in enumerate(
                zip(stretches, nearest, moods, strict=True)
            )
        )

    def _quadrants(self, point: NDArray[np.float64]) -> dict[Quadrant, float]:
        """Give the probability of each quadrant, from the spread of the affect model's errors."""
        scaled = point / (self.affect.spread * _DOUBT * math.sqrt(2))
        pleasant, aroused = ((1 + math.erf(value)) / 2 for value in scaled.tolist())
        values = (
            pleasant * aroused,
            (1 - pleasant) * aroused,
            (1 - pleasant) * (1 - aroused),
            pleasant * (1 - aroused),
        )
        return dict(zip(QUADRANTS, values, strict=True))

    def _confidence(self, segments: Sequence[Segment]) -> float:
        """Average how sure the quadrant of each segment is, by their shares."""
        points = (np.array([segment.valence, segment.arousal]) for segment in segments)
        sure = (max(self._quadrants(point).values()) for point in points)
        return sum(s.share * own for s, own in zip(segments, sure, strict=True))

    def _mix(self, segments: Sequence[Segment]) -> dict[Quadrant, float]:
        """Mix the segments' quadrants by their shares: two feelings are not their average."""
        mixed = dict.fromkeys(QUADRANTS, 0.0)
        for segment in segments:
            centre = np.array([segment.valence, segment.arousal])
            for name, probability in self._quadrants(centre).items():
                mixed[name] += segment.share * probability
        return mixed

    def _words(self, felt: Felt, named: Sequence[tuple[str, ...]]) -> tuple[ReadWord, ...]:
        total = float(felt.strengths.sum())
        matches = self.music_vectors.nearest(felt.points, named)
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

    def _unknown(self, tokens: Sequence[Token]) -> tuple[str, ...]:
        """Name the words without an embedding that name no learned mood either, once each."""
        named = {n for mood in self._find_moods(tokens) for n in range(mood.first, mood.end)}
        return tuple(
            dict.fromkeys(
                token.text
                for n, token in enumerate(tokens)
                if token.carries
                and n not in named
                and not all(part in self.embeddings for part in token.form.split())
            )
        )


def _together(named: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(mood for moods in named for mood in moods))


def _likeliest(quadrants: dict[Quadrant, float]) -> Quadrant:
    return max(QUADRANTS, key=lambda name: quadrants[name])


def _strength(point: NDArray[np.float64]) -> float:
    """Measure how far a word is from neutral.

    Stillness counts only together with pleasure or displeasure: names of plain things (table,
    Tuesday, beans) are rated still, and are not calm for that.
    """
    valence, arousal = float(point[0]), float(point[1])
    if arousal < 0:
        arousal *= min(abs(valence) / _PLEASANT, 1)
    return max(float(np.hypot(valence, arousal)) - _NEUTRAL, 0.0)


def _inside_circle(point: NDArray[np.float64]) -> NDArray[np.float64]:
    length = float(np.linalg.norm(point))
    return point / max(length, 1.0)
