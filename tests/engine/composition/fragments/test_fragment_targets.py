from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.composition.fragments.cues import CUES, N_CUES
from engine.composition.fragments.targets import find_returns, set_targets
from engine.composition.plan import Plan

PlanMaker = Callable[..., Plan]
NAMES = [cue.name for cue in CUES]


def cue(target: object, name: str) -> float:
    return float(target.place[NAMES.index(name)])  # type: ignore[attr-defined]


def test_every_half_bar_has_a_target(make_plan: PlanMaker) -> None:
    targets = set_targets(make_plan())
    assert len(targets) == 31
    assert [target.half for target in targets[:4]] == [0, 1, 0, 1]


def test_phrases_open_and_close_as_planned(make_plan: PlanMaker) -> None:
    targets = set_targets(make_plan())
    assert [slot for slot, target in enumerate(targets) if target.opens] == [0, 4, 12, 20, 28]
    closes = {slot: target.close for slot, target in enumerate(targets) if target.close}
    assert closes == {3: "half", 11: "full", 19: "half", 27: "full", 30: "final"}
    home, dominant, _ = targets[30].place[N_CUES:]
    assert home > 0 == dominant
    home, dominant, _ = targets[19].place[N_CUES:]
    assert dominant > 0 == home


def test_the_melody_waits_in_the_introduction(make_plan: PlanMaker) -> None:
    targets = set_targets(make_plan())
    assert cue(targets[0], "silent") > 0 == cue(targets[4], "silent")
    assert cue(targets[0], "melody") == 0 < cue(targets[4], "melody")


def test_expression_moves_the_targets(make_plan: PlanMaker) -> None:
    lively, calm = (set_targets(make_plan(mood))[6] for mood in ("Q2", "Q3"))
    assert cue(lively, "tempo") > cue(calm, "tempo")
    assert cue(lively, "density") > cue(calm, "density")
    assert cue(lively, "length") < cue(calm, "length")
    assert cue(lively, "fullness") > cue(calm, "fullness")
    assert (lively.has_drums, calm.has_drums) == (True, False)


def test_sections_of_a_letter_come_back(make_plan: PlanMaker) -> None:
    returns = find_returns(make_plan(form=(("A", 4), ("B", 4), ("A", 4), ("ending", 2))))
    assert returns[:16] == [None] * 16
    assert returns[16:22] == [0, 1, 2, 3, 4, 5]
    assert returns[24:] == [None] * 4


def test_a_return_keeps_its_last_bar_only_if_it_closes_alike(make_plan: PlanMaker) -> None:
    plan = make_plan(form=(("A", 4), ("A", 4), ("A", 4)))  # half, full, final
    returns = find_returns(plan)
    assert returns[8:14] == [0, 1, 2, 3, 4, 5]
    assert returns[14:16] == [None, None]
    assert returns[16:22] == [0, 1, 2, 3, 4, 5]
    assert returns[22:] == [None, None]


def test_an_answer_begins_as_its_question(make_plan: PlanMaker) -> None:
    assert find_returns(make_plan(form=(("A", 8),)))[8:] == [0, 1, 2, 3, None, None, None, None]


@pytest.mark.parametrize("form", [(("A", 1),), (("introduction", 1), ("ending", 1)), (("A", 7),)])
def test_odd_forms_have_targets(make_plan: PlanMaker, form: tuple[tuple[str, int], ...]) -> None:
    plan = make_plan(form=form)
    assert len(set_targets(plan)) == 2 * plan.n_bars - 1
    assert len(find_returns(plan)) == 2 * plan.n_bars
