from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from engine.composition.compasses import compass_of_program
from engine.composition.plan import Plan
from engine.composition.planning.briefing import brief_piece
from engine.composition.score import Metre
from engine.composition.scoring import Scoring
from engine.composition.transformer.bar_requests import (
    BarRequest,
    Ledger,
    choose_style,
    request_bars,
)
from engine.composition.transformer.controls import CONTROL_SIZES, STYLES, Control, bin_of
from engine.composition.transformer.vocabulary import (
    FIRST_ROOT,
    LOWEST,
    Kind,
    bar_line,
    tonic_offset,
)

PlanMaker = Callable[..., Plan]


def column(requests: list[BarRequest], control: Control) -> list[int]:
    return [int(request.row[control]) for request in requests]


@pytest.mark.parametrize("mood", ["Q1", "Q2", "Q3", "Q4"])
@pytest.mark.parametrize("metre", [Metre(4, 4), Metre(3, 4), Metre(6, 8)])
def test_every_bar_is_asked_for(make_plan: PlanMaker, mood: str, metre: Metre) -> None:
    plan = make_plan(mood, metre=metre)
    requests = request_bars(brief_piece(plan), 1)
    assert [request.brief.number for request in requests] == list(range(plan.n_bars))
    assert set(column(requests, Control.MODE)) == {1 + (plan.key.mode == "minor")}
    for request in requests:
        assert (Ledger().row(request) < CONTROL_SIZES).all()


def test_phrases_close_as_the_form_says(make_plan: PlanMaker) -> None:
    requests = request_bars(brief_piece(make_plan(form=(("A", 8), ("B", 4), ("A", 4)))), 1)
    assert column(requests, Control.COUNTDOWN) == [4, 3, 2, 1] * 4
    assert column(requests, Control.CLOSE)[3::4] == [2, 3, 2, 3]
    assert column(requests, Control.CLOSE)[:3] == [1, 1, 1]
    assert [request.rules.last_roots for request in requests[3::4]] == [(7,), (0,), (7,), (0,)]


def test_pieces_of_one_feeling_change_their_chords_as_differently_as_songs(
    make_plan: PlanMaker,
) -> None:
    plan = make_plan()
    asked = [
        request_bars(brief_piece(replace(plan, seed=seed)), 1)[4].targets[Control.CHANGES]
        for seed in range(60)
    ]
    assert 0.15 < np.std(asked) < 0.35
    assert min(asked) >= 1.0


def test_sections_rest_plainly_and_other_phrases_need_not(make_plan: PlanMaker) -> None:
    requests = request_bars(brief_piece(make_plan(form=(("A", 8), ("B", 4), ("A", 4)))), 1)
    assert [request.rules.rests_plainly for request in requests[3::4]] == [False, True, True, True]


def test_the_piece_and_its_theme_begin_at_home(make_plan: PlanMaker) -> None:
    requests = request_bars(brief_piece(make_plan()), 1)
    assert [request.brief.number for request in requests if request.rules.first_root == 0] == [0, 2]


def test_the_piece_begins_and_ends_once(make_plan: PlanMaker) -> None:
    requests = request_bars(brief_piece(make_plan()), 1)
    assert column(requests, Control.BEGINNING)[:4] == [1, 2, 3, 3]
    assert column(requests, Control.ENDING)[-5:] == [5, 4, 3, 2, 1]
    assert [request.rules.held is not None for request in requests].count(True) == 1
    held = requests[-1].rules.held
    assert held is not None
    assert held[FIRST_ROOT]
    assert set((np.flatnonzero(held[:FIRST_ROOT]) - 1 + LOWEST) % 12) == {0, 4, 7}


def test_nobody_sings_in_an_introduction(make_plan: PlanMaker) -> None:
    requests = request_bars(brief_piece(make_plan()), 1)
    assert column(requests, Control.SINGS)[:3] == [1, 1, 2]
    assert Kind.MELODY not in requests[0].rules.parts
    assert Kind.MELODY in requests[2].rules.parts
    alone = request_bars(brief_piece(make_plan(form=(("introduction", 2), ("ending", 2)))), 1)
    assert set(column(alone, Control.SINGS)) == {2}


def test_feelings_become_measures(make_plan: PlanMaker) -> None:
    bright, tense, sad, calm = (
        request_bars(brief_piece(make_plan(m)), 1)[3].targets for m in ("Q1", "Q2", "Q3", "Q4")
    )
    assert tense[Control.DARK] > bright[Control.DARK]
    assert sad[Control.DARK] > calm[Control.DARK]
    assert tense[Control.CHROMATIC] > calm[Control.CHROMATIC]
    assert bright[Control.POLYPHONY] > calm[Control.POLYPHONY]
    assert sad[Control.LENGTH] > tense[Control.LENGTH] - 0.5


def test_the_climax_lies_in_the_last_section_that_moves_most(make_plan: PlanMaker) -> None:
    requests = request_bars(brief_piece(make_plan()), 1)
    heights = [request.targets[Control.MELODY_REGISTER] for request in requests]
    first, again = heights[2:6], heights[10:14]
    assert all(later > earlier for later, earlier in zip(again, first, strict=True))


def test_the_second_theme_lies_above_the_first(make_plan: PlanMaker) -> None:
    requests = request_bars(brief_piece(make_plan()), 1)
    heights = [request.targets[Control.MELODY_REGISTER] for request in requests]
    assert min(heights[6:10]) > max(heights[2:6])


def test_the_melody_keeps_to_an_octave_and_a_half(make_plan: PlanMaker) -> None:
    for tonic in range(12):
        for request in request_bars(brief_piece(make_plan(tonic=tonic)), 1):
            low, high = request.rules.ranges[Kind.MELODY]
            assert high - low == 20


def bar_of(pitches: list[int]) -> np.ndarray:
    notes = [(Kind.MELODY, 6 * n, pitch - LOWEST + 1, 7, 0, 0) for n, pitch in enumerate(pitches)]
    return np.array([bar_line(), *notes], np.uint8)


def test_what_was_thin_and_low_is_followed_by_what_is_full_and_high(make_plan: PlanMaker) -> None:
    request = request_bars(brief_piece(make_plan("Q1")), 1)[5]
    ledger = Ledger()
    plain = ledger.row(request)
    assert plain[Control.DENSITY] == bin_of(Control.DENSITY, request.targets[Control.DENSITY])
    for _ in range(6):
        ledger.enter(request, bar_of([55]))
    later = ledger.row(request)
    assert later[Control.DENSITY] > plain[Control.DENSITY]
    assert later[Control.MELODY_REGISTER] > plain[Control.MELODY_REGISTER]
    assert later[Control.TEMPO] == plain[Control.TEMPO]


def test_what_has_a_style_without_drums_is_no_pop(make_plan: PlanMaker) -> None:
    def styles(scoring: Scoring, mood: str = "Q4") -> set[str]:
        plans = [replace(make_plan(mood, seed=seed), scoring=scoring) for seed in range(12)]
        return {STYLES[choose_style(brief_piece(plan)) - 1] for plan in plans}

    assert styles(Scoring()) == styles(Scoring(drums="no")) == {"pop", "lied"}
    assert styles(Scoring(style="pop", drums="yes")) == {"pop", "lied"}
    assert styles(Scoring(style="baroque", drums="no")) == {"lied"}
    assert styles(Scoring(), "Q3") == {"lied"}


@pytest.mark.parametrize("tempo", [50, 80, 105, 140])
def test_no_tune_is_asked_to_be_busier_than_songs_are_at_its_tempo(
    make_plan: PlanMaker, tempo: float
) -> None:
    plan = make_plan("Q1")
    sections = [
        replace(s, expression=replace(s.expression, tempo=tempo, density=tempo / 10))
        for s in plan.sections
    ]
    requests = request_bars(brief_piece(replace(plan, sections=tuple(sections))), 1)
    asked = {request.targets[Control.MELODY_DENSITY] for request in requests}
    assert max(asked) <= (2.2 if tempo < 100 else 1.6)


def test_a_tune_lies_where_its_player_reaches(make_plan: PlanMaker) -> None:
    plan = make_plan("Q4")
    offset = tonic_offset(plan.key) + LOWEST - 1
    for program in (60, 73, 40):  # horn, flute, violin
        scored = replace(plan, scoring=Scoring(melody=program))
        low, high = compass_of_program(program)
        for request in request_bars(brief_piece(scored), 1):
            lowest, highest = request.rules.ranges[Kind.MELODY]
            assert low <= lowest + offset < highest + offset <= high
