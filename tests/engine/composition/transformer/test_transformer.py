"""The transformer that composes, in NumPy, beside the one that learned."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from engine.composition.transformer import memory as memories
from engine.composition.transformer.controls import CONTROL_SIZES
from engine.composition.transformer.memory import Memory
from engine.composition.transformer.network import (
    INPUT_SIZES,
    SIZES,
    Reading,
    Transformer,
    TransformerSize,
    harmonies,
)
from engine.composition.transformer.vocabulary import EVENT_SIZES, FIRST_QUALITY, FIRST_ROOT, Kind
from engine.training.transformer.network import Batch, TransformerNetwork

TINY = TransformerSize(128, 2, 16)
ROWS, LENGTH = 2, 12


@pytest.fixture(scope="module")
def network() -> TransformerNetwork:
    torch.manual_seed(0)
    network = TransformerNetwork(TINY).eval()
    for weights in network.parameters():  # blocks begin as nothing; here they shall do something
        torch.nn.init.normal_(weights, std=0.2)
    return network.requires_grad_(requires_grad=False)


@pytest.fixture(scope="module")
def model(network: TransformerNetwork) -> Transformer:
    return Transformer(TINY, weights_of(network))


def weights_of(network: TransformerNetwork) -> dict[str, NDArray[np.float32]]:
    return {name: weights.numpy() for name, weights in network.state_dict().items()}


@pytest.fixture(scope="module")
def events() -> NDArray[np.int64]:
    chance = np.random.default_rng(0)
    return np.stack([chance.integers(0, size, LENGTH) for size in INPUT_SIZES], axis=-1)


@pytest.fixture(scope="module")
def controls() -> NDArray[np.int64]:
    chance = np.random.default_rng(1)
    columns = [chance.integers(0, size, (ROWS, LENGTH)) for size in CONTROL_SIZES]
    return np.stack(columns, axis=-1)


BARS = np.arange(LENGTH) / 5


def read(
    model: Transformer, events: NDArray[np.int64], controls: NDArray[np.int64], step: int = LENGTH,
    *, memory: Memory | None = None, bars: NDArray[np.float64] = BARS,
) -> NDArray[np.float32]:  # fmt: skip
    """Read ``step`` events at a time."""
    memory = memory or model.memory(ROWS, 32)
    parts = [slice(at, at + step) for at in range(0, len(events), step)]
    states = [
        model.read([Reading(events[part], model.hear(controls[:, part]), bars[part], memory)])[0]
        for part in parts
    ]
    return np.concatenate(states, axis=1)


def test_it_computes_what_the_network_learned(
    model: Transformer, network: TransformerNetwork, events: NDArray[np.int64],
    controls: NDArray[np.int64],
) -> None:  # fmt: skip
    batch = Batch(
        torch.from_numpy(events).expand(ROWS, -1, -1), torch.from_numpy(controls),
        torch.from_numpy(BARS).float().expand(ROWS, -1),
    )  # fmt: skip
    states = network.read(batch)
    assert np.allclose(read(model, events, controls), states.numpy(), atol=2e-3)
    for field in range(len(EVENT_SIZES)):
        scores = network.heads.score(states, field).numpy()
        assert np.allclose(model.score(states.numpy(), field), scores, atol=2e-3)
    for field in range(len(INPUT_SIZES)):
        told = network.heads.add(states[:, 0], field, torch.tensor(3)).numpy()
        assert np.allclose(model.tell(states[:, 0].numpy(), field, 3), told)


@pytest.mark.parametrize("step", [1, 3])
def test_reading_bit_by_bit_is_reading_at_once(
    model: Transformer, events: NDArray[np.int64], controls: NDArray[np.int64], step: int
) -> None:
    at_once = read(model, events, controls)
    assert np.allclose(read(model, events, controls, step), at_once, atol=1e-4)


def test_a_full_memory_forgets_the_oldest(
    model: Transformer, events: NDArray[np.int64], controls: NDArray[np.int64]
) -> None:
    memory = model.memory(ROWS, 24)
    for _ in range(5):
        states = read(model, events, controls, 1, memory=memory)
        assert memory.length <= 24
    assert memory.n_read == 5 * LENGTH
    assert np.isfinite(states).all()


def test_readings_at_once_are_as_one_after_the_other(
    model: Transformer, events: NDArray[np.int64], controls: NDArray[np.int64]
) -> None:
    heard = model.hear(controls)
    alone, together = ([model.memory(ROWS, 32) for _ in range(3)] for _ in range(2))
    for lengths in ((1, 5, 2), (3, 1, 1)):  # none as long as another, nor as far
        parts = [
            slice(memory.length, memory.length + n)
            for memory, n in zip(alone, lengths, strict=True)
        ]
        at_once = model.read(
            [
                Reading(events[part], heard[:, part], BARS[part], memory)
                for part, memory in zip(parts, together, strict=True)
            ]
        )
        for part, memory, states in zip(parts, alone, at_once, strict=True):
            (one,) = model.read([Reading(events[part], heard[:, part], BARS[part], memory)])
            assert np.allclose(one, states, atol=1e-4)


def test_what_lies_side_by_side_goes_its_own_ways(
    model: Transformer, events: NDArray[np.int64], controls: NDArray[np.int64]
) -> None:
    first, rest = slice(0, 6), slice(6, LENGTH)
    memory = model.memory(ROWS, 32)
    read(model, events[first], controls[:, first], memory=memory, bars=BARS[first])
    memory, other = memory.side_by_side(2)
    read(model, events[first], controls[:, first], memory=other, bars=BARS[rest])
    states = read(model, events[rest], controls[:, rest], memory=memory, bars=BARS[rest])
    assert np.allclose(states, read(model, events, controls)[:, rest], atol=1e-4)


def test_a_chorus_reads_what_each_would_read_alone(
    model: Transformer, events: NDArray[np.int64], controls: NDArray[np.int64]
) -> None:
    heard = model.hear(controls)

    def lanes() -> list[Memory]:
        found = model.memory(ROWS, 32).side_by_side(4)
        for n_known, memory in enumerate(found):  # each has read more than the one before
            known = slice(0, n_known)
            if n_known:
                model.read([Reading(events[known], heard[:, known], BARS[known], memory)])
        return found

    def step(memory: Memory) -> Reading:
        at = slice(memory.length, memory.length + 1)
        return Reading(events[at], heard[:, at], BARS[at], memory)

    together, alone = lanes(), lanes()
    for singing in ([0, 1, 2, 3], [0, 2, 3], [3], [1, 2]):
        at_once = model.read([step(together[lane]) for lane in singing])
        for lane, states in zip(singing, at_once, strict=True):
            (one,) = model.read([step(alone[lane])])
            assert np.allclose(one, states, atol=1e-4)


@pytest.mark.parametrize("lane", [192, 3])
def test_what_is_shared_is_forgotten_by_whoever_goes_on_alone(
    model: Transformer,
    events: NDArray[np.int64],
    controls: NDArray[np.int64],
    lane: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A full memory keeps the latest, whether they were read together or apart."""
    monkeypatch.setattr(memories, "_LANE", lane)
    heard = model.hear(controls)

    def step(memory: Memory, n_read: int) -> Reading:
        at = slice(n_read % LENGTH, n_read % LENGTH + 1)
        return Reading(events[at], heard[:, at], BARS[at] + n_read // LENGTH, memory)

    room = LENGTH + 2
    alone, first = model.memory(ROWS, room), model.memory(ROWS, room)
    for n_read in range(LENGTH):
        model.read([step(alone, n_read)])
        model.read([step(first, n_read)])
    lanes = first.side_by_side(3)
    for n_read in range(LENGTH, 3 * LENGTH):
        singing = [lanes[0], *lanes[1:]] if n_read % 3 else [lanes[0]]  # alone and in chorus
        found = model.read([step(memory, n_read) for memory in singing])
        (wanted,) = model.read([step(alone, n_read)])
        assert np.allclose(found[0], wanted, atol=1e-4)
        assert lanes[0].n_shared + lanes[0].length == alone.length <= room
    assert lanes[0].n_shared == 0
    (together,) = lanes[0].side_by_side(1)
    (wanted,) = model.read([step(alone, 0)])
    (found,) = model.read([step(together, 0)])
    assert np.allclose(found, wanted, atol=1e-4)


def test_attention_counts_bars_from_any_start(
    model: Transformer, events: NDArray[np.int64], controls: NDArray[np.int64]
) -> None:
    states = read(model, events, controls)
    later = read(model, events, controls, bars=BARS + 40)
    assert np.allclose(states, later, atol=1e-3)
    stretched = read(model, events, controls, bars=BARS * 1.3)
    assert not np.allclose(states, stretched, atol=1e-2)


@pytest.mark.parametrize("damage", ["missing", "more", "shape"])
def test_weights_of_another_size_are_refused(network: TransformerNetwork, damage: str) -> None:
    weights = weights_of(network)
    if damage == "missing":
        del weights["norm.weight"]
    elif damage == "more":
        weights["blocks.2.gather.weight"] = weights["blocks.1.gather.weight"]
    else:
        weights["heads.fields.3.out.bias"] = weights["heads.fields.3.out.bias"][1:]
    with pytest.raises(ValueError, match="shape"):
        Transformer(TINY, weights)


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
