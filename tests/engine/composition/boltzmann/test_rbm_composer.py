from __future__ import annotations

import hashlib
import itertools
import json
import resource
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load, save

from engine.composition.boltzmann.composer import RbmComposer
from engine.composition.boltzmann.loading import load_machines
from engine.composition.obedient import ObedientComposer
from engine.composition.plan import Plan
from engine.composition.planning.phrases import plan_phrases
from engine.composition.score import Key, Metre, Note, Score
from engine.errors import CompositionError, JobCancelledError, ResourceError
from engine.progress import Progress

PlanMaker = Callable[..., Plan]


def digest(score: Score) -> str:
    return hashlib.sha256(repr(score).encode()).hexdigest()


def melody_of(score: Score) -> tuple[Note, ...]:
    track = score.track("melody")
    assert track is not None
    return track.notes


def bar_shapes(score: Score, first: int, n_bars: int) -> list[tuple[int, int]]:
    """Starts and pitches of a stretch of melody, counted from its first bar."""
    length = score.metre.ticks_per_bar
    notes = [n for n in melody_of(score) if first <= n.start // length < first + n_bars]
    return [(note.start - first * length, note.pitch) for note in notes]


@pytest.mark.parametrize("mood", ["Q1", "Q2", "Q3", "Q4"])
@pytest.mark.parametrize("metre", [Metre(4, 4), Metre(3, 4), Metre(6, 8)])
def test_the_plan_is_obeyed(
    tiny_composer: ObedientComposer, make_plan: PlanMaker, mood: str, metre: Metre
) -> None:
    plan = make_plan(mood, metre=metre)
    score = tiny_composer.compose(plan, Progress())
    asked = plan.sections[0].expression
    assert (score.key, score.metre, score.n_bars) == (plan.key, metre, 16)
    assert [section.name for section in score.sections] == [s.name for s in plan.sections]
    assert score.tempo == asked.tempo
    pitched = [n for track in score.tracks if not track.is_drum for n in track.notes]
    assert sum(n.velocity for n in pitched) / len(pitched) == pytest.approx(asked.velocity, abs=1.5)
    pitches = [n.pitch for n in melody_of(score)]
    # The register asked for is heard where the melody rests, too.
    assert sum(pitches) / len(pitches) == pytest.approx(asked.register + 3, abs=2)
    onsets = len({n.start for n in pitched}) / score.duration
    assert onsets == pytest.approx(asked.density, rel=0.3)


def test_chords_cover_the_piece_and_end_at_home(
    tiny_composer: ObedientComposer, make_plan: PlanMaker
) -> None:
    score = tiny_composer.compose(make_plan("Q3"), Progress())
    assert score.chords[0].start == 0
    assert score.chords[-1].end == score.n_ticks
    for before, after in itertools.pairwise(score.chords):
        assert before.end == after.start
    assert (score.chords[-1].root, score.chords[-1].quality) == (2, "m")
    assert score.chords[-2].root == 9  # the dominant
    last = melody_of(score)[-1]
    assert last.pitch % 12 == 2
    assert last.duration > score.metre.ticks_per_bar * 0.8


def test_melody_keeps_to_its_key_and_can_be_sung(
    tiny_composer: ObedientComposer, make_plan: PlanMaker
) -> None:
    score = tiny_composer.compose(make_plan("Q4"), Progress())
    melody = melody_of(score)
    assert {note.pitch % 12 for note in melody} <= set(score.key.scale)
    assert max(n.pitch for n in melody) - min(n.pitch for n in melody) <= 20
    for before, after in itertools.pairwise(melody):
        assert before.end <= after.start


def test_the_melody_waits_in_the_introduction_and_comes_back_later(
    tiny_composer: ObedientComposer, make_plan: PlanMaker
) -> None:
    score = tiny_composer.compose(make_plan("Q1"), Progress())
    assert bar_shapes(score, 0, 2) == []
    first, again = bar_shapes(score, 2, 4), bar_shapes(score, 10, 4)
    assert [start for start, _ in first] == [start for start, _ in again]
    assert sum(a == b for a, b in zip(first, again, strict=True)) > len(first) / 3
    assert first != bar_shapes(score, 6, 4)


def test_same_plan_same_score_on_any_number_of_threads(
    tiny_composer: ObedientComposer, make_plan: PlanMaker
) -> None:
    before = torch.get_num_threads()
    digests = set()
    try:
        for n_threads in (1, 2):
            torch.set_num_threads(n_threads)
            digests.add(digest(tiny_composer.compose(make_plan(seed=5), Progress())))
            assert torch.get_num_threads() == n_threads
    finally:
        torch.set_num_threads(before)
    assert len(digests) == 1


def test_another_seed_gives_another_song(
    tiny_composer: ObedientComposer, make_plan: PlanMaker
) -> None:
    scores = [tiny_composer.compose(make_plan(seed=seed), Progress()) for seed in (1, 2)]
    assert melody_of(scores[0]) != melody_of(scores[1])


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
    tiny_composer: ObedientComposer, make_plan: PlanMaker, form: tuple[tuple[str, int], ...]
) -> None:
    plan = make_plan("Q2", form)
    score = tiny_composer.compose(plan, Progress())
    assert score.n_bars == sum(n for _, n in form)
    assert sum(phrase.n_bars for phrase in plan_phrases(plan)) == score.n_bars
    assert len(melody_of(score)) > 0


def test_sections_may_change_key_mode_and_tempo(
    tiny_composer: ObedientComposer, make_plan: PlanMaker
) -> None:
    plan = make_plan("Q4", (("A", 4), ("B", 4), ("A", 4)))
    bright, dark = plan.sections[0], make_plan("Q2").sections[0]
    middle = replace(plan.sections[1], key=Key(9, "minor"), expression=dark.expression)
    score = tiny_composer.compose(replace(plan, sections=(bright, middle, bright)), Progress())
    length = score.metre.ticks_per_bar
    assert {change.tick: change.tempo for change in score.tempos}[4 * length] == 138
    assert score.key_at(5) == Key(9, "minor")
    own = [c for c in score.chords if 4 * length <= c.start < 8 * length]
    scale = {*Key(9, "minor").scale, 8}
    assert all(chord.root in scale for chord in own)


def test_cancelling_stops_within_a_moment(
    tiny_composer: ObedientComposer, make_plan: PlanMaker
) -> None:
    asked: list[float] = []

    def report(_: str, fraction: float) -> None:
        if fraction > 0.3 and not asked:
            asked.append(time.thread_time())  # what others do on this machine does not count
            progress.cancel()

    progress = Progress(report)
    with pytest.raises(JobCancelledError):
        tiny_composer.compose(make_plan("Q1"), progress)
    assert time.thread_time() - asked[0] < 0.2


def test_progress_tells_of_every_bar(tiny_composer: ObedientComposer, make_plan: PlanMaker) -> None:
    told: list[float] = []
    tiny_composer.compose(make_plan(), Progress(lambda _, fraction: told.append(fraction)))
    assert told == sorted(told)
    assert len(told) >= 13
    assert told[-1] < 1


def test_an_unknown_metre_is_refused(tiny_composer: ObedientComposer, make_plan: PlanMaker) -> None:
    with pytest.raises(CompositionError, match="5/4"):
        tiny_composer.compose(make_plan(metre=Metre(5, 4)), Progress())


@pytest.mark.parametrize(
    "damage", ["missing", "truncated", "other sizes", "not json", "no numbers"]
)
def test_a_damaged_model_is_an_error_that_helps(
    tiny_folder: Path, tmp_path: Path, damage: str
) -> None:
    config = json.loads((tiny_folder / "config.json").read_text())
    weights = (tiny_folder / "checkpoint.safetensors").read_bytes()
    if damage == "truncated":
        weights = weights[:1000]
    if damage == "no numbers":
        tensors = load(weights)
        tensors["melody.hidden_bias"][0] = float("nan")
        weights = save(tensors)
    if damage == "other sizes":
        config["melody"]["n_hidden"] += 1
    if damage != "missing":
        (tmp_path / "checkpoint.safetensors").write_bytes(weights)
    text = "{" if damage == "not json" else json.dumps(config)
    (tmp_path / "config.json").write_text(text)
    with pytest.raises(ResourceError, match="cannot be read") as caught:
        load_machines(tmp_path)
    assert "affetto train rbm" in caught.value.hint


@pytest.mark.parametrize(
    "changes",
    [
        {"n_hidden": 10**9},
        {"n_hidden": 10**30},
        {"n_hidden": -1},
        {"n_hidden": 2.5},
        {"n_columns": 10**6, "n_states": 10**6},
        {"n_conditions": 10**9},
        {"n_conditions": 1},
    ],
)
@pytest.mark.parametrize("machine", ["harmony", "melody"])
def test_sizes_are_refused_before_they_take_memory(
    tiny_folder: Path, tmp_path: Path, machine: str, changes: dict[str, int]
) -> None:
    config = json.loads((tiny_folder / "config.json").read_text())
    config[machine] |= changes
    (tmp_path / "config.json").write_text(json.dumps(config))
    weights = (tiny_folder / "checkpoint.safetensors").read_bytes()
    (tmp_path / "checkpoint.safetensors").write_bytes(weights)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(ResourceError, match="cannot be read"):
        load_machines(tmp_path)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000  # kB


@pytest.mark.model
def test_the_machines_that_ship_compose_a_minute_that_can_be_sung(make_plan: PlanMaker) -> None:
    composer = ObedientComposer(RbmComposer())
    form = (("introduction", 4), ("A", 8), ("B", 8), ("A", 8), ("ending", 4))
    score = composer.compose(make_plan("Q1", form), Progress())
    assert score.duration == pytest.approx(60, abs=2)
    steps = [
        abs(after.pitch - before.pitch) for before, after in itertools.pairwise(melody_of(score))
    ]
    assert sum(step <= 4 for step in steps) / len(steps) > 0.8
