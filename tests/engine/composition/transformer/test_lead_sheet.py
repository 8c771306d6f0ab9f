"""Tests of sketching: several lead sheets of the same bars, one of which is gone on with."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import cast

import numpy as np
import pytest

from engine.composition.choosing.chooser import Chooser
from engine.composition.plan import Plan
from engine.composition.planning.briefing import brief_piece
from engine.composition.transformer import lead_sheet
from engine.composition.transformer.bar_requests import BarRequest, Ledger, request_bars
from engine.composition.transformer.candidates import (
    CandidateChooser,
    count_copies,
    lead_of,
)
from engine.composition.transformer.lead_sheet import LeadSheetWriter, let_go, stretches_of
from engine.composition.transformer.network import Transformer
from engine.composition.transformer.sampling import BarWriter
from engine.composition.transformer.taste import Taste
from engine.composition.transformer.vocabulary import (
    DURATIONS,
    FIRST_QUALITY,
    FIRST_ROOT,
    LOWEST,
    Bar,
    Field,
    Kind,
    bar_line,
    extent_of,
)
from engine.progress import Progress

PlanMaker = Callable[..., Plan]
FORM = (("introduction", 2), ("A", 8), ("A", 4), ("ending", 2))
WILD = Taste(temperature=(1.0, 3.0, 3.0, 3.0, 3.0), kept=(1.0,) * 5, guidance=1.0)


@pytest.fixture
def requests(make_plan: PlanMaker) -> list[BarRequest]:
    return request_bars(brief_piece(make_plan(form=FORM)), 1)


class Spy:
    """Takes the candidate of a fixed number, and keeps what it was offered."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.offers: list[Sequence[Sequence[Bar]]] = []
        self.knew: list[int] = []

    def __call__(
        self,
        candidates: Sequence[Sequence[Bar]],
        requests: Sequence[BarRequest],
        known: Sequence[Bar],
    ) -> int:
        assert all(len(bars) == len(requests) for bars in candidates)
        self.offers.append(candidates)
        self.knew.append(len(known))
        return self.number


def sketch(model: Transformer, requests: Sequence[BarRequest], spy: Spy) -> list[Bar]:
    pen = BarWriter(model, np.random.default_rng(1), Progress(), WILD)
    writer = LeadSheetWriter(pen, spy, 5, random.Random(1))
    ledger = Ledger()
    bars: list[Bar] = []
    for stretch in stretches_of(requests):
        bars += writer.write(stretch, ledger)
    return bars


def test_stretches_are_whole_phrases_of_up_to_eight_bars(requests: list[BarRequest]) -> None:
    stretches = stretches_of(requests[2:])
    assert [request for stretch in stretches for request in stretch] == requests[2:]
    for stretch in stretches:
        assert len(stretch) <= 8
        last = stretch[-1].brief
        assert last.index == last.phrase.n_bars - 1


@pytest.mark.parametrize("number", [0, 1, 2])
def test_what_is_chosen_is_gone_on_with(
    untrained: Transformer, requests: list[BarRequest], number: int
) -> None:
    spy = Spy(number)
    bars = sketch(untrained, requests, spy)
    assert spy.offers
    assert spy.knew == sorted(set(spy.knew))
    for candidates in spy.offers:
        assert len(candidates) in (3, 5)  # fewer where a piece begins
        assert len({tuple(bar.tobytes() for bar in bars) for bars in candidates}) > 1
        chosen = candidates[number]
        assert any(
            all(
                np.array_equal(a, b)
                for a, b in zip(chosen, bars[at : at + len(chosen)], strict=True)
            )
            for at in range(len(bars) - len(chosen) + 1)
        )


def test_a_lead_sheet_has_chords_and_a_tune_alone(
    untrained: Transformer, requests: list[BarRequest]
) -> None:
    for bar in sketch(untrained, requests, Spy(0)):
        assert set(bar[:, Field.KIND]) <= {Kind.BAR, Kind.CHORD, Kind.MELODY}


def test_an_idea_is_now_and_then_said_again_on_its_rhythm(
    untrained: Transformer, requests: list[BarRequest], monkeypatch: pytest.MonkeyPatch
) -> None:
    def kept(*spread: float) -> list[bool]:
        monkeypatch.setattr(lead_sheet, "_SAID_AGAIN", spread)
        bars = sketch(untrained, requests, Spy(0))
        return [
            _places(bars[n]) == _places(bars[n - 2])
            for n, request in enumerate(requests)
            if request.brief.section.sings
            and request.brief.index >= 2
            and request.brief.returns is None
            and not request.brief.closes
        ]

    assert kept(1e9, 1e-9)  # always
    assert all(kept(1e9, 1e-9))
    assert not all(kept(1e-9, 1e9))  # never


def test_a_phrase_comes_back_note_for_note_or_is_said_anew(
    untrained: Transformer, requests: list[BarRequest], monkeypatch: pytest.MonkeyPatch
) -> None:
    def literal(share: float) -> list[bool]:
        monkeypatch.setattr(lead_sheet, "_AS_IT_WAS", share)
        bars = sketch(untrained, requests, Spy(0))
        again = [(n, r.brief) for n, r in enumerate(requests) if r.brief.returns is not None]
        return [
            _sung(bars[n]) == _sung(bars[cast("int", brief.returns)])
            for n, brief in again
            if brief.section.sings and not brief.is_varied and not brief.closes
        ]

    assert literal(1.0)
    assert all(literal(1.0))
    assert not all(literal(0.0))


def _sung(bar: Bar) -> list[tuple[int, int]]:
    sung = bar[bar[:, Field.KIND] == Kind.MELODY]
    return [(int(row[Field.PLACE]), int(row[Field.SYMBOL])) for row in sung]


def _places(bar: Bar) -> list[int]:
    return [int(row[Field.PLACE]) for row in bar if row[Field.KIND] == Kind.MELODY]


def test_nothing_is_tried_twice_where_nothing_is_new(
    untrained: Transformer, requests: list[BarRequest]
) -> None:
    spy = Spy(0)
    sketch(untrained, requests[:2], spy)  # nobody sings
    assert not spy.offers


def test_candidates_are_heard_in_their_key(
    untrained: Transformer, requests: list[BarRequest]
) -> None:
    theme = requests[2:6]
    spy = Spy(0)
    bars = sketch(untrained, theme, spy)
    lead = lead_of(bars, theme)
    assert lead.key == theme[0].brief.section.key
    assert len(lead.melody) == sum((bar[:, Field.KIND] == Kind.MELODY).sum() for bar in bars)
    choose = CandidateChooser(Chooser(None, random.Random(0)))
    assert choose(spy.offers[0], theme, []) in range(3)


def test_what_was_to_be_new_and_is_known_is_counted(
    requests: list[BarRequest],
) -> None:
    theme = requests[2:6]
    rows = [bar_line(), *((Kind.MELODY, 6 * beat, 40 + beat, 12, 0, 0) for beat in range(3))]
    bars = [np.array(rows, np.uint8)] * 4
    assert count_copies(bars, theme, bars) == 4
    assert count_copies(bars, theme, []) == 3
    returning = [replace(r, brief=replace(r.brief, returns=0)) for r in theme]
    assert count_copies(bars, returning, bars) == 0


def lead_bar(melody: tuple[int, int, int] | None, root: int) -> Bar:
    """One bar with a chord; the melody's note as place, symbol of its pitch and extent."""
    rows = [[*bar_line()], [Kind.CHORD, 0, FIRST_ROOT + root, FIRST_QUALITY, 1, 0]]
    if melody is not None:
        place, symbol, extent = melody
        rows.append([Kind.MELODY, place, symbol, extent, 0, 0])
    return np.array(rows, np.uint8)


def test_a_tone_lets_go_at_the_bar_line_where_the_next_chord_would_rub() -> None:
    held = lead_bar((18, 72 - LOWEST + 1, extent_of(72)), 0)  # C on the fourth beat, three long
    over_g, over_f = (let_go(held, lead_bar(None, root), 96) for root in (7, 5))
    assert DURATIONS[over_g[-1, Field.EXTENT] - 1] == 24
    assert (over_f == held).all()
    short = lead_bar((18, 72 - LOWEST + 1, extent_of(36)), 0)
    assert (let_go(short, lead_bar(None, 7), 96) == short).all()
