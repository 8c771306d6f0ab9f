"""The feelings of one wish: where it is cut, and what its stretches say together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from engine.emotion.clauses import (
    FeltStretch,
    join_alike,
    meant_text,
    split_clauses,
)
from engine.emotion.completing import GAIN, AskedSentences, Completed
from engine.emotion.english import TWO_SIDED, WITHIN
from engine.emotion.feelings import FEELINGS, PLACES
from engine.emotion.felt import STRONG, inside_circle
from engine.emotion.sureness import quadrants_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from engine.demands.demand import Demands
    from engine.emotion.felt import Felt
    from engine.emotion.sentence_affect import SentenceAffect
    from engine.emotion.tokens import Link

__all__ = ["Feeling", "Whole"]

_SENTENCE = (0.5, 0.8)  # share of the sentence in a clause's feeling where a word is strong,
_LENGTH = (5, 12)  # for clauses of so few and so many words
_APART = 0.6  # how much a feeling counts that the whole sentence does not have
_CLEAR = 0.3  # valence from which on a side is pleasant or unpleasant beyond doubt
_MOST_SENTENCES = 12  # clauses looked at as sentences; more would take long


@dataclass(frozen=True, eq=False)
class Feeling:
    """A stretch of the wish and what it feels like.

    Attributes
    ----------
    dominance
        −1 to 1.
    shares
        Of the named feelings, shape (n_feelings,).
    quadrants
        Probability of each, shape (4,).
    """

    stretch: FeltStretch
    dominance: float
    shares: NDArray[np.float64]
    quadrants: NDArray[np.float64]


class Whole:
    """One wish: its words, and the sentence model's answers to its stretches, each asked once.

    Parameters
    ----------
    felt
        The words in the plane.
    known
        The words that may make a scene.
    demands
        What is asked of the music.
    spread
        Standard errors of valence and arousal.

    Attributes
    ----------
    felt
        The same, with the feeling of the scene on words that say none by themselves.
    assumed
        What was named instead of a feeling, and felt as it usually is.
    """

    def __init__(
        self,
        felt: Felt,
        known: list[int],
        demands: Demands,
        sentences: SentenceAffect,
        spread: NDArray[np.float64],
    ) -> None:
        self._sentences, self._spread = AskedSentences(sentences), spread
        self._completed = Completed(felt, known, demands, self._sentences)
        self.felt, self.assumed = self._completed.felt, self._completed.assumed

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said that carries feeling."""
        return not bool(self.felt.strengths.any())

    def find_feelings(self) -> list[Feeling]:
        """Split the wish where its feeling changes."""

        def feel_words(span: range, link: Link) -> FeltStretch:
            return self._stretch(span, link, self.felt.centre(span))

        def feel(span: range, link: Link) -> FeltStretch:
            return self._stretch(span, link, self._feel_together(span))

        clauses = [feel_words(span, link) for span, link in split_clauses(self.felt.tokens)]
        # words first: sentences take longer to read
        is_short = len(clauses) <= _MOST_SENTENCES
        stretches = join_alike(
            clauses, feel_words, keeps_marked=is_short, apart=self._completed.apart
        )
        if len(stretches) <= _MOST_SENTENCES:
            told = [feel(s.span, s.link) for s in stretches]
            stretches = join_alike(told, feel, apart=self._completed.apart)
        stretches = [half for whole in stretches for half in self._halve(whole, feel_words)]
        named = [feeling for s in stretches for feeling in self._tell_apart(self._name(s))]
        return self._weigh(named)

    def _halve(
        self, whole: FeltStretch, feel: Callable[[range, Link], FeltStretch]
    ) -> Iterator[FeltStretch]:
        """Split what lies in its own opposite: "laughing at a funeral", "smiling through tears"."""
        span = whole.span
        for place in span[1:]:
            if self.felt.tokens[place].form not in WITHIN or whole.share is not None:
                continue
            before = feel(range(span.start, place), whole.link)
            after = feel(range(place, span.stop), "mix")
            is_told = min(before.peak, after.peak) >= STRONG
            if is_told and before.point[0] * after.point[0] < 0 and _is_clear(before, after):
                yield from (before, after)
                return
        yield whole

    def _tell_apart(self, feeling: Feeling) -> Iterator[Feeling]:
        """Give both feelings of a stretch whose word names two: "bittersweet"."""
        span = feeling.stretch.span
        own = [n for n in span if self.felt.tokens[n].form in TWO_SIDED]
        if not own or any(self.felt.tokens[n].is_negated for n in span):
            yield feeling
            return
        cut = own[0] + 1 if own[0] + 1 < span.stop else own[0]
        halves = (range(span.start, cut), range(cut, span.stop)) if len(span) > 1 else (span, span)
        for half, name in zip(halves, TWO_SIDED[self.felt.tokens[own[0]].form], strict=True):
            shares = np.array([float(name == other) for other in FEELINGS])
            stretch = replace(
                feeling.stretch,
                span=half,
                point=np.array(PLACES[name]),
                strength=feeling.stretch.strength / 2,
                link=feeling.stretch.link if half is halves[0] else "mix",
            )
            quadrants = quadrants_of(stretch.point, self._spread, shares)
            yield Feeling(stretch, feeling.dominance, shares, quadrants)

    def _weigh(self, found: list[Feeling]) -> list[Feeling]:
        """Let feelings that are only said side by side count by what all say together."""
        stretches = [feeling.stretch for feeling in found]
        is_plain = all(s.link in ("joint", "pause") and s.share is None for s in stretches[1:])
        text = self._meant(range(len(self.felt.tokens)))
        if len(found) == 1 or not is_plain or stretches[0].share is not None or not text:
            return found
        answer = self._sentences.answer(text)
        together = quadrants_of(GAIN * answer.points[0], self._spread, answer.feelings[0])
        factors = [_APART + float(together[feeling.quadrants.argmax()]) for feeling in found]
        return [
            replace(feeling, stretch=replace(stretch, strength=factor * stretch.strength))
            for feeling, stretch, factor in zip(found, stretches, factors, strict=True)
        ]

    def _stretch(self, span: range, link: Link, point: NDArray[np.float64]) -> FeltStretch:
        felt = self.felt
        return FeltStretch(
            span, link, point, felt.strength(span), felt.peak(span), felt.share(span)
        )

    def _feel_together(self, span: range) -> NDArray[np.float64]:
        """Place a stretch by its words and as a sentence, by the latter the plainer the words."""
        point = self.felt.centre(span)
        text = self._meant(span)
        if not text:
            return point
        share = self._sentence_share(span)
        return inside_circle(
            (1 - share) * point + share * GAIN * self._sentences.answer(text).points[0]
        )

    def _meant(self, span: range) -> str:
        """Write down what a stretch means; empty if the sentence model has nothing to look at."""
        own = self._completed.unframed(span)
        strengths = self.felt.strengths[own.start : own.stop]
        if strengths.sum() <= 0:
            return ""
        return meant_text(self.felt.text, self.felt.tokens[own.start : own.stop], strengths)

    def _sentence_share(self, span: range) -> float:
        least = float(np.interp(len(span), _LENGTH, _SENTENCE))
        strongest = float(self.felt.strengths[span.start : span.stop].max())
        return 1 - (1 - least) * min(strongest / STRONG, 1.0)

    def _name(self, stretch: FeltStretch) -> Feeling:
        """Name what a stretch feels like, by its words and as a sentence."""
        shares = self.felt.mean_feelings(stretch.span)
        dominance = self.felt.mean_dominance(stretch.span)
        text = self._meant(stretch.span)
        if text and self._sentences.knows(text):
            share = self._sentence_share(stretch.span)
            answer = self._sentences.answer(text)
            shares = (1 - share) * shares + share * answer.feelings[0]
            dominance = (1 - share) * dominance + share * GAIN * float(answer.dominance[0])
        quadrants = quadrants_of(stretch.point, self._spread, shares)
        return Feeling(stretch, min(max(dominance, -1.0), 1.0), shares, quadrants)


def _is_clear(before: FeltStretch, after: FeltStretch) -> bool:
    """Whether both are clearly pleasant or unpleasant."""
    return bool(min(abs(before.point[0]), abs(after.point[0])) >= _CLEAR)
