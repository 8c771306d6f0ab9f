from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from engine.errors import JobCancelledError, OptionError, ResourceError
from engine.progress import Progress
from engine.synthesis.wavenet import dream as dreaming
from engine.synthesis.wavenet.dimensions import Dimensions
from engine.synthesis.wavenet.dream import DreamOptions, dream, dream_blocks, load_dreamer
from engine.synthesis.wavenet.generators import make_generator
from engine.synthesis.wavenet.model import WaveNet
from engine.synthesis.wavenet.torch_generator import TorchGenerator
from engine.synthesis.wavenet.voice import save_voice

SIZE = Dimensions(
    n_layers=3, n_cycle=3, n_channels=16, n_skip=16, n_globals=5, n_instruments=3, n_condition=8,
    n_taps=64, has_source=False,
)  # fmt: skip
SECOND = DreamOptions(seconds=1.0, seed=3)


@pytest.fixture(scope="module")
def model() -> WaveNet:
    torch.manual_seed(0)
    model = WaveNet(SIZE).eval()
    model.predictor[:, 0] = 0.9
    model.conditioner.out.weight.data *= 4
    return model


def test_the_same_seed_dreams_the_same(model: WaveNet) -> None:
    first, again = (dream(model, SECOND, Progress()) for _ in range(2))
    other = dream(model, replace(SECOND, seed=4), Progress())
    assert first.duration == pytest.approx(1.0)
    assert np.array_equal(first.samples, again.samples)
    assert not np.array_equal(first.samples, other.samples)


def test_a_dream_follows_mood_and_instrument(model: WaveNet) -> None:
    plain = dream(model, SECOND, Progress())
    for changed in (replace(SECOND, valence=1.0), replace(SECOND, instrument=2)):
        assert not np.array_equal(dream(model, changed, Progress()).samples, plain.samples)


def test_a_dream_is_as_loud_as_music_without_dc_and_ends_softly(model: WaveNet) -> None:
    sound = dream(model, SECOND, Progress()).mono()
    assert 0.05 < sound.std() < 0.5
    assert abs(float(sound.mean())) < 1e-3
    assert np.abs(sound[[0, -1]]).max() < 1e-3


def test_blocks_are_short_and_any_length_begins_alike(model: WaveNet) -> None:
    generator = make_generator(model, 1)
    long = list(dream_blocks(model, generator, replace(SECOND, seconds=2.3)))
    generator.reset()
    short = list(dream_blocks(model, generator, SECOND))
    assert max(map(len, long)) <= 1_600
    assert np.array_equal(np.concatenate(long)[:16_000], np.concatenate(short))


@pytest.mark.parametrize("is_compiled", [True, False])
def test_a_dream_stops_when_asked_to(
    model: WaveNet,
    is_compiled: bool,  # noqa: FBT001 - a parameter of the test
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """After the block at hand: no other one is begun."""
    if not is_compiled:
        monkeypatch.setattr(dreaming, "make_generator", TorchGenerator)
    told: list[float] = []
    progress = Progress(lambda _, fraction: (told.append(fraction), progress.cancel())[0])
    with pytest.raises(JobCancelledError):
        dream(model, replace(SECOND, seconds=600), progress)
    assert len(told) == 1
    assert told[0] * 600 <= 0.1


def test_compiling_can_be_given_up(model: WaveNet, monkeypatch: pytest.MonkeyPatch) -> None:
    progress = Progress()

    def compile_for_ever(*_: object) -> TorchGenerator:
        progress.cancel()
        time.sleep(0.5)
        return TorchGenerator(model)

    monkeypatch.setattr(dreaming, "make_generator", compile_for_ever)
    with pytest.raises(JobCancelledError):
        dream(model, SECOND, progress)


def test_a_network_that_plays_scores_cannot_dream(tmp_path: Path) -> None:
    save_voice(tmp_path, WaveNet(replace(SIZE, has_source=True)), None, {})
    with pytest.raises(ResourceError, match="cannot dream"):
        load_dreamer(tmp_path)


@pytest.mark.parametrize(
    "wrong", [{"seconds": 0}, {"seconds": 601}, {"temperature": 0}, {"seed": -1}]
)
def test_impossible_dreams_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(OptionError) as caught:
        DreamOptions(**wrong)
    assert caught.value.hint


def test_an_instrument_that_was_not_learned_is_refused(model: WaveNet) -> None:
    with pytest.raises(OptionError, match="no instrument 3"):
        dream(model, replace(SECOND, instrument=3), Progress())


@pytest.mark.model
@pytest.mark.parametrize("instrument", range(3))
def test_the_dreamer_that_ships_neither_dies_nor_runs_away(instrument: int) -> None:
    model = load_dreamer()
    options = DreamOptions(seconds=4.0, instrument=instrument)
    sound = np.concatenate(list(dream_blocks(model, make_generator(model, 1), options)))
    levels = sound.reshape(4, -1).std(axis=1)
    assert levels[1:].min() > 0.002
    assert levels.max() < 0.5
