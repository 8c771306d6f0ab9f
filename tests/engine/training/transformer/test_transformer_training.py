from __future__ import annotations

import dataclasses
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from engine.composition.transformer.composer import load_transformer
from engine.composition.transformer.controls import CONTROLS, Control
from engine.composition.transformer.network import SIZES, TransformerSize
from engine.composition.transformer.vocabulary import FIRST_QUALITY, FIRST_ROOT, Kind
from engine.errors import JobCancelledError, OptionError, ResourceError
from engine.progress import Progress
from engine.training.transformer.prepare import Shard
from engine.training.transformer.recipe import Recipe
from engine.training.transformer.train import train
from engine.training.transformer.training_run import TrainingRun

CPU = torch.device("cpu")
TINY = Recipe(size=SIZES["tiny"], rows=2, rate=1e-2, checks=1, check_batches=1)


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    n_threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(n_threads)


def shards() -> list[Shard]:
    """A song in every split, that climbs a scale over and over."""
    events, n_bars = [], 16
    for bar in range(3 * n_bars):
        events += [
            (Kind.BAR, 0, 0, 0, 0),
            (Kind.CHORD, 0, FIRST_ROOT + bar % 4, FIRST_QUALITY, 1),
            *((Kind.MELODY, 6 * beat, 30 + 2 * beat + bar % 4, 11, 0) for beat in range(4)),
        ]
    controls = np.ones((3 * n_bars, len(CONTROLS)), np.uint8)
    controls[:, Control.MODE] = 1 + (np.arange(3 * n_bars) // n_bars == 1)
    return [
        Shard(
            "x", np.array(events, np.uint8), np.arange(0, len(events) + 1, 6), controls,
            np.arange(0, 3 * n_bars + 1, n_bars), np.array([0, 0, 1], np.uint8), ("a", "b", "c"),
        )
    ]  # fmt: skip


def weights_of(run: TrainingRun) -> dict[str, torch.Tensor]:
    return {name: value.clone() for name, value in run.model.state_dict().items()}


def test_the_loss_falls_on_a_simple_song() -> None:
    run = TrainingRun(shards(), TINY, CPU)
    first = sum(run.check())
    for _ in range(40):
        run.learn(0.5)
    assert sum(run.check()) < 0.5 * first


def test_the_same_seed_learns_the_same() -> None:
    runs = [TrainingRun(shards(), TINY, CPU) for _ in range(2)]
    losses = [[run.learn(0.5) for _ in range(3)] for run in runs]
    assert losses[0] == losses[1]


def test_the_rates_rise_hold_and_fall() -> None:
    recipe = Recipe(warm=0.1, cool=0.5)
    assert [round(recipe.pace(done), 2) for done in (0.0, 0.05, 0.2, 0.5, 0.75, 1.0)] == [
        0.01, 0.51, 1.0, 1.0, 0.5, 0.0,
    ]  # fmt: skip


def test_a_run_goes_on_where_it_stopped(tmp_path: Path) -> None:
    whole, halves = TrainingRun(shards(), TINY, CPU), TrainingRun(shards(), TINY, CPU)
    for _ in range(4):
        whole.learn(0.5)
    for _ in range(2):
        halves.learn(0.5)
    halves._save(tmp_path / "run.pt")
    resumed = TrainingRun(shards(), TINY, CPU)
    resumed._resume(tmp_path / "run.pt")
    for _ in range(2):
        resumed.learn(0.5)
    assert resumed.steps == 4
    for name, value in weights_of(whole).items():
        assert torch.equal(weights_of(resumed)[name], value)


@pytest.mark.parametrize("content", [b"", b"nothing", None])
def test_a_run_that_cannot_go_on_says_so(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "run.pt"
    if content is None:
        torch.save({"model": {}}, file)
    else:
        file.write_bytes(content)
    with pytest.raises(ResourceError) as caught:
        TrainingRun(shards(), TINY, CPU)._resume(file)
    assert caught.value.hint


def test_training_writes_a_model_a_card_and_its_curve(tmp_path: Path) -> None:
    shards()[0].save(tmp_path / "shards")
    told: list[tuple[str, float]] = []
    progress = Progress(lambda stage, share: told.append((stage, share)))
    out = tmp_path / "out"
    train(tmp_path / "shards", out, progress, minutes=0.01, size="tiny")
    model = load_transformer(out)
    assert model.size == SIZES["tiny"]
    assert json.loads((out / "config.json").read_text())["kind"] == "transformer"
    card = (out / "MODEL_CARD.md").read_text()
    assert "| minutes | training | held out |" in card
    assert "- x: 3 songs" in card
    assert "min left" in told[-1][0]
    assert (out / "run.pt").exists()


def test_a_trained_model_is_trained_on(tmp_path: Path) -> None:
    shards()[0].save(tmp_path / "shards")
    first, second = tmp_path / "first", tmp_path / "second"
    train(tmp_path / "shards", first, Progress(), minutes=0.01, size="tiny")
    begun = TrainingRun(shards(), TINY, CPU)
    begun.start_from(first)
    stored = load_file(first / "checkpoint.safetensors")
    for name, value in weights_of(begun).items():
        assert torch.equal(value.half(), stored[name])
    train(tmp_path / "shards", second, Progress(), minutes=0.01, size="tiny", start=first)
    assert load_transformer(second).size == SIZES["tiny"]


def test_a_model_of_another_size_cannot_be_trained_on(tmp_path: Path) -> None:
    TrainingRun(shards(), dataclasses.replace(TINY, size=TransformerSize(64, 2, 64)), CPU).publish(
        tmp_path
    )
    with pytest.raises(ResourceError, match="cannot be trained on") as caught:
        TrainingRun(shards(), TINY, CPU).start_from(tmp_path)
    assert caught.value.hint
    with pytest.raises(ResourceError, match="nowhere"):
        TrainingRun(shards(), TINY, CPU).start_from(tmp_path / "nowhere")


def test_the_published_weights_are_the_mean_of_the_latest() -> None:
    run = TrainingRun(shards(), TINY, CPU)
    seen = []
    for _ in range(3):
        run.learn(0.5)
        seen.append(run.model.heads.fields[0].out.bias.detach().clone())
    mean = run.average.heads.fields[0].out.bias
    lowest, highest = torch.stack(seen).amin(0), torch.stack(seen).amax(0)
    assert ((lowest <= mean) & (mean <= highest)).all()
    assert not torch.equal(mean, seen[-1])


def test_songs_held_out_are_those_of_the_compared_sets() -> None:
    (other,) = shards()
    known = dataclasses.replace(other, name="pop909")
    both, alone = TrainingRun([known, other], TINY, CPU), TrainingRun([known], TINY, CPU)
    assert both._known.n_events == 2 * alone._known.n_events
    assert both._held_out.n_events == alone._held_out.n_events


def test_a_finished_run_is_not_trained_again(tmp_path: Path) -> None:
    shards()[0].save(tmp_path / "shards")
    for _ in range(2):
        train(tmp_path / "shards", tmp_path, Progress(), minutes=0.005, size="tiny")
    state = torch.load(tmp_path / "run.pt", weights_only=True)
    assert state["spent"] < 10


def test_training_can_be_stopped(tmp_path: Path) -> None:
    shards()[0].save(tmp_path / "shards")
    progress = Progress()
    progress.cancel()
    with pytest.raises(JobCancelledError):
        train(tmp_path / "shards", tmp_path / "out", progress, minutes=1, size="tiny")
    assert not (tmp_path / "out" / "checkpoint.safetensors").exists()


def test_a_size_that_is_not_known_is_named(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="huge"):
        train(tmp_path, tmp_path, Progress(), size="huge")


_RANK = """
import sys, torch
from pathlib import Path
torch.set_num_threads(1)
from engine.progress import Progress
from engine.training.transformer.train import train
train(Path(sys.argv[1]), Path(sys.argv[2]), Progress(), minutes=0.02, size="tiny")
"""


@pytest.mark.slow
def test_two_processes_learn_together(tmp_path: Path) -> None:
    shards()[0].save(tmp_path / "shards")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    ranks = [
        subprocess.Popen(
            [sys.executable, "-c", _RANK, tmp_path / "shards", tmp_path / "out"],
            env=os.environ | {
                "RANK": str(rank), "LOCAL_RANK": str(rank), "WORLD_SIZE": "2",
                "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port), "OMP_NUM_THREADS": "1",
            },
            stderr=subprocess.PIPE,
        )
        for rank in range(2)
    ]  # fmt: skip
    errors = [rank.communicate(timeout=120)[1].decode() for rank in ranks]
    assert [rank.returncode for rank in ranks] == [0, 0], errors
    assert "2 × cpu" in (tmp_path / "out" / "MODEL_CARD.md").read_text()
