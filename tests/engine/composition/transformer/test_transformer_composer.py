from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from engine.composition.obedient import ObedientComposer
from engine.composition.plan import Plan
from engine.composition.revision import PARTS, Revision
from engine.composition.score import Chord, Key, Metre, Note, Score, ScoreSection
from engine.composition.transformer.composer import TransformerComposer, load_transformer
from engine.composition.transformer.network import SIZES
from engine.composition.transformer.vocabulary import Kind
from engine.errors import CompositionError, JobCancelledError, ResourceError
from engine.progress import Progress
from engine.training.checkpoints import save_model
from engine.training.transformer.network import TransformerNetwork

PlanMaker = Callable[..., Plan]
FORM = (("introduction", 1), ("A", 4), ("B", 4), ("A", 4), ("ending", 2))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An untrained model that writes a few notes a bar."""
    folder: Path = tmp_path_factory.mktemp("transformer")
    torch.manual_seed(1)
    model = TransformerNetwork(SIZES["tiny"])
    model.heads.fields[0].out.bias.data[[Kind.CHORD, Kind.BAR]] += torch.tensor([-2.0, 0.5])
    config = {"kind": "transformer", "size": dataclasses.asdict(SIZES["tiny"])}
    save_model(folder, model.state_dict(), config, "# Untrained\n")
    return folder


@pytest.fixture(scope="module")
def composer(folder: Path) -> ObedientComposer:
    return ObedientComposer(TransformerComposer(folder))


def digest(score: Score) -> str:
    return hashlib.sha256(repr(score).encode()).hexdigest()


def melody_of(score: Score, first: int, n_bars: int) -> list[tuple[int, int]]:
    """Starts and pitches of some bars of melody, counted from the first of them."""
    track, length = score.track("melody"), score.metre.ticks_per_bar
    notes = track.notes if track else ()
    inside = [note for note in notes if first <= note.start // length < first + n_bars]
    return [(note.start - first * length, note.pitch) for note in inside]


def outside(score: Score, bars: range) -> list[tuple[str, Note]]:
    length = score.metre.ticks_per_bar
    return [
        (track.role, note)
        for track in score.tracks
        for note in track.notes
        if note.start // length not in bars
    ]


@pytest.mark.parametrize("mood", ["Q1", "Q2", "Q3", "Q4"])
@pytest.mark.parametrize("metre", [Metre(4, 4), Metre(3, 4), Metre(6, 8)])
def test_the_plan_is_obeyed(
    composer: ObedientComposer, make_plan: PlanMaker, mood: str, metre: Metre
) -> None:
    plan = make_plan(mood, FORM, metre=metre)
    score = composer.compose(plan, Progress())
    assert (score.key, score.metre, score.n_bars) == (plan.key, metre, 15)
    assert [section.name for section in score.sections] == [name for name, _ in FORM]
    assert score.chords[0].start == 0
    assert score.chords[-1].end == score.n_ticks
    last = score.chords[-1]
    assert (last.root, last.quality) == (plan.key.tonic, "m" if plan.key.mode == "minor" else "")
    assert not melody_of(score, 0, 1)
    assert [pitch % 12 for _, pitch in melody_of(score, 14, 1)] == [plan.key.tonic]


def test_the_same_seed_gives_the_same_score(
    composer: ObedientComposer, folder: Path, make_plan: PlanMaker
) -> None:
    plan = make_plan(form=FORM)
    first = composer.compose(plan, Progress())
    assert digest(
        ObedientComposer(TransformerComposer(folder)).compose(plan, Progress())
    ) == digest(first)
    assert digest(composer.compose(make_plan(form=FORM, seed=2), Progress())) != digest(first)


def test_a_letter_that_returns_brings_its_chords_and_is_known_by_its_head(
    composer: ObedientComposer, make_plan: PlanMaker
) -> None:
    known = identical = 0
    for seed in range(8):
        score = composer.compose(make_plan(form=FORM, seed=seed), Progress())
        length = score.metre.ticks_per_bar
        named = [
            [(c.start - bar * length, c.root, c.quality) for c in score.chords
             if bar * length <= c.start < (bar + 2) * length]
            for bar in (1, 9)
        ]  # fmt: skip
        assert named[0][1:] == named[1][1:]
        heads = [set(melody_of(score, bar, 1)) for bar in (1, 9)]
        known += 2 * len(heads[0] & heads[1]) >= max(map(len, heads))
        identical += melody_of(score, 1, 4) == melody_of(score, 9, 4)
    assert known >= 5
    assert identical <= 4


def test_the_beginning_is_handed_on_while_the_rest_is_written(
    composer: ObedientComposer, make_plan: PlanMaker
) -> None:
    beginnings: list[Score] = []
    score = composer.compose(make_plan(form=FORM), Progress(), beginnings.append)
    assert [beginning.n_bars for beginning in beginnings] == [1, 5, 9, 13, 15]
    length = score.metre.ticks_per_bar
    for beginning in beginnings:
        for track in beginning.tracks:
            whole = score.track(track.role)
            assert whole is not None
            assert track.notes == tuple(
                note for note in whole.notes if note.start < beginning.n_bars * length
            )


def test_a_cancelled_piece_stops(composer: ObedientComposer, make_plan: PlanMaker) -> None:
    progress = Progress()
    with pytest.raises(JobCancelledError):
        composer.compose(make_plan(form=FORM), progress, lambda _: progress.cancel())


@pytest.mark.parametrize("parts", [{"melody"}, {"chords", "bass"}, {"harmony"}, set(PARTS)])
def test_a_revision_leaves_everything_else_as_it_was(
    composer: ObedientComposer, make_plan: PlanMaker, parts: set[str]
) -> None:
    plan = make_plan("Q1", FORM)
    old = composer.compose(plan, Progress())
    bars = range(5, 8)
    revision = Revision(old, bars, frozenset(parts), seed=9)  # type: ignore[arg-type]
    new = composer.revise(plan, revision, Progress())
    assert outside(new, bars) == outside(old, bars)
    for track in old.tracks:
        if track.role not in parts:
            assert new.track(track.role) == track
    assert ("harmony" in parts) or new.chords == old.chords
    assert digest(new) != digest(old)
    assert digest(composer.revise(plan, revision, Progress())) == digest(new)


def test_a_melody_can_be_written_on_its_old_rhythm(
    composer: ObedientComposer, make_plan: PlanMaker
) -> None:
    plan = make_plan("Q4", FORM)
    old = composer.compose(plan, Progress())
    revision = Revision(old, range(1, 5), frozenset({"melody"}), keeps_rhythm=True, seed=4)
    new = composer.revise(plan, revision, Progress())
    assert [s for s, _ in melody_of(new, 1, 4)] == [s for s, _ in melody_of(old, 1, 4)]
    assert melody_of(new, 1, 4) != melody_of(old, 1, 4)


def test_a_plan_of_another_length_does_not_fit(
    composer: ObedientComposer, make_plan: PlanMaker
) -> None:
    old = composer.compose(make_plan(form=(("A", 2),)), Progress())
    with pytest.raises(CompositionError, match="does not fit"):
        composer.revise(
            make_plan(form=(("A", 3),)), Revision(old, range(2), frozenset(PARTS)), Progress()
        )


@pytest.mark.parametrize(
    ("form", "metre"), [((("A", 0),), Metre(4, 4)), ((), Metre(4, 4)), ((("A", 2),), Metre(5, 4))]
)
def test_what_cannot_be_composed_is_said(
    composer: ObedientComposer, make_plan: PlanMaker, form: tuple[tuple[str, int], ...],
    metre: Metre,
) -> None:  # fmt: skip
    with pytest.raises(CompositionError) as caught:
        composer.compose(make_plan(form=form, metre=metre), Progress())
    assert caught.value.hint


def test_a_single_bar_is_a_piece(composer: ObedientComposer, make_plan: PlanMaker) -> None:
    score = composer.compose(make_plan(form=(("A", 1),)), Progress())
    assert [chord.root for chord in score.chords] == [score.key.tonic]


@pytest.mark.parametrize(
    "changes",
    [{"context": 10**12}, {"context": 0}, {"layers": 10**9}, {"width": 10**9}, {"width": 1.5}],
)
def test_sizes_that_no_transformer_has_are_refused(
    folder: Path, tmp_path: Path, changes: dict[str, int]
) -> None:
    config = json.loads((folder / "config.json").read_text())
    config["size"] |= changes
    (tmp_path / "config.json").write_text(json.dumps(config))
    (tmp_path / "checkpoint.safetensors").symlink_to(folder / "checkpoint.safetensors")
    with pytest.raises(ResourceError, match="no transformer of the size"):
        load_transformer(tmp_path)


@pytest.mark.parametrize("damage", ["missing", "cut", "shape", "config", "list"])
def test_a_damaged_model_says_what_to_do(folder: Path, tmp_path: Path, damage: str) -> None:
    weights, config = "checkpoint.safetensors", "config.json"
    for name in (weights, config):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    if damage == "missing":
        (tmp_path / weights).unlink()
    elif damage == "cut":
        (tmp_path / weights).write_bytes((folder / weights).read_bytes()[:-100])
    elif damage == "shape":
        size = dataclasses.asdict(SIZES["tiny"]) | {"layers": 2}
        (tmp_path / config).write_text(json.dumps({"size": size}))
    else:
        (tmp_path / config).write_text("{" if damage == "config" else "[]")
    with pytest.raises(ResourceError, match="transformer") as caught:
        load_transformer(tmp_path)
    assert "affetto train transformer" in caught.value.hint


@pytest.mark.model
def test_the_model_that_ships_follows_the_feeling(make_plan: PlanMaker) -> None:
    shipped = ObedientComposer(TransformerComposer())
    form = (("A", 4), ("ending", 2))
    lively, sad = (
        [shipped.compose(make_plan(mood, form, seed=seed), Progress()) for seed in range(1, 5)]
        for mood in ("Q1", "Q3")
    )

    def onsets_a_second(score: Score) -> float:
        pitched = [track for track in score.tracks if not track.is_drum]
        return len({note.start for track in pitched for note in track.notes}) / score.duration

    # One piece in eight is no busier than its opposite; four together are.
    assert sum(map(onsets_a_second, lively)) > 1.5 * sum(map(onsets_a_second, sad))
    for score in (lively[0], sad[0]):
        scale = {*score.key.scale, (score.key.tonic + 11) % 12}
        track = score.track("melody")
        assert track is not None
        inside = [note.pitch % 12 in scale for note in track.notes]
        assert sum(inside) >= 0.8 * len(inside)


def test_composing_loads_no_torch() -> None:
    loaded = "import sys, engine.composition.transformer.composer; print('torch' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", loaded], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"


_COMPOSE = """
import hashlib
from engine.pipeline import Pipeline
from engine.options import ComposeOptions, RenderOptions
from engine.progress import Progress
options = ComposeOptions(15, seed=1, composer="transformer")
piece = Pipeline().compose("hope", options, RenderOptions(), Progress())
print(hashlib.sha256(repr(piece.score).encode()).hexdigest())
"""


@pytest.mark.model
def test_the_same_wish_and_seed_give_the_same_notes_on_any_number_of_threads() -> None:
    digests = {
        subprocess.run(
            [sys.executable, "-c", _COMPOSE], env={**os.environ, "OPENBLAS_NUM_THREADS": threads},
            capture_output=True, text=True, check=True,
        ).stdout
        for threads in ("1", "2", "3")
    }  # fmt: skip
    assert len(digests) == 1
    assert len(digests.pop()) > 60


@pytest.mark.parametrize("course", ["+-+", "-+", "+-", "-+-"])
def test_every_section_of_an_arc_is_in_the_mode_of_its_feeling(
    composer: ObedientComposer, make_plan: PlanMaker, course: str
) -> None:
    for seed in range(10):
        plan = make_plan("Q4", tuple((name, 3) for name in "ABA"[: len(course)]), seed=seed)
        feelings = [("major", 0.5) if sign == "+" else ("minor", -0.6) for sign in course]
        sections = [
            dataclasses.replace(section, key=Key(2, mode), valence=valence)
            for section, (mode, valence) in zip(plan.sections, feelings, strict=True)
        ]
        plan = dataclasses.replace(plan, key=sections[0].key, sections=tuple(sections))
        score = composer.compose(plan, Progress())
        for section in score.sections:
            other = 2 + (4 if section.key.mode == "minor" else 3)
            assert other not in {tone for c in within(score, section) for tone in c.pitch_classes}
            assert within(score, section)[0].root == 2  # home is where a feeling begins


def within(score: Score, section: ScoreSection) -> list[Chord]:
    bar = score.metre.ticks_per_bar
    first, end = section.first_bar * bar, (section.first_bar + section.n_bars) * bar
    return [chord for chord in score.chords if first <= chord.start < end]
