"""Beats written as grids: what stays, what varies, where they fill and rest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from engine.composition.plan import Plan
from engine.composition.planning.brief import SectionBrief
from engine.composition.planning.briefing import brief_piece
from engine.composition.playing.grooves import GROOVES, groove_section
from engine.composition.score import Metre, Note

MakePlan = Callable[..., Plan]
COMMON = Metre(4, 4)
STRONG = GROOVES["strong"]["4/4"]
KICK, SNARE, CLOSED, TOM = 36, 38, 42, 45


def section_of(make_plan: MakePlan, name: str = "A", n_bars: int = 16) -> SectionBrief:
    plan = make_plan("Q1", ((name, n_bars), ("B", 2)))
    section = brief_piece(plan).sections[0]
    return replace(section, expression=replace(section.expression, velocity=80.0))


def bars_of(notes: list[Note], metre: Metre = COMMON) -> dict[int, list[Note]]:
    bars: dict[int, list[Note]] = {}
    for note in notes:
        bars.setdefault(note.start // metre.ticks_per_bar, []).append(note)
    return bars


def columns(bar: list[Note], pitch: int) -> list[int]:
    return sorted(note.start % 96 // 6 for note in bar if note.pitch == pitch)


def test_every_other_bar_is_as_written(make_plan: MakePlan) -> None:
    bars = bars_of(groove_section(section_of(make_plan), COMMON, 1, STRONG))
    assert sorted(bars) == list(range(16))
    for number in range(0, 15, 2):
        assert columns(bars[number], KICK) == [0, 6, 8]
        assert columns(bars[number], SNARE) == [4, 12]
        assert columns(bars[number], CLOSED) == list(range(0, 16, 2))


@pytest.mark.parametrize("seed", range(5))
def test_the_others_add_softly_between_and_leave_out_one_that_keeps_time(
    make_plan: MakePlan, seed: int
) -> None:
    bars = bars_of(groove_section(section_of(make_plan), COMMON, seed, STRONG))
    varied = [bars[number] for number in range(1, 15, 2)]
    assert len({tuple((n.start % 96, n.pitch) for n in bar) for bar in varied}) > 3
    for bar in varied:
        for pitch, written in ((KICK, {0, 6, 8}), (SNARE, {4, 12})):
            added = set(columns(bar, pitch)) - written
            assert written <= set(columns(bar, pitch))
            assert len(added) <= 1
            assert all(column % 2 for column in added)
            soft = [n.velocity for n in bar if n.pitch == pitch and n.start % 96 // 6 in added]
            assert all(velocity < 60 for velocity in soft)
        hats = set(columns(bar, CLOSED))
        gone = set(range(0, 16, 2)) - hats
        assert len(gone) <= 1
        assert not gone & {0, 4, 8, 12}  # the beats are kept
        assert len(hats - set(range(0, 16, 2))) <= 1


def test_what_is_varied_is_varied_as_often_as_not(make_plan: MakePlan) -> None:
    n_kicks, n_gone, n_bars = 0, 0, 0
    for seed in range(12):
        bars = bars_of(groove_section(section_of(make_plan), COMMON, seed, STRONG))
        for number in range(1, 15, 2):
            n_bars += 1
            n_kicks += len(columns(bars[number], KICK)) > 3
            n_gone += not set(range(0, 16, 2)) <= set(columns(bars[number], CLOSED))
    assert 0.25 < n_kicks / n_bars < 0.55
    assert 0.35 < n_gone / n_bars < 0.65


def test_a_section_ends_with_a_fill_of_snare_and_tom_over_its_kick(make_plan: MakePlan) -> None:
    bars = bars_of(groove_section(section_of(make_plan, n_bars=5), COMMON, 1, STRONG))
    last = bars[4]
    assert [column for column in columns(last, SNARE) if column >= 12] == [12, 13]
    assert columns(last, TOM) == [14, 15]
    assert not [column for column in columns(last, CLOSED) if column >= 12]
    assert {0, 6, 8} <= set(columns(last, KICK))
    assert not any(columns(bars[number], TOM) for number in range(4))
    toms = [note.velocity for note in last if note.pitch == TOM]
    assert toms[0] > toms[1]


def test_short_sections_and_beats_without_a_snare_do_not_fill(make_plan: MakePlan) -> None:
    short = groove_section(section_of(make_plan, n_bars=3), COMMON, 1, STRONG)
    four = groove_section(section_of(make_plan, n_bars=4), COMMON, 1, STRONG)
    house = GROOVES["four on the floor"]["4/4"]
    without = groove_section(section_of(make_plan, n_bars=8), COMMON, 1, house)
    assert [any(n.pitch == TOM for n in notes) for notes in (short, four, without)] == [
        False, True, False,
    ]  # fmt: skip
    assert {0, 4, 8, 12} <= set(columns(bars_of(without)[7], KICK))


def test_drums_enter_halfway_and_rest_in_the_last_bar(make_plan: MakePlan) -> None:
    introduction = groove_section(section_of(make_plan, "introduction", 5), COMMON, 1, STRONG)
    assert sorted(bars_of(introduction)) == [2, 3, 4]
    last = replace(section_of(make_plan, n_bars=5), is_last=True)
    bars = bars_of(groove_section(last, COMMON, 1, STRONG))
    assert sorted(bars) == [0, 1, 2, 3]
    assert any(note.pitch == TOM for note in bars[3])


def test_a_later_section_begins_where_it_stands(make_plan: MakePlan) -> None:
    section = replace(section_of(make_plan, n_bars=4), first_bar=7)
    assert sorted(bars_of(groove_section(section, COMMON, 1, STRONG))) == [7, 8, 9, 10]


def test_marks_and_beats_are_heard_in_loudness(make_plan: MakePlan) -> None:
    grid = (
        ("kick", "X..............."),
        ("clap", "x...x.x........."),
        ("ride", "....o..........."),
    )
    [bar] = [b for n, b in bars_of(groove_section(section_of(make_plan), COMMON, 1, grid)).items()
             if n == 0]  # fmt: skip
    loud = {(note.pitch, note.start // 6): note.velocity for note in bar}
    assert loud[36, 0] >= loud[39, 0] + 10
    assert loud[39, 0] > loud[39, 4] > loud[39, 6]
    assert loud[51, 4] <= loud[39, 4] - 20
    assert {note.duration for note in bar} == {6}
    for velocity, limit in ((140.0, 124), (10.0, 12)):
        section = section_of(make_plan)
        asked = replace(section, expression=replace(section.expression, velocity=velocity))
        notes = groove_section(asked, COMMON, 1, grid)
        assert limit in {note.velocity for note in notes}
        assert all(12 <= note.velocity <= 124 for note in notes)


@pytest.mark.parametrize("metre", [Metre(3, 4), Metre(6, 8)])
def test_fills_stand_in_the_last_beat_of_other_metres_too(
    make_plan: MakePlan, metre: Metre
) -> None:
    section = section_of(make_plan, n_bars=6)
    notes = groove_section(section, metre, 1, GROOVES["strong"][str(metre)])
    toms = [note.start for note in notes if note.pitch == TOM]
    assert toms == [6 * 72 - 12, 6 * 72 - 6]
