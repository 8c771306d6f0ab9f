"""Changes that need few new notes or none: instruments, parts, length and tempo of some bars."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from engine.composition.changing.editing import (
    Bend,
    Bring,
    Cut,
    Edit,
    Mute,
    Rearrange,
    Recast,
    Shorten,
    apply_edit,
)
from engine.composition.changing.likeness import likeness
from engine.composition.obedient import ObedientComposer
from engine.composition.plan import Plan
from engine.composition.score import Chord, Excerpt, Note, Score, TempoChange, Track
from engine.errors import CompositionError, OptionError
from engine.progress import Progress

Apply = Callable[[Plan, Score, Edit], tuple[Plan, Score]]


@pytest.fixture(scope="module")
def plan(make_plan: Callable[..., Plan]) -> Plan:
    return make_plan("Q1")


@pytest.fixture(scope="module")
def score(tiny_composer: ObedientComposer, plan: Plan) -> Score:
    return tiny_composer.compose(plan, Progress())


@pytest.fixture
def apply(tiny_composer: ObedientComposer) -> Apply:
    return lambda plan, score, edit: apply_edit(plan, score, edit, tiny_composer, Progress())


def starts(score: Score, role: str) -> list[int]:
    track = score.track(role)  # type: ignore[arg-type]
    return [note.start for note in track.notes] if track else []


def test_other_instruments_play_the_same_tune(apply: Apply, plan: Plan, score: Score) -> None:
    _, changed = apply(plan, score, Recast(melody=48, chords=48))
    assert [t.program for t in changed.tracks if t.role in ("melody", "chords")] == [48, 48]
    assert starts(changed, "melody") == starts(score, "melody")
    assert likeness(score, changed) > 0.95


def test_a_second_instrument_joins_in(apply: Apply, plan: Plan, score: Score) -> None:
    _, changed = apply(plan, score, Recast(second=42))
    second = changed.track("second")
    assert second is not None
    assert second.program == 42
    assert changed.track("melody") == score.track("melody")


def test_a_part_falls_silent_and_comes_back(apply: Apply, plan: Plan, score: Score) -> None:
    assert score.track("drums") is not None
    quiet_plan, quiet = apply(plan, score, Mute(frozenset({"drums"})))
    assert quiet.track("drums") is None
    assert quiet.track("melody") == score.track("melody")
    with pytest.raises(CompositionError, match="no drums"):
        apply(quiet_plan, quiet, Mute(frozenset({"drums"})))
    _, loud = apply(quiet_plan, quiet, Bring(frozenset({"drums"})))
    assert loud.track("drums") is not None
    assert loud.track("melody") == score.track("melody")


def test_what_plays_cannot_join_in_and_all_cannot_go(
    apply: Apply, plan: Plan, score: Score
) -> None:
    with pytest.raises(CompositionError, match="play already"):
        apply(plan, score, Bring(frozenset({"drums"})))
    with pytest.raises(CompositionError, match="nothing would be left"):
        apply(plan, score, Mute(frozenset({"melody", "chords", "bass", "drums"})))


def test_a_shorter_song_keeps_its_beginning_and_its_end(
    apply: Apply, plan: Plan, score: Score
) -> None:
    bar, length = score.duration / score.n_bars, score.metre.ticks_per_bar
    shorter_plan, shorter = apply(plan, score, Shorten(4 * bar))
    assert shorter.n_bars == score.n_bars - 4 == shorter_plan.n_bars
    first = [tick for tick in starts(score, "melody") if tick < 4 * length]
    assert [tick for tick in starts(shorter, "melody") if tick < 4 * length] == first
    ending = [tick for tick in starts(score, "chords") if tick >= score.n_ticks - length]
    assert [tick + 4 * length for tick in starts(shorter, "chords")][-len(ending) :] == ending


def test_a_song_of_few_bars_becomes_no_shorter(apply: Apply, plan: Plan, score: Score) -> None:
    short_plan, short = apply(plan, score, Shorten(1000))
    assert short.n_bars == 4
    with pytest.raises(CompositionError, match="as short as it can be"):
        apply(short_plan, short, Shorten(1000))


def test_bars_can_be_cut(apply: Apply, plan: Plan, score: Score) -> None:
    cut_plan, cut = apply(plan, score, Cut(range(2)))
    assert cut.n_bars == score.n_bars - 2
    assert cut_plan.sections[0].name == "A"
    with pytest.raises(OptionError, match="cannot be cut"):
        apply(plan, score, Cut(range(score.n_bars)))


def test_parts_change_places_and_come_twice_with_the_same_notes(
    apply: Apply, plan: Plan, score: Score
) -> None:
    bar, n_bars = score.metre.ticks_per_bar, score.n_bars
    edit = Rearrange((range(2, 4), range(2), range(2, 4), range(4, n_bars)))
    new_plan, new = apply(plan, score, edit)
    assert new.n_bars == new_plan.n_bars == n_bars + 2

    def tune(score: Score, bars: range) -> list[tuple[int, int]]:
        track = score.track("melody")
        assert track is not None
        start, stop = bars.start * bar, bars.stop * bar
        return [(n.start - start, n.pitch) for n in track.notes if start <= n.start < stop]

    second = tune(score, range(2, 4))
    assert second
    assert tune(new, range(2)) == tune(new, range(4, 6)) == second
    assert tune(new, range(2, 4)) == tune(score, range(2))
    assert tune(new, range(6, n_bars + 2)) == tune(score, range(4, n_bars))
    assert {n.start // (2 * bar) for n in new.tracks[0].notes if n.end > new.n_bars * bar} == set()
    with pytest.raises(OptionError, match="not in the piece"):
        apply(plan, score, Rearrange((range(n_bars + 1),)))
    with pytest.raises(OptionError, match="longer than 10 minutes"):
        apply(plan, score, Rearrange((range(n_bars),) * 100))


def test_some_bars_are_slower_and_the_others_as_before(
    apply: Apply, plan: Plan, score: Score
) -> None:
    bent_plan, bent = apply(plan, score, Bend(0.8, range(4, 6)))
    assert bent_plan == plan
    bar = score.metre.ticks_per_bar

    def tempo(score: Score, tick: int) -> float:
        return [change.tempo for change in score.tempos if change.tick <= tick][-1]

    assert tempo(bent, 4 * bar) == pytest.approx(0.8 * tempo(score, 4 * bar))
    assert tempo(bent, 6 * bar) == tempo(score, 6 * bar)
    assert tempo(bent, 0) == tempo(score, 0)
    with pytest.raises(OptionError, match="not in the piece"):
        apply(plan, score, Bend(0.8, range(90, 95)))


BAR = 96


def plain(plan: Plan, *notes: Note, **more: Any) -> Score:
    """A score of a plan with one line and a chord a bar."""
    tracks = (Track("melody", 0, notes),)
    chords = tuple(Chord(n * BAR, BAR, n % 12) for n in range(plan.n_bars))
    score = Score(plan.key, plan.metre, plan.n_bars, (TempoChange(0, plan.tempo),),
                  plan.score_sections, chords, tracks)  # fmt: skip
    return replace(score, **more)


def test_a_cut_closes_its_gap_and_nothing_rings_over_it(apply: Apply, plan: Plan) -> None:
    end = plan.n_bars * BAR
    notes = (Note(0, 6 * BAR, 60, 80), Note(3 * BAR, BAR, 62, 80), Note(5 * BAR, BAR, 64, 80),
             Note(end - BAR, BAR, 65, 80))  # fmt: skip
    over = Chord(2 * BAR, 4 * BAR, 7)
    chords = (Chord(0, 2 * BAR, 0), over, Chord(6 * BAR, end - 6 * BAR, 5))
    excerpts = (Excerpt(0, BAR, "One", "", 1), Excerpt(3 * BAR, BAR, "Two", "", 1),
                Excerpt(5 * BAR, BAR, "Three", "", 1))  # fmt: skip
    score = plain(plan, *notes, chords=chords, excerpts=excerpts)
    shorter_plan, shorter = apply(plan, score, Cut(range(3, 5)))
    assert shorter_plan.n_bars == shorter.n_bars == plan.n_bars - 2
    assert [(n.start, n.end, n.pitch) for n in shorter.tracks[0].notes] == [
        (0, 3 * BAR, 60), (3 * BAR, 4 * BAR, 64), (end - 3 * BAR, end - 2 * BAR, 65),
    ]  # fmt: skip
    assert [(c.start, c.end, c.root) for c in shorter.chords] == [
        (0, 2 * BAR, 0), (2 * BAR, 3 * BAR, 7), (3 * BAR, 4 * BAR, 7), (4 * BAR, end - 2 * BAR, 5),
    ]  # fmt: skip
    assert [(e.start, e.work) for e in shorter.excerpts] == [(0, "One"), (3 * BAR, "Three")]


@pytest.mark.parametrize(
    ("cut", "lengths"),
    [(range(2), {"A": 4, "B": 4}), (range(1, 3), {"introduction": 1, "A": 3}),
     (range(2, 6), {"introduction": 2, "B": 4}), (range(5, 8), {"A": 3, "B": 2})],
)  # fmt: skip
def test_sections_lose_the_bars_that_are_cut(
    apply: Apply, plan: Plan, cut: range, lengths: dict[str, int]
) -> None:
    shorter, score = apply(plan, plain(plan, Note(0, 24, 60, 80)), Cut(cut))
    found: dict[str, int] = {}
    for section in shorter.sections:
        found.setdefault(section.name, section.n_bars)
    assert lengths.items() <= found.items()
    assert ("introduction" in found) == (cut != range(2))
    assert shorter.score_sections == score.sections


@pytest.mark.parametrize("bars", [range(-1, 2), range(3, 3), range(4, 2), range(10, 30)])
def test_bars_that_are_not_there_are_neither_cut_nor_bent(
    apply: Apply, plan: Plan, bars: range
) -> None:
    score = plain(plan, Note(0, 24, 60, 80))
    for edit in (Cut(bars), Bend(0.8, bars)):
        with pytest.raises(OptionError, match=rf"bars {bars.start + 1} to {bars.stop}"):
            apply(plan, score, edit)
    with pytest.raises(OptionError, match="cannot be cut"):
        apply(plan, score, Cut(range(plan.n_bars)))


def test_bent_bars_keep_their_own_changes_and_the_rest_its_tempo(apply: Apply, plan: Plan) -> None:
    tempos = (TempoChange(0, 100), TempoChange(5 * BAR, 120), TempoChange(10 * BAR, 90))
    score = plain(plan, Note(0, 24, 60, 80), tempos=tempos)
    _, bent = apply(plan, score, Bend(0.5, range(4, 8)))
    assert [(c.tick // BAR, c.tempo) for c in bent.tempos] == [
        (0, 100), (4, 50), (5, 60), (8, 120), (10, 90),
    ]  # fmt: skip
    _, to_the_end = apply(plan, score, Bend(0.5, range(12, plan.n_bars)))
    assert [(c.tick // BAR, c.tempo) for c in to_the_end.tempos][-1] == (12, 45)
    with pytest.raises(OptionError, match="BPM") as caught:
        apply(plan, score, Bend(3.0, range(4, 8)))
    assert "smaller" in caught.value.hint


def test_likeness_counts_every_moment_of_either_tune(plan: Plan) -> None:
    tune = [Note(24 * n, 24, 62 + (0, 2, 4, 5)[n % 4], 80) for n in range(8)]
    longer = [*tune, *(Note(24 * n, 24, 62, 80) for n in range(8, 16))]
    assert likeness(plain(plan, *tune), plain(plan, *longer)) == 0.5
    assert likeness(plain(plan, *longer), plain(plan, *tune)) == 0.5
    altered = [
        replace(note, pitch=note.pitch + 1) if n == 0 else note for n, note in enumerate(tune)
    ]
    assert likeness(plain(plan, *tune), plain(plan, *altered)) >= 7 / 8
    octave = [replace(note, pitch=note.pitch + 12) for note in tune]
    assert likeness(plain(plan, *tune), plain(plan, *octave)) == 1
    assert likeness(plain(plan), plain(plan)) == 1


def test_a_shorter_song_ends_as_it_ended(apply: Apply, make_plan: Callable[..., Plan]) -> None:
    for form, kept in (((("A", 8), ("ending", 3)), 3), ((("A", 11),), 1), ((("ending", 11),), 1)):
        plan = make_plan("Q1", form)
        notes = tuple(Note(BAR * n, BAR, 60 + n, 80) for n in range(plan.n_bars))
        score = plain(plan, *notes)
        bar = score.duration / score.n_bars
        _, shorter = apply(plan, score, Shorten(3 * bar))
        pitches = [note.pitch - 60 for note in shorter.tracks[0].notes]
        n_cut = plan.n_bars - shorter.n_bars
        assert 2 <= n_cut <= 4
        assert pitches == [n for n in range(11) if not 11 - kept - n_cut <= n < 11 - kept]
