from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.composition.fragments.cues import CUES, N_CUES
from engine.composition.fragments.targets import find_returns, set_targets
from engine.composition.plan import Plan
from engine.composition.planning.briefing import brief_piece

PlanMaker = Callable[..., Plan]
FORM = (("A", 4), ("B", 4), ("A", 4), ("ending", 2))
NAMES = [cue.name for cue in CUES]


def cue(target: object, name: str) -> float:
    return float(target.place[NAMES.index(name)])  # type: ignore[attr-defined]


def test_every_half_bar_has_a_target(make_plan: PlanMaker) -> None:
    targets = set_targets(brief_piece(make_plan()).bars)
    assert len(targets) == 31
    assert [target.half for target in targets[:4]] == [0, 1, 0, 1]


def test_phrases_open_and_close_as_planned(make_plan: PlanMaker) -> None:
    targets = set_targets(brief_piece(make_plan()).bars)
    assert [slot for slot, target in enumerate(targets) if target.opens] == [0, 4, 12, 20, 28]
    closes = {slot: target.close for slot, target in enumerate(targets) if target.close}
    assert closes == {3: "half", 11: "full", 19: "half", 27: "full", 30: "final"}
    home, dominant, _ = targets[30].place[N_CUES:]
    assert home > 0 == dominant
    home, dominant, _ = targets[19].place[N_CUES:]
    assert dominant > 0 == home


def test_the_melody_waits_in_the_introduction(make_plan: PlanMaker) -> None:
    targets = set_targets(brief_piece(make_plan()).bars)
    assert cue(targets[0], "silent") > 0 == cue(targets[4], "silent")
    assert cue(targets[0], "melody") == 0 < cue(targets[4], "melody")


def test_expression_moves_the_targets(make_plan: PlanMaker) -> None:
    gay, tense, sad = (
        set_targets(brief_piece(make_plan(mood)).bars)[6] for mood in ("Q1", "Q2", "Q3")
    )
    assert cue(gay, "tempo") > cue(sad, "tempo")
    assert cue(gay, "density") > cue(sad, "density")
    assert cue(tense, "length") < cue(sad, "length")
    assert cue(gay, "fullness") > cue(sad, "fullness")
    assert cue(sad, "minor") > cue(gay, "minor")
    assert (gay.has_drums, tense.has_drums, sad.has_drums) == (True, True, False)


def test_what_the_brief_says_comes_back_half_bar_by_half_bar(make_plan: PlanMaker) -> None:
    briefs = brief_piece(make_plan(form=FORM)).bars
    returns = find_returns(briefs)
    for brief in briefs:
        slots = returns[2 * brief.number : 2 * brief.number + 2]
        if brief.returns is None or brief.is_varied:
            assert slots == [None, None]
        else:
            assert slots == [2 * brief.returns, 2 * brief.returns + 1]


def test_an_answer_begins_as_its_question(make_plan: PlanMaker) -> None:
    assert find_returns(brief_piece(make_plan(form=(("A", 8),))).bars)[8:] == [
        0,
        1,
        2,
        3,
        None,
        None,
        None,
        None,
    ]


@pytest.mark.parametrize("form", [(("A", 1),), (("introduction", 1), ("ending", 1)), (("A", 7),)])
def test_odd_forms_have_targets(make_plan: PlanMaker, form: tuple[tuple[str, int], ...]) -> None:
    plan = make_plan(form=form)
    assert len(set_targets(brief_piece(plan).bars)) == 2 * plan.n_bars - 1
    assert len(find_returns(brief_piece(plan).bars)) == 2 * plan.n_bars
