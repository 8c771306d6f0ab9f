"""Writes the chords and the melody of a whole piece, phrase by phrase.

Sections of one letter share their phrases, and phrases share their bars, so that a tune comes back.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch

from engine.composition.boltzmann.conditions import PhraseTraits
from engine.composition.boltzmann.course import ARCHES, Course
from engine.composition.boltzmann.given import Given, Weights
from engine.composition.boltzmann.melodies import MelodyWriter
from engine.composition.boltzmann.melody_request import BarRequest
from engine.composition.boltzmann.piano_roll import (
    N_COLUMNS,
    SILENCE,
    Bars,
    pitches_of,
)
from engine.composition.boltzmann.progressions import HarmonyWriter, PhraseRequest
from engine.composition.harmony import SLOTS_PER_BAR, Degree
from engine.composition.plan import Plan, PlannedSection
from engine.composition.planning.phrases import PhrasePlan, plan_phrases
from engine.composition.score import TICKS_PER_BEAT
from engine.progress import Progress

__all__ = ["Phrase", "Songwriter"]

_SCHEMES = {  # what each bar of a phrase does: a letter seen before is a rhythm that comes back
    1: ("a",),
    2: ("ab",),
    3: ("aab", "abc"),
    4: ("abac", "aabc", "abab", "abcb"),
}
_LIFT = 2.5
"""Semitones between the second theme and the first."""
_VARIED = 0.3
"""Share of the bars of a returning phrase that are written anew on the old rhythm."""


@dataclass(frozen=True)
class Phrase:
    """What was written for a phrase: a chord a half bar, and its bars of melody."""

    plan: PhrasePlan
    degrees: list[Degree]
    bars: list[Bars]

    def degrees_of(self, index: int) -> list[Degree]:
        """Give the chords of one bar."""
        return self.degrees[index * SLOTS_PER_BAR : (index + 1) * SLOTS_PER_BAR]


@dataclass(frozen=True)
class _Model:
    """An earlier phrase that comes back: all of it, or only its beginning."""

    phrase: Phrase
    is_whole: bool


class Songwriter:
    """One piece while it is written.

    Parameters
    ----------
    given
        What stands already; None to write everything.
    """

    def __init__(
        self,
        harmony: HarmonyWriter,
        melody: MelodyWriter,
        plan: Plan,
        progress: Progress,
        given: Given | None = None,
    ) -> None:
        self._harmony, self._melody, self._plan, self._progress = harmony, melody, plan, progress
        self._given = given or Given.nothing(plan)
        self._generator = torch.Generator().manual_seed(self._given.seed)
        self._chance = random.Random(f"form {self._given.seed}")
        self._offbeat = self._chance.choice((0.08, 0.15, 0.25))
        self._written: dict[tuple[int, int], Phrase] = {}
        self._n_done = 0

    def write(self) -> Iterator[list[Phrase]]:
        """Write the phrases; an introduction after what it introduces, since it draws on that.

        Yields
        ------
        list of Phrase
            Of the beginning, whenever a section more of it is there; the last one is all.

        Raises
        ------
        JobCancelledError
            If the user asked to stop.
        """
        plans = plan_phrases(self._plan)
        n_told = 0
        for number in self._order():
            for plan in plans:
                if plan.section == number:
                    self._written[plan.section, plan.index] = self._write_phrase(plan)
            written = itertools.takewhile(lambda key: key in self._written, map(_place, plans))
            beginning = [self._written[place] for place in written]
            if len(beginning) > n_told:
                n_told = len(beginning)
                yield beginning

    def _order(self) -> list[int]:
        """Give the sections' numbers, each silent one behind the next that is not."""
        order: list[int] = []
        waiting: list[int] = []
        for number in range(len(self._plan.sections)):
            if not self._plan.sings(number):
                waiting.append(number)
            else:
                order += [number, *waiting]
                waiting = []
        return order + waiting

    def _section(self, plan: PhrasePlan) -> PlannedSection:
        return self._plan.sections[plan.section]

    def _before(self, plan: PhrasePlan) -> Phrase | None:
        return self._written.get((plan.section, plan.index - 1))

    def _write_phrase(self, plan: PhrasePlan) -> Phrase:
        model = self._find_model(plan)
        phrase = Phrase(plan, self._write_chords(plan, model), [])
        if not self._plan.sings(plan.section):
            self._count(plan.n_bars)
            bars = self._given.bars[plan.first_bar : plan.first_bar + plan.n_bars]
            phrase.bars.extend(np.full(N_COLUMNS, SILENCE) if bar is None else bar for bar in bars)
        else:
            self._write_bars(phrase, model)
        return phrase

    def _find_model(self, plan: PhrasePlan) -> _Model | None:
        """Find what the phrase repeats: its letter's, or else the one that it answers."""
        section = self._section(plan)
        for (number, index), earlier in self._written.items():
            known = self._plan.sections[number]
            shares = known.name == section.name or not self._plan.sings(plan.section)
            fits = earlier.plan.n_bars >= plan.n_bars and known.key.mode == section.key.mode
            is_new = self._given.is_fresh(earlier.plan)
            if shares and fits and is_new and number != plan.section and index == plan.index:
                return _Model(earlier, is_whole=True)
        sibling = self._before(plan)
        if sibling is None or not self._given.is_fresh(sibling.plan):
            return None
        if plan.index % 2 and sibling.plan.n_bars == plan.n_bars:
            return _Model(sibling, is_whole=False)
        return None

    def _write_chords(self, plan: PhrasePlan, model: _Model | None) -> list[Degree]:
        given, tune = self._given.degrees_of(plan), self._given.tune_of(plan)
        standing = [degree for degree in given if degree is not None]
        if len(standing) == len(given):
            return standing
        if standing or tune is not None:
            return self._fit_chords(plan, given, tune)
        if model and model.is_whole and _closes_alike(plan, model.phrase):
            return model.phrase.degrees[: plan.n_bars * SLOTS_PER_BAR]
        n_known = 0
        if model:
            n_known = plan.n_bars - 1 if model.is_whole else plan.n_bars // 2
        request = replace(
            self._phrase_request(plan),
            known=model.phrase.degrees[: n_known * SLOTS_PER_BAR] if model else (),
            begins_home=None if self._before(plan) else not self._plan.contrasts(plan.section),
        )
        return self._harmony.write(request, self._generator, self._progress)

    def _fit_chords(
        self, plan: PhrasePlan, known: Sequence[Degree | None], tune: Weights | None
    ) -> list[Degree]:
        """Write what is missing between chords that stand, or below a melody that stands."""
        request = replace(self._phrase_request(plan), known=known, tune=tune)
        if plan.close != "final":  # the melody does not end its phrases where ours would
            request = replace(request, close="open")
        return self._harmony.write(request, self._generator, self._progress)

    def _phrase_request(self, plan: PhrasePlan) -> PhraseRequest:
        before, section = self._before(plan), self._section(plan)
        return PhraseRequest(
            section.key.mode,
            self._plan.metre,
            plan.n_bars,
            plan.close,
            self._phrase_traits(section),
            previous=before.degrees[-1] if before else None,
        )

    def _phrase_traits(self, section: PlannedSection) -> PhraseTraits:
        """Ask for a chord about every two seconds, and for darker ones where valence is low."""
        beats = self._plan.metre.ticks_per_bar / TICKS_PER_BEAT
        bar_seconds = beats * 60 / section.expression.tempo
        darkness = 0.62 if section.key.mode == "minor" else 0.28
        return PhraseTraits(
            changes=min(1.5, max(1.0, bar_seconds / 2)),
            minor=min(0.8, max(0.0, darkness - 0.15 * section.valence)),
            sevenths=0.2 - 0.15 * section.arousal,
            chromatic=0.0,
        )

    def _write_bars(self, phrase: Phrase, model: _Model | None) -> None:
        course = self._course(phrase)
        scheme = self._chance.choice(_SCHEMES[phrase.plan.n_bars])
        for index in range(phrase.plan.n_bars):
            self._count(1)
            bar = self._given.bars[phrase.plan.first_bar + index]
            if bar is None:
                bar = self._kept_bar(index, phrase, model)
            if bar is None:
                request = self._bar_request(index, phrase, model, scheme, course)
                bar = self._melody.write(request, self._generator, self._progress)
            phrase.bars.append(bar)

    def _bar_request(
        self, index: int, phrase: Phrase, model: _Model | None, scheme: str, course: Course
    ) -> BarRequest:
        bar = phrase.plan.first_bar + index
        following = self._given.bars[bar + 1] if bar + 1 < self._plan.n_bars else None
        pitches = [] if following is None else pitches_of(following).tolist()
        next_pitch = pitches[0] if pitches else None
        if (rhythm := self._given.rhythms[bar]) is not None:
            request = course.request(index, phrase.bars, rhythm)
            return replace(request, attracts=False, close=None, next_pitch=next_pitch)
        pattern = self._pattern(index, phrase, model, scheme)
        return replace(course.request(index, phrase.bars, pattern), next_pitch=next_pitch)

    def _course(self, phrase: Phrase) -> Course:
        section, before = self._section(phrase.plan), self._before(phrase.plan)
        contrasts = self._plan.contrasts(phrase.plan.section)
        return Course(
            phrase.plan,
            section,
            self._plan.metre,
            phrase.degrees,
            before.bars if before else (),
            arch=self._chance.choice(ARCHES[phrase.plan.n_bars]),
            offbeat=0.3 - self._offbeat if contrasts else self._offbeat,
            business=0.85 if contrasts else 1.1,
            lift=self._contrast_lift(contrasts=contrasts),
        )

    def _contrast_lift(self, *, contrasts: bool) -> float:
        """Let other sections lie above the first, so that their mean stays the register."""
        others = filter(self._plan.contrasts, range(len(self._plan.sections)))
        share = sum(self._plan.sections[number].n_bars for number in others) / self._plan.n_bars
        return _LIFT * (contrasts - share)

    def _kept_bar(self, index: int, phrase: Phrase, model: _Model | None) -> Bars | None:
        """Give a bar that comes back as it was: most of a returning phrase, half of an answer."""
        if model is None or model.phrase.degrees_of(index) != phrase.degrees_of(index):
            return None
        if self._given.rhythms[phrase.plan.first_bar + index] is not None:
            return None
        is_end = index == phrase.plan.n_bars - 1
        if model.is_whole:
            varies = not is_end and self._chance.random() < _VARIED
            return None if varies or phrase.plan.close == "final" else model.phrase.bars[index]
        return model.phrase.bars[index] if index < phrase.plan.n_bars // 2 else None

    @staticmethod
    def _pattern(index: int, phrase: Phrase, model: _Model | None, scheme: str) -> Bars | None:
        """Give the bar whose rhythm and line are taken up, if any."""
        is_end = index == phrase.plan.n_bars - 1
        if is_end and phrase.plan.close == "final":
            return None
        if model and model.is_whole:
            return model.phrase.bars[index]
        first = scheme.index(scheme[index])
        return phrase.bars[first] if first < index and not is_end else None

    def _count(self, n_bars: int) -> None:
        self._progress.update("compose", self._n_done / self._plan.n_bars)
        self._n_done += n_bars


def _place(plan: PhrasePlan) -> tuple[int, int]:
    return plan.section, plan.index


def _closes_alike(plan: PhrasePlan, model: Phrase) -> bool:
    """Whether the model ends as the plan asks, in the bar where the plan's phrase ends."""
    ends = model.degrees_of(plan.n_bars - 1)[-1]
    return plan.close == "open" or ends.root == (7 if plan.close == "half" else 0)
