"""A synthesizer that lets a WaveNet write the sound, sample by sample."""

from __future__ import annotations

import functools
import logging
import os
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from engine import resources
from engine.audio.loudness import normalise
from engine.audio.resampling import resample
from engine.audio.waveform import Waveform
from engine.composition.score import Score
from engine.errors import ResourceError, SynthesisError
from engine.options import RenderOptions
from engine.progress import Progress
from engine.synthesis.mixing import target_loudness
from engine.synthesis.performance import Performance, perform
from engine.synthesis.soundfont import SoundfontSynthesizer
from engine.synthesis.wavenet import Hints
from engine.synthesis.wavenet_generator import (
    CONTEXT,
    Generator,
    TorchGenerator,
    make_generator,
    stream,
)
from engine.synthesis.wavenet_source import FRAME, SAMPLE_RATE, PartialBank
from engine.synthesis.wavenet_stems import FRAME_RATE, Stem, Window, stems_of
from engine.synthesis.wavenet_voice import CHECKPOINT, CONFIG, Voice, load_voice

__all__ = ["WaveNetSynthesizer"]

_log = logging.getLogger(__name__)

Array = NDArray[np.float32]

LANES = 16
TEMPERATURE = 0.3
"""Below 1 there is less noise: the network thinks that more of the sound is noise than is."""
LONGEST = 20 * 60.0
"""Seconds of music that we play."""
_VOICE = "models/wavenet"
_SEED = 0
_SHORTEST_PIECE, _LONGEST_PIECE = 200, 1_600
"""Frames that a lane writes at a stretch: between 1 and 8 s."""
_WARM_UP, _CROSS_FADE = 52, 8
"""Frames before a piece in which the network finds its feet, and after it: 260 and 40 ms."""
_WINDOW = 200
_FEW = 6
_DRUMS_BELOW = 10 ** (-8 / 20)
_ROOM = 1.1
"""Seconds in which the room's sound falls by 60 dB."""
_ROOM_LEVEL = 0.35
_LOWEST_FREQUENCY = 25.0
_POLL = 0.04


@dataclass(frozen=True)
class _Stretch:
    """A piece of a stem's time, in frames; ``number`` seeds its chance."""

    stem: int
    number: int
    first: int
    n: int
    follows: bool
    """Whether something is written for the piece before it, to be faded into this one."""


class WaveNetSynthesizer:
    """A trained voice that plays notes; the same score gives the same samples.

    Programs that it has not learned are played by the nearest one that it has, pitches outside
    its range by the partials of the nearest octave, and drums by the soundfont.

    Parameters
    ----------
    options
        The sample rate; the soundfont for drums.
    """

    def __init__(self, options: RenderOptions, folder: Path | None = None) -> None:
        self._options, self._folder = options, folder
        self._lock = threading.Lock()
        self._idle: list[Generator] = []

    @functools.cached_property
    def _voice(self) -> Voice:
        if self._folder is not None:
            return load_voice(self._folder)
        resources.path(f"{_VOICE}/{CONFIG}")
        return load_voice(resources.path(f"{_VOICE}/{CHECKPOINT}").parent)

    @property
    def _bank(self) -> PartialBank:
        if self._voice.bank is None or not self._voice.model.dimensions.has_source:
            raise ResourceError(
                "the voice was trained to dream, not to play",
                hint="Choose a voice with instruments.",
            )
        return self._voice.bank

    def warm_up(self) -> None:
        """Load and compile in the background, so that the first piece need not wait for it."""
        threading.Thread(target=self.describe, daemon=True).start()

    def describe(self) -> str:
        """Say how fast the voice is here, once it has been tried.

        Raises
        ------
        EngineError
            If the voice is missing or damaged.
        """
        generator = self._take()
        how = "in plain torch" if isinstance(generator, TorchGenerator) else "compiled"
        speed = self._measure(generator)
        self._idle.append(generator)
        return f"WaveNet, {how}, writes {speed:.1f} s of sound a second and core (experimental)"

    def render(self, score: Score, progress: Progress) -> Waveform:
        """Play a score; see `play`."""
        return self.play(perform(score), progress)

    def play(self, performance: Performance, progress: Progress) -> Waveform:
        """Play to the end of the last sound, in stereo, made as loud as other music.

        Raises
        ------
        SynthesisError
            If there is nothing to play, or more than 20 minutes.
        ResourceError
            If the voice is missing or damaged.
        JobCancelledError
            If the user asked to stop; within 0.2 s.
        """
        _check(performance)
        progress.update("render", 0.0)
        stems = stems_of(performance, self._bank)
        self._warn(performance)
        n_samples = max((stem.n_frames for stem in stems), default=0) * FRAME
        mix = _Mix(n_samples)
        for stretch, written in self._write(stems, progress):
            mix.add(stems[stretch.stem], stretch.first * FRAME, written)
        progress.update("render", 0.9)
        velocities = [note.velocity for part in performance.parts for note in part.notes]
        target = target_loudness(velocities)
        sound = resample(Waveform(mix.finish(), SAMPLE_RATE), self._options.sample_rate)
        sound = self._with_drums(normalise(sound, target, progress), performance, progress)
        progress.update("render", 1.0)
        return normalise(sound, target, progress)

    def stream(self, performance: Performance) -> Iterator[Array]:
        """Write the sound as it is needed, all instruments side by side.

        Yields
        ------
        NDArray[np.float32]
            Shape (n, 2) at 16 kHz: 50 ms, dry, without drums, not levelled.
        """
        _check(performance)
        stems = stems_of(performance, self._bank)
        n_frames = max((stem.n_frames for stem in stems), default=0)
        # few instruments are written faster one by one than in lanes of which most are idle
        n_lanes = 1 if len(stems) <= _FEW else LANES
        groups = [stems[i : i + n_lanes] for i in range(0, len(stems), n_lanes)]
        writers = [
            self._lanes(
                make_generator(self._voice.model, n_lanes), group, [0] * len(group), n_frames
            )
            for group in groups
        ]
        for blocks in zip(*writers, strict=True):
            mix = _Mix(blocks[0].shape[1])
            for group, block in zip(groups, blocks, strict=True):
                for stem, sound in zip(group, block, strict=False):
                    mix.add(stem, 0, sound)
            yield mix.dry

    def expected_seconds(self, performance: Performance) -> float:
        """Estimate how long `play` will take on this machine."""
        stretches = _cut(stems_of(performance, self._bank))
        frames = sum(stretch.n + _WARM_UP + _CROSS_FADE for stretch in stretches)
        generator = self._take()
        speed = self._measure(generator)
        self._idle.append(generator)
        return frames / FRAME_RATE / (speed * _n_workers())

    def _warn(self, performance: Performance) -> None:
        """Say so if this machine is too slow to write the sound in the time that it lasts."""
        expected = self.expected_seconds(performance)
        if expected > max(performance.duration, 1.0):
            _log.warning(
                "WaveNet will take about %.0f s for %.0f s of music on this machine",
                expected,
                performance.duration,
            )

    def _take(self) -> Generator:
        """Give a generator that nobody uses, making one if there is none."""
        with self._lock:
            if self._idle:
                return self._idle.pop()
            return make_generator(self._voice.model, LANES)

    def _measure(self, generator: Generator) -> float:
        """Seconds of sound that all lanes together write in a second."""
        stem = Stem(self._bank, 0, np.array([[0, 0.1, 60, 80.0]]), 1, 0.5, 0)
        generator.reset()
        blocks = self._lanes(generator, [stem] * LANES, [0] * LANES, 20)
        next(blocks)
        began = time.perf_counter()
        block = next(blocks)
        return float(block.size / SAMPLE_RATE / (time.perf_counter() - began))

    def _write(self, stems: list[Stem], progress: Progress) -> Iterator[tuple[_Stretch, Array]]:
        """Let the workers write all stretches; give them in order."""
        stretches = _cut(stems)
        batches = [stretches[i : i + LANES] for i in range(0, len(stretches), LANES)]
        work = _Work(sum(max(stretch.n for stretch in batch) for batch in batches))
        pool = ThreadPoolExecutor(_n_workers())
        try:
            futures = [pool.submit(self._batch, stems, batch, work) for batch in batches]
            for batch, future in zip(batches, futures, strict=True):
                yield from zip(batch, _await(future, work, progress), strict=True)
        finally:
            work.stopped.set()
            pool.shutdown(cancel_futures=True)

    def _batch(self, stems: list[Stem], batch: list[_Stretch], work: _Work) -> list[Array]:
        """Write up to 16 stretches at once; nothing if the work was stopped."""
        generator = self._take()
        try:
            generator.reset()
            n = max(stretch.n for stretch in batch) + _WARM_UP + _CROSS_FADE
            lanes = [stems[stretch.stem] for stretch in batch]
            firsts = [stretch.first - _WARM_UP for stretch in batch]
            seeds = [(stretch.stem, stretch.number) for stretch in batch]
            blocks = []
            for block in self._lanes(generator, lanes, firsts, n, seeds):
                if work.stopped.is_set():
                    return []
                blocks.append(block)
                work.done += block.shape[1] / FRAME * (1 - (_WARM_UP + _CROSS_FADE) / n)
        finally:
            self._idle.append(generator)
        sound = np.concatenate(blocks, axis=1)[:, _WARM_UP * FRAME :]
        return [
            _faded(sound[lane, : (stretch.n + _CROSS_FADE) * FRAME], stretch)
            for lane, stretch in enumerate(batch)
        ]

    def _lanes(
        self,
        generator: Generator,
        stems: list[Stem],
        firsts: list[int],
        n: int,
        seeds: list[tuple[int, int]] | None = None,
    ) -> Iterator[Array]:
        """Write ``n`` frames of up to 16 stems, each from its own first frame on."""
        seeds = seeds or [(index, 0) for index in range(len(stems))]
        dice = [np.random.default_rng([_SEED, *seed]) for seed in seeds]
        spare = generator.n_lanes - len(stems)
        dice += [np.random.default_rng(_SEED) for _ in range(spare)]
        model = self._voice.model
        for start in range(0, n, _WINDOW):
            length = min(_WINDOW, n - start)
            windows = [
                stem.window(first + start, length, CONTEXT)
                for stem, first in zip(stems, firsts, strict=True)
            ]
            yield from stream(
                generator, model, _hints(windows, spare), dice, TEMPERATURE, margin=CONTEXT
            )

    def _with_drums(
        self, sound: Waveform, performance: Performance, progress: Progress
    ) -> Waveform:
        """Add the drums, which the network has not learned, from the soundfont."""
        drums = tuple(part for part in performance.parts if part.is_drum and part.notes)
        if not drums:
            return sound
        beat = SoundfontSynthesizer(self._options).play(Performance(drums), Progress())
        progress.check()
        samples = np.zeros((max(len(sound.samples), len(beat.samples)), 2), dtype=np.float32)
        samples[: len(sound.samples)] += sound.samples
        samples[: len(beat.samples)] += beat.samples * np.float32(
            _DRUMS_BELOW if sound.peak else 1.0
        )
        return Waveform(samples, sound.sample_rate)


def _check(performance: Performance) -> None:
    if not any(part.notes for part in performance.parts):
        raise SynthesisError("there are no notes to play", hint="Choose music with notes in it.")
    if performance.duration > LONGEST:
        raise SynthesisError(
            f"the music lasts {performance.duration / 60:.0f} minutes",
            hint=f"Cut it into pieces of at most {LONGEST / 60:.0f} minutes.",
        )


def _n_workers() -> int:
    return min(os.cpu_count() or 1, 4)


@dataclass
class _Work:
    """How far the workers are, in frames, and whether they shall stop."""

    total: int
    done: float = 0.0
    stopped: threading.Event = field(default_factory=threading.Event)


def _await(future: Future[list[Array]], work: _Work, progress: Progress) -> list[Array]:
    """Wait for a batch, telling how far the work is and looking whether to stop."""
    while not wait([future], _POLL).done:
        progress.update("render", 0.9 * work.done / max(work.total, 1))
    return future.result()


def _cut(stems: list[Stem]) -> list[_Stretch]:
    """Cut the stems into stretches that fill the lanes, leaving out where nothing sounds."""
    total = sum(stem.n_frames for stem in stems)
    n = int(np.clip(total / (LANES * _n_workers()), _SHORTEST_PIECE, _LONGEST_PIECE)) // 4 * 4
    return [
        _Stretch(
            index, number, first, min(n, stem.n_frames - first), not stem.is_silent(first - n, n)
        )
        for index, stem in enumerate(stems)
        for number, first in enumerate(range(0, stem.n_frames, n))
        if not stem.is_silent(first, n)
    ]


def _hints(windows: list[Window], spare: int) -> Hints:
    """Stack the windows, and silence for the lanes that are left."""

    def lanes(name: str, idle: float) -> torch.Tensor:
        stacked = np.stack([getattr(window, name) for window in windows])
        rest = np.full((spare, *stacked.shape[1:]), idle, dtype=np.float32)
        return torch.from_numpy(np.concatenate([stacked, rest]))

    return Hints(lanes("source", 0.0), lanes("level", 0.01), lanes("features", 0.0))


def _faded(sound: Array, stretch: _Stretch) -> Array:
    """Fade a stretch in where another one ends, and out where one begins."""
    ramp = np.linspace(0, 1, _CROSS_FADE * FRAME, dtype=np.float32)
    faded = sound.copy()
    if stretch.follows:
        faded[: len(ramp)] *= ramp
    faded[len(faded) - len(ramp) :] *= ramp[::-1]
    return faded


class _Mix:
    """Stereo sound at 16 kHz, dry and as it is sent into the room."""

    def __init__(self, n_samples: int) -> None:
        self.dry = np.zeros((n_samples, 2), dtype=np.float32)
        self._sent = np.zeros((n_samples, 2), dtype=np.float32)

    def add(self, stem: Stem, first: int, sound: Array) -> None:
        """Put a stem's sound at its place."""
        angle = stem.pan * np.pi / 2
        sides = np.array([np.cos(angle), np.sin(angle)], dtype=np.float32) * np.float32(stem.gain)
        span = self.dry[first : first + len(sound)]
        placed = sound[: len(span), None] * sides
        span += placed
        self._sent[first : first + len(sound)] += placed * np.float32(stem.reverb)

    def finish(self) -> Array:
        """Add the room, take out what nobody hears below, and round off the end."""
        from scipy import signal  # noqa: PLC0415 - a second of start time

        n_room = int(_ROOM * SAMPLE_RATE)
        decay = np.exp(-6.9 * np.arange(n_room) / n_room)
        echo = np.random.default_rng(_SEED).standard_normal((n_room, 2)) * decay[:, None]
        echo *= _ROOM_LEVEL / np.sqrt((echo**2).sum(axis=0))
        sound = np.pad(self.dry, ((0, n_room - 1), (0, 0)))
        if self._sent.any():
            sound = sound + signal.oaconvolve(self._sent, echo, axes=0)
        high_pass = signal.butter(2, _LOWEST_FREQUENCY, "highpass", fs=SAMPLE_RATE, output="sos")
        return np.asarray(signal.sosfilt(high_pass, sound, axis=0), dtype=np.float32)
