"""When somebody began to hum, and when they have ended.

What hears speech does not hear humming (Silero gives most hummed tunes a probability near 0), so
this goes by loudness alone: a voice stands out of the room that it is in.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.speech.endpointing import TAIL, SilenceRule, SpeechSpan
from engine.speech.voice_activity import FRAME

__all__ = ["TuneEndpointer"]

_FAINTEST = -60.0
"""In dB of full scale: a microphone's own noise."""
_BELOW = 25.0
"""How far below the loudest a hum may fall: a soft last note is 10 dB softer, a room's tail 20."""
_ABOVE = 6.0
"""How far above the room, in dB: the level of its noise strays by 1 or 2 from frame to frame."""
_ROOM = 10.0
"""Percentile of the levels so far that is the room's: people breathe, and wait at first."""
_MARGIN = 0.3
"""Seconds before the first note that belong to it."""


class TuneEndpointer:
    """Listens along while a tune is recorded; see `engine.speech.endpointing.Endpointer`.

    Parameters
    ----------
    sample_rate
        Of the sound to come, in Hz.
    """

    def __init__(self, sample_rate: int) -> None:
        self._length = int(FRAME * sample_rate)
        self._rest = np.zeros(0, dtype=np.float32)
        self._levels = np.zeros(0)
        self._rule = SilenceRule()

    def feed(self, samples: NDArray[np.float32]) -> None:
        """Hear the next samples, shape (n,), full scale at ±1."""
        held = np.concatenate([self._rest, samples])
        whole = len(held) // self._length * self._length
        frames = held[:whole].reshape(-1, self._length)
        self._rest = held[whole:]
        if not len(frames):
            return
        levels = 10 * np.log10((frames.astype(np.float64) ** 2).mean(axis=1) + 1e-12)
        self._levels = np.concatenate([self._levels, levels])
        room = float(np.percentile(self._levels, _ROOM))
        least = max(_FAINTEST, float(self._levels.max()) - _BELOW, room + _ABOVE)
        self._rule.feed((levels > least).astype(float))

    @property
    def silence(self) -> float:
        """Seconds since the last note; 0 while somebody hums, and before."""
        return self._rule.silence

    @property
    def speech(self) -> SpeechSpan | None:
        """From a little before the first note to a little after the last, or None before any."""
        tune = self._rule.speech
        return tune and SpeechSpan(max(0.0, tune.start - _MARGIN), tune.end + TAIL)
