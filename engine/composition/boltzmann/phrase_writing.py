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
from engine.composition.boltzmann.course import ARCHES, PhraseCourse
from engine.composition.boltzmann.given import Given, Weights
from engine.composition.boltzmann.melodies import MelodyWriter
from engine.composition.boltzmann.melody_request import MelodyRequest
from engine.composition.boltzmann.piano_roll import (
    N_COLUMNS,
    SILENCE,
    Bars,
    pitches_of,
)
from engine.composition.boltzmann.progressions import HarmonyWriter, PhraseRequest
from engine.composition.harmony import SLOTS_PER_BAR, Degree
from engine.composition.planning.brief import BarBrief, PieceBrief, SectionBrief
from engine.composition.planning.phrases import PhrasePlan
from engine.progress import Progress

__all__ = ["Phrase", "PhraseWriter"]

_IN_CADENCES = 0.2  # chords a bar that cadences have beside those of the progression
_DARKEST = 0.8  # share of minor chords beyond which the machine has seen no phrases
_SCHEMES = {  # what each bar of a phrase does: a letter seen before is a rhythm that comes back
    1: ("a",),
    2: ("ab",),
    3: ("aab", "abc"),
    4: ("abac", "aabc", "abab", "abcb"),
}


@dataclass(frozen=True)
class Phrase:
    """What was written for a phrase: a chord a half bar, and its bars of melody."""

    plan: PhrasePlan
    degrees: list[Degree]
    bars: list[Bars]

    def degrees_of(self, index: int) -> list[Degree]:
        """Give the chords of one bar."""
        return self.degrees[index * SLOTS_PER_BAR : (index + 1) * SLOTS_PER_BAR]


class PhraseWriter:
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
        brief: PieceBrief,
        progress: Progress,
        given: Given | None = None,
    ) -> None:
        self._harmony, self._melody, self._brief, self._progress = harmony, melody, brief, progress
        self._given = given or Given.nothing(brief)
        self._generator = torch.Generator().manual_seed(self._given.seed)
        self._chance = random.Random(f"form {self._given.seed}")
        # A song keeps one way with the beat, from square to syncopated.
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
        plans = self._brief.phrases
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
        for number, section in enumerate(self._brief.sections):
            if not section.sings:
                waiting.append(number)
            else:
                order += [number, *waiting]
                waiting = []
        return order + waiting

    def _section(self, plan: PhrasePlan) -> SectionBrief:
        return self._brief.sections[plan.section]

    def _before(self, plan: PhrasePlan) -> Phrase | None:
        return self._written.get((plan.section, plan.index - 1))

    def _write_phrase(self, plan: PhrasePlan) -> Phrase:
        phrase = Phrase(plan, self._write_chords(plan), [])
        if self._section(plan).sings:
            self._write_bars(phrase)
        else:
            self._count(plan.n_bars)
            bars = self._given.bars[plan.first_bar : plan.first_bar + plan.n_bars]
            phrase.bars.extend(np.full(N_COLUMNS, SILENCE) if bar is None else bar for bar in bars)
        return phrase

    def _model(self, brief: BarBrief) -> tuple[Phrase, int] | None:
        """Find the phrase, and the bar in it, that comes back in a bar, or that it foretells."""
        bar = brief.foretells if brief.returns is None else brief.returns
        if bar is None:
            return None
        place = self._brief.bars[bar]
        phrase = self._written.get(_place(place.phrase))
        # What is not written anew as a whole belongs to another song's plan of what returns.
        if phrase is None or not self._given.is_fresh(place.phrase):
            return None
        return phrase, place.index

    def _briefs_of(self, plan: PhrasePlan) -> Sequence[BarBrief]:
        return self._brief.bars[plan.first_bar : plan.first_bar + plan.n_bars]

    def _write_chords(self, plan: PhrasePlan) -> list[Degree]:
        given, tune = self._given.degrees_of(plan), self._given.tune_of(plan)
        standing = [degree for degree in given if degree is not None]
        if len(standing) == len(given):
            return standing
        if standing or tune is not None:
            return self._fit_chords(plan, given, tune)
        known: list[Degree] = []
        for brief in self._briefs_of(plan):
            if (model := self._model(brief)) is None:
                break
            phrase, index = model
            known += phrase.degrees_of(index)
        if len(known) == len(given):
            return known
        opens = self._before(plan) is None
        request = replace(
            self._phrase_request(plan),
            known=known,
            begins_home=not self._section(plan).contrasts if opens else None,
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
            self._brief.metre,
            plan.n_bars,
            plan.close,
            self._phrase_traits(plan),
            previous=before.degrees[-1] if before else None,
        )

    def _phrase_traits(self, plan: PhrasePlan) -> PhraseTraits:
        manner = self._section(plan).manner
        return PhraseTraits(
            changes=max(1.0, manner.chords_a_bar - _IN_CADENCES),
            minor=min(_DARKEST, manner.darkness),
            sevenths=manner.sevenths,
            chromatic=0.0,  # its chords outside the scale come from nowhere and lead nowhere
        )

    def _write_bars(self, phrase: Phrase) -> None:
        course = self._course(phrase)
        scheme = self._chance.choice(_SCHEMES[phrase.plan.n_bars])
        for brief in self._briefs_of(phrase.plan):
            self._count(1)
            bar = self._given.bars[brief.number]
            if bar is None:
                bar = self._kept_bar(brief, phrase)
            if bar is None:
                request = self._bar_request(brief, phrase, scheme, course)
                bar = self._melody.write(request, self._generator, self._progress)
            phrase.bars.append(bar)

    def _bar_request(
        self, brief: BarBrief, phrase: Phrase, scheme: str, course: PhraseCourse
    ) -> MelodyRequest:
        bar, index = brief.number, brief.index
        following = self._given.bars[bar + 1] if bar + 1 < self._brief.n_bars else None
        pitches = [] if following is None else pitches_of(following).tolist()
        next_pitch = pitches[0] if pitches else None
        if (rhythm := self._given.rhythms[bar]) is not None:
            request = course.request(index, phrase.bars, rhythm)
            return replace(request, attracts=False, close=None, next_pitch=next_pitch)
        pattern = self._pattern(brief, phrase, scheme)
        return replace(course.request(index, phrase.bars, pattern), next_pitch=next_pitch)

    def _course(self, phrase: Phrase) -> PhraseCourse:
        section, before = self._section(phrase.plan), self._before(phrase.plan)
        return PhraseCourse(
            phrase.plan,
            section,
            self._brief.metre,
            phrase.degrees,
            before.bars if before else (),
            arch=self._chance.choice(ARCHES[phrase.plan.n_bars]),
            # The other theme moves less, and is square where the first is not.
            offbeat=0.3 - self._offbeat if section.contrasts else self._offbeat,
            business=0.85 if section.contrasts else 1.1,
        )

    def _kept_bar(self, brief: BarBrief, phrase: Phrase) -> Bars | None:
        """Give a bar that comes back as it was."""
        model = self._model(brief)
        if model is None or brief.is_varied or self._given.rhythms[brief.number] is not None:
            return None
        known, index = model
        if known.degrees_of(index) != phrase.degrees_of(brief.index):
            return None
        return known.bars[index]

    def _pattern(self, brief: BarBrief, phrase: Phrase, scheme: str) -> Bars | None:
        """Give the bar whose rhythm and line are taken up, if any."""
        if brief.closes == "final":
            return None
        if model := self._model(brief):
            known, index = model
            return known.bars[index]
        first = scheme.index(scheme[brief.index])
        return phrase.bars[first] if first < brief.index and not brief.closes else None

    def _count(self, n_bars: int) -> None:
        self._progress.update("compose", self._n_done / self._brief.n_bars)
        self._n_done += n_bars


def _place(plan: PhrasePlan) -> tuple[int, int]:
    return plan.section, plan.index
