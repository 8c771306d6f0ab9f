"""An orchestra's percussion, hand percussion, and who plays instead of whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from engine.composition.plan import Plan
from engine.composition.planning.brief import PieceBrief
from engine.composition.planning.briefing import brief_piece
from engine.composition.playing.grooves import GROOVES
from engine.composition.playing.kit import let_drummers_play, play_groove, play_orchestral
from engine.composition.score import Chord, Metre, Note, Score, Track

MakePlan = Callable[..., Plan]
FORM = (("introduction", 4), ("A", 8), ("B", 3), ("ending", 4))
CYMBAL, CONCERT_BASS = 59, 36


def brief_of(make_plan: MakePlan, velocity: float = 80.0, metre: Metre = Metre(4, 4)) -> PieceBrief:  # noqa: B008
    brief = brief_piece(make_plan("Q1", FORM, metre=metre))
    sections = tuple(
        replace(s, expression=replace(s.expression, velocity=velocity)) for s in brief.sections
    )
    return replace(brief, sections=sections)


def score_of(brief: PieceBrief, root: int = 2) -> Score:
    bar = brief.metre.ticks_per_bar
    chords = tuple(Chord(n * bar, bar, root) for n in range(brief.n_bars))
    tune = Track("melody", 0, (Note(0, bar, 72, 64),))
    old = Track("drums", 25, (Note(0, 6, 38, 64),))
    return Score(brief.key, brief.metre, brief.n_bars, brief.tempos, brief.score_sections, chords,
                 (tune, old))  # fmt: skip


def drums_of(score: Score | None) -> tuple[Note, ...]:
    assert score is not None
    [track] = [track for track in score.tracks if track.is_drum]
    return track.notes


def timpani(notes: tuple[Note, ...]) -> list[Note]:
    return [note for note in notes if 41 <= note.pitch <= 53]


def test_new_drums_take_the_place_of_old_ones_with_their_kit(make_plan: MakePlan) -> None:
    brief = brief_of(make_plan)
    score = score_of(brief)
    for played, kit in (
        (let_drummers_play(score, brief, ("rock",), kit=16), 16),
        (play_groove(score, brief, GROOVES["strong"]["4/4"], kit=24), 24),
        (play_orchestral(score, brief), 48),
    ):
        assert played is not None
        assert [(t.role, t.program) for t in played.tracks] == [("melody", 0), ("drums", kit)]
        notes = drums_of(played)
        assert list(notes) == sorted(notes, key=lambda note: (note.start, note.pitch))
    silent = play_groove(score, brief, ())
    assert [track.role for track in silent.tracks] == ["melody"]


def test_nobody_plays_where_no_drummer_knows_the_style(make_plan: MakePlan) -> None:
    brief = brief_of(make_plan)
    assert let_drummers_play(score_of(brief), brief, ("minuet",)) is None


def test_only_the_sections_that_are_written_are_played(make_plan: MakePlan) -> None:
    brief = brief_of(make_plan)
    whole = score_of(brief)
    beginning = replace(
        whole, n_bars=12, sections=whole.sections[:2], chords=whole.chords[:12],
        tempos=tuple(t for t in whole.tempos if t.tick < 12 * 96),
    )  # fmt: skip
    for play in (
        lambda score: let_drummers_play(score, brief, ("rock",)),
        lambda score: play_groove(score, brief, GROOVES["strong"]["4/4"]),
        lambda score: play_orchestral(score, brief),
    ):
        notes = drums_of(play(beginning))
        assert {2, 11} <= {note.start // 96 for note in notes} | {2} <= set(range(2, 12))
        assert notes == tuple(n for n in drums_of(play(whole)) if n.start < 12 * 96)


def test_hands_play_in_the_bars_of_the_drummer_and_softer(make_plan: MakePlan) -> None:
    brief = brief_of(make_plan)
    grid = (("kick", "x.......x......."), ("conga", "X...x...o......."))
    notes = drums_of(let_drummers_play(score_of(brief), brief, ("latin",), grid))
    hands = [note for note in notes if note.pitch == 63]
    kit = [note for note in notes if note.pitch != 63]
    assert {n.start // 96 for n in hands} == {n.start // 96 for n in kit}
    assert {n.start % 96 for n in hands} == {0, 24, 48}
    accents = [next(n.velocity for n in hands if n.start % 96 == place) for place in (0, 24, 48)]
    assert accents[0] >= accents[1] + 10
    assert accents[1] >= accents[2] + 18
    assert 60 < accents[1] < 80
    assert {note.duration for note in hands} == {6}


def test_timpani_keep_to_tonic_and_fifth_within_their_compass(make_plan: MakePlan) -> None:
    brief = brief_of(make_plan)  # in D
    for root, heard in ((2, {2}), (9, {2, 9}), (7, {2}), (4, {2})):
        drums = timpani(drums_of(play_orchestral(score_of(brief, root), brief)))
        assert {note.pitch % 12 for note in drums} == heard
        assert all(41 <= note.pitch <= 52 for note in drums)


def test_timpani_are_sparse_and_mark_the_bar_lines_most(make_plan: MakePlan) -> None:
    brief = brief_of(make_plan)
    drums = timpani(drums_of(play_orchestral(score_of(brief), brief)))
    body = [n for n in drums if 4 * 96 <= n.start < 11 * 96]
    for bar in range(4, 11):
        own = [n for n in body if n.start // 96 == bar]
        assert len(own) <= 3
        assert {n.start % 96 for n in own} <= {0, 48, 72, 84}
        if own:
            assert own[0].start % 96 == 0
            assert [n.velocity for n in own] == sorted((n.velocity for n in own), reverse=True)
            assert own[0].velocity < 80
    assert [n.start for n in body if n.start // 96 == 4] == [4 * 96]  # it begins with one stroke
    assert (
        len({tuple(n.start % 96 for n in body if n.start // 96 == bar) for bar in range(4, 11)}) > 1
    )


def test_a_section_is_opened_by_cymbal_and_bass_drum_except_the_first(make_plan: MakePlan) -> None:
    brief = brief_of(make_plan)
    notes = drums_of(play_orchestral(score_of(brief), brief))
    opened = [(n.start, n.duration, n.velocity) for n in notes if n.pitch == CONCERT_BASS]
    assert opened == [(96 * bar, 24, 84) for bar in (4, 12, 15)]
    cymbals = {n.start: n for n in notes if n.pitch == CYMBAL and n.duration == 48}
    assert sorted(cymbals) == [96 * bar for bar in (4, 12, 15)]
    assert {note.velocity for note in cymbals.values()} == {80}


def test_rolls_lead_out_of_long_sections_and_swell(make_plan: MakePlan) -> None:
    brief = brief_of(make_plan)
    notes = drums_of(play_orchestral(score_of(brief), brief))
    rolled = {n.start // 96 for n in notes if n.duration == 3}
    assert rolled == {3, 11}  # not out of three bars, nor out of the last
    roll = [n for n in notes if n.duration == 3 and n.start // 96 == 11]
    assert [n.start for n in roll] == list(range(11 * 96, 12 * 96, 3))
    loud = [n.velocity for n in roll]
    assert loud == sorted(loud)
    assert loud[0] <= 45
    assert 78 <= loud[-1] <= 85
    swell = [n for n in notes if n.pitch == CYMBAL and n.start // 96 == 11]
    assert [n.start for n in swell] == list(range(11 * 96 + 48, 12 * 96, 6))
    assert all(s.velocity < r.velocity - 8 for s in swell for r in roll if s.start == r.start)


def test_an_introduction_waits_for_half_its_bars(make_plan: MakePlan) -> None:
    brief = brief_of(make_plan)
    first = [
        min(n.start for n in drums_of(play_orchestral(score_of(brief), replace(brief, seed=seed))))
        for seed in range(8)
    ]
    assert min(first) == 2 * 96


@pytest.mark.parametrize(("velocity", "limit"), [(135.0, 124), (16.0, 12)])
def test_percussion_keeps_to_what_can_be_played(
    make_plan: MakePlan, velocity: float, limit: int
) -> None:
    brief = brief_of(make_plan, velocity)
    heard = {note.velocity for note in drums_of(play_orchestral(score_of(brief), brief))}
    assert limit in heard
    assert 12 <= min(heard) <= max(heard) <= 124


def test_a_style_s_grid_chooses_who_plays_by_all_its_drums(make_plan: MakePlan) -> None:
    brief = brief_of(make_plan)

    def share(groove: tuple[tuple[str, str], ...], pitches: set[int], places: set[int]) -> float:
        notes = drums_of(let_drummers_play(score_of(brief), brief, ("rock", "pop", "funk"), groove))
        own = [n.start % 96 // 6 for n in notes if n.pitch in pitches]
        return sum(place in places for place in own) / max(len(own), 1)

    halves = (("kick", "x..............."), ("snare", "........x......."))
    backbeat = (("kick", "x.......x......."), ("snare", "....x.......x..."))
    snares = {37, 38, 39, 40}
    assert share(halves, snares, {8}) > share(backbeat, snares, {8})
    assert share(backbeat, snares, {4, 12}) > share(halves, snares, {4, 12})
