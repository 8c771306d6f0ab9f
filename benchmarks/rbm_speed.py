"""Speed of Boltzmann machines on the songs of the script that this project grew out of.

The original's representation and training are ported to numpy line by line in spirit: 15 steps of
2 × 78 keys a chunk, 50 hidden units, one song at a time, its first chunk never seen. Ours trains on
the same chunks, all of them, in shuffled batches of 100. Processor time of one thread, medians.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from boltzmann.sparse_contrast import SparseContrast

from engine.composition.composers import load_composer
from engine.composition.obedient import ObedientComposer
from engine.composition.plan import Expression, Plan, PlannedSection
from engine.composition.score import Key, Metre
from engine.midi.parsing import read_midi
from engine.progress import Progress
from engine.training.corpora.archives import open_data

LOWEST, N_KEYS, N_STEPS, N_HIDDEN = 24, 78, 15, 50


def read_songs(data: Path) -> list[np.ndarray]:
    """Read the songs longer than 50 steps, each as chunks of shape (chunks, 2,340)."""
    for name in ("Pop_Music_Midi", "seed_pop_music_midi"):
        if (data / name).is_dir() or (data / f"{name}.tar.gz").is_file():
            with open_data(data, name) as folder:
                parent = folder if folder.is_dir() else folder.parent / "Pop_Music_Midi"
                rolls = [_roll(file) for file in sorted(parent.glob("*.mid*"))]
            return [_chunks(roll) for roll in rolls if len(roll) > 50]
    sys.exit(f"{data} holds neither Pop_Music_Midi nor seed_pop_music_midi.tar.gz.")


def _roll(file: Path) -> np.ndarray:
    """Give held keys and onsets by sixteenths, shape (steps, 156)."""
    midi = read_midi(file)
    notes = [note for note in midi.notes if note.end > note.start]
    sixteenth = midi.ticks_per_beat / 4
    ends = [round(note.end / sixteenth) for note in notes]
    roll = np.zeros((max(ends, default=0), 2 * N_KEYS), np.float32)
    for note, end in zip(notes, ends, strict=True):
        start = round(note.start / sixteenth)
        if LOWEST <= note.pitch < LOWEST + N_KEYS and start < len(roll):
            roll[start:end, note.pitch - LOWEST] = 1
            roll[start, N_KEYS + note.pitch - LOWEST] = 1
    return roll


def _chunks(roll: np.ndarray) -> np.ndarray:
    n_chunks = len(roll) // N_STEPS
    return roll[: n_chunks * N_STEPS].reshape(n_chunks, -1)


class OriginalScript:
    """The original's training in numpy, its choices kept: weights drawn around .01 with deviation
    1, one update a song, no momentum, all statistics sampled.
    """  # noqa: D205 - one sentence

    rate = 0.005

    def __init__(self, n_visible: int) -> None:
        self.chance = np.random.default_rng(0)
        self.weight = self.chance.normal(0.01, 1, (n_visible, N_HIDDEN)).astype(np.float32)
        self.visible_bias = np.zeros(n_visible, np.float32)
        self.hidden_bias = np.zeros(N_HIDDEN, np.float32)

    def sample(self, logits: np.ndarray) -> np.ndarray:
        """Draw units."""
        chances = 1 / (1 + np.exp(-logits.clip(-80, 80)))
        return np.floor(chances + self.chance.random(chances.shape, np.float32))

    def epoch(self, songs: list[np.ndarray]) -> None:
        """Show every song once."""
        for song in songs:
            for first in range(1, len(song), 100):
                self.update(song[first : first + 100])

    def update(self, x: np.ndarray) -> None:
        """Take one step of CD-1."""
        h = self.sample(x @ self.weight + self.hidden_bias)
        x_after = self.sample(h @ self.weight.T + self.visible_bias)
        h_after = self.sample(x_after @ self.weight + self.hidden_bias)
        share = self.rate / len(x)
        self.weight += share * (x.T @ h - x_after.T @ h_after)
        self.visible_bias += share * (x - x_after).sum(0)
        self.hidden_bias += share * (h - h_after).sum(0)


class PlainTorch:
    """Contrastive divergence in torch without a kernel of ours, batches of 100."""

    def __init__(self, chunks: torch.Tensor) -> None:
        self.chunks = chunks
        self.weight = 0.01 * torch.randn(chunks.shape[1], N_HIDDEN)
        self.visible_bias = torch.logit(chunks.mean(0).clamp(1e-3, 0.999))
        self.hidden_bias = torch.zeros(N_HIDDEN)

    def epoch(self) -> None:
        """Show every chunk once."""
        for rows in torch.randperm(len(self.chunks)).split(100):
            v = self.chunks[rows]
            p = torch.sigmoid(torch.addmm(self.hidden_bias, v, self.weight))
            h = (torch.rand_like(p) < p).float()
            q = torch.sigmoid(torch.addmm(self.visible_bias, h, self.weight.T))
            x = (torch.rand_like(q) < q).float()
            p_after = torch.sigmoid(torch.addmm(self.hidden_bias, x, self.weight))
            rate = 0.05 / len(v)
            self.weight.addmm_(v.T, p, alpha=rate).addmm_(x.T, p_after, alpha=-rate)
            self.visible_bias.add_((v - x).sum(0), alpha=rate)
            self.hidden_bias.add_((p - p_after).sum(0), alpha=rate)


def median_seconds(work: Callable[[], object], runs: int = 7) -> float:
    """Processor time of this thread, after one run to warm up."""
    work()
    times = []
    for _ in range(runs):
        began = time.thread_time()
        work()
        times.append(time.thread_time() - began)
    return statistics.median(times)


def show(data: Path, tensorflow: str | None) -> None:
    """Print seconds an epoch, and milliseconds a bar.

    Parameters
    ----------
    tensorflow
        A Python that has TensorFlow; None to leave its row out.
    """
    songs = read_songs(data)
    chunks = torch.from_numpy(np.concatenate(songs))
    print(
        f"{len(songs)} songs, {len(chunks):,} chunks of {chunks.shape[1]:,} units, "
        f"{100 * float(chunks.mean()):.1f} % on"
    )
    rows = our_rows(songs, chunks)
    if tensorflow is not None:
        rows = {"original script, TensorFlow": tensorflow_seconds(tensorflow, songs), **rows}
    baseline = next(iter(rows))
    print(f"{'CPU s an epoch':34} {'':8} against {baseline}")
    for name, value in rows.items():
        print(f"{name:34} {value:8.3f} {rows[baseline] / value:6.1f} x")
    show_bar()


def our_rows(songs: list[np.ndarray], chunks: torch.Tensor) -> dict[str, float]:
    """Measure seconds an epoch of what runs in this Python."""
    original, plain = OriginalScript(chunks.shape[1]), PlainTorch(chunks)
    ours = SparseContrast(chunks, N_HIDDEN, rate=0.05)
    works: dict[str, Callable[[], object]] = {
        "original script, numpy": lambda: original.epoch(songs),
        "torch": plain.epoch,
        "ours: fused sampling, sparse rows": ours.epoch,
    }
    return {name: median_seconds(work) for name, work in works.items()}


def tensorflow_seconds(python: str, songs: list[np.ndarray]) -> float:
    """Measure the original's epoch on TensorFlow, in an environment of its own."""
    script = Path(__file__).with_name("rbm_tensorflow.py")
    with tempfile.NamedTemporaryFile(suffix=".npz") as file:
        np.savez(file, *songs)
        file.flush()
        answer = subprocess.run(
            [python, str(script), file.name], capture_output=True, text=True, check=False
        )
    if answer.returncode:
        sys.exit(f"{python} cannot run the original: {answer.stderr[-500:]}")
    return float(answer.stdout.split()[-1])


def show_bar() -> None:
    """Print how long the Boltzmann composer takes for a bar."""
    expression = Expression(120.0, 4.0, 70.0, 80.0, 0.9)
    section = PlannedSection("A", 16, Key(0, "major"), 0.7, 0.6, expression)
    composer = ObedientComposer(load_composer("rbm"))
    plan = Plan(Key(0, "major"), Metre(4, 4), (section,), 0)
    seconds = median_seconds(lambda: composer.compose(plan, Progress()), runs=5)
    print(f"a bar from the Boltzmann composer: {1000 * seconds / 16:.1f} ms (at most 40)")
