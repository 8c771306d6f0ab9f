"""A voice of 16 kHz on the place of a soundfont's instrument.

The soundfont plays the part too: what lies above the voice's reach is taken from there, and so is
the room.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from engine.audio.filtering import Filter, high_pass, low_pass
from engine.audio.resampling import StreamResampler
from engine.composition.score import Role
from engine.synthesis.desk import Strip
from engine.synthesis.timed_performance import Part, TimedNote
from engine.synthesis.wavenet.source import SAMPLE_RATE

__all__ = ["VoicedStrip", "pedalled"]

_CROSSOVER = 7_000.0
"""Hz, up to which the voice is heard: an octave of filters lies between it and its own 8 kHz."""
_QUALITIES = (0.5412, 1.3066)
"""Of two sections that are a Butterworth filter of fourth order: so the powers add up to one."""
_SUSTAIN, _DOWN = 64, 64
"""The controller of the pedal, and the value from which on it is down."""


def pedalled(part: Part, known: float = 0.0) -> Part:
    """Hold the notes of a part as long as its pedal does: a voice knows no pedals.

    Parameters
    ----------
    known
        Seconds up to which the part is known; what is not lifted by then rings on.
    """
    moves = sorted(
        (control.time, control.value >= _DOWN)
        for control in part.controls
        if control.number == _SUSTAIN
    )
    if not moves:
        return part
    last = max((note.end for note in part.notes), default=0.0)
    last = max(last, known + 1 if known else 0.0)

    def held(note: TimedNote) -> TimedNote:
        before = [is_down for time, is_down in moves if time <= note.end]
        if not (before and before[-1]):
            return note
        lifted = (time for time, is_down in moves if time > note.end and not is_down)
        return replace(note, end=next(lifted, max(last, note.end)))

    return replace(part, notes=tuple(map(held, part.notes)))


class VoicedStrip(Strip):
    """Hears a voice where the soundfont plays, but for what the voice cannot reach.

    Parameters
    ----------
    take
        Gives all that the voice has written so far, shape (n,), at 16 kHz.
    start
        The sample of the mix with which the part begins.
    sides
        Factors of left and right.
    """

    def __init__(
        self,
        role: Role | None,
        sample_rate: int,
        take: Callable[[], NDArray[np.float32]],
        start: int,
        sides: NDArray[np.float32],
    ) -> None:
        super().__init__(role, sample_rate)
        self._take, self._sides = take, sides[:, None]
        self._resampler = StreamResampler(SAMPLE_RATE, sample_rate)
        below = [low_pass(_CROSSOVER, sample_rate, q) for q in _QUALITIES]
        self._below = Filter(np.concatenate(below))
        above = [high_pass(_CROSSOVER, sample_rate, q) for q in _QUALITIES]
        self._above = Filter(np.concatenate(above))
        self._ready, self._n_fed, self._to_skip = np.zeros(0, np.float32), 0, start

    def add(self, sound: NDArray[np.float32]) -> NDArray[np.float64]:
        """Mix the next stretch; see `Strip.add`."""
        own = self._next(sound.shape[2])[None] * self._sides
        dry = self._below(own) + self._above(sound[0])
        return super().add(np.stack([dry.astype(np.float32), sound[1]]))

    def _next(self, n: int) -> NDArray[np.float32]:
        """Give the voice's next samples; silence where it has ended."""
        written = self._take()
        fresh = self._resampler.feed(np.ascontiguousarray(written[self._n_fed :]))
        self._n_fed = len(written)
        self._ready = np.concatenate([self._ready, fresh])
        skipped = min(self._to_skip, len(self._ready))
        self._ready, self._to_skip = self._ready[skipped:], self._to_skip - skipped
        given = np.zeros(n, np.float32)
        heard = self._ready[:n]
        given[: len(heard)] = heard
        self._ready = self._ready[n:]
        return given
