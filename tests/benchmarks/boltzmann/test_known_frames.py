from __future__ import annotations

import pytest
import torch
from boltzmann.binary_machine import BinaryMachine, configurations
from boltzmann.fused_sampling import UnitSampler
from boltzmann.known_frames import KnownFrames

torch.set_num_threads(1)  # matrices this small only wait for each other on two

FRAMES = torch.tensor([[1, 1, 0, 0, 0]] * 6 + [[0, 0, 0, 1, 1]] * 3 + [[0, 0, 0, 0, 0]]).bool()


def _machine() -> BinaryMachine:
    """A sixth of its mass is on the known frames."""
    generator = torch.Generator().manual_seed(6)
    weight = 0.5 * torch.randn(5, 4, generator=generator)
    return BinaryMachine(weight, torch.randn(5, generator=generator), torch.zeros(4))


def _apart() -> BinaryMachine:
    """Two chords as likely as each other, which no Gibbs chain leaves."""
    weight = torch.tensor([20.0, 20.0, 0.0, -20.0, -20.0])[:, None]
    return BinaryMachine(weight, torch.tensor([-9.5, -9.5, -9.0, 10.5, 10.5]), torch.zeros(1))


def test_every_different_frame_is_known_once_with_its_share() -> None:
    known = KnownFrames(FRAMES)
    assert known.frames.shape == (3, 5)
    shares = {tuple(f.int().tolist()): float(s) for f, s in zip(*_parts(known), strict=True)}
    assert shares[1, 1, 0, 0, 0] == pytest.approx(0.6)
    assert shares[0, 0, 0, 0, 0] == pytest.approx(0.1)


def _parts(known: KnownFrames) -> tuple[torch.Tensor, torch.Tensor]:
    return known.frames, known.shares


def test_the_most_frequent_are_kept() -> None:
    known = KnownFrames(FRAMES, most=2)
    assert sorted(known.shares.tolist()) == pytest.approx([1 / 3, 2 / 3])
    assert int(known.find(torch.zeros(1, 5))) == -1


def test_a_state_is_found_among_all() -> None:
    known, states = KnownFrames(FRAMES), configurations(5)
    found = known.find(states)
    assert int((found >= 0).sum()) == 3
    assert torch.equal(known.frames[found[found >= 0]], states[found >= 0])


def test_jumps_leave_the_machines_distribution_as_it_is() -> None:
    machine, known = _machine(), KnownFrames(FRAMES)
    states = configurations(5)
    shares = torch.softmax(-machine.free_energy(states).double(), 0)
    chance = torch.Generator().manual_seed(0)
    drawn = states[torch.multinomial(shares, 40_000, replacement=True, generator=chance)]
    for _ in range(10):
        drawn = known.jump(machine, drawn, chance)
    powers = 2 ** torch.arange(5)
    counted = torch.bincount((drawn.long() @ powers), minlength=32) / len(drawn)
    expected = torch.zeros(32, dtype=torch.float64).index_add(0, states.long() @ powers, shares)
    assert torch.allclose(counted.double(), expected, atol=0.01)


def test_jumps_join_what_gibbs_steps_leave_apart() -> None:
    machine, known = _apart(), KnownFrames(FRAMES)
    chance, sampler = torch.Generator().manual_seed(0), UnitSampler(0)
    alone = jumping = known.frames[known.find(torch.tensor([[1.0, 1, 0, 0, 0]]))].repeat(400, 1)
    for _ in range(30):
        alone = machine.gibbs(alone, 1, sampler)
        jumping = machine.gibbs(known.jump(machine, jumping, chance), 1, sampler)
    assert float(alone[:, 0].mean()) > 0.98
    states = configurations(5)
    shares = torch.softmax(-machine.free_energy(states).double(), 0)
    assert float(jumping[:, 0].mean()) == pytest.approx(
        float(shares @ states[:, 0].double()), abs=0.1
    )


def test_weights_of_many_machines_are_those_of_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("boltzmann.known_frames._AT_ONCE", 30)  # two machines at once
    one, known = _machine(), KnownFrames(FRAMES)
    generator = torch.Generator().manual_seed(2)
    visible, hidden = (torch.randn(3, n, generator=generator) for n in (5, 4))
    weights = known.log_weights(BinaryMachine(one.weight, visible, hidden))
    for row in range(3):
        machine = BinaryMachine(one.weight, visible[row], hidden[row])
        assert torch.allclose(weights[row], -machine.free_energy(known.frames), atol=1e-5)
