"""Lets a WaveNet write many stretches of music side by side, on all cores."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
import torch

from engine.progress import Progress
from engine.synthesis.wavenet.dimensions import Hints
from engine.synthesis.wavenet.generator import CONTEXT, Array, Generator, stream
from engine.synthesis.wavenet.generators import make_generator
from engine.synthesis.wavenet.model import WaveNet
from engine.synthesis.wavenet.source import FRAME, SAMPLE_RATE
from engine.synthesis.wavenet.stems import FRAME_RATE, STRETCH, Stem, Window
from engine.synthesis.wavenet.waiting import wait_for

__all__ = ["CROSS_FADE", "LANES", "TEMPERATURE", "LaneStretch", "LaneWriter", "cut"]

LANES = 16
TEMPERATURE = 0.3
"""Below 1 there is less noise: the network thinks that more of the sound is noise than is."""
_SEED = 0  # the same score gives the same samples
_WARM_UP, CROSS_FADE = 52, 8
"""Frames before a stretch in which the network finds its feet, and after it: 260 and 40 ms."""
_WINDOW = 200  # frames, a second of sound, that are made ready at once
_BESIDE = 1.2
"""Sources, features, room and loudness take a fifth of the time that the network takes."""
_TETHER = 1.0
"""Of the local level: so far from its source may a sample be; in earnest a twentieth is usual."""


@dataclass(frozen=True)
class LaneStretch:
    """A part of a stem's time, in frames.

    Attributes
    ----------
    number
        Of the stretch in its stem; seeds its chance.
    n
        Those that are written, what fades into the next one included; fewer where the notes that
        follow are not known yet.
    n_silent
        Those before the first sound.
    follows
        Whether something is written for the stretch before it, to be faded into this one.
    """

    stem: int
    number: int
    n: int
    n_silent: int
    follows: bool

    @property
    def first(self) -> int:
        """Where it begins."""
        return self.number * STRETCH

    @property
    def is_whole(self) -> bool:
        """Whether nothing more will be written of it."""
        return self.n == STRETCH + CROSS_FADE


@dataclass
class _Work:
    """How far the workers are, in frames, and whether they shall stop."""

    total: int
    done: float = 0.0
    stopped: threading.Event = field(default_factory=threading.Event)


class LaneWriter:
    """Writes the sound of stems; generators that nobody uses are kept for the next piece.

    Parameters
    ----------
    model
        The network.
    """

    def __init__(self, model: WaveNet) -> None:
        self._model = model
        self._lock = threading.Lock()
        self._idle: list[Generator] = []

    def take(self) -> Generator:
        """Give a generator that nobody uses, making one if there is none."""
        with self._lock:
            return self._idle.pop() if self._idle else make_generator(self._model, LANES)

    def give_back(self, generator: Generator) -> None:
        """Let others use it."""
        self._idle.append(generator)

    def speed(self, stem: Stem) -> float:
        """Seconds of sound that all lanes together write in a second of one core."""
        generator = self.take()
        generator.reset()
        blocks = self.side_by_side(generator, [stem] * LANES, [0] * LANES, 20)
        next(blocks)
        began = time.perf_counter()
        block = next(blocks)
        took = time.perf_counter() - began
        self.give_back(generator)
        return float(block.size / SAMPLE_RATE / took)

    def expected_seconds(self, stems: list[Stem]) -> float:
        """Estimate how long `write` will take on this machine."""
        if not stems:
            return 0.0
        frames = [
            max(stretch.n for stretch in batch) + _WARM_UP
            for batch in _batches(cut(stems, [stem.n_frames for stem in stems]))
        ]
        rounds = sum(frames[:: n_workers()])  # all lanes take as long as the longest
        return _BESIDE * rounds * LANES / FRAME_RATE / self.speed(stems[0])

    def write(
        self, stems: list[Stem], stretches: list[LaneStretch], progress: Progress
    ) -> Iterator[tuple[LaneStretch, Array]]:
        """Let the workers write stretches; give them in order, and stop when asked to."""
        batches = _batches(stretches)
        work = _Work(sum(max(stretch.n for stretch in batch) for batch in batches))
        pool = ThreadPoolExecutor(n_workers())

        def tell() -> None:
            progress.update("render", 0.9 * work.done / max(work.total, 1))

        try:
            futures = [pool.submit(self._batch, stems, batch, work) for batch in batches]
            for batch, future in zip(batches, futures, strict=True):
                written = wait_for(future, tell)
                yield from zip(batch, written, strict=True)
        finally:
            # nobody waits for the blocks that are being written: they are dropped
            work.stopped.set()
            pool.shutdown(wait=False, cancel_futures=True)

    def _batch(self, stems: list[Stem], batch: list[LaneStretch], work: _Work) -> list[Array]:
        """Write up to 16 stretches at once; nothing if the work was stopped."""
        generator = self.take()
        try:
            generator.reset()
            n = max(stretch.n for stretch in batch) + _WARM_UP
            lanes = [stems[stretch.stem] for stretch in batch]
            firsts = [stretch.first - _WARM_UP for stretch in batch]
            seeds = [(stems[stretch.stem].seed, stretch.number) for stretch in batch]
            blocks = []
            for block in self.side_by_side(generator, lanes, firsts, n, seeds):
                if work.stopped.is_set():
                    return []
                blocks.append(block)
                work.done += block.shape[1] / FRAME * (1 - _WARM_UP / n)
        finally:
            self.give_back(generator)
        sound = np.concatenate(blocks, axis=1)[:, _WARM_UP * FRAME :]
        return [
            _faded(sound[lane, : stretch.n * FRAME], stretch) for lane, stretch in enumerate(batch)
        ]

    def side_by_side(
        self,
        generator: Generator,
        stems: list[Stem],
        firsts: list[int],
        n: int,
        seeds: list[tuple[int, int]] | None = None,
    ) -> Iterator[Array]:
        """Write ``n`` frames of as many stems as there are lanes, or fewer.

        Parameters
        ----------
        firsts
            The frame that each stem begins with.
        seeds
            One pair for each stem; its index and 0, if not given.

        Yields
        ------
        Array
            Shape (lanes, samples), 50 ms.
        """
        seeds = seeds or [(index, 0) for index in range(len(stems))]
        dice = [np.random.default_rng([_SEED, *seed]) for seed in seeds]
        spare = generator.n_lanes - len(stems)
        dice += [np.random.default_rng(_SEED) for _ in range(spare)]
        for start in range(0, n, _WINDOW):
            length = min(_WINDOW, n - start)
            windows = [
                stem.window(first + start, length, CONTEXT)
                for stem, first in zip(stems, firsts, strict=True)
            ]
            hints = _hints(windows, spare)
            written = 0
            for block in stream(generator, self._model, hints, dice, TEMPERATURE, margin=CONTEXT):
                yield _tethered(block, hints, written)
                written += block.shape[1]


def n_workers() -> int:
    """Count the threads that write."""
    return min(os.cpu_count() or 1, 4)


def cut(stems: list[Stem], n_known: list[int], begun: list[int] | None = None) -> list[LaneStretch]:
    """Cut the stems into stretches, leaving out where nothing sounds.

    Parameters
    ----------
    n_known
        Frames of each stem that can be written.
    begun
        The first stretch of each that is not yet whole.
    """
    stretches = []
    for index, (stem, n) in enumerate(zip(stems, n_known, strict=True)):
        for number in range(begun[index] if begun else 0, -(-n // STRETCH)):
            first = number * STRETCH
            n_silent = stem.first_sound(first, STRETCH)
            n_written = min(STRETCH + CROSS_FADE, n - first)
            if n_silent < min(STRETCH, n_written):
                follows = not stem.is_silent(first - STRETCH, STRETCH)
                stretches.append(LaneStretch(index, number, n_written, n_silent, follows))
    return stretches


def _batches(stretches: list[LaneStretch]) -> list[list[LaneStretch]]:
    """Give every lane something to write."""
    return [stretches[i : i + LANES] for i in range(0, len(stretches), LANES)]


def _tethered(block: Array, hints: Hints, first: int) -> Array:
    """Keep a network that hears itself from running away from the score, should it ever do so."""
    span = slice(first, first + block.shape[1])
    source, level = hints.source[:, span].numpy(), hints.level[:, span].numpy()
    return np.clip(block, source - _TETHER * level, source + _TETHER * level)


def _hints(windows: list[Window], spare: int) -> Hints:
    """Stack the windows, and silence for the lanes that are left."""

    def lanes(name: str, idle: float) -> torch.Tensor:
        stacked = np.stack([getattr(window, name) for window in windows])
        rest = np.full((spare, *stacked.shape[1:]), idle, dtype=np.float32)
        return torch.from_numpy(np.concatenate([stacked, rest]))

    return Hints(lanes("source", 0.0), lanes("level", 0.01), lanes("features", 0.0))


def _faded(sound: Array, stretch: LaneStretch) -> Array:
    """Fade a stretch in where another one ends, and out where the next begins."""
    ramp = np.linspace(0, 1, CROSS_FADE * FRAME, dtype=np.float32)
    faded = sound.copy()
    faded[: stretch.n_silent * FRAME] = 0
    if stretch.follows:
        beginning = faded[: len(ramp)]
        beginning *= ramp[: len(beginning)]
    end = faded[STRETCH * FRAME :]
    end *= ramp[::-1][: len(end)]
    return faded
