"""Drums: who plays, what comes back, where fills stand."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from engine.composition.grid import METRES
from engine.composition.planning.briefing import brief_piece
from engine.composition.playing.drummers import even, find_bar, list_takes
from engine.composition.playing.drums import STYLES, drum_section, play_drums
from engine.composition.playing.kit import let_drummers_play, play_orchestral
from engine.composition.score import Chord, Metre, Note, Score
from engine.composition.styles.cards import list_styles

if TYPE_CHECKING:
    from tests.engine.composition.conftest import PlanMaker

TOMS = {41, 43, 45, 47, 48, 50}
FORM = (("introduction", 4), ("A", 8), ("B", 8), ("A", 8))


def in_bars(notes: Sequence[Note], length: int) -> dict[int, list[tuple[int, int]]]:
    bars: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for note in notes:
        bars[note.start // length].append((note.start % length, note.pitch))
    return bars


def test_drums_play_only_where_music_moves(make_plan: PlanMaker) -> None:
    for mood, plays in (("Q1", True), ("Q4", False)):
        plan = make_plan(mood, (("A", 4), ("ending", 1)))
        sections = brief_piece(plan).sections
        assert bool(play_drums(sections[0], plan.metre, plan.seed)) is plays
        assert play_drums(sections[-1], plan.metre, plan.seed) == []


@pytest.mark.parametrize("metre", METRES)
def test_there_are_drummers_for_every_metre_that_is_composed(
    make_plan: PlanMaker, metre: Metre
) -> None:
    plan = make_plan("Q2", FORM, metre=metre)
    for section in brief_piece(plan).sections:
        notes = play_drums(section, metre, plan.seed)
        first, end = (bar * metre.ticks_per_bar for bar in (section.first_bar, section.end_bar))
        last = end - metre.ticks_per_bar if section.is_last else end
        assert notes
        assert all(first <= note.start < last for note in notes)
        if section.is_introduction:
            assert min(note.start for note in notes) >= (first + end) // 2


def test_a_hundred_bars_hold_many_patterns(make_plan: PlanMaker) -> None:
    shares = []
    for seed in range(6):
        plan = make_plan("Q1", (("A", 16), ("B", 16), ("A", 16), ("B", 16)), seed=seed)
        notes = [
            note
            for section in brief_piece(plan).sections
            for note in play_drums(section, plan.metre, plan.seed)
        ]
        bars = in_bars(notes, plan.metre.ticks_per_bar)
        shares.append(len({tuple(sorted(bar)) for bar in bars.values()}) / len(bars))
    assert statistics.mean(shares) > 0.12


def test_fills_stand_at_the_ends_of_sections(make_plan: PlanMaker) -> None:
    """Toms tell a fill: the mean of many drummers shows where they are."""
    last, others = [], []
    for seed in range(20):
        plan = make_plan("Q1", (("A", 8), ("B", 8), ("A", 8)), seed=seed)
        for section in brief_piece(plan).sections[:2]:
            bars = in_bars(play_drums(section, plan.metre, seed), plan.metre.ticks_per_bar)
            for number, bar in bars.items():
                toms = sum(pitch in TOMS for _, pitch in bar)
                (last if number == section.end_bar - 1 else others).append(toms)
    assert statistics.mean(last) > 2 + statistics.mean(others)


def test_what_comes_back_is_played_by_the_same_drummer(make_plan: PlanMaker) -> None:
    plan = make_plan("Q1", (("A", 8), ("B", 8), ("A", 8), ("ending", 1)))
    first, _, again, _ = brief_piece(plan).sections
    bar = plan.metre.ticks_per_bar
    one, other = (
        {tuple(sorted(p)) for p in in_bars(play_drums(s, plan.metre, plan.seed), bar).values()}
        for s in (first, again)
    )
    assert len(one & other) >= 5


def test_loud_sections_have_loud_drums(make_plan: PlanMaker) -> None:
    plan = make_plan("Q1", (("A", 8),))
    section = brief_piece(plan).sections[0]
    means = []
    for velocity in (50.0, 90.0):
        asked = replace(section, expression=replace(section.expression, velocity=velocity))
        notes = drum_section(asked, plan.metre, 1, ("rock",))
        assert notes
        means.append(statistics.mean(note.velocity for note in notes))
    assert means[1] > means[0] + 25


def test_swinging_drums_are_written_even(make_plan: PlanMaker) -> None:
    plan = make_plan("Q1", (("A", 8),))
    section = brief_piece(plan).sections[0]
    notes = drum_section(section, plan.metre, 1, ("jazz/swing",), swing=0.66)
    assert notes
    assert not any(note.start % 24 in (8, 16) for note in notes)
    straight = drum_section(section, plan.metre, 1, ("rock",))
    assert straight
    assert sum(note.start % 24 in (8, 16) for note in straight) < 0.2 * len(straight)


def test_every_style_of_drummers_that_is_named_is_in_the_library() -> None:
    known = {take.style for take in list_takes() if not take.is_fill}
    assert {style for styles in STYLES.values() for style in styles} <= known
    for card in list_styles():
        assert set(card.drummers) <= known, card.name


def test_a_bar_of_the_library_is_found_by_its_strokes() -> None:
    take = next(t for t in list_takes() if t.style == "funk")
    bar = take.bar(3)
    found = find_bar((stroke.tick, stroke.pitch) for stroke in reversed(bar))
    assert found is not None
    assert {s[:2] for s in found} == {s[:2] for s in bar}
    assert any(abs(stroke.late) > 0.003 for stroke in found)
    assert find_bar([(1, 36)]) is None


def _empty(plan: object, brief: object) -> Score:
    bars = sum(section.n_bars for section in brief.score_sections)  # type: ignore[attr-defined]
    length = plan.metre.ticks_per_bar * bars  # type: ignore[attr-defined]
    return Score(
        brief.key, plan.metre, bars, brief.tempos, brief.score_sections,  # type: ignore[attr-defined]
        (Chord(0, length, brief.key.tonic),), (),  # type: ignore[attr-defined]
    )  # fmt: skip


def test_the_grid_of_a_style_chooses_drummers_that_play_so(make_plan: PlanMaker) -> None:
    plan = make_plan("Q1", FORM)
    brief = brief_piece(plan)
    disco = (("kick", "X...X...X...X..."), ("snare", "....X.......X..."))
    played = let_drummers_play(_empty(plan, brief), brief, ("dance/disco",), disco)
    assert played
    drums = played.track("drums")
    assert drums
    kicks = in_bars([n for n in drums.notes if n.pitch == 36], 96)
    on_beats = [{0, 24, 48, 72} <= {t for t, _ in bar} for bar in kicks.values()]
    assert sum(on_beats) > 0.7 * len(on_beats)


def test_hand_percussion_plays_what_its_grid_says(make_plan: PlanMaker) -> None:
    plan = make_plan("Q1", FORM)
    brief = brief_piece(plan)
    clave = (("clave", "x..x..x...x.x..."),)
    played = let_drummers_play(_empty(plan, brief), brief, ("latin",), clave)
    assert played
    drums = played.track("drums")
    assert drums
    strokes = in_bars([n for n in drums.notes if n.pitch == 75], 96)
    assert len(strokes) > 15
    assert all({t for t, _ in bar} == {0, 18, 36, 60, 72} for bar in strokes.values())


def test_timpani_roll_and_grow_into_the_next_section(make_plan: PlanMaker) -> None:
    plan = make_plan("Q1", FORM)
    brief = brief_piece(plan)
    drums = play_orchestral(_empty(plan, brief), brief).track("drums")
    assert drums
    assert drums.program == 48
    bar = plan.metre.ticks_per_bar
    for section in brief.sections[1:-1]:
        first, end = (section.end_bar - 1) * bar, section.end_bar * bar
        roll = [n for n in drums.notes if first <= n.start < end and 41 <= n.pitch <= 53]
        assert len(roll) > 20
        assert roll[-1].velocity > roll[0].velocity + 20
        assert {n.pitch % 12 for n in roll} == {section.key.tonic}
    cymbals = {n.start for n in drums.notes if n.pitch == 59}
    assert {section.first_bar * bar for section in brief.sections[1:]} <= cymbals


_LATE = sorted({
    take.style
    for take in list_takes()
    if take.metre == Metre(4, 4) and ((take.hits[:, 0] > 72) & (take.hits[:, 1] == 49)).any()
})  # fmt: skip
"""Styles in which a crash, which rings for a beat, is struck in the last one of a bar."""


def test_no_stroke_reaches_into_a_section_that_is_not_written_yet(make_plan: PlanMaker) -> None:
    plan = make_plan("Q1", (("A", 4), ("B", 4)))
    section = brief_piece(plan).sections[0]
    assert _LATE
    for style in _LATE:
        for seed in range(12):
            notes = drum_section(section, plan.metre, seed, (style,)) or []
            assert all(note.end <= section.end_bar * plan.metre.ticks_per_bar for note in notes)


def test_triplets_are_written_as_the_nearest_even_strokes_and_all_else_stays() -> None:
    for tick in range(4 * 24):
        written = even(tick)
        if tick % 24 in (8, 16):
            assert written % 6 == 0
            assert abs(written - tick) <= 4
            assert written // 24 == tick // 24
        else:
            assert written == tick
    assert even(8) < even(16)
