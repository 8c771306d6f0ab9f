from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from engine.composition.composers import COMPOSERS, load_composer
from engine.composition.fragments.composer import ConcatenativeComposer
from engine.composition.fragments.library import FragmentLibrary
from engine.composition.obedient import ObedientComposer
from engine.composition.plan import Plan
from engine.composition.score import Key, Metre, Note, Score
from engine.errors import CompositionError, JobCancelledError
from engine.progress import Progress
from engine.training.fragments.library_files import write_library

PlanMaker = Callable[..., Plan]


@pytest.fixture
def folder(small_library: FragmentLibrary, tmp_path: Path) -> Path:
    write_library(small_library, tmp_path / "library", "# Small\n")
    return tmp_path / "library"


@pytest.fixture
def composer(folder: Path) -> ObedientComposer:
    return ObedientComposer(ConcatenativeComposer(folder))


def melody_of(score: Score, first_bar: int, n_bars: int) -> list[tuple[int, int]]:
    """Starts and pitches of a stretch, counted from its first bar."""
    track = score.track("melody")
    notes: tuple[Note, ...] = track.notes if track else ()
    length = score.metre.ticks_per_bar
    inside = [n for n in notes if first_bar <= n.start // length < first_bar + n_bars]
    return [(note.start - first_bar * length, note.pitch) for note in inside]


@pytest.mark.parametrize("metre", [Metre(4, 4), Metre(3, 4), Metre(6, 8)])
@pytest.mark.parametrize("mood", ["Q2", "Q4"])
def test_the_plan_is_obeyed(
    composer: ObedientComposer, make_plan: PlanMaker, mood: str, metre: Metre
) -> None:
    plan = make_plan(mood, metre=metre)
    score = composer.compose(plan, Progress())
    assert (score.key, score.metre, score.n_bars) == (plan.key, metre, 16)
    assert [section.name for section in score.sections] == [s.name for s in plan.sections]
    assert score.tempo == plan.tempo
    pitched = [n for track in score.tracks if not track.is_drum for n in track.notes]
    mean = sum(n.velocity for n in pitched) / len(pitched)
    assert mean == pytest.approx(plan.sections[0].expression.velocity, abs=2)
    assert {track.role for track in score.tracks} >= {"melody", "chords", "bass"}


def test_it_is_in_the_key_asked_for(composer: ObedientComposer, make_plan: PlanMaker) -> None:
    for tonic in range(12):
        score = composer.compose(make_plan("Q4", tonic=tonic), Progress())
        notes = [n for track in score.tracks if not track.is_drum for n in track.notes]
        inside = [note.pitch % 12 in Key(tonic, "major").scale for note in notes]
        assert sum(inside) > 0.95 * len(inside)  # the small library has other keys in passing
        assert (score.chords[-1].root, score.chords[-1].quality) == (tonic, "")


def test_chords_cover_the_piece(composer: ObedientComposer, make_plan: PlanMaker) -> None:
    score = composer.compose(make_plan("Q3"), Progress())
    assert (score.chords[0].start, score.chords[-1].end) == (0, score.n_ticks)
    assert all(a.end == b.start for a, b in itertools.pairwise(score.chords))


def test_the_last_bar_comes_to_rest(composer: ObedientComposer, make_plan: PlanMaker) -> None:
    score = composer.compose(make_plan("Q4"), Progress())
    last = score.n_ticks - score.metre.ticks_per_bar
    for track in score.tracks:
        assert all(n.start == last for n in track.notes if n.start >= last and track.role == "bass")
    melody = score.track("melody")
    assert melody is not None
    assert melody.notes[-1].pitch % 12 == score.key.tonic


def test_a_tune_comes_back_and_another_stands_between(
    composer: ObedientComposer, make_plan: PlanMaker
) -> None:
    score = composer.compose(make_plan("Q4"), Progress())
    assert melody_of(score, 2, 3) == melody_of(score, 10, 3)
    assert melody_of(score, 2, 4) != melody_of(score, 6, 4)


def test_every_bar_has_a_source(composer: ObedientComposer, make_plan: PlanMaker) -> None:
    score = composer.compose(make_plan("Q4"), Progress())
    assert score.excerpts[0].start == 0
    ends = [excerpt.start + excerpt.duration for excerpt in score.excerpts]
    assert [excerpt.start for excerpt in score.excerpts[1:]] == ends[:-1]
    assert ends[-1] == score.n_ticks
    assert str(score.excerpts[0]).startswith("Nobody: Song ")


def test_the_notes_are_those_of_the_source(
    composer: ObedientComposer, folder: Path, make_plan: PlanMaker
) -> None:
    score = composer.compose(make_plan("Q4", tonic=0), Progress())
    excerpt = score.excerpts[0]
    library = FragmentLibrary.open(folder)
    found = next(
        number
        for number in range(*library.groups["4/4 major"])
        if library.source_of(number).work == excerpt.work
        and library.fragments[number]["bar"] == excerpt.bar
    )
    notes = library.notes_of(found)
    bass = score.track("bass")
    assert bass is not None
    assert bass.notes[0].pitch == notes["pitch"][notes["part"] == 2][0]


def test_the_seed_decides(composer: ObedientComposer, make_plan: PlanMaker) -> None:
    first, again = (composer.compose(make_plan(seed=4), Progress()) for _ in range(2))
    assert first == again
    others = [composer.compose(make_plan(seed=seed), Progress()) for seed in range(5, 9)]
    assert any(other.excerpts != first.excerpts for other in others)


def test_a_composer_opened_again_writes_the_same(
    composer: ObedientComposer, folder: Path, make_plan: PlanMaker
) -> None:
    again = ObedientComposer(ConcatenativeComposer(folder))
    assert composer.compose(make_plan(), Progress()) == again.compose(make_plan(), Progress())


def test_the_beginning_is_handed_on_as_it_grows(
    composer: ObedientComposer, make_plan: PlanMaker
) -> None:
    beginnings: list[Score] = []
    score = composer.compose(make_plan("Q1"), Progress(), beginnings.append)
    assert [beginning.n_bars for beginning in beginnings] == [2, 6, 10, 14, 16]
    assert beginnings[-1] == score
    for beginning in beginnings:
        for track in beginning.tracks:
            whole = score.track(track.role)
            assert whole is not None
            assert whole.notes[: len(track.notes)] == track.notes
        assert all(excerpt.start < beginning.n_ticks for excerpt in beginning.excerpts)


def test_it_can_be_cancelled(composer: ObedientComposer, make_plan: PlanMaker) -> None:
    seen: list[float] = []

    def stop_halfway(_: str, fraction: float) -> None:
        seen.append(fraction)
        if fraction > 0.1:
            progress.cancel()

    progress = Progress(stop_halfway)
    with pytest.raises(JobCancelledError):
        composer.compose(make_plan(), progress)
    assert seen[-1] < 0.15


def test_sections_may_change_mode_and_tempo(
    composer: ObedientComposer, make_plan: PlanMaker
) -> None:
    plan = make_plan("Q4", (("A", 4), ("B", 4), ("A", 4)))
    bright, dark = plan.sections[0], make_plan("Q2").sections[0]
    middle = replace(plan.sections[1], key=Key(9, "minor"), expression=dark.expression)
    score = composer.compose(replace(plan, sections=(bright, middle, bright)), Progress())
    length = score.metre.ticks_per_bar
    assert {change.tick: change.tempo for change in score.tempos}[4 * length] == 138
    own = [chord for chord in score.chords if 4 * length <= chord.start < 8 * length]
    assert (own[0].root, own[0].quality) == (9, "m")


@pytest.mark.parametrize(
    "form",
    [
        (("A", 1),),
        (("ending", 2),),
        (("introduction", 1), ("ending", 1)),
        (("introduction", 3), ("A", 5), ("ending", 1)),
        (("A", 7), ("B", 6), ("C", 9), ("A", 3)),
    ],
)
def test_odd_forms_make_whole_pieces(
    composer: ObedientComposer, make_plan: PlanMaker, form: tuple[tuple[str, int], ...]
) -> None:
    score = composer.compose(make_plan("Q2", form), Progress())
    assert score.n_bars == sum(n for _, n in form)


def test_a_metre_that_the_library_lacks_is_named(
    small_library: FragmentLibrary, tmp_path: Path, make_plan: PlanMaker
) -> None:
    span = small_library.groups["4/4 major"]
    small_library.groups = {"4/4 major": span}
    write_library(small_library, tmp_path / "half", "# Half\n")
    composer = ObedientComposer(ConcatenativeComposer(tmp_path / "half"))
    with pytest.raises(CompositionError, match="no music in 3/4 major"):
        composer.compose(make_plan("Q4", metre=Metre(3, 4)), Progress())


def test_it_is_one_of_the_composers(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "concatenative" in COMPOSERS
    monkeypatch.setenv("AFFETTO_HOME", str(folder.parent))
    (folder.parent / "composers").mkdir()
    folder.rename(folder.parent / "composers" / "Mine")
    assert isinstance(load_composer("Mine"), ConcatenativeComposer)


@pytest.mark.model
def test_the_library_that_ships_composes(make_plan: PlanMaker) -> None:
    score = ObedientComposer(load_composer("concatenative")).compose(make_plan("Q1"), Progress())
    assert len({excerpt.work for excerpt in score.excerpts}) > 1
