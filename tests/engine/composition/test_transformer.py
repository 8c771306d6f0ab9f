from __future__ import annotations

import numpy as np
import pytest
import torch

from engine.composition.controls import CONTROL_SIZES
from engine.composition.transformer import (
    SIZES,
    Batch,
    Cache,
    Transformer,
    TransformerSize,
    harmonies,
)
from engine.composition.vocabulary import EVENT_SIZES, FIRST_QUALITY, FIRST_ROOT, Kind

TINY = TransformerSize(64, 2, 16)


@pytest.fixture
def model() -> Transformer:
    torch.manual_seed(0)
    model = Transformer(TINY).eval()
    for weights in model.parameters():  # blocks begin as nothing; here they shall do something
        torch.nn.init.normal_(weights, std=0.2)
    return model.requires_grad_(requires_grad=False)


def random_batch(rows: int, length: int, seed: int = 0) -> Batch:
    chance = torch.Generator().manual_seed(seed)

    def draw(sizes: tuple[int, ...]) -> torch.Tensor:
        columns = [torch.randint(0, size, (rows, length), generator=chance) for size in sizes]
        return torch.stack(columns, dim=-1)

    events = draw((*EVENT_SIZES, EVENT_SIZES[2], EVENT_SIZES[3]))
    bars = torch.arange(length).expand(rows, -1) / 5
    return Batch(events, draw(CONTROL_SIZES), bars)


def part(batch: Batch, begin: int, end: int) -> Batch:
    return Batch(batch.events[:, begin:end], batch.controls[:, begin:end], batch.bars[:, begin:end])


def test_the_future_changes_nothing(model: Transformer) -> None:
    batch, other = random_batch(1, 12), random_batch(1, 12, seed=1)
    other.events[:, :7], other.controls[:, :7] = batch.events[:, :7], batch.controls[:, :7]
    one, two = model.read(batch), model.read(other)
    assert torch.allclose(one[:, :7], two[:, :7], atol=1e-5)
    assert not torch.allclose(one[:, 7:], two[:, 7:], atol=1e-2)


@pytest.mark.parametrize("step", [1, 3])
def test_reading_bit_by_bit_is_reading_at_once(model: Transformer, step: int) -> None:
    batch = random_batch(2, 12)
    cache = Cache(TINY, 2, 32)
    states = [model.read(part(batch, at, at + step), cache) for at in range(0, 12, step)]
    assert torch.allclose(torch.cat(states, dim=1), model.read(batch), atol=1e-4)


def test_a_full_cache_forgets_the_oldest(model: Transformer) -> None:
    batch = random_batch(1, 60)
    cache = Cache(TINY, 1, 24)
    for at in range(60):
        state = model.read(part(batch, at, at + 1), cache)
        assert cache.length <= 24
    assert cache.n_read == 60
    assert state.isfinite().all()


def test_attention_counts_bars_from_any_start(model: Transformer) -> None:
    batch = random_batch(1, 8)
    later = Batch(batch.events, batch.controls, batch.bars + 40)
    assert torch.allclose(model.read(batch), model.read(later), atol=5e-4)
    stretched = Batch(batch.events, batch.controls, batch.bars * 1.3)
    assert not torch.allclose(model.read(batch), model.read(stretched), atol=1e-3)


def test_losses_are_finite_and_near_chance_at_first() -> None:
    losses = Transformer(SIZES["tiny"])(random_batch(2, 40))
    assert losses.shape == (5,)
    assert 0 < float(losses.detach().sum()) < 1.5 * sum(np.log(EVENT_SIZES))


def test_notes_know_the_chord_that_sounds() -> None:
    one, two = (FIRST_ROOT, FIRST_QUALITY), (FIRST_ROOT + 7, FIRST_QUALITY + 6)
    rows = [
        (Kind.BAR, 0, 0, 0), (Kind.CHORD, 0, *one), (Kind.CHORD, 12, *two),
        (Kind.MELODY, 6, 40, 3), (Kind.MELODY, 12, 41, 3), (Kind.BASS, 0, 20, 3),
        (Kind.BAR, 0, 0, 0), (Kind.MELODY, 0, 42, 3),
    ]  # fmt: skip
    events = np.array([(*row, 0) for row in rows], np.uint8)
    heard = harmonies(events, np.array([0] * 6 + [1] * 2))
    nothing = (0, 0)
    assert [tuple(row) for row in heard.tolist()] == [
        nothing, nothing, nothing, one, two, one, nothing, two,
    ]  # fmt: skip


def test_notes_before_any_chord_know_none() -> None:
    events = np.array([(Kind.BAR, 0, 0, 0, 0), (Kind.MELODY, 0, 40, 3, 0)], np.uint8)
    assert not harmonies(events, np.zeros(2, np.int64)).any()


@pytest.mark.parametrize("name", ["tiny", "small", "medium", "large"])
def test_sizes_are_whole_heads(name: str) -> None:
    assert SIZES[name].width % 64 == 0
