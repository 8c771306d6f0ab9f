"""Writes chords and tune of a stretch several times over, and keeps what the critic likes best.

A lead sheet is a third of a score's events, and the model has learned from as many lead sheets as
scores. So a theme is thought out before anybody accompanies it, for little time.
"""

from __future__ import annotations

import bisect
import copy
import itertools
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from engine.composition.transformer.bar_requests import BarRequest, Ledger
from engine.composition.transformer.bar_rules import BarRules
from engine.composition.transformer.consonance import LONGEST_RUB, rubs_with_row
from engine.composition.transformer.controls import Control, Controls, metre_of
from engine.composition.transformer.in_step import Steps, in_step
from engine.composition.transformer.returning import follow, give_back, recall, shun
from engine.composition.transformer.sampling import BarWriter
from engine.composition.transformer.vocabulary import DURATIONS, Bar, Field, Kind, tick_of

__all__ = ["LeadSheetWriter", "let_go", "stretches_of"]

_UNSAID = [
    Control.DENSITY, Control.POLYPHONY, Control.TEXTURE_REGISTER, Control.LENGTH, Control.CHROMATIC,
]  # fmt: skip
"""What a lead sheet does not tell."""
_LONGEST = 8  # bars that are chosen together: two phrases, of which one answers the other
_OPENING = 5 / 8
"""Share of the usual sketches that a piece's first stretch gets: someone waits for it."""
_PARTS = frozenset({Kind.CHORD, Kind.MELODY})
_ECHOES = (4, 8)  # bars after which a rhythm that comes again is heard as the same
_OTHER_RHYTHM = (0.5, 0.8)
"""How the share of the bars that leave the rhythm of the one so many bars before spreads over
pieces, as the parameters of a beta distribution. Left to itself the network writes a quarter to a
third of its bars on that rhythm in every piece; of songs a quarter have none, the median has a
tenth and one in twenty more than half (POP909, Lieder)."""
_IDEA = 2  # bars of an idea, which a phrase likes to begin with and to say again (Caplin 1998)
_SAID_AGAIN = (0.5, 3.5)
"""The same of the share of new bars within a phrase that keep the rhythm of an idea before: of
songs a quarter have none, the median .07, one in twenty .4 (POP909, Lieder)."""
_AS_IT_WAS = 0.14  # share of the phrases that come back note for note (POP909)
_OTHER_HEAD = 0.7  # share of the themes that leave the rhythm with which an earlier one began

Choose = Callable[[Sequence[Sequence[Bar]], Sequence[BarRequest], Sequence[Bar]], int]
"""Says which of several lead sheets of the same bars to take, knowing the bars before them."""


def stretches_of(requests: Sequence[BarRequest]) -> list[list[BarRequest]]:
    """Cut a section into stretches of whole phrases, each up to eight bars."""
    stretches: list[list[BarRequest]] = []
    for _, group in itertools.groupby(requests, lambda request: request.brief.phrase):
        phrase = list(group)
        if stretches and len(stretches[-1]) + len(phrase) <= _LONGEST:
            stretches[-1] += phrase
        else:
            stretches.append(phrase)
    return stretches


class LeadSheetWriter:
    """The chords and the tune of one piece while it is written.

    Parameters
    ----------
    choose
        Takes the best.
    n_candidates
        How often a stretch with something new in it is written.
    """

    def __init__(
        self, writer: BarWriter, choose: Choose, n_candidates: int, chance: random.Random
    ) -> None:
        self._writer, self._choose, self._n_candidates = writer, choose, n_candidates
        self._chance = chance
        self._salt = chance.random()
        self._said_again = chance.betavariate(*_SAID_AGAIN)
        self._other_rhythm = chance.betavariate(*_OTHER_RHYTHM)
        self._bars: list[Bar] = []
        self._heads: list[int] = []  # bars with which themes began

    def write(
        self, requests: Sequence[BarRequest], ledger: Ledger, beside: Iterable[Steps[None]] = ()
    ) -> list[Bar]:
        """Write the next bars; what is chosen is entered in the ledger.

        Parameters
        ----------
        beside
            What else is done meanwhile, for little more time.
        """
        has_news = any(r.brief.section.sings and r.brief.returns is None for r in requests)
        share = 1.0 if self._bars else _OPENING
        n_tried = max(1, round(share * self._n_candidates)) if has_news else 1
        pens = self._writer.side_by_side(n_tried) if n_tried > 1 else [self._writer]
        tries = [self._try(pen, requests, copy.deepcopy(ledger)) for pen in pens]
        done = in_step(self._writer.model, [*tries, *beside])
        sketches = [bars for bars in done[:n_tried] if bars]
        best = self._choose(sketches, requests, self._bars) if n_tried > 1 else 0
        self._writer, bars = pens[best], sketches[best]
        self._bars += bars
        self._heads += [r.brief.number for r in requests if _begins_theme(r)]
        for request, bar in zip(requests, bars, strict=True):
            ledger.enter(request, bar)
        return bars

    def _try(
        self, pen: BarWriter, requests: Sequence[BarRequest], ledger: Ledger
    ) -> Steps[list[Bar]]:
        bars: list[Bar] = []
        chance = random.Random(self._chance.random())
        for request in requests:
            row = _lead_row(ledger.row(request))
            rules, given = self._kept(request, [*self._bars, *bars], chance)
            bar = yield from pen.writing(row, rules, given)
            if bars:
                bars[-1] = let_go(bars[-1], bar, metre_of(request.row).ticks_per_bar)
            bars.append(bar)
            ledger.enter(request, bar)
        return bars

    def _kept(
        self, request: BarRequest, written: Sequence[Bar], chance: random.Random
    ) -> tuple[BarRules, dict[Kind, Bar]]:
        """Give what a bar keeps of the one it takes up, and the rules for the rest."""
        rules = replace(request.rules, parts=request.rules.parts & _PARTS)
        for after in _ECHOES:
            if after <= len(written):
                rules = shun(rules, written[-after], self._other_rhythm, chance)
        for head in self._heads if _begins_theme(request) else ():
            rules = shun(rules, written[head], _OTHER_HEAD, chance)
        returns = request.brief.returns
        given: dict[Kind, Bar] = {}
        if returns is not None:
            as_it_was = self._is_literal(request)
            given, rules = give_back(
                request.brief, written[returns], rules, chance, as_it_was=as_it_was
            )
        elif request.brief.recalls is not None:
            given = recall(request.brief, written[request.brief.recalls], rules)
        elif _goes_on(request) and chance.random() < self._said_again:
            rules = follow(rules, written[-_IDEA])
        return rules, given

    def _is_literal(self, request: BarRequest) -> bool:
        """Whether a bar's phrase comes back as it was: all of its bars say the same."""
        brief = request.brief
        first = brief.number - brief.index
        drawn = random.Random(f"{self._salt} {first}").random()
        return drawn < _AS_IT_WAS and not brief.is_varied


def _begins_theme(request: BarRequest) -> bool:
    brief = request.brief
    return brief.index == 0 and brief.returns is None and brief.recalls is None


def _goes_on(request: BarRequest) -> bool:
    """Whether a bar follows an idea of its phrase, and does not close it."""
    return request.brief.index >= _IDEA and not request.brief.closes


def let_go(bar: Bar, following: Bar, length: int) -> Bar:
    """End a bar's tune with the bar if it would rub on with the chord that the next begins with.

    Parameters
    ----------
    length
        Of the bar in ticks.
    """
    (sung,) = (bar[:, Field.KIND] == Kind.MELODY).nonzero()
    chords = following[following[:, Field.KIND] == Kind.CHORD]
    if not len(sung) or not len(chords):
        return bar
    row = bar[sung[-1]]
    start = tick_of(int(row[Field.PLACE]))
    rubs = rubs_with_row(chords[0].tolist())[row[Field.SYMBOL]]
    if not rubs or start + DURATIONS[row[Field.EXTENT] - 1] < length + LONGEST_RUB:
        return bar
    bar = bar.copy()
    bar[sung[-1], Field.EXTENT] = max(1, bisect.bisect_right(DURATIONS, length - start))
    return bar


def _lead_row(row: Controls) -> Controls:
    row = row.copy()
    row[_UNSAID] = 0
    row[Control.PARTS] = 1
    return row
