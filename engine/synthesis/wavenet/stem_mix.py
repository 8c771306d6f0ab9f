"""Puts the instruments of a WaveNet voice side by side, and all of them into a room."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.synthesis.wavenet.source import SAMPLE_RATE
from engine.synthesis.wavenet.stems import Stem

__all__ = ["StemMix"]

Array = NDArray[np.float32]

_ROOM = 1.1
"""Seconds in which the room's sound falls by 60 dB."""
_ROOM_LEVEL = 0.35  # of the dry sound, if all of it is sent into the room
_ROOM_SEED = 0  # the echo is noise, and the same noise for every piece
_LOWEST_FREQUENCY = 25.0  # Hz, just below the lowest string of a piano (27.5)


class StemMix:
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
        # e to the power of -6.9 is a thousandth, 60 dB
        decay = np.exp(-6.9 * np.arange(n_room) / n_room)
        echo = np.random.default_rng(_ROOM_SEED).standard_normal((n_room, 2)) * decay[:, None]
        echo *= _ROOM_LEVEL / np.sqrt((echo**2).sum(axis=0))
        sound = np.pad(self.dry, ((0, n_room - 1), (0, 0)))
        if self._sent.any():
            sound = sound + signal.oaconvolve(self._sent, echo, axes=0)
        high_pass = signal.butter(2, _LOWEST_FREQUENCY, "highpass", fs=SAMPLE_RATE, output="sos")
        return np.asarray(signal.sosfilt(high_pass, sound, axis=0), dtype=np.float32)
