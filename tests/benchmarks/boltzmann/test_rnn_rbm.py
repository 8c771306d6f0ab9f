from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from boltzmann.binary_machine import BinaryMachine
from boltzmann.fused_sampling import UnitSampler
from boltzmann.known_frames import KnownFrames
from boltzmann.likelihood import exact_log_partition
from boltzmann.polyphony import N_KEYS, PolyphonySet, Rolls
from boltzmann.recurrent_likelihood import (
    RecurrentVerdict,
    ReturnPlan,
    anneal_frames,
    choose,
    frame_machines,
    judge,
    walk_home,
)
from boltzmann.rnn_rbm import RecurrentMachine, RecurrentSize
from boltzmann.rnn_rbm_trainer import RecurrentLearner, RecurrentRecipe, base_rates
from boltzmann.sequence_windows import WindowPlan, draw_windows, whole_pieces

from engine.errors import CompositionError, JobCancelledError, ResourceError
from engine.progress import Progress
from engine.training.boltzmann.timed_run import load_run, train_for

torch.set_num_threads(1)  # matrices this small only wait for each other on two

SIZE = RecurrentSize(n_memory=8, n_recent=2, n_pulses=2, dropout=0.0)
RECIPE = RecurrentRecipe(
    SIZE, WindowPlan(length=8, warm_up=2, batch_size=4, transpose=0), rate=0.03, pace=1.0
)


def _set(n_pieces: int = 4) -> PolyphonySet:
    """Two chords in turn, of which either comes first."""
    chords = np.zeros((2, N_KEYS), bool)
    chords[0, [39, 43, 46]] = chords[1, [41, 44, 48]] = True
    rolls = tuple(chords[(np.arange(20 + n) + n) % 2] for n in range(n_pieces))
    return PolyphonySet("turns", rolls, rolls[:1], rolls[1:3])


def _start(n_hidden: int = 3, seed: int = 0) -> BinaryMachine:
    generator = torch.Generator().manual_seed(seed)
    weight = 0.3 * torch.randn(N_KEYS, n_hidden, generator=generator)
    return BinaryMachine(weight, torch.full((N_KEYS,), -3.0), torch.zeros(n_hidden))


def _machine(size: RecurrentSize = SIZE, seed: int = 0) -> RecurrentMachine:
    torch.manual_seed(seed)
    machine = RecurrentMachine(size, _start(seed=seed))
    with torch.no_grad():
        for parameter in machine.parameters():
            parameter.add_(0.3 * torch.randn_like(parameter))
    return machine


def _learner(recipe: RecurrentRecipe = RECIPE, n_hidden: int = 3) -> RecurrentLearner:
    return RecurrentLearner(_set(), recipe, _start(n_hidden))


def _known() -> KnownFrames:
    return KnownFrames(torch.from_numpy(_set().frames("train")))


def _judge(
    machine: RecurrentMachine, rolls: Rolls, plan: ReturnPlan | None = None
) -> RecurrentVerdict:
    return judge(machine, rolls, _known(), plan or ReturnPlan(n_chains=10, n_steps=60), Progress())


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
    data, learner = _set(), _learner()
    first = _judge(learner.averaged, data.test)
    for update in range(150):
        learner.learn(update / 150)
    last = _judge(learner.averaged, data.test)
    assert last.log_likelihood > first.log_likelihood + 2
    assert last.accuracy > 0.8
    assert last.n_frames == 21 + 22


def test_a_run_goes_on_where_it_stopped() -> None:
    learner = _learner()
    for _ in range(3):
        learner.learn(0.1)
    other = _learner()
    other.restore(learner.state())
    assert torch.equal(other.averaged.weight, learner.averaged.weight)
    assert other.state()["n_updates"] == 3


def test_training_keeps_to_its_time_and_saves(tmp_path: Path) -> None:
    file = tmp_path / "run.pt"
    spent = train_for(_learner(), file, 0.3, Progress(), name="test")
    assert 0.3 <= spent < 3
    assert load_run(file)["spent"] == spent
    again = train_for(_learner(), file, 0.3, Progress(), name="test")
    assert again == spent


def test_a_run_of_another_shape_is_refused_and_kept(tmp_path: Path) -> None:
    file = tmp_path / "run.pt"
    train_for(_learner(), file, 0.05, Progress(), name="test")
    kept = file.read_bytes()
    with pytest.raises(ResourceError, match="another shape"):
        train_for(_learner(n_hidden=4), file, 1, Progress(), name="test")
    assert file.read_bytes() == kept


def test_a_damaged_run_is_named(tmp_path: Path) -> None:
    file = tmp_path / "run.pt"
    file.write_bytes(b"nothing")
    with pytest.raises(ResourceError, match=r"run\.pt cannot be read"):
        train_for(_learner(), file, 1, Progress(), name="test")


def test_divergence_stops_training_and_keeps_the_last_good_run(tmp_path: Path) -> None:
    file = tmp_path / "run.pt"
    learner = _learner()
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
        train_for(_learner(), tmp_path / "r.pt", 9, progress, name="test")


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


def _near(seed: int = 0) -> tuple[RecurrentMachine, KnownFrames]:
    """A machine of 16 hidden units, and frames that it likes: draws from it."""
    torch.manual_seed(seed)
    start = _start(16, seed)
    quiet = torch.full((N_KEYS,), -5.0)
    machine = RecurrentMachine(SIZE, BinaryMachine(2 * start.weight, quiet, start.hidden_bias))
    _, machines = frame_machines(machine.eval(), _set().test[:1])
    with torch.no_grad():
        draws = machines.gibbs(torch.zeros(len(machines.visible_bias), N_KEYS), 20, UnitSampler(0))
    return machine, KnownFrames(torch.cat([draws, torch.zeros(1, N_KEYS)]))


@torch.no_grad()
def test_returns_and_annealing_agree_with_the_exact_sums_of_16_hidden_units() -> None:
    machine, known = _near()
    frames, machines = frame_machines(machine, _set().test[:1])
    frames, machines = frames[:3], choose(machines, torch.arange(3))
    exact = [
        exact_log_partition(BinaryMachine(machines.weight, visible, hidden))
        for visible, hidden in zip(machines.visible_bias, machines.hidden_bias, strict=True)
    ]
    homes = walk_home(machines, frames, known, ReturnPlan(3, 3000), Progress())
    assert homes.n_lost == 0
    assert float(homes.times.mean()) > 1.5  # else nothing is shown
    allowed = 4 * float(homes.variance.sqrt().max())
    assert homes.log_partition.tolist() == pytest.approx(exact, abs=allowed)
    annealed = anneal_frames(machines, torch.full((N_KEYS,), -3.0), known, 100, 500)
    assert annealed.tolist() == pytest.approx(exact, abs=0.05)


@torch.no_grad()
def test_the_verdict_is_that_of_the_exact_sums() -> None:
    rolls, (machine, known) = _set().test[:1], _near()
    frames, machines = frame_machines(machine, rolls)
    likelihoods = []
    for row, frame in enumerate(frames):
        one = choose(machines, torch.tensor([row]))
        alone = BinaryMachine(one.weight, one.visible_bias[0], one.hidden_bias[0])
        likelihoods.append(-float(one.free_energy(frame[None])) - exact_log_partition(alone))
    for n_frames in (100, 8):
        verdict = judge(machine, rolls, known, ReturnPlan(n_frames, 400), Progress())
        assert verdict.log_likelihood == pytest.approx(np.mean(likelihoods), abs=0.1)
        assert 0 < verdict.error < 0.05


def test_chains_that_never_return_are_told() -> None:
    machine, known = _near()
    far = KnownFrames(torch.ones(1, N_KEYS))
    plan = ReturnPlan(n_frames=4, n_chains=5, n_steps=3)
    assert judge(machine, _set().test, far, plan, Progress()).n_lost == 20
    assert judge(machine, _set().test, known, ReturnPlan(4, 5), Progress()).n_lost == 0


def test_a_machine_without_couplings_gives_independent_keys() -> None:
    data = _set()
    base = base_rates(data.frames("train"))
    machine = RecurrentMachine(SIZE, BinaryMachine(torch.zeros(N_KEYS, 3), base, torch.zeros(3)))
    with torch.no_grad():
        for layer in (machine.to_visible, machine.to_hidden):
            layer.weight.zero_()
    verdict = _judge(machine, data.test, ReturnPlan(n_chains=400))
    chance, frames = torch.sigmoid(base).numpy(), data.frames("test")
    expected = np.log(np.where(frames, chance, 1 - chance)).sum(1).mean()
    assert verdict.log_likelihood == pytest.approx(expected, abs=4 * verdict.error)
    assert verdict.error < 0.01
