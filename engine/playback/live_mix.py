"""Parts that are mixed while they sound, so that a fader's move is heard with the next block."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.audio.loudness import CEILING_DB
from engine.audio.resampling import resample
from engine.audio.waveform import Waveform
from engine.options import Faders

__all__ = ["LiveMix", "LivePart"]

_CEILING = 10 ** (CEILING_DB / 20)
_FULL = 32_767  # the largest int16


@dataclass(frozen=True, eq=False)
class LivePart:
    """The sound of a part in half the memory: a song of five minutes has many megabytes of them.

    Attributes
    ----------
    samples
        Shape (n, 2), int16.
    peak
        What the largest of them stands for: errors are 90 dB below it.
    """

    samples: NDArray[np.int16]
    peak: float
    sample_rate: int

    @classmethod
    def of(cls, sound: Waveform) -> LivePart:
        """Take a sound in stereo."""
        peak = float(np.abs(sound.samples).max(initial=0.0)) or 1.0
        samples = np.rint(sound.samples * np.float32(_FULL / peak)).astype(np.int16)
        return cls(samples, peak, sound.sample_rate)

    @property
    def unit(self) -> float:
        """What a step of the samples stands for."""
        return self.peak / _FULL

    def at(self, sample_rate: int) -> LivePart:
        """Give the same sound at another rate."""
        if sample_rate == self.sample_rate:
            return self
        whole = Waveform(self.samples.astype(np.float32) * self.unit, self.sample_rate)
        return LivePart.of(resample(whole, sample_rate))


class LiveMix:
    """Adds parts up, block by block; `read` is quick enough for the loudspeaker's own thread.

    Parameters
    ----------
    parts
        By role, all of one length.
    sample_rate
        Of the loudspeaker.
    faders
        Where they stand at first.
    """

    def __init__(self, parts: Mapping[str, LivePart], sample_rate: int, faders: Faders) -> None:
        self.sample_rate = sample_rate
        self._roles = tuple(parts)
        self._sounds = [part.at(sample_rate) for part in parts.values()]
        self._wanted = self._gains_of(faders)
        self._gains = self._wanted
        self._limit = 1.0

    def __len__(self) -> int:
        """Frames of the longest part."""
        return max((len(sound.samples) for sound in self._sounds), default=0)

    def move(self, faders: Faders) -> None:
        """Let the next block bring the faders where they shall be."""
        self._wanted = self._gains_of(faders)

    def read(self, first: int, n_frames: int) -> NDArray[np.float32]:
        """Mix frames from ``first`` on, shape (n, 2); fewer than asked at the end.

        Gains move in a line through the block, so that no step is heard; what would be louder than
        the ceiling is turned down in the same way, and clipped where that comes too late.
        """
        n = max(min(n_frames, len(self) - first), 0)
        ramp = np.linspace(0, 1, n, dtype=np.float32)[:, None]
        mixed = np.zeros((n, 2), np.float32)
        wanted = self._wanted
        for sound, before, after in zip(self._sounds, self._gains, wanted, strict=True):
            part = sound.samples[first : first + n]
            if before or after:
                gains = before + (after - before) * ramp[: len(part)]
                mixed[: len(part)] += part * (gains * np.float32(sound.unit))
        self._gains = wanted
        peak = float(np.abs(mixed).max(initial=0.0))
        limit = min(1.0, _CEILING / peak) if peak else 1.0
        mixed *= self._limit + (limit - self._limit) * ramp
        self._limit = limit
        return mixed.clip(-_CEILING, _CEILING)

    def _gains_of(self, faders: Faders) -> tuple[float, ...]:
        return tuple(faders.gain(role) for role in self._roles)
