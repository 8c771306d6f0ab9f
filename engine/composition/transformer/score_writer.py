"""Writes a whole piece with the transformer, first its lead sheet, then what goes with it.

Stretches of up to eight bars are sketched several times as chords and tune; the sketch that is
chosen is accompanied bar by bar. Sections of one letter share their chords and tunes, and the
second phrase of a section takes up the first.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from engine.composition.choosing.chooser import Chooser
from engine.composition.choosing.critic import Critic
from engine.composition.planning.brief import PieceBrief
from engine.composition.revision import Revision
from engine.composition.score import TICKS_PER_BEAT
from engine.composition.transformer.bar_requests import (
    BarRequest,
    Ledger,
    choose_style,
    request_bars,
)
from engine.composition.transformer.bar_rules import PARTS
from engine.composition.transformer.candidates import CandidateChooser
from engine.composition.transformer.in_step import Steps, in_step
from engine.composition.transformer.lead_sheet import LeadSheetWriter, stretches_of
from engine.composition.transformer.network import Transformer
from engine.composition.transformer.returning import give_back, recall
from engine.composition.transformer.sampling import BarWriter
from engine.composition.transformer.taste import Taste
from engine.composition.transformer.vocabulary import (
    KIND_OF_ROLE,
    Bar,
    Field,
    Kind,
    encode_score,
)
from engine.progress import Progress

__all__ = ["Means", "ScoreWriter"]

_CONTEXT_BARS = 8  # that are read before bars are written anew
_AWAITED = 4.0  # seconds of music with which a stream begins, see `engine.synthesis`
_FEW_BARS = 8  # up to which a revision is about these bars, not about the form


@dataclass(frozen=True)
class Means:
    """What a piece is written with.

    Attributes
    ----------
    critic
        Of lead sheets; None to go by rules alone.
    taste
        How freely events are drawn.
    n_candidates
        Lead sheets of a stretch, of which one is taken.
    """

    model: Transformer
    critic: Critic | None = None
    taste: Taste | None = None
    n_candidates: int = 8


class ScoreWriter:
    """One piece while it is written."""

    def __init__(self, means: Means, brief: PieceBrief, seed: int, progress: Progress) -> None:
        self._progress = progress
        self._beats_per_bar = brief.metre.ticks_per_bar / TICKS_PER_BEAT
        self._requests = request_bars(brief, choose_style(brief))
        chance = np.random.default_rng(seed)
        self._chance = random.Random(f"return {seed}")
        model, taste = means.model, means.taste
        self._writer = BarWriter(model, chance, progress, taste)
        self._lead = LeadSheetWriter(
            BarWriter(model, chance, progress, taste),
            CandidateChooser(Chooser(means.critic, random.Random(f"taste {seed}"))),
            means.n_candidates,
            self._chance,
        )
        self._bars: list[Bar] = []

    def write(self) -> Iterator[list[Bar]]:
        """Write section after section; give all bars so far after each.

        Bars are accompanied while the next ones are sketched; but the first ones at once, until
        they make a sound, for someone waits for it.
        """
        waiting: list[Steps[None]] = []
        seconds = 0.0
        for section, requests in itertools.groupby(self._requests, lambda r: r.brief.section):
            sketched, ledger = Ledger(), Ledger()
            for number, stretch in enumerate(stretches_of(list(requests))):
                leads = self._lead.write(stretch, sketched, waiting)
                if waiting and not number:
                    yield self._bars
                waiting = [self._accompany(stretch, leads, ledger)]
            if seconds < _AWAITED:
                in_step(self._writer.model, waiting)
                waiting = []
                yield self._bars
            seconds += section.n_bars * self._beats_per_bar * 60 / section.expression.tempo
        if waiting:
            in_step(self._writer.model, waiting)
            yield self._bars

    def _accompany(
        self, stretch: Sequence[BarRequest], leads: Sequence[Bar], ledger: Ledger
    ) -> Steps[None]:
        """Write the rest of bars whose chords and tune are there."""
        for request, lead in zip(stretch, leads, strict=True):
            self._progress.update("compose", request.brief.number / len(self._requests))
            given = {kind: lead[lead[:, Field.KIND] == kind] for kind in (Kind.CHORD, Kind.MELODY)}
            if Kind.MELODY not in request.rules.parts:
                del given[Kind.MELODY]
            bar = yield from self._writer.writing(ledger.row(request), request.rules, given)
            ledger.enter(request, bar)
            self._bars.append(bar)

    def revise(self, revision: Revision) -> list[Bar]:
        """Give the score's bars, some of them written anew.

        Parameters
        ----------
        revision
            Of a score as long as the brief. Where it spans many bars and leaves neither harmony nor
            melody, sections take up what they repeat, as in a new piece.
        """
        self._bars = encode_score(revision.score)
        first = max(0, revision.bars.start - _CONTEXT_BARS)
        before = range(first, revision.bars.start)
        ledger = Ledger()
        self._writer.read(
            self._bars[first : revision.bars.start],
            [ledger.row(self._requests[number]) for number in before],
        )
        for number in revision.bars:
            self._progress.update("compose", number / len(self._requests))
            bar = self._revise_bar(self._requests[number], ledger, revision)
            ledger.enter(self._requests[number], bar)
            self._bars[number] = bar
        return self._bars

    def _revise_bar(self, request: BarRequest, ledger: Ledger, revision: Revision) -> Bar:
        open_kinds, old = _open_kinds(revision), self._bars[request.brief.number]
        is_free = {Kind.CHORD, Kind.MELODY} <= open_kinds and not revision.keeps_rhythm
        if is_free and len(revision.bars) > _FEW_BARS and open_kinds == frozenset(PARTS):
            return self._rewrite_bar(request, ledger)
        given = {kind: old[old[:, Field.KIND] == kind] for kind in PARTS if kind not in open_kinds}
        parts = request.rules.parts
        if revision.parts == {"melody"}:
            parts |= {Kind.MELODY}  # asked for by name, it sings even where the brief is silent
        rules = replace(request.rules, parts=parts)
        if revision.keeps_rhythm:
            rules = replace(rules, held=None, rhythms=_rhythms(old, open_kinds))
        return self._writer.write(ledger.row(request), rules, given)

    def _rewrite_bar(self, request: BarRequest, ledger: Ledger) -> Bar:
        """Write a bar as in a new piece."""
        given: dict[Kind, Bar] = {}
        rules = request.rules
        if request.brief.returns is not None:
            old = self._bars[request.brief.returns]
            given, rules = give_back(request.brief, old, rules, self._chance)
        elif request.brief.recalls is not None:
            given = recall(request.brief, self._bars[request.brief.recalls], rules)
        return self._writer.write(ledger.row(request), rules, given)


def _rhythms(bar: Bar, kinds: frozenset[Kind]) -> dict[Kind, list[tuple[int, int]]]:
    """Give place and extent of every event of some parts."""
    return {
        kind: [
            (int(row[Field.PLACE]), int(row[Field.EXTENT]))
            for row in bar[bar[:, Field.KIND] == kind]
        ]
        for kind in kinds
    }


def _open_kinds(revision: Revision) -> frozenset[Kind]:
    """Translate the parts that are to be written anew."""
    kinds = {KIND_OF_ROLE[role] for role in KIND_OF_ROLE if role in revision.parts}
    return frozenset(kinds | ({Kind.CHORD} if "harmony" in revision.parts else set()))
