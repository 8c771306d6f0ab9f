from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from engine.composition.plan import Plan
from engine.composition.planning.brief import BarBrief
from engine.composition.planning.briefing import brief_piece
from engine.composition.score import Key, Metre
from engine.errors import CompositionError

PlanMaker = Callable[..., Plan]
FORM = (("introduction", 2), ("A", 4), ("B", 4), ("A", 4), ("ending", 2))


def returns(briefs: Sequence[BarBrief]) -> list[int | None]:
    return [brief.returns for brief in briefs]


def test_a_theme_comes_back_bar_by_bar(make_plan: PlanMaker) -> None:
    briefs = brief_piece(make_plan(form=FORM)).bars
    assert returns(briefs)[:10] == [None] * 10
    assert returns(briefs)[10:14] == [2, 3, 4, 5]
    assert returns(briefs)[14:] == [None, None]


def test_a_bar_that_closes_otherwise_is_new(make_plan: PlanMaker) -> None:
    briefs = brief_piece(make_plan(form=(("A", 4), ("A", 4)))).bars  # half, then final
    assert returns(briefs)[4:] == [0, 1, 2, None]


def test_a_theme_in_another_mode_is_new(make_plan: PlanMaker) -> None:
    plan = make_plan(form=(("A", 4), ("A", 4)))
    first, again = plan.sections
    plan = replace(plan, sections=(first, replace(again, key=Key(2, "minor"))))
    assert returns(brief_piece(plan).bars) == [None] * 8


def test_an_answer_begins_as_its_question(make_plan: PlanMaker) -> None:
    assert returns(brief_piece(make_plan(form=(("A", 8),))).bars)[4:] == [0, 1, None, None]


def test_only_inner_bars_of_what_was_heard_vary(make_plan: PlanMaker) -> None:
    varied = set()
    for seed in range(40):
        briefs = brief_piece(make_plan(form=FORM, seed=seed)).bars
        varied |= {brief.number for brief in briefs if brief.is_varied}
    assert varied == {11, 12}


def test_about_a_third_of_them_vary(make_plan: PlanMaker) -> None:
    plans = [make_plan(form=(("A", 8), ("B", 8), ("A", 8)), seed=seed) for seed in range(60)]
    inner = [
        brief
        for plan in plans
        for brief in brief_piece(plan).bars[16:]
        if brief.returns is not None
    ]
    assert 0.1 < sum(brief.is_varied for brief in inner) / len(inner) < 0.35


def test_an_introduction_foretells_the_first_theme(make_plan: PlanMaker) -> None:
    briefs = brief_piece(make_plan(form=FORM)).bars
    assert [brief.foretells for brief in briefs[:3]] == [2, None, None]
    longer = brief_piece(make_plan(form=(("introduction", 4), ("A", 4), ("ending", 1)))).bars
    assert [brief.foretells for brief in longer[:4]] == [4, 5, 6, None]


def test_the_music_climbs_to_its_climax_and_the_mean_stays(make_plan: PlanMaker) -> None:
    piece = brief_piece(make_plan(form=FORM))
    lifts = [brief.section.lift for brief in piece.bars]
    assert sum(lifts) == pytest.approx(0, abs=0.1)
    peak = next(section for section in piece.sections if section.is_climax)
    assert peak.lift == max(section.lift for section in piece.sections)
    assert 0.45 < (peak.first_bar + peak.end_bar) / 2 / piece.n_bars < 0.8
    assert peak.manner.density > piece.sections[0].manner.density


def test_a_metre_that_nobody_composes_in_is_refused(make_plan: PlanMaker) -> None:
    with pytest.raises(CompositionError, match="5/4"):
        brief_piece(make_plan(metre=Metre(5, 4)))


def test_a_theme_is_recalled_in_the_other_mode(make_plan: PlanMaker) -> None:
    plan = make_plan(form=(("A", 4), ("B", 4), ("A", 4)))
    minor = replace(plan.sections[2], key=Key(plan.key.tonic, "minor"))
    bars = brief_piece(replace(plan, sections=(*plan.sections[:2], minor))).bars
    assert [bar.recalls for bar in bars[8:]] == [0, 1, 2, None]
    assert all(bar.returns is None for bar in bars[8:10])
    assert all(bar.recalls is None for bar in bars[:8])


def test_the_climax_is_fuller_and_its_tune_busier(make_plan: PlanMaker) -> None:
    piece = brief_piece(make_plan(form=(("introduction", 2), ("A", 8), ("B", 8), ("A", 8))))
    ordered = sorted(piece.sections, key=lambda section: section.intensity)
    for name in ("density", "melody_density", "fullness"):
        heard = [getattr(section.manner, name) for section in ordered]
        assert heard == sorted(heard), name
    quiet, loud = ordered[0].manner, ordered[-1].manner
    assert loud.melody_density / quiet.melody_density < loud.density / quiet.density
    assert loud.fullness / quiet.fullness == pytest.approx(loud.density / quiet.density)


def test_the_tune_s_range_holds_every_section_s(make_plan: PlanMaker) -> None:
    plan = make_plan(form=(("A", 4), ("B", 4), ("A", 4)))
    low, high = plan.sections[0], plan.sections[1]
    high = replace(high, expression=replace(high.expression, register=80.0))
    plan = replace(plan, sections=(low, high, low))
    wide, narrow = brief_piece(plan), brief_piece(make_plan(form=(("A", 4), ("B", 4), ("A", 4))))
    spans = [
        max(s.compass[1] + s.octave_shift for s in piece.sections)
        - min(s.compass[0] + s.octave_shift for s in piece.sections)
        for piece in (wide, narrow)
    ]
    assert spans[0] >= spans[1] + 8
    assert spans[1] == 20
