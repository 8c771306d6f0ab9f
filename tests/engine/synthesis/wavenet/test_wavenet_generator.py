from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from engine.synthesis.wavenet import compiling, drawing, generators, layers, loops
from engine.synthesis.wavenet.compiled_generator import CompiledGenerator
from engine.synthesis.wavenet.dimensions import Dimensions, Hints
from engine.synthesis.wavenet.generator import stream, work_out
from engine.synthesis.wavenet.generators import make_generator
from engine.synthesis.wavenet.model import WaveNet
from engine.synthesis.wavenet.torch_generator import TorchGenerator

PLAYER = Dimensions(
    n_layers=6, n_cycle=3, n_channels=32, n_skip=64, n_features=3, n_globals=2, n_instruments=2
)
PAPER = Dimensions(
    n_layers=5, n_cycle=4, n_channels=48, n_skip=32, n_mixtures=0, n_taps=0, has_source=False
)
SECOND = 16_000


def make(dimensions: Dimensions, *, half: bool = False) -> WaveNet:
    torch.manual_seed(1)
    model = WaveNet(dimensions).eval()
    with torch.no_grad():
        for values in model.parameters():
            scale = 0.7 * values.shape[-1] ** -0.5 if values.dim() > 1 else 0.2
            values.copy_(scale * torch.randn_like(values))
            if half:
                values.copy_(values.half().float())
        model.predictor.copy_(0.05 * torch.randn(model.predictor.shape))
        model.fineness.copy_(torch.linspace(1, 0.3, dimensions.n_instruments))
    return model


def hints_for(dimensions: Dimensions, n_samples: int, n_lanes: int = 1) -> Hints:
    torch.manual_seed(2)
    n_frames = n_samples // dimensions.hop_length
    shape = (n_lanes, n_samples)
    source = 0.1 * torch.randn(shape) if dimensions.has_source else torch.zeros(shape)
    width = max(dimensions.n_features + dimensions.n_globals, 1)
    features = torch.randn(n_lanes, n_frames, width)
    if dimensions.n_globals:
        features[:, :, dimensions.n_features :] = torch.tensor([0.0, 1.0])
    return Hints(source, 0.05 + 0.1 * torch.rand(shape), features)


def dice(*seeds: int) -> list[np.random.Generator]:
    return [np.random.default_rng(seed) for seed in seeds]


@pytest.mark.parametrize(("dimensions", "half"), [(PLAYER, False), (PLAYER, True), (PAPER, False)])
def test_compiled_outputs_equal_the_plain_networks_over_a_second(
    dimensions: Dimensions,
    half: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    model, hints = make(dimensions, half=half), hints_for(dimensions, SECOND)
    sound = (0.3 * torch.randn(1, SECOND)).clamp(-1, 1)
    with torch.no_grad():
        expected = model(sound, hints)[0].numpy()
    given = work_out(model, hints, 0, hints.features.shape[1])
    found = CompiledGenerator(model, 1).force(sound[0].numpy(), given)
    assert np.abs(found - expected).max() < 1e-4
    assert expected.std() > 0.05


@pytest.mark.slow
def test_plain_torchs_outputs_equal_the_networks_over_a_second() -> None:
    model, hints = make(PLAYER), hints_for(PLAYER, SECOND)
    sound = (0.3 * torch.randn(1, SECOND)).clamp(-1, 1)
    kept = []

    class Forced(TorchGenerator):
        def _outputs(self, condition: torch.Tensor) -> torch.Tensor:
            kept.append(super()._outputs(condition))
            return kept[-1]

        def _mixture(self, *_: object) -> torch.Tensor:
            return sound[:, len(kept) - 1]

    list(stream(Forced(model), model, hints, dice(1)))
    with torch.no_grad():
        assert float((torch.stack(kept, dim=1) - model(sound, hints)).abs().max()) < 1e-4


@pytest.mark.parametrize("dimensions", [PLAYER, PAPER])
def test_streams_lanes_and_torch_write_the_same(dimensions: Dimensions) -> None:
    model, hints = make(dimensions), hints_for(dimensions, 1_600, 16)
    lanes = np.concatenate(
        list(stream(CompiledGenerator(model, 16), model, hints, dice(*range(16)), 0.8)), axis=1
    )
    one = Hints(*(hint[5:6] for hint in hints))
    for generator in (CompiledGenerator(model, 1), TorchGenerator(model)):
        alone = np.concatenate(list(stream(generator, model, one, dice(5), 0.8)), axis=1)
        assert np.abs(alone[0] - lanes[5]).max() < 1e-3
    assert lanes.std() > 0.01


@pytest.mark.parametrize("kind", [CompiledGenerator, TorchGenerator])
def test_the_same_dice_give_the_same_samples_and_others_do_not(
    kind: type[CompiledGenerator | TorchGenerator],
) -> None:
    model, hints = make(PLAYER), hints_for(PLAYER, 400)
    generator = kind(model, 1)
    sounds = []
    for seed in (3, 3, 4):
        generator.reset()
        sounds.append(np.concatenate(list(stream(generator, model, hints, dice(seed))), axis=1))
    assert np.array_equal(sounds[0], sounds[1])
    assert not np.array_equal(sounds[0], sounds[2])


def test_sound_comes_in_blocks_of_at_most_100_ms_and_any_cut_is_the_same() -> None:
    model, hints = make(PLAYER), hints_for(PLAYER, 3_200)
    generator = CompiledGenerator(model, 1)
    blocks = list(stream(generator, model, hints, dice(1)))
    assert max(block.shape[1] for block in blocks) <= 1_600
    generator.reset()
    chance = np.random.default_rng(1).random((1, 3_200, 2), dtype=np.float32)
    whole = generator.run(work_out(model, hints, 0, 40), chance, 1.0)
    assert np.allclose(whole, np.concatenate(blocks, axis=1), atol=1e-5)


def test_a_lower_temperature_is_calmer() -> None:
    model, hints = make(PLAYER), hints_for(PLAYER, 1_600)
    generator = CompiledGenerator(model, 1)
    spread = {}
    for temperature in (1.0, 0.1):
        generator.reset()
        blocks = stream(generator, model, hints, dice(1), temperature)
        spread[temperature] = np.concatenate(list(blocks), axis=1).std()
    assert spread[0.1] < spread[1.0]


def test_one_of_many_levels_is_drawn_as_often_as_it_is_likely() -> None:
    """The first sample of a plain network has the same distribution in every lane and run."""
    model = make(PAPER)
    with torch.no_grad():
        model.output.bias += 2 * torch.randn(256)
    hop = PAPER.hop_length
    hints = hints_for(PAPER, hop, 16)._replace(features=torch.zeros(16, 1, 1))
    with torch.no_grad():
        one = Hints(*(hint[:1] for hint in hints))
        likely = torch.softmax(model(torch.zeros(1, hop), one)[0, 0], 0).numpy()
    generator = CompiledGenerator(model, 16)
    drawn = []
    for seed in range(60):
        generator.reset()
        block = next(stream(generator, model, hints, dice(*range(100 * seed, 100 * seed + 16))))
        drawn.append(block[:, 0])
    values = np.concatenate(drawn)
    compressed = np.sign(values) * np.log1p(255 * np.abs(values)) / np.log(256)
    levels = np.round((compressed + 1) / 2 * 255)
    assert levels.mean() == pytest.approx(likely @ np.arange(256), abs=8)


def test_the_gate_is_exact_from_end_to_end() -> None:
    """One layer whose gate sees everything from −20 to 20."""
    dimensions = Dimensions(
        n_layers=1, n_cycle=1, n_channels=16, n_skip=16, n_mixtures=0, n_taps=0, has_source=False
    )
    model = make(dimensions)
    with torch.no_grad():
        model.entry.weight.mul_(20)
    hints = hints_for(dimensions, 8_000)
    sound = torch.linspace(-1, 1, 8_000)[None]
    with torch.no_grad():
        expected = model(sound, hints)[0].numpy()
    found = CompiledGenerator(model, 1).force(sound[0].numpy(), work_out(model, hints, 0, 100))
    assert np.abs(found - expected).max() < 1e-4


def test_plain_torch_takes_over_where_numba_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise RuntimeError("no compiler")

    monkeypatch.setattr(generators, "_compiled", refuse)
    assert isinstance(make_generator(make(PLAYER), 1), TorchGenerator)


def test_compiled_code_is_kept_in_a_folder_of_the_users() -> None:
    """Beside the source, loops would outlive changes of the numbers that are compiled into them."""
    assert compiling.cache_folder().is_relative_to(Path.home())
    if not compiling.CACHE.exists():
        pytest.skip("nothing can be kept in this home")
    for loop in (loops.run, layers.push, drawing.draw_mixture):
        assert Path(loop.stats.cache_path).is_relative_to(compiling.CACHE)


def test_a_damaged_cache_is_compiled_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    damaged = tmp_path / "loops.run-25.py311.nbi"
    damaged.write_bytes(b"nonsense")
    written_meanwhile = TorchGenerator(make(PLAYER))

    def compiled(*_: object) -> TorchGenerator:
        if damaged.exists():
            raise EOFError("ran out of input")
        return written_meanwhile

    monkeypatch.setattr(compiling, "CACHE", tmp_path)
    monkeypatch.setattr(generators, "_compiled", compiled)
    assert make_generator(make(PLAYER), 1) is written_meanwhile


@pytest.mark.slow
def test_numba_really_compiles_anew_over_a_damaged_cache(tmp_path: Path) -> None:
    code = (
        "from engine.synthesis.wavenet.dimensions import Dimensions\n"
        "from engine.synthesis.wavenet.model import WaveNet\n"
        "from engine.synthesis.wavenet.generators import make_generator\n"
        "size = Dimensions(n_layers=2, n_channels=16, n_skip=16)\n"
        "print(type(make_generator(WaveNet(size), 1)).__name__)"
    )
    for _ in range(2):
        answer = subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)},
            capture_output=True,
            text=True,
            check=True,
        )
        assert answer.stdout.strip() == "CompiledGenerator"
        kept = list(tmp_path.rglob("*.nb[ci]"))
        assert kept
        for file in kept:
            file.write_bytes(file.read_bytes()[:100])
