"""From a wish to what it feels like: words and clauses into the plane, clauses into feelings."""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING

import numpy as np

from engine.demands.parser import find_demands
from engine.emotion.embeddings import Embeddings
from engine.emotion.feelings import FEELINGS, settle_feelings
from engine.emotion.felt import Felt, Placer
from engine.emotion.language import parse
from engine.emotion.languages import name_language
from engine.emotion.music_vectors import MusicVectors
from engine.emotion.proportions import settle
from engine.emotion.reading import QUADRANTS, EmotionReading, ReadWord, Segment
from engine.emotion.sentence_affect import SentenceAffect
from engine.emotion.speller import Speller
from engine.emotion.sureness import likeliest, mix_quadrants, sureness
from engine.emotion.whole import Feeling, Whole
from engine.emotion.word_affect import WordAffect

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.demands.demand import Demand, Demands
    from engine.emotion.reading import Quadrant
    from engine.emotion.tokens import Token

__all__ = ["Reader"]

_NAMING = 0.5  # share from which on a word of style names a feeling
_TOLD = 3  # named feelings told of each word
_LEAST_TOLD = 0.05


class Reader:
    """Reads wishes; the same text always gives the same reading.

    Attributes
    ----------
    embeddings, speller, affect, sentences, music_vectors
        What it reads with.
    """

    def __init__(self, music_vectors: MusicVectors | None = None) -> None:
        self.embeddings = Embeddings()
        self.speller = Speller(self.embeddings.vectors.rows)
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
        placer = self._placer
        demands = find_demands(text)
        felt = self._feel(text, demands)
        language = name_language(text)
        unknown = self._unknown(felt.tokens)
        known = [n for n, t in enumerate(felt.tokens) if t.carries and placer.knows(t)]
        whole = Whole(felt, known, demands, self.sentences, self.affect.spread)
        if whole.is_empty:
            words = tuple(ReadWord(t.text, t.start, t.end, 0, 0, 0) for t in felt.tokens)
            return EmotionReading(text, words, unknown=unknown, language=language, demands=demands)
        found = whole.find_feelings()
        named = self._named(felt.tokens)
        segments = self._segments(found, named)
        shares = [segment.share for segment in segments]
        place = np.array(shares) @ np.stack([feeling.stretch.point for feeling in found])
        quadrants = mix_quadrants([feeling.quadrants for feeling in found], shares)
        quadrant: Quadrant = max(QUADRANTS, key=lambda name: quadrants[name])
        return EmotionReading(
            text=text,
            words=self._words(whole.felt, named),
            segments=segments,
            valence=float(place[0]),
            arousal=float(place[1]),
            quadrant=quadrant,
            quadrants=quadrants,
            confidence=sureness([feeling.quadrants for feeling in found]),
            nearest=self.music_vectors.nearest(place[None], [_together(named)])[0],
            unknown=unknown,
            language=language,
            assumed=tuple(dict.fromkeys(whole.assumed)),
            demands=demands,
        )

    def feel(self, text: str) -> Felt:
        """Place each word in the plane, with what the words around do to it."""
        return self._feel(text, find_demands(text))

    def _feel(self, text: str, demands: Demands) -> Felt:
        music = [demand.span for demand in demands if not self._says_feeling(demands, demand)]
        return self._placer.place(text, parse(text, self.speller.find, music))

    def _says_feeling(self, demands: Demands, demand: Demand) -> bool:
        """Whether the words of a demand also say what to feel: "slow" does, and "lullaby"."""
        if demand.feels or demand.kind != "style":
            return demand.feels
        said = " ".join(demands.words(demand)).lower()
        known = [word for word in re.findall(r"[a-z]+", said) if word in self.embeddings]
        return bool(known) and float(self.affect.feelings(known).max()) >= _NAMING

    @property
    def _placer(self) -> Placer:
        return Placer(self.embeddings, self.affect, self.music_vectors)

    def _named(self, tokens: Sequence[Token]) -> list[tuple[str, ...]]:
        """Give for each word the learned mood that it helps to name, unless it is refused."""
        named: list[tuple[str, ...]] = [()] * len(tokens)
        for mood in self._placer.find_moods(tokens):
            if not any(token.is_negated for token in tokens[mood.first : mood.end]):
                named[mood.first : mood.end] = [(mood.value,)] * (mood.end - mood.first)
        return named

    def _segments(
        self, found: Sequence[Feeling], named: Sequence[tuple[str, ...]]
    ) -> tuple[Segment, ...]:
        stretches = [feeling.stretch for feeling in found]
        shares = settle([s.share for s in stretches], [s.strength for s in stretches])
        moods = [_together(named[s.span.start : s.span.stop]) for s in stretches]
        nearest = self.music_vectors.nearest(np.stack([s.point for s in stretches]), moods)
        return tuple(
            Segment(
                first_word=feeling.stretch.span.start,
                last_word=feeling.stretch.span.stop - 1,
                valence=float(feeling.stretch.point[0]),
                arousal=float(feeling.stretch.point[1]),
                quadrant=likeliest(feeling.quadrants),
                share=shares[index],
                nearest=nearest[index],
                kind="then" if index and feeling.stretch.link == "then" else "mix",
                moods=moods[index],
                dominance=feeling.dominance,
                feelings=settle_feelings(feeling.shares, feeling.quadrants),
            )
            for index, feeling in enumerate(found)
        )

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
                feelings=_leading(shares) if strength > 0 else {},
            )
            for token, strength, point, nearest, shares in zip(
                felt.tokens, felt.strengths, felt.points, matches, felt.feelings, strict=True
            )
        )

    def _unknown(self, tokens: Sequence[Token]) -> tuple[str, ...]:
        """Name the words without an embedding that name no learned mood either, once each."""
        moods = self._placer.find_moods(tokens)
        named = {n for mood in moods for n in range(mood.first, mood.end)}
        return tuple(
            dict.fromkeys(
                token.text
                for n, token in enumerate(tokens)
                if token.carries and n not in named and not self._placer.knows(token)
            )
        )


def _together(named: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(mood for moods in named for mood in moods))


def _leading(shares: np.ndarray) -> dict[str, float]:
    """Name the largest few shares of a word."""
    order = np.argsort(-shares, kind="stable")[:_TOLD].tolist()
    return {FEELINGS[n]: float(shares[n]) for n in order if shares[n] >= _LEAST_TOLD}
