"""The transformer that learns, in torch."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from engine.composition.transformer.controls import CONTROL_SIZES
from engine.composition.transformer.network import INPUT_SIZES, SIZES, TransformerSize
from engine.composition.transformer.vocabulary import EVENT_SIZES
from engine.training.transformer import network
from engine.training.transformer.network import Batch, TransformerNetwork

TINY = TransformerSize(64, 2, 16)


@pytest.fixture
def model() -> TransformerNetwork:
    torch.manual_seed(0)
    model = TransformerNetwork(TINY).eval()
    for weights in model.parameters():  # blocks begin as nothing; here they shall do something
        torch.nn.init.normal_(weights, std=0.2)
    return model.requires_grad_(requires_grad=False)


def random_batch(rows: int, length: int, seed: int = 0) -> Batch:
    chance = torch.Generator().manual_seed(seed)

    def draw(sizes: tuple[int, ...]) -> torch.Tensor:
        columns = [torch.randint(0, size, (rows, length), generator=chance) for size in sizes]
        return torch.stack(columns, dim=-1)

    events = draw(INPUT_SIZES)
    bars = torch.arange(length).expand(rows, -1) / 5
    return Batch(events, draw(CONTROL_SIZES), bars)


def test_the_future_changes_nothing(model: TransformerNetwork) -> None:
    batch, other = random_batch(1, 12), random_batch(1, 12, seed=1)
    other.events[:, :7], other.controls[:, :7] = batch.events[:, :7], batch.controls[:, :7]
    one, two = model.read(batch), model.read(other)
    assert torch.allclose(one[:, :7], two[:, :7], atol=1e-5)
    assert not torch.allclose(one[:, 7:], two[:, 7:], atol=1e-2)


def test_losses_are_finite_and_near_chance_at_first() -> None:
    losses = TransformerNetwork(SIZES["tiny"])(random_batch(2, 40))
    assert losses.shape == (5,)
    assert 0 < float(losses.detach().sum()) < 1.5 * sum(np.log(EVENT_SIZES))


def test_a_processor_learns_from_the_same_attention_as_it_is_checked_with(
    model: TransformerNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(network, "_DROPOUT", 0.0)
    batch = random_batch(2, 12)
    assert torch.allclose(model.read(batch), model.train().read(batch), atol=1e-5)
