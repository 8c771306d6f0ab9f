"""Music that a WaveNet makes up by itself, as in the paper: no score, only instrument and mood."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from engine.audio.waveform import Waveform
from engine.errors import OptionError, ResourceError
from engine.progress import Progress
from engine.synthesis.wavenet.dimensions import Hints
from engine.synthesis.wavenet.generator import stream
from engine.synthesis.wavenet.generators import make_generator
from engine.synthesis.wavenet.model import WaveNet
from engine.synthesis.wavenet.source import FRAME, SAMPLE_RATE
from engine.synthesis.wavenet.voice import load_voice

__all__ = ["DREAM_LEVEL", "DreamOptions", "dream"]

DREAM_LEVEL = 0.1
"""Level of music in general, where no score says how loud it is."""

LONGEST = 600.0


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
    temperature: float = 1.0

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


def dream(folder: Path, options: DreamOptions, progress: Progress) -> Waveform:
    """Let a network that was trained without scores run freely from silence.

    Parameters
    ----------
    folder
        The trained network's.

    Raises
    ------
    ResourceError
        If the network is missing, damaged or needs a score.
    OptionError
        If it has no such instrument.
    JobCancelledError
        If the user asked to stop.
    """
    model = load_voice(folder).model
    n = -(-int(options.seconds * SAMPLE_RATE) // FRAME) * FRAME
    blocks = []
    for index, block in enumerate(_blocks(model, options, n // FRAME)):
        blocks.append(block[0])
        progress.update("dream", (index + 1) * block.shape[1] / n)
    sound = np.concatenate(blocks)[: int(options.seconds * SAMPLE_RATE)]
    return Waveform(sound[:, None], SAMPLE_RATE)


def _blocks(model: WaveNet, options: DreamOptions, n_frames: int) -> Iterator[NDArray[np.float32]]:
    dimensions = model.dimensions
    if dimensions.has_source or dimensions.n_features:
        raise ResourceError(
            "this network plays scores and cannot dream", hint="Choose one trained with --dream."
        )
    n_instruments = dimensions.n_globals - 2
    if not 0 <= options.instrument < max(n_instruments, 1):
        raise OptionError(
            f"there is no instrument {options.instrument}",
            hint=f"Choose 0 to {n_instruments - 1}.",
        )
    told = torch.zeros(max(dimensions.n_globals, 1))
    if dimensions.n_globals:
        told[options.instrument] = 1
        told[-2:] = torch.tensor([options.valence, options.arousal])
    silence = torch.zeros(1, n_frames * FRAME)
    hints = Hints(silence, silence + DREAM_LEVEL, told.expand(1, n_frames, -1))
    dice = [np.random.default_rng(options.seed)]
    yield from stream(make_generator(model, 1), model, hints, dice, options.temperature)
