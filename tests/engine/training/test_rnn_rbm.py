from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from engine.errors import CompositionError, JobCancelledError, ResourceError
from engine.progress import Progress
from engine.training.binary_machine import BinaryMachine
from engine.training.exact_partition import exact_sums, summed_log_partition
from engine.training.fused_sampling import UnitSampler
from engine.training.likelihood import AnnealedMachine, anneal, exact_log_partition
from engine.training.polyphony import N_KEYS, PolyphonySet
from engine.training.rnn_rbm import RecurrentMachine, RecurrentSize
from engine.training.rnn_rbm_trainer import RecurrentLearner, RecurrentRecipe, base_rates, judge
from engine.training.sequence_windows import WindowPlan, draw_windows, whole_pieces
from engine.training.timed_run import load_run, train_for

torch.set_num_threads(1)  # matrices this small only wait for each other on two

SIZE = RecurrentSize(n_hidden=3, n_memory=8, n_recent=2, n_pulses=2, dropout=0.0)
RECIPE = RecurrentRecipe(SIZE, WindowPlan(length=8, warm_up=2, batch_size=4, transpose=0))


def _set(n_pieces: int = 4) -> PolyphonySet:
    """Two chords in turn, of which either comes first."""
    chords = np.zeros((2, N_KEYS), bool)
    chords[0, [39, 43, 46]] = chords[1, [41, 44, 48]] = True
    rolls = tuple(chords[(np.arange(20 + n) + n) % 2] for n in range(n_pieces))
    return PolyphonySet("turns", rolls, rolls[:1], rolls[1:3])


def _machine(size: RecurrentSize = SIZE, seed: int = 0) -> RecurrentMachine:
    torch.manual_seed(seed)
    machine = RecurrentMachine(size, torch.full((N_KEYS,), -3.0))
    with torch.no_grad():
        for parameter in machine.parameters():
            parameter.add_(0.3 * torch.randn_like(parameter))
    return machine


def _fields(n_frames: int = 40, n_hidden: int = 6) -> list[torch.Tensor]:
    generator = torch.Generator().manual_seed(0)
    shapes = ((N_KEYS, n_hidden), (n_frames, N_KEYS), (n_frames, n_hidden))
    weight, visible, hidden = (torch.randn(shape, generator=generator) for shape in shapes)
    return [weight.requires_grad_(), (2 * visible - 3).requires_grad_(), hidden.requires_grad_()]


def test_the_fast_sum_is_the_exact_one() -> None:
    weight, visible, hidden = _fields()
    fast = summed_log_partition(weight, visible, hidden, torch.ones(40))
    exact = exact_sums(weight, visible, hidden).log_partitions.sum()
    assert fast.item() == pytest.approx(exact.item(), rel=1e-6)


def test_the_exact_sum_is_that_of_a_machine_with_these_biases() -> None:
    weight, visible, hidden = (field.detach() for field in _fields(3))
    sums = exact_sums(weight, visible, hidden).log_partitions
    for frame in range(3):
        machine = BinaryMachine(weight, visible[frame], hidden[frame])
        assert float(sums[frame]) == pytest.approx(exact_log_partition(machine), abs=1e-6)


def test_annealing_a_frame_agrees_with_its_exact_sum() -> None:
    weight, visible, hidden = (field.detach() for field in _fields(1))
    path = AnnealedMachine(BinaryMachine(weight, visible[0], hidden[0]), visible[0], UnitSampler(0))
    estimate = anneal(path, n_runs=200, n_temperatures=500)
    exact = float(exact_sums(weight, visible, hidden).log_partitions[0])
    assert abs(estimate.log_partition - exact) < max(0.05, 4 * estimate.error)


def test_the_gradient_is_that_of_the_exact_sum() -> None:
    shares = torch.rand(40)
    fast, exact = _fields(), _fields()
    summed_log_partition(*fast, shares).backward()
    (exact_sums(*exact).log_partitions * shares).sum().backward()
    for quick, slow in zip(fast, exact, strict=True):
        assert torch.allclose(quick.grad, slow.grad, atol=2e-3, rtol=1e-3)


def test_frames_that_do_not_count_leave_no_trace() -> None:
    weight, visible, hidden = _fields()
    shares = torch.ones(40)
    shares[10:] = 0
    total = summed_log_partition(weight, visible, hidden, shares)
    total.backward()
    expected = exact_sums(weight, visible[:10], hidden[:10]).log_partitions.sum()
    assert total.item() == pytest.approx(expected.item(), rel=1e-6)
    assert not visible.grad[10:].any()


def test_couplings_of_many_nats_against_biases_of_many_nats_keep_the_sum_exact() -> None:
    weight, visible, hidden = _fields(8)
    with torch.no_grad():
        weight.mul_(8).clamp_(-12, 12)
        visible.sub_(weight.clamp(min=0).sum(1))
        hidden.sub_(10)
    fast = summed_log_partition(weight, visible, hidden, torch.ones(8))
    exact = exact_sums(weight, visible, hidden).log_partitions.sum()
    assert fast.item() == pytest.approx(exact.item(), rel=1e-5)


@pytest.mark.parametrize("bias", [-60.0, 40.0])
def test_extreme_biases_stay_finite(bias: float) -> None:
    weight, visible, hidden = _fields(4)
    with torch.no_grad():
        visible[:, ::2] = bias
    total = summed_log_partition(weight, visible, hidden, torch.ones(4))
    total.backward()
    assert total.isfinite()
    assert all(field.grad.isfinite().all() for field in (weight, visible, hidden))


def test_chances_of_keys_are_the_slope_of_the_sum() -> None:
    weight, visible, hidden = _fields(5)
    sums = exact_sums(weight, visible, hidden)
    (slope,) = torch.autograd.grad(sums.log_partitions.sum(), visible)
    assert torch.allclose(sums.chances.float(), slope, atol=1e-5)


def test_a_frame_hears_what_was_before_and_nothing_later() -> None:
    machine = _machine().eval()
    before = torch.zeros(2, 12, N_KEYS)
    before[1, 7, 40] = 1  # sounds in frame 6, which is the one before frame 7
    clock = torch.arange(12.0).expand(2, 12)
    visible = machine.biases(before, clock).visible
    assert torch.allclose(visible[0, :7], visible[1, :7])
    assert (visible[0, 7:] != visible[1, 7:]).any(1).all()


def test_recent_frames_act_by_interval_alone() -> None:
    machine = _machine().eval()
    before = torch.zeros(2, 5, N_KEYS)
    before[0, 2, 30] = before[1, 2, 37] = 1
    by_interval = machine._by_interval(before).detach()
    assert torch.allclose(by_interval[0, :, :80], by_interval[1, :, 7:87], atol=1e-6)
    assert float(by_interval[0, 2, 34]) == pytest.approx(machine.intervals[-1, 87 - 4].item())
    assert float(by_interval[0, 3, 34]) == pytest.approx(machine.intervals[-2, 87 - 4].item())
    assert not by_interval[0, :2].any()


def test_a_machine_learns_what_follows_what() -> None:
    data = _set()
    learner = RecurrentLearner(data, RECIPE)
    first = judge(learner.averaged, data.test, Progress())
    for update in range(150):
        learner.learn(update / 150)
    last = judge(learner.averaged, data.test, Progress())
    assert last.log_likelihood > first.log_likelihood + 2
    assert last.accuracy > 0.8
    assert last.n_frames == 21 + 22


def test_a_run_goes_on_where_it_stopped() -> None:
    learner = RecurrentLearner(_set(), RECIPE)
    for _ in range(3):
        learner.learn(0.1)
    other = RecurrentLearner(_set(), RECIPE)
    other.restore(learner.state())
    assert torch.equal(other.averaged.weight, learner.averaged.weight)
    assert other.state()["n_updates"] == 3


def test_training_keeps_to_its_time_and_saves(tmp_path: Path) -> None:
    file = tmp_path / "run.pt"
    spent = train_for(RecurrentLearner(_set(), RECIPE), file, 0.3, Progress(), name="test")
    assert 0.3 <= spent < 3
    assert load_run(file)["spent"] == spent
    again = train_for(RecurrentLearner(_set(), RECIPE), file, 0.3, Progress(), name="test")
    assert again == spent


def test_a_run_of_another_shape_is_refused_and_kept(tmp_path: Path) -> None:
    file = tmp_path / "run.pt"
    train_for(RecurrentLearner(_set(), RECIPE), file, 0.05, Progress(), name="test")
    kept = file.read_bytes()
    other = RecurrentRecipe(RecurrentSize(n_hidden=4, n_memory=8, n_recent=2, n_pulses=2))
    with pytest.raises(ResourceError, match="another shape"):
        train_for(RecurrentLearner(_set(), other), file, 1, Progress(), name="test")
    assert file.read_bytes() == kept


def test_a_damaged_run_is_named(tmp_path: Path) -> None:
    file = tmp_path / "run.pt"
    file.write_bytes(b"nothing")
    with pytest.raises(ResourceError, match=r"run\.pt cannot be read"):
        train_for(RecurrentLearner(_set(), RECIPE), file, 1, Progress(), name="test")


def test_divergence_stops_training_and_keeps_the_last_good_run(tmp_path: Path) -> None:
    file = tmp_path / "run.pt"
    learner = RecurrentLearner(_set(), RECIPE)
    train_for(learner, file, 0.05, Progress(), name="test")
    kept = file.read_bytes()
    with torch.no_grad():
        learner.machine.visible_bias[:] = float("nan")
    with pytest.raises(CompositionError, match="diverged"):
        learner.learn(0.5)
    assert file.read_bytes() == kept


def test_training_can_be_stopped(tmp_path: Path) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(JobCancelledError):
        train_for(RecurrentLearner(_set(), RECIPE), tmp_path / "r.pt", 9, progress, name="test")


def test_windows_count_every_frame_of_short_pieces_once_a_round() -> None:
    data = _set()
    plan = WindowPlan(length=30, warm_up=4, batch_size=4, transpose=0)
    batch = next(draw_windows(data.train, plan, np.random.default_rng(0)))
    assert int(batch.counted.sum()) == sum(len(roll) for roll in data.train)
    assert not batch.before[:, 0].any()
    assert torch.equal(batch.before[:, 1:], batch.frames[:, :-1])


def test_windows_inside_a_piece_warm_up_uncounted() -> None:
    roll = np.zeros((400, N_KEYS), bool)
    roll[np.arange(400), np.arange(400) % N_KEYS] = True
    plan = WindowPlan(length=20, warm_up=6, batch_size=10, transpose=0)
    batch = next(draw_windows((roll,), plan, np.random.default_rng(1)))
    row = int(batch.clock[:, 0].argmax())
    assert batch.counted[row, :6].sum() == 0
    assert batch.counted[row, 6:].all()
    frame = int(batch.clock[row, 6])
    assert batch.frames[row, 6].argmax() == frame % N_KEYS
    assert batch.before[row, 6].argmax() == (frame - 1) % N_KEYS


def test_windows_are_transposed_as_a_whole() -> None:
    data = _set(1)
    plan = WindowPlan(length=30, warm_up=0, batch_size=1, transpose=5)
    chance = np.random.default_rng(0)
    batches = draw_windows(data.train, plan, chance)
    original = torch.from_numpy(data.train[0]).float()
    moves = set()
    for _ in range(20):
        frames = next(batches).frames[0]
        move = int(frames[0].argmax() - original[0].argmax())
        moves.add(move)
        assert torch.equal(frames, original.roll(move, 1))
    assert min(moves) < 0 < max(moves)
    assert max(map(abs, moves)) <= 5


def test_judging_counts_every_frame_once() -> None:
    data = _set()
    batches = list(whole_pieces(data.train, 3))
    assert int(sum(batch.counted.sum() for batch in batches)) == len(data.frames("train"))


def test_an_untaught_machine_without_couplings_gives_independent_keys() -> None:
    data = _set()
    base = base_rates(data.frames("train"))
    machine = RecurrentMachine(SIZE, base)
    with torch.no_grad():
        for parameter in (machine.weight, machine.to_visible.weight, machine.to_hidden.weight):
            parameter.zero_()
    verdict = judge(machine, data.test, Progress())
    chance, frames = torch.sigmoid(base).numpy(), data.frames("test")
    expected = np.log(np.where(frames, chance, 1 - chance)).sum(1).mean()
    assert verdict.log_likelihood == pytest.approx(expected, abs=1e-4)
