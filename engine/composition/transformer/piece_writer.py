"""Writes a whole piece with the transformer, bar by bar, and gives it its form.

Sections of one letter share their chords and tunes, and the second phrase of a section takes up
the first. What comes back is read again, so that what is new fits to it; its accompaniment, and
now and then a bar of its melody, are written anew.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from engine.composition.plan import Plan
from engine.composition.revision import Revision
from engine.composition.transformer.bar_requests import BarRequest, Ledger, plan_bars
from engine.composition.transformer.bar_rules import PARTS
from engine.composition.transformer.controls import STYLES
from engine.composition.transformer.network import Transformer
from engine.composition.transformer.sampling import BarWriter
from engine.composition.transformer.taste import Taste
from engine.composition.transformer.vocabulary import KIND_OF_ROLE, Bar, Field, Kind, encode_score
from engine.progress import Progress

__all__ = ["PieceWriter"]

_VARIED = 0.3
"""Share of the bars of a returning phrase whose melody is written anew on the old rhythm."""
_CONTEXT_BARS = 8  # that are read before bars are written anew
_FEW_BARS = 8  # up to which a revision is about these bars, not about the form


class PieceWriter:
    """One piece while it is written."""

    def __init__(
        self, model: Transformer, plan: Plan, progress: Progress, taste: Taste | None, seed: int
    ) -> None:
        self._plan, self._progress = plan, progress
        self._chance = random.Random(f"form {plan.seed}")
        self._requests = plan_bars(plan, _choose_style(plan, self._chance))
        self._writer = BarWriter(model, plan.metre, np.random.default_rng(seed), progress, taste)
        self._bars: list[Bar] = []

    def write(self) -> Iterator[list[Bar]]:
        """Write section after section; give all bars so far after each."""
        ledgers = [Ledger() for _ in self._plan.sections]
        for request in self._requests:
            self._progress.update("compose", request.number / len(self._requests))
            ledger = ledgers[request.phrase.section]
            bar = self._write_bar(request, ledger)
            ledger.enter(request, bar)
            self._bars.append(bar)
            following = self._requests[request.number + 1 : request.number + 2]
            if not following or following[0].phrase.section != request.phrase.section:
                yield self._bars

    def _write_bar(self, request: BarRequest, ledger: Ledger) -> Bar:
        model = self._find_model(request)
        given: dict[Kind, Bar] = {}
        rules = request.rules
        if model is not None:
            old = self._bars[model.number]
            given = {kind: old[old[:, Field.KIND] == kind] for kind in (Kind.CHORD, Kind.MELODY)}
            if self._varies(request, model):
                rhythm = [(int(row[Field.PLACE]), int(row[Field.EXTENT]))
                          for row in given.pop(Kind.MELODY)]  # fmt: skip
                rules = replace(rules, rhythms={Kind.MELODY: rhythm})
            if Kind.MELODY not in rules.parts:
                given.pop(Kind.MELODY, None)
        return self._writer.write(ledger.row(request), rules, given)

    def _find_model(self, request: BarRequest) -> BarRequest | None:
        """Find the bar that this one repeats: its letter's, or that of the phrase it answers."""
        if request.rules.held is not None:
            return None
        phrase = request.phrase
        for earlier in self._requests[: phrase.first_bar]:
            known = earlier.phrase
            is_same = earlier.section.name == request.section.name
            shares = is_same and earlier.key.mode == request.key.mode
            if shares and (known.index, earlier.index) == (phrase.index, request.index) \
                    and known.section != phrase.section:  # fmt: skip
                closes = request.is_last_of_phrase or earlier.is_last_of_phrase
                return None if closes and not _closes_alike(earlier, request) else earlier
        if phrase.index % 2 and request.index < phrase.n_bars // 2:
            answered = self._requests[phrase.first_bar - phrase.n_bars + request.index]
            same = answered.phrase.section == phrase.section
            if same and answered.phrase.n_bars == phrase.n_bars:
                return answered
        return None

    def _varies(self, request: BarRequest, model: BarRequest) -> bool:
        """Draw whether a returning bar gets another tune on its old rhythm."""
        returns = model.phrase.section != request.phrase.section
        is_end = request.is_last_of_phrase or request.index == 0
        return returns and not is_end and self._chance.random() < _VARIED

    def revise(self, revision: Revision) -> list[Bar]:
        """Give the score's bars, some of them written anew.

        Parameters
        ----------
        revision
            Of a score as long as the plan. Where it spans many bars and leaves neither harmony nor
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
        open_kinds, old = _open_kinds(revision), self._bars[request.number]
        is_free = {Kind.CHORD, Kind.MELODY} <= open_kinds and not revision.keeps_rhythm
        if is_free and len(revision.bars) > _FEW_BARS and open_kinds == frozenset(PARTS):
            return self._write_bar(request, ledger)
        given = {kind: old[old[:, Field.KIND] == kind] for kind in PARTS if kind not in open_kinds}
        parts = request.rules.parts
        if revision.parts == {"melody"}:
            parts |= {Kind.MELODY}  # asked for by name, it sings even where the plan is silent
        rules = replace(request.rules, parts=parts)
        if revision.keeps_rhythm:
            rules = replace(rules, held=None, rhythms=_rhythms(old, open_kinds))
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


def _closes_alike(earlier: BarRequest, request: BarRequest) -> bool:
    """Whether two bars that end phrases end them in the same way."""
    return (
        earlier.is_last_of_phrase == request.is_last_of_phrase
        and earlier.phrase.close == request.phrase.close
    )


def _choose_style(plan: Plan, chance: random.Random) -> int:
    """Choose whose manner to write in: pop is gay or calm and at home in 4/4, the lied all else."""
    valence = sum(section.valence * section.n_bars for section in plan.sections) / plan.n_bars
    may_be_pop = valence >= 0 and str(plan.metre) == "4/4"
    return 1 + STYLES.index("pop" if may_be_pop and chance.random() < 0.75 else "lied")
