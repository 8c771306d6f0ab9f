"""Bars in another order sound as they did, whatever lay across their borders."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from engine.composition.changing.rearranging import Rearrange, rearrange
from engine.composition.plan import Plan
from engine.composition.planning.tempos import tempo_course
from engine.composition.score import Chord, Excerpt, Key, Note, Score, Track
from engine.errors import OptionError

KEY = Key(2, "major")
FORM = (("A", 3), ("B", 4), ("C", 2))


@pytest.fixture
def plan(make_plan: Callable[..., Plan]) -> Plan:
    return make_plan("Q4", FORM)


@pytest.fixture
def score(plan: Plan) -> Score:
    """Nine bars that all differ, with notes and a chord that ring over bar lines."""
    bars = range(plan.n_bars)
    melody = [Note(96 * n + 24 * k, 24, 60 + 3 * n + k, 60 + n) for n in bars for k in range(3)]
    held = [Note(96 * n + 72, 48, 40 + n, 70) for n in bars[:-1]]  # into the next bar
    chords = [Chord(0, 96, 2), Chord(96, 192, 7), Chord(288, 300, 9), Chord(588, 276, 2)]
    excerpts = [Excerpt(96 * n, 96 * k, f"Song {n}", "", n) for n, k in ((0, 1), (2, 2), (7, 1))]
    return Score(
        KEY, plan.metre, plan.n_bars, tempo_course(plan), plan.score_sections, tuple(chords),
        (Track("melody", 73, tuple(melody)), Track("bass", 32, tuple(held))), tuple(excerpts),
    )  # fmt: skip


def heard(score: Score, bar: int, end: int) -> list[tuple[object, ...]]:
    """What sounds anew in a bar, by its place; nothing rings on after bar ``end``."""
    first, last = 96 * bar, 96 * (bar + 1)
    found: list[tuple[object, ...]] = []
    for track in score.tracks:
        found += [
            (track.role, n.start - first, min(n.end, 96 * end) - n.start, n.pitch, n.velocity)
            for n in track.notes
            if first <= n.start < last
        ]
    found += [
        ("chord", max(c.start, first) - first, min(c.end, last) - max(c.start, first), c.root)
        for c in score.chords
        if c.start < last and c.end > first
    ]
    return sorted(found, key=str)


ORDERS = [
    (range(9),),
    (range(3, 7), range(3)),
    (range(1), range(1), range(8, 9)),
    (range(5, 9), range(2, 5), range(1, 3), range(2)),
    (range(4, 6),),
]


@pytest.mark.parametrize("stretches", ORDERS)
def test_every_bar_sounds_as_the_bar_that_it_was(
    plan: Plan, score: Score, stretches: tuple[range, ...]
) -> None:
    _, changed = rearrange(plan, score, Rearrange(stretches))
    origins = [(bar, stretch.stop) for stretch in stretches for bar in stretch]
    assert changed.n_bars == len(origins)
    place = 0
    for stretch in stretches:
        place += len(stretch)
        for bar in stretch:
            new = place - len(stretch) + bar - stretch.start
            assert heard(changed, new, place) == heard(score, bar, stretch.stop)
    last = max(n.end for track in changed.tracks for n in track.notes)
    assert last <= changed.n_ticks
    assert sum(chord.duration for chord in changed.chords) == changed.n_ticks


@pytest.mark.parametrize("stretches", ORDERS)
def test_the_plan_has_the_sections_of_the_bars_that_are_played(
    plan: Plan, score: Score, stretches: tuple[range, ...]
) -> None:
    names = [name for name, n_bars in FORM for _ in range(n_bars)]
    new_plan, changed = rearrange(plan, score, Rearrange(stretches))
    wanted = [names[bar] for stretch in stretches for bar in stretch]
    assert [s.name for s in new_plan.sections for _ in range(s.n_bars)] == wanted
    assert changed.sections == new_plan.score_sections
    assert changed.tempos == tempo_course(new_plan)


def test_what_was_taken_from_a_song_goes_with_its_bars_if_all_of_it_does(
    plan: Plan, score: Score
) -> None:
    def works(*stretches: range) -> list[tuple[int, str]]:
        _, changed = rearrange(plan, score, Rearrange(stretches))
        return [(excerpt.start // 96, excerpt.work) for excerpt in changed.excerpts]

    assert works(range(9)) == [(0, "Song 0"), (2, "Song 2"), (7, "Song 7")]
    assert works(range(2, 4), range(1)) == [(0, "Song 2"), (2, "Song 0")]
    assert works(range(3, 8), range(3)) == [(4, "Song 7"), (5, "Song 0")]
    assert works(range(1, 2), range(1, 2)) == []


@pytest.mark.parametrize("stretch", [range(8, 10), range(-1, 2), range(3, 3), range(9, 12)])
def test_bars_that_are_not_there_are_refused(plan: Plan, score: Score, stretch: range) -> None:
    with pytest.raises(OptionError, match="not in the piece") as caught:
        rearrange(plan, score, Rearrange((range(2), stretch)))
    assert f"bars {stretch.start + 1} to {stretch.stop} " in str(caught.value)
    assert "between 1 and 9" in caught.value.hint


def test_a_song_may_grow_to_ten_minutes_and_no_further(plan: Plan, score: Score) -> None:
    most = int(600 / (score.duration / score.n_bars))
    _, longest = rearrange(plan, score, Rearrange((range(1),) * most))
    assert longest.n_bars == most
    with pytest.raises(OptionError, match="longer than 10 minutes"):
        rearrange(plan, score, Rearrange((range(1),) * (most + 1)))


def test_a_slower_part_fills_the_time_sooner(plan: Plan, score: Score) -> None:
    slow = replace(score, tempos=(replace(score.tempos[0], tempo=score.tempo / 2),))
    most = int(600 / (score.duration / score.n_bars))
    with pytest.raises(OptionError):
        rearrange(plan, slow, Rearrange((range(1),) * most))
