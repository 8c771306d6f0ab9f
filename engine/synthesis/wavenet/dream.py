"""Music that a WaveNet makes up by itself, as in the paper: no score, only instrument and mood.

What keeps a dream in its key is the network's linear predictor: with a thousand taps, fitted to
music in C major and A minor, it rings at the notes of their scale whatever excites it. The network
says with what.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine.audio.loudness import normalise
from engine.audio.waveform import Waveform
from engine.errors import OptionError, ResourceError
from engine.model_files import shipped_model
from engine.progress import Progress
from engine.synthesis.mixing import TARGET
from engine.synthesis.wavenet.dimensions import Dimensions, Hints
from engine.synthesis.wavenet.generator import CONTEXT, Generator, stream
from engine.synthesis.wavenet.generators import make_generator
from engine.synthesis.wavenet.model import WaveNet
from engine.synthesis.wavenet.source import DREAM_LEVEL, FRAME, SAMPLE_RATE
from engine.synthesis.wavenet.voice import load_voice
from engine.synthesis.wavenet.waiting import patiently

__all__ = ["INSTRUMENTS", "DreamOptions", "dream", "dream_blocks", "load_dreamer"]

INSTRUMENTS = ("piano", "electric piano", "bass")
"""What the network that ships was trained on, in the order of its inputs."""

LONGEST = 600.0  # seconds
_DREAMER = "wavenet-dream"
_LOUD, _FAR_TOO_LOUD = 1.5 * DREAM_LEVEL, 4 * DREAM_LEVEL
"""Levels from which on a dream is calmed down, and from which on it begins anew."""
_CALMEST = 0.3  # of the temperature, at the least
_LOWEST_FREQUENCY = 25.0  # Hz, just below the lowest string of a piano (27.5)
_FADE = 0.03
"""Seconds at either end, so that a dream cut off in the middle does not click."""


@dataclass(frozen=True)
class DreamOptions:
    """What to dream.

    Attributes
    ----------
    seconds
        More than 0, up to 600.
    seed
        The same seed gives the same samples.
    instrument
        Index of one of the instruments that the network was trained on.
    valence, arousal
        −1 to 1.
    temperature
        More than 0, up to 1.5; below 1 there is less noise and less to hear.
    """

    seconds: float = 10.0
    seed: int = 0
    instrument: int = 0
    valence: float = 0.0
    arousal: float = 0.0
    temperature: float = 0.7

    def __post_init__(self) -> None:
        if not 0 < self.seconds <= LONGEST:
            raise OptionError(
                f"a dream of {self.seconds:g} s is not possible",
                hint=f"Choose more than 0 and at most {LONGEST:g} s.",
            )
        if not 0 < self.temperature <= 1.5:
            raise OptionError(
                f"temperature is {self.temperature:g}", hint="Choose more than 0, up to 1.5."
            )
        if self.seed < 0:
            raise OptionError(f"the seed is {self.seed}", hint="Choose 0 or more.")


def load_dreamer(folder: Path | None = None) -> WaveNet:
    """Load a network that was trained without scores: the one that ships, or another.

    Raises
    ------
    ResourceError
        If it is missing, damaged or needs a score.
    """
    model = load_voice(folder or shipped_model(_DREAMER)).model
    if model.dimensions.has_source or model.dimensions.n_features:
        raise ResourceError(
            "this network plays scores and cannot dream", hint="Choose one trained with --dream."
        )
    return model


def dream(model: WaveNet, options: DreamOptions, progress: Progress) -> Waveform:
    """Let a network run freely from silence; the sound is made as loud as other music.

    Raises
    ------
    OptionError
        If the network has no such instrument.
    JobCancelledError
        If the user asked to stop; within 0.1 s.
    """
    generator = patiently(lambda: make_generator(model, 1), progress)
    n = int(options.seconds * SAMPLE_RATE)
    blocks = []
    for index, block in enumerate(dream_blocks(model, generator, options)):
        blocks.append(block)
        progress.update("dream", min((index + 1) * len(block) / n, 1.0))
    sound = _rounded_off(np.concatenate(blocks)[:n])
    return normalise(Waveform(sound[:, None], SAMPLE_RATE), TARGET, progress)


def dream_blocks(
    model: WaveNet, generator: Generator, options: DreamOptions
) -> Iterator[NDArray[np.float32]]:
    """Dream block by block, in a memory that does not grow, and never louder than is good.

    Yields
    ------
    NDArray[np.float32]
        Shape (n,), at most 50 ms at 16 kHz; neither levelled nor rid of its lowest frequencies.

    Raises
    ------
    OptionError
        If the network has no such instrument.
    """
    told = _told(model.dimensions, options)
    dice = [np.random.default_rng(options.seed)]
    n_frames = -(-int(options.seconds * SAMPLE_RATE) // FRAME)
    calm = 1.0
    for first in range(0, n_frames, generator.block_frames):
        n = min(generator.block_frames, n_frames - first)
        silence = torch.zeros(1, n * FRAME)
        features = told.expand(1, n + 2 * CONTEXT, -1)
        hints = Hints(silence, silence + DREAM_LEVEL, features)
        heat = options.temperature * calm
        block = next(stream(generator, model, hints, dice, heat, margin=CONTEXT))[0]
        # what a network hears of itself may make it louder and louder: calm it down in time
        level = float(block.std())
        calm = min(1.0, max(_LOUD / (level + 1e-9), _CALMEST))
        if level > _FAR_TOO_LOUD:
            block *= np.linspace(1, 0, len(block), dtype=np.float32)
            generator.reset()
        yield block


def _told(dimensions: Dimensions, options: DreamOptions) -> Tensor:
    """Say which instrument and which mood: shape (n_globals,)."""
    if not 0 <= options.instrument < dimensions.n_instruments:
        raise OptionError(
            f"there is no instrument {options.instrument}",
            hint=f"Choose 0 to {dimensions.n_instruments - 1}.",
        )
    told = torch.zeros(max(dimensions.n_globals, 1))
    if dimensions.n_globals:
        told[options.instrument] = 1
        told[-2:] = torch.tensor([options.valence, options.arousal])
    return told


def _rounded_off(sound: NDArray[np.float32]) -> NDArray[np.float32]:
    """Take out what nobody hears below, and fade in and out."""
    from scipy import signal  # noqa: PLC0415 - a second of start time

    high_pass = signal.butter(2, _LOWEST_FREQUENCY, "highpass", fs=SAMPLE_RATE, output="sos")
    sound = signal.sosfilt(high_pass, sound)
    ramp = np.linspace(0, 1, min(int(_FADE * SAMPLE_RATE), len(sound) // 2))
    sound[: len(ramp)] *= ramp
    sound[len(sound) - len(ramp) :] *= ramp[::-1]
    return np.asarray(sound, dtype=np.float32)
