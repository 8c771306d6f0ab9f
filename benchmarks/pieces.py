"""Composes the pieces that a benchmark measures: wishes by quadrant, with fixed seeds.

The planner gets a feeling as the reader would give it, so that planning is measured too, and
reading is not. Pieces are kept outside the project, so that a run that was stopped goes on where it
was; those of other code or other models are never taken.
"""

from __future__ import annotations

import concurrent.futures
import functools
import hashlib
import multiprocessing
import os
import pickle
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from judge import CACHE
from judge_features import piano_reduction

import engine
import resources
from engine.composition.composers import load_composer
from engine.composition.obedient import ObedientComposer
from engine.composition.plan import Plan
from engine.composition.planning.planner import Planner
from engine.composition.score import Note, Score
from engine.emotion.music_vectors import MusicVectors
from engine.emotion.reading import QUADRANTS, EmotionReading, Quadrant, Segment
from engine.options import ComposeOptions
from engine.progress import Progress

__all__ = ["QUADRANTS", "Piece", "compose_all", "read_feeling"]

_SIGNS: dict[Quadrant, tuple[int, int]] = {
    "Q1": (1, 1), "Q2": (-1, 1), "Q3": (-1, -1), "Q4": (1, -1),
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Piece:
    """A composed piece, what was asked, and the CPU seconds it took."""

    quadrant: Quadrant
    plan: Plan
    score: Score
    seconds: float

    @property
    def notes(self) -> list[Note]:
        """All pitched notes, sorted."""
        pitched = [track for track in self.score.tracks if not track.is_drum]
        return sorted(
            (note for track in pitched for note in track.notes), key=lambda n: (n.start, n.pitch)
        )

    @property
    def melody(self) -> tuple[Note, ...]:
        """The melody's notes."""
        track = self.score.track("melody")
        return track.notes if track else ()

    @property
    def reduction(self) -> np.ndarray:
        """The piece for one piano, shape (n, 4), in seconds."""
        return piano_reduction(self.score)


def read_feeling(quadrant: Quadrant, seed: int) -> EmotionReading:
    """Give the reading of a wish that lies somewhere in a quadrant, as wishes do."""
    chance = np.random.default_rng([seed, QUADRANTS.index(quadrant)])
    valence, arousal = np.array(_SIGNS[quadrant]) * chance.uniform(0.3, 0.8, 2)
    segment = Segment(0, 0, float(valence), float(arousal), quadrant)
    return EmotionReading(
        quadrant, (), (segment,), segment.valence, segment.arousal, quadrant,
        {name: float(name == quadrant) for name in QUADRANTS}, 1.0,
    )  # fmt: skip


def compose_all(
    composer: str, n_pieces: int, seconds: float, first_seed: int, n_processes: int = 1
) -> list[Piece]:
    """Compose ``n_pieces`` a quadrant, from ``first_seed`` on, in order."""
    tasks = [
        (composer, quadrant, seed, seconds)
        for quadrant in QUADRANTS
        for seed in range(first_seed, first_seed + n_pieces)
    ]
    if n_processes == 1:
        return [compose_once(*task) for task in tasks]
    with concurrent.futures.ProcessPoolExecutor(
        n_processes, multiprocessing.get_context("spawn")
    ) as pool:
        return list(pool.map(_unpack, tasks, chunksize=8))


def _unpack(task: tuple[str, Quadrant, int, float]) -> Piece:
    return compose_once(*task)


def compose_once(composer: str, quadrant: Quadrant, seed: int, seconds: float) -> Piece:
    """Compose one piece, or read it if the same code has composed it before."""
    name = f"{composer}-{quadrant}-{seed}-{seconds:g}.pkl"
    file = CACHE / f"pieces-{_fingerprint(composer)}" / name
    if file.is_file():
        return pickle.loads(file.read_bytes())  # written by ourselves
    piece = compose_one(composer, quadrant, seed, seconds)
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(f".{os.getpid()}")
    part.write_bytes(pickle.dumps(piece))
    part.replace(file)
    return piece


@functools.cache
def _fingerprint(composer: str) -> str:
    """Name all code and data that a piece depends on, as they were when the run began."""
    code, data = Path(engine.__file__).parent, Path(resources.__file__).parent
    files = [
        *code.glob("composition/**/*.py"),
        *code.glob("emotion/music_*.py"),
        *data.glob(f"models/{composer}/*"),
        *data.glob("models/critic/*"),
        *data.glob("vectors/open/*"),
    ]
    found = hashlib.sha256(Path(__file__).read_bytes())
    for file in sorted(file for file in files if file.is_file()):
        found.update(file.read_bytes())
    return found.hexdigest()[:12]


def compose_one(composer: str, quadrant: Quadrant, seed: int, seconds: float) -> Piece:
    """Compose one piece."""
    plan = _planner().plan(read_feeling(quadrant, seed), ComposeOptions(seconds, seed, composer))
    writer = _composer(composer)
    began = time.process_time()
    score = writer.compose(plan, Progress())
    return Piece(quadrant, plan, score, time.process_time() - began)


@functools.cache
def _planner() -> Planner:
    return Planner(MusicVectors())


@functools.cache
def _composer(name: str) -> ObedientComposer:
    return ObedientComposer(load_composer(name))


def of_quadrant(pieces: Sequence[Piece], quadrant: Quadrant) -> Iterator[Piece]:
    """Give the pieces that were asked for in one quadrant."""
    return (piece for piece in pieces if piece.quadrant == quadrant)
