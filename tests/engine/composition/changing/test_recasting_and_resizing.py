"""Changes that need few new notes or none: instruments, parts, length and tempo of some bars."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.composition.changing.editing import (
    Bend,
    Bring,
    Cut,
    Edit,
    Mute,
    Recast,
    Shorten,
    apply_edit,
)
from engine.composition.changing.likeness import likeness
from engine.composition.obedient import ObedientComposer
from engine.composition.plan import Plan
from engine.composition.score import Score
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
