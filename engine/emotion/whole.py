"""The feelings of one wish: where it is cut, and what its stretches say together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from engine.demands.parser import find_demands
from engine.emotion.clauses import (
    FeltStretch,
    is_bare,
    join_alike,
    meant_text,
    split_clauses,
    tells_when,
    without_frame,
)
from engine.emotion.english import TWO_SIDED, WITHIN
from engine.emotion.feelings import FEELINGS, PLACES
from engine.emotion.felt import STRONG, inside_circle
from engine.emotion.musical_parts import find_asked, joins_in, usual_feeling
from engine.emotion.occasions import find_usual
from engine.emotion.sureness import quadrants_of
from engine.emotion.wishing import find_states

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from engine.demands.demand import Demands
    from engine.emotion.felt import Felt
    from engine.emotion.musical_parts import PartAsked
    from engine.emotion.occasions import Usual
    from engine.emotion.sentence_affect import SentenceAffect, SentenceAnswers
    from engine.emotion.tokens import Link, Token

__all__ = ["Feeling", "Whole"]

_FAINT = 0.07  # a wish whose strongest word weighs less needs a scene to carry any
_WEAK = 0.12  # the same of one part of an arc: the order says that there are two feelings
_SCENE = 0.2  # a sentence of plain words nearer than this to the origin carries no feeling
_SIDE_SCENE = _SCENE / 2  # the same of one side of an arc
_SIDE = STRONG / 2  # the least strength of a side that says something
_SCENE_WORDS = 2  # fewer words make no scene
_MORE = 1  # words that may stand beside an occasion before it is a scene
_PLAIN = 0.6  # probability of having nothing to feel from which on a sentence has nothing
_SENTENCE = (0.5, 0.8)  # share of the sentence in a clause's feeling where a word is strong,
_LENGTH = (5, 12)  # for clauses of so few and so many words
_GAIN = 1.5  # sentences are placed more timidly than words
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
        self._sentences, self._spread = sentences, spread
        self._answers: dict[str, SentenceAnswers] = {}
        self.assumed: list[str] = []
        self.felt = felt
        manner = {n for n, token in enumerate(felt.tokens) if _is_manner(token, demands)}
        parts = list(_parts(felt.tokens))
        self._is_arc = len(parts) > 1
        least = _WEAK if self._is_arc else _FAINT
        for part in parts:
            self._play_down(part, manner)
            self._complete(part, [index for index in known if index in part], least)
        self._heed_what_is_asked(known)
        asked = find_asked(felt.tokens, parts, demands)
        self._apart = frozenset(part.start for part, _ in asked[1:])
        if not asked and self.is_empty:
            asked = [(part, tuple(demands)) for part in [range(len(felt.tokens))] if part]
        self._assume_music(asked)

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
        stretches = join_alike(clauses, feel_words, keeps_marked=is_short, apart=self._apart)
        if len(stretches) <= _MOST_SENTENCES:
            told = [feel(s.span, s.link) for s in stretches]
            stretches = join_alike(told, feel, apart=self._apart)
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
        answer = self._answer(text)
        together = quadrants_of(_GAIN * answer.points[0], self._spread, answer.feelings[0])
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

    def _answer(self, text: str) -> SentenceAnswers:
        if text not in self._answers:
            self._answers[text] = self._sentences.answer([text])
        return self._answers[text]

    def _play_down(self, part: range, manner: set[int]) -> None:
        """Leave the manner of playing to the music where other words say what to feel."""
        own = manner.intersection(part)
        if any(self.felt.strengths[n] >= _FAINT for n in part if n not in own):
            self.felt.strengths[list(own)] = 0.0

    def _complete(self, part: range, known: list[int], least: float) -> None:
        """Give a part of the wish whose words say nothing by themselves what they say together.

        Parameters
        ----------
        least
            Strength from which on a word says something.
        """
        strengths = self.felt.strengths[part.start : part.stop]
        usual = {
            n: found for found in find_usual(self.felt.text) for n in self._words_of(found, part)
        }
        plain = [n for n in known if n not in usual]
        explicit = [n for n in plain if self.felt.strengths[n] >= least]
        if usual and self._is_missed(usual, explicit):
            self._tell(part)
            self._feel_scene(part, known, n_least=1)
            return
        if explicit or not len(strengths):
            return
        if usual and len(plain) <= (0 if self._is_arc else _MORE):  # "the open sea" is a scene
            self._assume(usual)
        elif strengths.max() < least:
            (self._feel_side if self._is_arc else self._feel_scene)(part, known)

    def _is_missed(self, usual: dict[int, Usual], explicit: list[int]) -> bool:
        """Whether somebody or something lacks where it usually is: a wedding without the groom.

        What denies a feeling ("a wedding that isn't sad") is a wish, and no scene.
        """
        tokens, weights = self.felt.tokens, self.felt.strengths
        if any(weights[n] >= _SIDE or not tokens[n].is_negated for n in explicit):
            return False
        clauses = {tokens[n].clause for n in usual}
        own = (token for token in tokens if token.clause in clauses)
        return any(token.is_negated or token.form in ("nobody", "never") for token in own)

    def _tell(self, part: range) -> None:
        """Take what a part denies as told: a groom who isn't there is part of the scene."""
        tokens = (
            replace(token, is_negated=token.is_negated and n not in part)
            for n, token in enumerate(self.felt.tokens)
        )
        self.felt = replace(self.felt, tokens=tuple(tokens))

    def _words_of(self, found: Usual, part: range) -> list[int]:
        """Give the words of an occasion that are meant as they are said."""
        tokens = self.felt.tokens
        return [
            n
            for n in part
            if found.start < tokens[n].end
            and tokens[n].start < found.end
            and not tokens[n].is_negated
            and tokens[n].is_said
        ]

    def _assume(self, usual: dict[int, Usual]) -> None:
        """Put occasions and the like where they usually are."""
        for index, found in usual.items():
            n_words = sum(other is found for other in usual.values())
            self.felt.points[index] = PLACES[found.feeling]
            self.felt.strengths[index] = STRONG / n_words
            self.felt.feelings[index] = np.array([name == found.feeling for name in FEELINGS])
        self.assumed += dict.fromkeys(found.words for found in usual.values())

    def _assume_music(self, asked: Sequence[PartAsked]) -> None:
        """Give what names music and no feeling that of the rest, or what is usual for such music.

        Parameters
        ----------
        asked
            The parts that ask for music.
        """
        felt = self.felt
        rest = range(len(felt.tokens))
        inside = {n for part, _ in asked for n in part}
        is_common = any(felt.strengths[n] > 0 for n in rest if n not in inside)
        feelings, point = felt.mean_feelings(rest), felt.centre(rest)
        is_felt = not self.is_empty
        for part, demands in asked:
            if felt.strength(part) >= _SIDE:
                continue
            usual = ((demand, usual_feeling(demand)) for demand in demands)
            demand, name = next(((d, name) for d, name in usual if name), (None, ""))
            if demand is None:
                continue
            own = [n for n in part if felt.tokens[n].start in demand.span] or list(part)
            felt.strengths[part.start : part.stop] = 0.0
            felt.strengths[own] = STRONG / len(own)
            is_named = np.array([float(name == other) for other in FEELINGS])
            shares_it = is_felt and (is_common or joins_in(felt.tokens, part))
            felt.points[own] = point if shares_it else PLACES[name]
            felt.feelings[own] = feelings if shares_it else is_named
            if not shares_it:
                self.assumed.append(felt.text[demand.span.start : demand.span.end])

    def _feel_side(self, part: range, known: list[int]) -> None:
        """Read a side of an arc as a scene: by its place it says something, and has its time."""
        tokens = self.felt.tokens
        if tells_when(tokens, part):
            self._feel_scene(part, known)
            return
        n_least = 1 if is_bare(tokens, part) else _SCENE_WORDS
        self._feel_scene(part, known, n_least=n_least, faintest=_SIDE_SCENE)
        own = self.felt.strengths[part.start : part.stop]
        if 0 < own.sum() < _SIDE:
            own *= _SIDE / own.sum()

    def _feel_scene(
        self,
        part: range,
        known: list[int],
        *,
        n_least: int = _SCENE_WORDS,
        faintest: float = _SCENE,
    ) -> None:
        """Read plain words together; their feeling lies on all that may carry any.

        Parameters
        ----------
        n_least
            Known words that a scene needs.
        faintest
            How far from the origin it has to lie.
        """
        own = slice(part.start, part.stop)
        scene = self._unframed(part)
        tokens = self.felt.tokens[scene.start : scene.stop]
        text = meant_text(self.felt.text, tokens, self.felt.strengths[scene.start : scene.stop])
        if any(token.is_negated for token in tokens):  # "haven't slept" is a scene, "slept" none
            text = self.felt.text[tokens[0].start : tokens[-1].end]
        self.felt.strengths[own] = 0.0
        if len(known) < n_least or not text:
            return
        answer = self._answer(text)
        point = _GAIN * answer.points[0]
        strength = max(float(np.linalg.norm(point)) - faintest, 0.0)
        if answer.plain[0] < _PLAIN:
            self.felt.points[known] = point
            self.felt.strengths[known] = strength / len(known)
            self.felt.feelings[known] = answer.feelings[0]

    def _heed_what_is_asked(self, known: list[int]) -> None:
        """Leave out the bad state that a wish for something good tells of."""
        asking, telling = find_states(self.felt.tokens)
        if not asking:
            return
        weights = self.felt.strengths
        asked_part = range(min(asking), max(asking) + 1)
        if weights[list(asking)].max() < _WEAK and not telling.intersection(asked_part):
            self._feel_scene(asked_part, [index for index in known if index in asked_part])
        asked = weights[list(asking)] @ self.felt.points[list(asking), 0]
        told = weights[list(telling)] @ self.felt.points[list(telling), 0]
        if asked > 0 > told:
            weights[list(telling)] = 0.0
            tokens = (
                replace(token, carries=False, is_said=False) if n in telling else token
                for n, token in enumerate(self.felt.tokens)
            )
            self.felt = replace(self.felt, tokens=tuple(tokens))

    def _feel_together(self, span: range) -> NDArray[np.float64]:
        """Place a stretch by its words and as a sentence, by the latter the plainer the words."""
        point = self.felt.centre(span)
        text = self._meant(span)
        if not text:
            return point
        share = self._sentence_share(span)
        return inside_circle((1 - share) * point + share * _GAIN * self._answer(text).points[0])

    def _meant(self, span: range) -> str:
        """Write down what a stretch means; empty if the sentence model has nothing to look at."""
        own = self._unframed(span)
        strengths = self.felt.strengths[own.start : own.stop]
        if strengths.sum() <= 0:
            return ""
        return meant_text(self.felt.text, self.felt.tokens[own.start : own.stop], strengths)

    def _unframed(self, span: range) -> range:
        """Leave out of a part of an arc what only says which part it is."""
        tokens = self.felt.tokens
        is_part = self._is_arc and len(span) < len(tokens) and not tells_when(tokens, span)
        return without_frame(tokens, span) if is_part else span

    def _sentence_share(self, span: range) -> float:
        least = float(np.interp(len(span), _LENGTH, _SENTENCE))
        strongest = float(self.felt.strengths[span.start : span.stop].max())
        return 1 - (1 - least) * min(strongest / STRONG, 1.0)

    def _name(self, stretch: FeltStretch) -> Feeling:
        """Name what a stretch feels like, by its words and as a sentence."""
        shares = self.felt.mean_feelings(stretch.span)
        dominance = self.felt.mean_dominance(stretch.span)
        text = self._meant(stretch.span)
        if text and text in self._answers:
            share = self._sentence_share(stretch.span)
            answer = self._answer(text)
            shares = (1 - share) * shares + share * answer.feelings[0]
            dominance = (1 - share) * dominance + share * _GAIN * float(answer.dominance[0])
        quadrants = quadrants_of(stretch.point, self._spread, shares)
        return Feeling(stretch, min(max(dominance, -1.0), 1.0), shares, quadrants)


def _is_manner(token: Token, demands: Demands) -> bool:
    """Whether a word first of all says how to play: "soft", or "slow" in "slow waltz"."""
    within = [demand for demand in demands if token.start in demand.span]
    if any(demand.kind == "style" for demand in within):
        within = [said for said in find_demands(token.text) if said.kind != "style"]
    return any(demand.feels for demand in within)


def _is_clear(before: FeltStretch, after: FeltStretch) -> bool:
    """Whether both are clearly pleasant or unpleasant."""
    return bool(min(abs(before.point[0]), abs(after.point[0])) >= _CLEAR)


def _parts(tokens: Sequence[Token]) -> Iterator[range]:
    """Split a wish where one thing follows another; each part has to say something."""
    start = 0
    for index in range(1, len(tokens) + 1):
        if index == len(tokens) or (
            tokens[index].clause != tokens[index - 1].clause and tokens[index].link == "then"
        ):
            yield range(start, index)
            start = index
