"""Bars and parts written anew by the Boltzmann machines, between those that stand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from engine.composition.boltzmann.composer import RbmComposer
from engine.composition.composers import Rewriter
from engine.composition.obedient import ObedientComposer
from engine.composition.plan import Plan
from engine.composition.revision import Part, Revision, splice
from engine.composition.score import Chord, Metre, Role, Score
from engine.errors import CompositionError, JobCancelledError
from engine.progress import Progress

MakePlan = Callable[..., Plan]
ALL: frozenset[Part] = frozenset({"harmony", "melody", "chords", "bass", "drums"})
ROLES: tuple[Role, ...] = ("melody", "chords", "bass", "drums")


@pytest.fixture(scope="module")
def plan(make_plan: MakePlan) -> Plan:
    return make_plan("Q1")


@pytest.fixture(scope="module")
def score(tiny_composer: ObedientComposer, plan: Plan) -> Score:
    return tiny_composer.compose(plan, Progress())


def notes_of(score: Score, role: Role) -> tuple[object, ...]:
    track = score.track(role)
    return track.notes if track else ()


def harmony(score: Score) -> list[Chord | None]:
    """What sounds on every quarter, wherever it is cut."""
    ticks = range(0, score.n_ticks, 24)
    found = (next((c for c in score.chords if c.start <= t < c.end), None) for t in ticks)
    return [chord and replace(chord, start=0, duration=1) for chord in found]


def test_the_composer_says_that_it_can_rewrite(tiny_folder: Path) -> None:
    assert isinstance(RbmComposer(tiny_folder), Rewriter)


@pytest.mark.parametrize("parts", [{"melody"}, {"harmony", "chords", "bass"}, ALL, {"bass"}])
@pytest.mark.parametrize("bars", [range(4, 8), range(3, 5), range(16)])
def test_the_rest_stays_as_it_is(
    tiny_composer: ObedientComposer, plan: Plan, score: Score, parts: set[Part], bars: range
) -> None:
    revision = Revision(score, bars, frozenset(parts), seed=5)
    revised = tiny_composer.revise(plan, revision, Progress())
    assert splice(revision, revised) == revised
    for role in ROLES:
        old = [note for note in notes_of(score, role) if not revision.holds(note.start)]
        new = [note for note in notes_of(revised, role) if not revision.holds(note.start)]
        assert old == new
        if role not in parts:
            assert notes_of(score, role) == notes_of(revised, role)
    outside = [n for n in range(score.n_ticks // 24) if not revision.holds(n * 24)]
    before, after = harmony(score), harmony(revised)
    assert [before[n] for n in outside] == [after[n] for n in outside]
    assert (before == after) or "harmony" in parts


def test_what_is_asked_for_is_new(
    tiny_composer: ObedientComposer, plan: Plan, score: Score
) -> None:
    def revise(seed: int) -> Score:
        return tiny_composer.revise(plan, Revision(score, range(4, 8), ALL, seed=seed), Progress())

    first, again, other = revise(1), revise(1), revise(2)
    assert first == again
    assert len({notes_of(version, "melody") for version in (score, first, other)}) == 3
    assert first.track("bass") is not None


def test_a_kept_rhythm_gets_new_pitches(
    tiny_composer: ObedientComposer, plan: Plan, score: Score
) -> None:
    revision = Revision(score, range(2, 14), ALL, keeps_rhythm=True, seed=3)
    revised = tiny_composer.revise(plan, revision, Progress())
    for role in ("melody", "bass"):
        old, new = notes_of(score, role), notes_of(revised, role)
        assert [(n.start, n.duration) for n in old] == [(n.start, n.duration) for n in new]
        assert [n.pitch for n in old] != [n.pitch for n in new]
    assert revised.track("drums") == score.track("drums")


def test_new_chords_hold_the_notes_of_the_melody(
    tiny_composer: ObedientComposer, plan: Plan, score: Score
) -> None:
    alone = replace(score, chords=(), tracks=(score.track("melody"),))
    parts: frozenset[Part] = ALL - {"melody"}
    revised = tiny_composer.revise(plan, Revision(alone, range(16), parts, seed=1), Progress())
    assert revised.track("melody") == score.track("melody")
    assert {track.role for track in revised.tracks} >= {"melody", "chords", "bass"}

    def fit(chords: tuple[Chord, ...]) -> float:
        inside = total = 0
        for note in notes_of(score, "melody"):
            chord = next(c for c in chords if c.start <= note.start < c.end)
            inside += note.duration * (note.pitch % 12 in chord.pitch_classes)
            total += note.duration
        return inside / total

    shifted = tuple(replace(chord, root=(chord.root + 1) % 12) for chord in revised.chords)
    assert fit(revised.chords) > max(0.6, fit(shifted) + 0.2)


def test_empty_bars_are_filled(tiny_composer: ObedientComposer, plan: Plan, score: Score) -> None:
    hollow = replace(
        score,
        chords=tuple(c for c in score.chords if c.end <= 6 * 96 or c.start >= 10 * 96),
        tracks=tuple(
            replace(t, notes=tuple(n for n in t.notes if not 6 * 96 <= n.start < 10 * 96))
            for t in score.tracks
        ),
    )
    revised = tiny_composer.revise(plan, Revision(hollow, range(6, 10), ALL, seed=2), Progress())
    assert all(chord is not None for chord in harmony(revised)[6 * 4 : 10 * 4])
    assert sum(6 * 96 <= note.start < 10 * 96 for note in notes_of(revised, "melody")) > 3


def test_a_plan_that_does_not_fit_is_refused(
    tiny_composer: ObedientComposer, make_plan: MakePlan, score: Score
) -> None:
    revision = Revision(score, range(2), ALL)
    for plan in (make_plan(form=(("A", 8),)), make_plan(metre=Metre(3, 4))):
        with pytest.raises(CompositionError, match="does not fit"):
            tiny_composer.revise(plan, revision, Progress())


def test_a_revision_can_be_stopped(
    tiny_composer: ObedientComposer, plan: Plan, score: Score
) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(JobCancelledError):
        tiny_composer.revise(plan, Revision(score, range(2), ALL), progress)


@pytest.mark.parametrize("mood", ["Q1", "Q3"])
def test_beginnings_stay_as_they_were_handed_on(
    tiny_composer: ObedientComposer, make_plan: MakePlan, mood: str
) -> None:
    beginnings: list[Score] = []
    whole = tiny_composer.compose(make_plan(mood), Progress(), beginnings.append)
    assert [score.n_bars for score in beginnings] == [6, 10, 14, 16]
    assert beginnings[-1] == whole
    for beginning in beginnings:
        end = beginning.n_ticks
        assert (beginning.key, beginning.metre) == (whole.key, whole.metre)
        assert beginning.tempos == tuple(t for t in whole.tempos if t.tick < end)
        assert beginning.chords == tuple(c for c in whole.chords if c.start < end)
        for track in whole.tracks:
            notes = tuple(note for note in track.notes if note.start < end)
            assert notes_of(beginning, track.role) == notes
            assert not notes or beginning.track(track.role).program == track.program
