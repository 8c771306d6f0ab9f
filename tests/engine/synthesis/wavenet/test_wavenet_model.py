from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from engine.errors import OptionError
from engine.synthesis.wavenet import model as network
from engine.synthesis.wavenet.dimensions import Dimensions, Hints
from engine.synthesis.wavenet.model import WaveNet, mu_law_decode, mu_law_encode

SMALL = Dimensions(
    n_layers=4, n_cycle=3, n_channels=16, n_skip=16, n_features=3, n_condition=8, n_taps=4
)
PAPER = Dimensions(
    n_layers=4,
    n_cycle=3,
    n_channels=16,
    n_skip=16,
    n_mixtures=0,
    has_source=False,
    n_taps=0,
    n_condition=8,
)


def make(dimensions: Dimensions) -> WaveNet:
    torch.manual_seed(1)
    model = WaveNet(dimensions).eval()
    with torch.no_grad():
        for values in model.parameters():
            values.copy_(0.4 * torch.randn_like(values))
        model.predictor.copy_(0.05 * torch.randn(model.predictor.shape))
    return model


def hints_for(dimensions: Dimensions, n_frames: int = 4) -> Hints:
    n = n_frames * dimensions.hop_length
    source = 0.1 * torch.randn(1, n) if dimensions.has_source else torch.zeros(1, n)
    features = torch.randn(1, n_frames, max(dimensions.n_features, 1))
    return Hints(source, torch.full((1, n), 0.2), features)


@pytest.mark.parametrize("dimensions", [SMALL, PAPER])
def test_no_output_depends_on_its_own_or_a_later_sample(dimensions: Dimensions) -> None:
    model, hints = make(dimensions), hints_for(dimensions)
    sound = 0.3 * torch.randn(1, hints.source.shape[1])
    changed = sound.clone()
    changed[:, 200:] *= -0.5
    with torch.no_grad():
        before, after = model(sound, hints), model(changed, hints)
        centre, moved = model.expectation(sound, hints), model.expectation(changed, hints)
    assert torch.equal(before[:, :201], after[:, :201])
    assert torch.equal(centre[:, :201], moved[:, :201])
    assert not torch.allclose(before[:, 201:], after[:, 201:])


def test_the_receptive_field_is_as_long_as_said() -> None:
    model, hints = make(PAPER), hints_for(PAPER)
    sound = torch.zeros(1, hints.source.shape[1])
    struck = sound.clone()
    struck[:, 100] = 0.9
    with torch.no_grad():
        moved = (model(struck, hints) - model(sound, hints)).abs().amax(-1)[0]
    heard = moved.nonzero().flatten()
    assert int(heard.min()) == 101
    assert int(heard.max()) == 100 + PAPER.receptive_field


def test_outputs_follow_the_local_conditioning() -> None:
    model, hints = make(SMALL), hints_for(SMALL)
    sound = torch.zeros(1, hints.source.shape[1])
    other = hints._replace(features=hints.features + 1)
    with torch.no_grad():
        assert not torch.allclose(model(sound, hints), model(sound, other))


@pytest.mark.parametrize("log_scale", [-12.0, -6.0, -3.0])
def test_the_mixture_is_a_distribution_over_all_16_bit_steps(log_scale: float) -> None:
    outputs = torch.tensor([0.3, -0.5, -0.6, 0.4, log_scale, log_scale + 1]).expand(1, 65_536, 6)
    steps = (torch.arange(-32_768, 32_768) / 32_768)[None]
    surprise = network._mixture_loss(outputs, steps - 0.1, torch.full_like(steps, 0.5))
    assert float(torch.exp(-surprise).sum()) == pytest.approx(1.0, abs=0.01)


def test_the_levels_start_out_almost_uniform() -> None:
    torch.manual_seed(0)
    model, hints = WaveNet(PAPER), hints_for(PAPER)
    loss = model.loss(torch.zeros(1, hints.source.shape[1]), hints).detach()
    assert float(loss.mean()) == pytest.approx(math.log(256), abs=0.2)


def test_teacher_forcing_learns_a_tone() -> None:
    torch.manual_seed(0)
    dimensions = Dimensions(
        n_layers=4, n_cycle=4, n_channels=16, n_skip=16, n_mixtures=2, n_taps=0, has_source=False
    )
    model = WaveNet(dimensions)
    tone = 0.5 * torch.sin(torch.arange(1_600) * 0.3)[None]
    hints = Hints(torch.zeros_like(tone), torch.full_like(tone, 0.4), torch.zeros(1, 20, 1))
    optimizer = torch.optim.Adam(model.parameters(), 1e-2)
    first = float(model.loss(tone, hints).mean().detach())
    for _ in range(40):
        optimizer.zero_grad()
        loss = model.loss(tone, hints).mean()
        loss.backward()
        optimizer.step()
    assert float(loss.detach()) < first - 1.0


def test_mu_law_comes_back() -> None:
    sound = torch.linspace(-1, 1, 101)
    assert torch.allclose(mu_law_decode(mu_law_encode(sound)), sound, atol=1e-6)
    assert float(mu_law_encode(torch.tensor(1.0))) == pytest.approx(1.0)


def test_products_are_those_of_the_design() -> None:
    wide = Dimensions(
        n_layers=30, n_channels=64, n_skip=128, n_mixtures=0, has_source=False, n_taps=0
    )
    assert wide.products_per_sample == pytest.approx(909e3, rel=0.02)
    assert np.sum(wide.dilations) == 3_069


def test_impossible_dimensions_are_refused() -> None:
    with pytest.raises(OptionError, match="multiples of 16"):
        Dimensions(n_channels=20)
    with pytest.raises(OptionError, match="no network"):
        Dimensions(n_layers=0)
