"""Parts that are mixed while they sound, so that a fader's move is heard with the next block."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from engine.audio.loudness import CEILING_DB
from engine.audio.resampling import resample
from engine.audio.waveform import Waveform
from engine.options import Faders

__all__ = ["LiveMix"]

_CEILING = 10 ** (CEILING_DB / 20)


class LiveMix:
    """Adds parts up, block by block; `read` is quick enough for the loudspeaker's own thread.

    Parameters
    ----------
    parts
        By role, all of one rate and length, as `PartsJob` gives them.
    sample_rate
        Of the loudspeaker.
    faders
        Where they stand at first.
    """

    def __init__(self, parts: Mapping[str, Waveform], sample_rate: int, faders: Faders) -> None:
        self._roles = tuple(parts)
        self._sounds = [resample(part, sample_rate).samples for part in parts.values()]
        self._wanted = self._gains_of(faders)
        self._gains = self._wanted
        self._limit = 1.0

    def __len__(self) -> int:
        """Frames of the longest part."""
        return max((len(sound) for sound in self._sounds), default=0)

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
            part = sound[first : first + n]
            if before or after:
                mixed[: len(part)] += part * (before + (after - before) * ramp[: len(part)])
        self._gains = wanted
        peak = float(np.abs(mixed).max(initial=0.0))
        limit = min(1.0, _CEILING / peak) if peak else 1.0
        mixed *= self._limit + (limit - self._limit) * ramp
        self._limit = limit
        return mixed.clip(-_CEILING, _CEILING)

    def _gains_of(self, faders: Faders) -> tuple[float, ...]:
        return tuple(faders.gain(role) for role in self._roles)
