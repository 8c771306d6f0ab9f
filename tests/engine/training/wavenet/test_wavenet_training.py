from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from engine.errors import JobCancelledError, ResourceError
from engine.progress import Progress
from engine.synthesis.wavenet.dimensions import Dimensions
from engine.synthesis.wavenet.model import WaveNet
from engine.synthesis.wavenet.source import (
    BLOCK,
    HIGHEST,
    KNOTS,
    LOWEST,
    N_FEATURES,
    SAMPLE_RATE,
    VELOCITIES,
    PartialBank,
)
from engine.synthesis.wavenet.voice import load_voice
from engine.training.wavenet import partials, train
from engine.training.wavenet.data import SoundExcerpt, _write, bass_line, load_shards, untangled
from engine.training.wavenet.excerpts import prepare
from engine.training.wavenet.partials import (
    add_between,
    find_partials,
    fit_amplitudes,
    fit_bank,
    release_time,
)
from engine.training.wavenet.predictor import fit_manners, fit_predictor
from engine.training.wavenet.train import train_wavenet
from engine.training.wavenet.wavenet_run import TrainingOptions

TINY = Dimensions(
    n_layers=2, n_cycle=2, n_channels=16, n_skip=16, n_features=N_FEATURES, n_globals=5,
    n_condition=8, n_taps=4,
)  # fmt: skip
QUICK = TrainingOptions(minutes=0.02, batch=2, length=800, device="cpu")
N_PITCHES = HIGHEST - LOWEST + 1


def tone(frequency: float, seconds: float, decay: float = 0.0) -> np.ndarray:
    time = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    sound = 0.5 * np.sin(2 * np.pi * frequency * time) * np.exp(-decay * time)
    return sound.astype(np.float32)


def excerpt(program: int = 0) -> SoundExcerpt:
    noise = np.random.default_rng(0).normal(0, 0.01, SAMPLE_RATE)
    notes = np.array([[0.0, 0.9, 69, 127]])
    return SoundExcerpt(program, notes, (tone(440, 1.0) + noise).astype(np.float32))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What is left of an earlier run: shards and partials."""
    (tmp_path / "shards").mkdir()
    for split in ("train", "test"):
        _write(tmp_path / "shards" / f"{split}-000.npz", [excerpt(0), excerpt(33)])
    pitches = np.arange(LOWEST, HIGHEST + 1)
    np.savez(
        tmp_path / "partials.npz",
        frequency=np.tile((440 * 2 ** ((pitches - 69) / 12))[None, :, None], (3, 1, 1)),
        amplitude=np.full((3, N_PITCHES, 1, len(KNOTS)), -0.5j, dtype=np.complex64),
        release=np.full((3, len(VELOCITIES)), 0.3),
        programs=np.array([0, 4, 33]),
    )
    return tmp_path


def bank(folder: Path) -> PartialBank:
    return train._load_bank(folder / "partials.npz", Progress())


def test_training_writes_what_the_synthesizer_reads(folder: Path) -> None:
    train_wavenet(folder, folder, TINY, QUICK, Progress())
    voice = load_voice(folder)
    assert voice.model.dimensions == TINY
    assert voice.bank is not None
    assert voice.notes["training"][-1]["test_bits"] > 0


def test_a_stopped_run_goes_on_where_it_was(folder: Path) -> None:
    train_wavenet(folder, folder, TINY, QUICK, Progress())
    before = torch.load(folder / "training.pt", weights_only=True)
    train_wavenet(folder, folder, TINY, replace(QUICK, minutes=0.04), Progress())
    after = torch.load(folder / "training.pt", weights_only=True)
    assert after["step"] > before["step"]
    assert after["seconds"] > before["seconds"]
    assert after["history"][: len(before["history"])] == before["history"]


def test_a_run_whose_time_is_up_only_writes_the_voice(folder: Path) -> None:
    train_wavenet(folder, folder, TINY, QUICK, Progress())
    before = torch.load(folder / "training.pt", weights_only=True)
    (folder / "checkpoint.safetensors").unlink()
    train_wavenet(folder, folder, TINY, QUICK, Progress())
    assert torch.load(folder / "training.pt", weights_only=True)["step"] == before["step"]
    assert load_voice(folder).model.dimensions == TINY


def test_training_needs_torch_and_numpy_alone() -> None:
    code = (
        "import sys; sys.modules.update(dict.fromkeys("
        "['scipy', 'safetensors', 'numba', 'mido', 'fluidsynth', 'soundfile', 'soxr']));"
        "import engine.training.wavenet.train"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_cancelled_run_stops(folder: Path) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(JobCancelledError):
        train_wavenet(folder, folder, TINY, QUICK, progress)


def test_shards_come_back(folder: Path) -> None:
    read = list(load_shards(folder / "shards", "train"))
    assert [x.program for x in read] == [0, 33]
    assert np.allclose(read[1].sound, excerpt().sound, atol=1e-4)
    assert np.allclose(read[1].notes, excerpt().notes)
    with pytest.raises(ResourceError, match="no exam shards"):
        list(load_shards(folder / "shards", "exam"))


def test_any_sound_is_packed_without_loss(tmp_path: Path) -> None:
    loudest = np.random.default_rng(0).choice([-1.0, 1.0, 0.3], 1_600).astype(np.float32)
    _write(tmp_path / "train-000.npz", [replace(excerpt(), sound=loudest)])
    read = next(load_shards(tmp_path, "train"))
    assert np.array_equal(np.round(read.sound * 32_767), np.round(loudest * 32_767))


def test_shards_of_an_earlier_version_are_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "train-000.npz", program=np.zeros(1), notes=np.zeros((1, 5)))
    with pytest.raises(ResourceError, match="earlier version"):
        list(load_shards(tmp_path, "train"))


def test_the_source_of_a_lesson_lies_on_its_sound(folder: Path) -> None:
    lesson = prepare(excerpt(), bank(folder))
    residual = lesson.sound[:12_000] - lesson.source[:12_000]
    assert float(residual.std()) == pytest.approx(0.01, rel=0.2)


def test_a_network_as_in_the_paper_is_told_the_score_and_one_that_dreams_is_not() -> None:
    told, alone = (prepare(excerpt(), None, has_score=has_score) for has_score in (True, False))
    assert told.features.shape[1] - alone.features.shape[1] == N_FEATURES
    assert not told.source.any()
    assert torch.equal(told.features[:, N_FEATURES:], alone.features)


def test_the_predictor_whitens_and_is_stable(folder: Path) -> None:
    lesson = prepare(excerpt(), bank(folder))
    coloured = np.convolve(np.random.default_rng(1).normal(0, 0.01, 16_000), [1, 0.9], "same")
    lesson = replace(lesson, sound=lesson.source + torch.from_numpy(coloured).float())
    taps, error = fit_predictor([lesson], 8)
    assert float(taps[0]) > 0.3
    poles = np.roots(np.concatenate([[1], -taps.numpy()]))
    assert np.abs(poles).max() < 1
    assert 0 < error < float(((lesson.sound - lesson.source) / lesson.level)[:12_000].std())


def test_each_instrument_gets_a_predictor_and_a_fineness(folder: Path) -> None:
    dimensions = replace(TINY, n_instruments=3)
    soft = prepare(excerpt(33), bank(folder))
    soft = replace(soft, sound=soft.source + 0.1 * (soft.sound - soft.source))
    lessons = [prepare(excerpt(0), bank(folder)), prepare(excerpt(4), bank(folder)), soft]
    model = WaveNet(dimensions)
    fit_manners(model, lessons)
    assert model.fineness.tolist() == pytest.approx([1, 1, 0.1], rel=0.1)
    taps, fineness = model.manner(soft.features[None].float())
    assert torch.allclose(taps[0], model.predictor[2])
    assert float(fineness) == pytest.approx(0.1, rel=0.1)


def test_partials_are_found_where_they_are() -> None:
    sound = sum(tone(f, 2.0) / k for k, f in enumerate((220.0, 441.0, 664.0), start=1))
    found = find_partials(np.asarray(sound), 220.0)
    assert found[:3] == pytest.approx([220.0, 441.0, 664.0], abs=0.2)


def test_amplitudes_follow_a_decay() -> None:
    seconds = KNOTS[-1] * BLOCK / SAMPLE_RATE
    amplitude = fit_amplitudes(tone(440, seconds, decay=2.0), np.array([440.0, 900.0]))
    times = KNOTS * BLOCK / SAMPLE_RATE
    middle = slice(4, 14)
    assert np.abs(amplitude[0, middle]) == pytest.approx(
        0.5 * np.exp(-2.0 * times[middle]), rel=0.1
    )
    assert np.abs(amplitude[1, middle]).max() < 0.05


@pytest.mark.parametrize("fall", [0.007, 0.1])
def test_the_release_is_measured_against_the_held_note(fall: float) -> None:
    held = tone(440, 1.0)
    let_go = held.copy()
    let_go[SAMPLE_RATE // 2 :] *= np.exp(-np.arange(SAMPLE_RATE // 2) / SAMPLE_RATE / fall)
    assert release_time(held, let_go) == pytest.approx(fall, rel=0.03)


def test_a_knock_between_the_partials_gets_the_places_of_those_too_high_to_hear() -> None:
    seconds = KNOTS[-1] * BLOCK / SAMPLE_RATE
    frequency = np.array([440.0, 7_800.0])
    struck = tone(440, seconds) + tone(100, seconds, decay=20.0)
    better = add_between(struck, frequency, fit_amplitudes(struck, frequency))
    assert better[0] == 440
    assert better[1] == pytest.approx(100, abs=5)
    rest, less = (
        struck[:BLOCK] - first_block(places, fit_amplitudes(struck, places))
        for places in (frequency, better)
    )
    assert less.std() < 0.1 * rest.std()


def first_block(frequency: np.ndarray, amplitude: np.ndarray) -> np.ndarray:
    """Sound of partials in the first block."""
    seconds = np.arange(BLOCK) / SAMPLE_RATE
    rising = np.arange(BLOCK) / BLOCK
    course = amplitude[:, :1] * (1 - rising) + amplitude[:, 1:2] * rising
    return (course * np.exp(2j * np.pi * np.outer(frequency, seconds))).real.sum(axis=0)


def test_a_whole_bank_gives_back_the_notes_it_was_fitted_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Two pitches of a string that is struck, dies away, and is damped."""
    monkeypatch.setattr(partials, "HIGHEST", LOWEST + 1)

    def play(_: int, pitch: int, velocity: int, held: float, let_go: float) -> np.ndarray:
        fundamental = 440 * 2 ** ((pitch - 69) / 12)
        whole = np.sum(
            [tone(k * fundamental, held + let_go, decay=k) / k for k in range(1, 9)], axis=0
        )
        after = np.maximum(np.arange(len(whole)) / SAMPLE_RATE - held, 0)
        return (velocity / 127) ** 2 * whole * np.exp(-after / 0.05)

    bank = fit_bank((0,), play, Progress())
    assert bank.release == pytest.approx(0.05, rel=0.03)
    notes = np.array([[0.0, 0.4, LOWEST + 1, 80]])
    sound, expected = bank.render(notes, 0, SAMPLE_RATE), play(0, LOWEST + 1, 80, 0.4, 0.6)
    assert (sound - expected)[1_600:].std() < 0.03 * expected[1_600:].std()


def test_abass_line_is_one_low_note_at_a_time() -> None:
    chords = np.array([[0.0, 2.0, 60, 90], [0.01, 2.0, 48, 90], [1.0, 3.0, 55, 90]])
    line = bass_line(chords)
    assert line[:, 2].tolist() == [48, 31]
    assert line[0, 1] == 1.0


def test_a_repeated_pitch_ends_the_one_before() -> None:
    rows = untangled(np.array([[0.0, 2.0, 60, 90], [1.0, 3.0, 60, 80]]))
    assert rows[:, :2].tolist() == [[0.0, 1.0], [1.0, 3.0]]
