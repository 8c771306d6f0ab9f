"""How a section is accompanied: how full, in which figure, and where it rests."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

import pytest

from engine.composition.draft import Draft
from engine.composition.planning.manner import Manner
from engine.composition.playing.bass import BASS_RHYTHMS
from engine.composition.playing.figures import MOST_ONSETS
from engine.composition.playing.texture import (
    Habits,
    Passage,
    Texture,
    choose_texture,
    cut_passage,
)
from engine.composition.score import Chord, Metre, Note
from tests.engine.composition.playing.test_accompaniment import (
    BAR,
    COLUMNS,
    PlanMaker,
    passage_of,
    section_of,
)

MOODS = ["Q1", "Q2", "Q3", "Q4"]
EVEN = Habits("broken", "alberti", "rolling", walks=False, pushes=False)


def manner_of(make_plan: PlanMaker, mood: str) -> Manner:
    return section_of(make_plan, mood).manner


def onsets(passage: Passage, texture: Texture) -> int:
    """Moments at which something begins, the slow way."""
    found = {n.start // 6 for n in passage.melody} | {c.start // 6 for c in passage.chords}
    for column in range(passage.first_column, passage.held_from):
        is_resting = passage.rests(column)
        for rhythm, relaxed in (
            (texture.rhythm, texture.relaxed), (texture.bass_rhythm, texture.bass_relaxed),
        ):  # fmt: skip
            if column % COLUMNS in (relaxed if is_resting else rhythm):
                found.add(column)
    return len(found)


def dense(passage: Passage, density: float) -> Passage:
    section = passage.section
    manner = replace(section.manner, density=density)
    return replace(passage, section=replace(section, manner=manner))


@pytest.mark.parametrize("mood", MOODS)
def test_the_more_is_asked_for_the_more_is_played_and_about_so_much(
    make_plan: PlanMaker, mood: str
) -> None:
    passage = passage_of(section_of(make_plan, mood))
    beats = 8 * 4
    played = []
    for density in (0.6, 1.0, 1.5, 2.0, 2.5, 3.0):
        asked = dense(passage, density)
        played.append(onsets(asked, choose_texture(asked, EVEN)) / beats)
        if density <= 2.0:
            assert played[-1] == pytest.approx(1.08 * density, abs=0.35)
    assert played == sorted(played)
    assert played[-1] > 2 * played[0]


@pytest.mark.parametrize("metre", [Metre(4, 4), Metre(3, 4), Metre(6, 8)])
@pytest.mark.parametrize("mood", MOODS)
def test_a_figure_is_never_played_faster_than_it_bears(
    make_plan: PlanMaker, mood: str, metre: Metre
) -> None:
    bar = metre.ticks_per_bar
    for density in (0.5, 1.5, 2.5, 4.0):
        for home in ("sustained", "pulse", "offbeat", "rolling", "restless"):
            habits = replace(EVEN, home=home)  # type: ignore[arg-type]
            section = replace(section_of(make_plan, mood), n_heard=0, contrasts=False)
            chords = tuple(Chord(n * bar, bar, 2) for n in range(2, 10))
            passage = dense(Passage(section, metre, chords, ()), density)
            texture = choose_texture(passage, habits)
            assert len(texture.rhythm) <= MOST_ONSETS[texture.figure]
            assert texture.figure in (home, "broken", "sustained")
            assert max(texture.rhythm) < bar // 6
            assert len(texture.relaxed) <= len(texture.rhythm)
            assert texture.relaxed[0] == texture.rhythm[0] == 0
            assert texture.bass_relaxed == BASS_RHYTHMS[section.manner.resting_bass][str(metre)]
            if len(texture.rhythm) == 1:
                assert texture.figure == "sustained"  # one chord a bar is held


def test_only_sad_music_gathers_its_onsets_and_only_pushing_music_comes_before_the_beat(
    make_plan: PlanMaker,
) -> None:
    def rhythms(mood: str, habits: Habits) -> set[tuple[int, ...]]:
        passage = passage_of(section_of(make_plan, mood), None)
        densities = [n / 4 for n in range(2, 9)]
        return {choose_texture(dense(passage, d), habits).rhythm for d in densities}

    def mean_place(found: set[tuple[int, ...]]) -> float:
        places = [place for rhythm in found for place in rhythm if len(rhythm) in (3, 4)]
        return sum(places) / len(places)

    pushing = replace(EVEN, pushes=True)
    assert mean_place(rhythms("Q3", EVEN)) < mean_place(rhythms("Q4", EVEN)) - 2
    assert rhythms("Q4", pushing) == rhythms("Q4", EVEN)  # calm music never pushes
    assert rhythms("Q3", pushing) == rhythms("Q3", EVEN)
    assert rhythms("Q1", pushing) != rhythms("Q1", EVEN)
    on_beat = [r for r in rhythms("Q1", EVEN) if len(r) == 4]
    assert all(place % 4 == 0 for rhythm in on_beat for place in rhythm)
    assert any(place % 4 for r in rhythms("Q1", pushing) for place in r if 3 <= len(r) <= 4)


def test_habits_are_three_figures_of_the_mood_and_the_bass_s_ways_are_drawn(
    make_plan: PlanMaker,
) -> None:
    for mood in MOODS:
        manner = manner_of(make_plan, mood)
        drawn = [Habits.choose(manner, random.Random(seed)) for seed in range(200)]
        for habits in drawn:
            figures = {habits.home, habits.again, habits.away}
            assert len(figures) == 3
            assert figures <= set(manner.figures)
        shares = Counter[str]()
        for habits in drawn:
            shares.update(name for name in ("walks", "pushes", "insists") if getattr(habits, name))
        assert 0.5 < shares["walks"] / 200 < 0.7
        assert 0.4 < shares["pushes"] / 200 < 0.6
        assert (0.38 < shares["insists"] / 200 < 0.62) == manner.is_tense
        if not manner.is_tense:
            assert shares["insists"] == 0


def test_a_theme_that_comes_back_is_clothed_anew_every_other_time(make_plan: PlanMaker) -> None:
    passage = passage_of(section_of(make_plan, "Q1"))

    def figure(**changed: object) -> str:
        section = replace(passage.section, **changed)  # type: ignore[arg-type]
        return EVEN.figure(replace(passage, section=section))

    heard = [figure(n_heard=n, contrasts=False) for n in range(4)]
    assert heard == ["broken", "alberti"] * 2
    assert {figure(n_heard=n, contrasts=True) for n in range(4)} == {"rolling"}


def test_a_bass_pushes_by_habit(make_plan: PlanMaker) -> None:
    manner = replace(manner_of(make_plan, "Q1"), basses=("steady", "bouncing"))
    assert EVEN.bass_rhythm(manner) == "steady"
    assert replace(EVEN, pushes=True).bass_rhythm(manner) == "bouncing"


@pytest.mark.parametrize(
    ("n_bars", "resting"), [(3, {2}), (8, {3, 7}), (9, {3, 6, 8}), (10, {3, 7, 9})]
)
def test_music_rests_where_a_phrase_closes(
    make_plan: PlanMaker, n_bars: int, resting: set[int]
) -> None:
    passage = passage_of(section_of(make_plan, "Q1", n_bars=n_bars))
    first = passage.first_column
    columns = range(first, passage.end_column)
    assert {(c - first) // COLUMNS for c in columns if passage.rests(c)} == resting
    assert passage.columns((0, 4), (8,)) == [
        c for c in columns if c % COLUMNS in ((8,) if passage.rests(c) else (0, 4))
    ]


def test_an_introduction_rests_first_and_then_begins(make_plan: PlanMaker) -> None:
    passage = passage_of(section_of(make_plan, "Q1", "introduction", 5))
    assert [passage.rests(COLUMNS * bar) for bar in range(5)] == [True, True, False, False, False]


def test_the_last_bar_is_struck_no_more(make_plan: PlanMaker) -> None:
    passage = passage_of(replace(section_of(make_plan, "Q1"), is_last=True))
    struck = passage.columns(range(16), range(16))
    assert struck == list(range(2 * COLUMNS, 9 * COLUMNS))


def test_a_passage_has_the_chords_and_the_tune_of_its_bars_alone(make_plan: PlanMaker) -> None:
    section = section_of(make_plan, "Q1", n_bars=2)
    section = replace(section, first_bar=2, n_bars=2)
    chords = [Chord(0, 2 * BAR, 0), Chord(2 * BAR, 48, 5), Chord(2 * BAR + 48, 2 * BAR, 7),
              Chord(4 * BAR + 48, 48, 9)]  # fmt: skip
    melody = [Note(n * 48, 48, 60 + n, 64) for n in range(10)]
    passage = cut_passage(Draft(5, chords, melody), section, Metre(4, 4))
    assert [(c.start, c.end, c.root) for c in passage.chords] == [
        (2 * BAR, 2 * BAR + 48, 5), (2 * BAR + 48, 4 * BAR, 7),
    ]  # fmt: skip
    assert [note.pitch for note in passage.melody] == [64, 65, 66, 67]
    held = cut_passage(Draft(5, chords, melody), replace(section, first_bar=1), Metre(4, 4))
    assert (held.chords[0].start, held.chords[0].end) == (BAR, 2 * BAR)
    last = cut_passage(Draft(5, chords, melody), replace(section, is_last=True), Metre(4, 4))
    assert last.chords[-1].end == 4 * BAR + 48  # what rings at the end rings on
