"""The challenge that began it all: an audio sample with a happy, upbeat sound.

    python benchmarks/challenge.py --data DIR [--composer rbm] [--pieces 50] [--seconds 30]

A wish is composed with as many seeds, and judges who learned from human-labelled music alone say
which quadrant each piece lies in; asked for is a share of at least 80 % in the first, happy and
excited. Beside it stands the script that set the challenge, trained here on its own songs as it
was published: 200 epochs, then one Gibbs step from silence, 15 sixteenths long.
"""

from __future__ import annotations

import argparse
import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from judge import JUDGES, QUADRANTS, load_judge
from judge_features import piano_reduction
from rbm_speed import LOWEST, N_HIDDEN, N_KEYS, N_STEPS, OriginalScript, read_songs

from engine.errors import EngineError
from engine.options import ComposeOptions, RenderOptions
from engine.pipeline import Pipeline
from engine.progress import Progress

WISH = "something happy and upbeat"
SIXTEENTH = 0.125  # the original writes 55 ticks of 220 at 120 beats a minute
VELOCITY = 40  # the original's only one
N_EPOCHS = 200


def our_pieces(
    composer: str, wish: str, n_pieces: int, seconds: float
) -> Iterator[tuple[np.ndarray, float]]:
    """Compose the wish with seeds 0, 1, …; give the notes (n, 4) and the valence planned."""
    pipeline = Pipeline()
    for seed in range(n_pieces):
        options = ComposeOptions(seconds, seed, composer)
        piece = pipeline.compose(wish, options, RenderOptions(), Progress())
        yield piano_reduction(piece.score), piece.plan.sections[0].valence


def original_pieces(data: Path, runs: Path, n_pieces: int) -> Iterator[np.ndarray]:
    """Take one Gibbs step from zeros, as the original does; give the notes (n, 4)."""
    machine = _trained_original(data, runs / "original.npz")
    zeros = np.zeros((n_pieces, 2 * N_KEYS * N_STEPS), np.float32)
    hidden = machine.sample(zeros @ machine.weight + machine.hidden_bias)
    rolls = machine.sample(hidden @ machine.weight.T + machine.visible_bias)
    for roll in rolls.reshape(n_pieces, N_STEPS, 2 * N_KEYS):
        yield _notes_of(roll[:, :N_KEYS])


def _trained_original(data: Path, file: Path) -> OriginalScript:
    """Train the original, or take up what it learned before."""
    machine = OriginalScript(2 * N_KEYS * N_STEPS)
    if not file.exists():
        songs = read_songs(data)
        for _ in range(N_EPOCHS):
            machine.epoch(songs)
        file.parent.mkdir(parents=True, exist_ok=True)
        np.savez(file, w=machine.weight, visible=machine.visible_bias, hidden=machine.hidden_bias)
    with np.load(file) as kept:
        machine.weight, machine.visible_bias = kept["w"], kept["visible"]
        machine.hidden_bias = kept["hidden"]
    assert machine.weight.shape[1] == N_HIDDEN
    return machine


def _notes_of(held: np.ndarray) -> np.ndarray:
    """Read keys that are held (steps, keys) as its writer does: a key that goes on is one note."""
    padded = np.pad(held, ((1, 1), (0, 0)))
    changes = np.diff(padded, axis=0)
    notes = []
    for key in np.flatnonzero(held.any(0)):
        starts = np.flatnonzero(changes[:, key] > 0)
        ends = np.flatnonzero(changes[:, key] < 0)
        notes += [
            (start * SIXTEENTH, end * SIXTEENTH, key + LOWEST, VELOCITY)
            for start, end in zip(starts, ends, strict=True)
        ]
    return np.array(sorted(notes), dtype=float).reshape(-1, 4)


def show(name: str, pieces: list[np.ndarray], data: Path) -> None:
    """Print what each judge says of the pieces."""
    for judge_name in JUDGES:
        judge, _, table = load_judge(judge_name, data)
        said = np.array([judge.probabilities(notes) for notes in pieces if len(notes)])
        shares = np.bincount(said.argmax(1), minlength=4) / len(pieces)
        happy, lively = said[:, [0, 3]].sum(1) > 0.5, said[:, :2].sum(1) > 0.5
        split = " ".join(
            f"{quadrant} {share:4.0%}" for quadrant, share in zip(QUADRANTS, shares, strict=True)
        )
        print(
            f"{name:16} {judge_name:7} {split}   pleased {happy.sum() / len(pieces):4.0%}"
            f"  lively {lively.sum() / len(pieces):4.0%}"
            f"   (of real Q1 clips it says Q1: {table[0, 0]:.0%})",
            flush=True,
        )


def main() -> None:
    """Compose, dream and judge."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of the data sets")
    parser.add_argument("--composer", default="rbm", metavar="NAME")
    parser.add_argument("--wish", default=WISH)
    parser.add_argument("--pieces", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--runs", type=Path, default=Path("runs/rbm"), help="where runs are kept")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    try:
        ours = list(
            our_pieces(arguments.composer, arguments.wish, arguments.pieces, arguments.seconds)
        )
        print(f"“{arguments.wish}”: planned valence {ours[0][1]:+.2f}; asked: Q1 at least 80 %")
        show(arguments.composer, [notes for notes, _ in ours], arguments.data)
        originals = list(original_pieces(arguments.data, arguments.runs, arguments.pieces))
        show("original script", originals, arguments.data)
    except EngineError as error:
        raise SystemExit(f"{error}. {error.hint}") from error


if __name__ == "__main__":
    main()
