"""What a wish says that its words do not: scenes, occasions, music, the sides of an arc."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from engine.demands.parser import find_demands
from engine.emotion.clauses import is_bare, meant_text, tells_when, without_frame
from engine.emotion.feelings import FEELINGS, PLACES
from engine.emotion.felt import STRONG
from engine.emotion.musical_parts import find_asked, joins_in, usual_feeling
from engine.emotion.occasions import find_usual
from engine.emotion.wishing import find_states

if TYPE_CHECKING:
    from engine.demands.demand import Demands
    from engine.emotion.felt import Felt
    from engine.emotion.musical_parts import PartAsked
    from engine.emotion.occasions import Usual
    from engine.emotion.sentence_affect import SentenceAffect, SentenceAnswers
    from engine.emotion.tokens import Token

__all__ = ["GAIN", "AskedSentences", "Completed"]

GAIN = 1.5
"""How much farther out a sentence is taken: its model places more timidly than words are."""
_FAINT = 0.07  # a wish whose strongest word weighs less needs a scene to carry any
_WEAK = 0.12  # the same of one part of an arc: the order says that there are two feelings
_SCENE = 0.2  # a sentence of plain words nearer than this to the origin carries no feeling
_SIDE_SCENE = _SCENE / 2  # the same of one side of an arc
_SIDE = STRONG / 2  # the least strength of a side that says something
_SCENE_WORDS = 2  # fewer words make no scene
_MORE = 1  # words that may stand beside an occasion before it is a scene
_PLAIN = 0.6  # probability of having nothing to feel from which on a sentence has nothing


class AskedSentences:
    """The sentence model's answers, each asked once."""

    def __init__(self, model: SentenceAffect) -> None:
        self._model = model
        self._answers: dict[str, SentenceAnswers] = {}

    def knows(self, text: str) -> bool:
        """Whether it was asked before."""
        return text in self._answers

    def answer(self, text: str) -> SentenceAnswers:
        """Say what a text feels like."""
        if text not in self._answers:
            self._answers[text] = self._model.answer([text])
        return self._answers[text]


class Completed:
    """The words of a wish, with the feeling of the whole on those that say none by themselves.

    Parameters
    ----------
    felt
        The words in the plane.
    known
        The words that may make a scene.
    demands
        What is asked of the music.

    Attributes
    ----------
    felt
        The same, completed.
    assumed
        What was named instead of a feeling, and felt as it usually is.
    is_arc
        Whether one thing follows another.
    apart
        The words with which a part begins that asks for music of its own.
    """

    def __init__(
        self, felt: Felt, known: list[int], demands: Demands, sentences: AskedSentences
    ) -> None:
        self._sentences = sentences
        self.assumed: list[str] = []
        self.felt = felt
        manner = {n for n, token in enumerate(felt.tokens) if _is_manner(token, demands)}
        parts = list(_parts(felt.tokens))
        self.is_arc = len(parts) > 1
        least = _WEAK if self.is_arc else _FAINT
        for part in parts:
            self._play_down(part, manner)
            self._complete(part, [index for index in known if index in part], least)
        self._heed_what_is_asked(known)
        asked = find_asked(felt.tokens, parts, demands)
        self.apart = frozenset(part.start for part, _ in asked[1:])
        if not asked and self.is_empty:
            asked = [(part, tuple(demands)) for part in [range(len(felt.tokens))] if part]
        self._assume_music(asked)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said that carries feeling."""
        return not bool(self.felt.strengths.any())

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
        if usual and len(plain) <= (0 if self.is_arc else _MORE):  # "the open sea" is a scene
            self._assume(usual)
        elif strengths.max() < least:
            (self._feel_side if self.is_arc else self._feel_scene)(part, known)

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
        scene = self.unframed(part)
        tokens = self.felt.tokens[scene.start : scene.stop]
        text = meant_text(self.felt.text, tokens, self.felt.strengths[scene.start : scene.stop])
        if any(token.is_negated for token in tokens):  # "haven't slept" is a scene, "slept" none
            text = self.felt.text[tokens[0].start : tokens[-1].end]
        self.felt.strengths[own] = 0.0
        if len(known) < n_least or not text:
            return
        answer = self._sentences.answer(text)
        point = GAIN * answer.points[0]
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

    def unframed(self, span: range) -> range:
        """Leave out of a part of an arc what only says which part it is."""
        tokens = self.felt.tokens
        is_part = self.is_arc and len(span) < len(tokens) and not tells_when(tokens, span)
        return without_frame(tokens, span) if is_part else span


def _is_manner(token: Token, demands: Demands) -> bool:
    """Whether a word first of all says how to play: "soft", or "slow" in "slow waltz"."""
    within = [demand for demand in demands if token.start in demand.span]
    if any(demand.kind == "style" for demand in within):
        within = [said for said in find_demands(token.text) if said.kind != "style"]
    return any(demand.feels for demand in within)


def _parts(tokens: Sequence[Token]) -> Iterator[range]:
    """Split a wish where one thing follows another; each part has to say something."""
    start = 0
    for index in range(1, len(tokens) + 1):
        if index == len(tokens) or (
            tokens[index].clause != tokens[index - 1].clause and tokens[index].link == "then"
        ):
            yield range(start, index)
            start = index
