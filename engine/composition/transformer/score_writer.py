"""Writes a whole piece with the transformer, bar by bar, and gives it its form.

Sections of one letter share their chords and tunes, and the second phrase of a section takes up
the first. What comes back is read again, so that what is new fits to it; its accompaniment, and
now and then a bar of its melody, are written anew.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Collection, Iterator
from dataclasses import replace

import numpy as np

from engine.composition.planning.brief import PieceBrief
from engine.composition.revision import Revision
from engine.composition.transformer.bar_requests import BarRequest, Ledger, request_bars
from engine.composition.transformer.bar_rules import PARTS
from engine.composition.transformer.controls import STYLES
from engine.composition.transformer.network import Transformer
from engine.composition.transformer.sampling import BarWriter
from engine.composition.transformer.taste import Taste
from engine.composition.transformer.vocabulary import (
    FIRST_ROOT,
    KIND_OF_ROLE,
    Bar,
    Field,
    Kind,
    encode_score,
)
from engine.progress import Progress

__all__ = ["ScoreWriter"]

_POP = 0.75  # share of the pieces that may be pop and are
_CONTEXT_BARS = 8  # that are read before bars are written anew
_FEW_BARS = 8  # up to which a revision is about these bars, not about the form


class ScoreWriter:
    """One piece while it is written."""

    def __init__(
        self,
        model: Transformer,
        brief: PieceBrief,
        progress: Progress,
        taste: Taste | None,
        seed: int,
    ) -> None:
        self._progress = progress
        self._requests = request_bars(brief, _choose_style(brief))
        self._writer = BarWriter(model, brief.metre, np.random.default_rng(seed), progress, taste)
        self._bars: list[Bar] = []

    def write(self) -> Iterator[list[Bar]]:
        """Write section after section; give all bars so far after each."""
        for _, requests in itertools.groupby(self._requests, lambda r: r.brief.section):
            ledger = Ledger()
            for request in requests:
                self._progress.update("compose", request.brief.number / len(self._requests))
                bar = self._write_bar(request, ledger)
                ledger.enter(request, bar)
                self._bars.append(bar)
            yield self._bars

    def _write_bar(self, request: BarRequest, ledger: Ledger) -> Bar:
        brief = request.brief
        given: dict[Kind, Bar] = {}
        rules = request.rules
        if brief.returns is not None:
            old = self._bars[brief.returns]
            given = {kind: old[old[:, Field.KIND] == kind] for kind in (Kind.CHORD, Kind.MELODY)}
            if rules.leads_home and not _ends_on(given[Kind.CHORD], rules.last_roots):
                del given[Kind.CHORD]
            if brief.is_varied:
                rhythm = [(int(row[Field.PLACE]), int(row[Field.EXTENT]))
                          for row in given.pop(Kind.MELODY)]  # fmt: skip
                rules = replace(rules, rhythms={Kind.MELODY: rhythm})
            if Kind.MELODY not in rules.parts:
                given.pop(Kind.MELODY, None)
        return self._writer.write(ledger.row(request), rules, given)

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
            return self._write_bar(request, ledger)
        given = {kind: old[old[:, Field.KIND] == kind] for kind in PARTS if kind not in open_kinds}
        parts = request.rules.parts
        if revision.parts == {"melody"}:
            parts |= {Kind.MELODY}  # asked for by name, it sings even where the brief is silent
        rules = replace(request.rules, parts=parts)
        if revision.keeps_rhythm:
            rules = replace(rules, held=None, rhythms=_rhythms(old, open_kinds))
        return self._writer.write(ledger.row(request), rules, given)


def _ends_on(chords: Bar, roots: Collection[int]) -> bool:
    """Whether the last of a bar's chords has one of some roots, in semitones above the tonic."""
    return len(chords) > 0 and int(chords[-1, Field.SYMBOL]) - FIRST_ROOT in roots


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


def _choose_style(brief: PieceBrief) -> int:
    """Choose whose manner to write in: pop is gay or calm and at home in 4/4, the lied all else."""
    chance = random.Random(f"form {brief.seed}")
    may_be_pop = brief.manner.may_be_pop and str(brief.metre) == "4/4"
    return 1 + STYLES.index("pop" if may_be_pop and chance.random() < _POP else "lied")
