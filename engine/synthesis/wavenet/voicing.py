"""A voice of 16 kHz on the place of a soundfont's instrument.

The soundfont plays the part too: what lies above the voice's reach is taken from there, as loud as
the voice is below, and so is the room; the voice is made as loud as it, left and right, and nearly
as bright.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.audio.filtering import Filter, high_pass, low_pass, shelf
from engine.audio.resampling import resample
from engine.audio.waveform import Waveform
from engine.composition.score import Role
from engine.options import RenderOptions
from engine.progress import Progress
from engine.synthesis.desk import Strip
from engine.synthesis.fluidsynth_library import BLOCK
from engine.synthesis.part_player import PartPlayer
from engine.synthesis.timed_performance import Part, TimedNote
from engine.synthesis.wavenet.source import SAMPLE_RATE

__all__ = ["pedalled", "play_voiced"]

_CROSSOVER = 7_000.0
"""Hz, up to which the voice is heard: an octave of filters lies between it and its own 8 kHz."""
_QUALITIES = (0.5412, 1.3066)
"""Of two sections that are a Butterworth filter of fourth order: so the powers add up to one."""
_BRIGHT = 2_000.0
"""Hz, from which on the voice is lowered where it is brighter than the instrument of the song."""
_SEAM = 4_500.0
"""Hz, from which on the two are compared, so that nothing gapes or sticks out at the crossover."""
_MOST_DB = 12.0  # that a band is moved by: more would raise what is noise, or hide the voice
_GAUGED = 20.0
"""Seconds from a part's first note in which it is measured how loud it is."""
_SUSTAIN, _DOWN = 64, 64
"""The controller of the pedal, and the value from which on it is down."""


def pedalled(part: Part) -> Part:
    """Hold the notes of a part as long as its pedal does: a voice knows no pedals."""
    moves = sorted(
        (control.time, control.value >= _DOWN)
        for control in part.controls
        if control.number == _SUSTAIN
    )
    if not moves:
        return part
    last = max((note.end for note in part.notes), default=0.0)

    def held(note: TimedNote) -> TimedNote:
        before = [is_down for time, is_down in moves if time <= note.end]
        if not (before and before[-1]):
            return note
        lifted = (time for time, is_down in moves if time > note.end and not is_down)
        return replace(note, end=next(lifted, max(last, note.end)))

    return replace(part, notes=tuple(map(held, part.notes)))


def play_voiced(  # noqa: PLR0913, PLR0917 - what is played, by whom, where
    role: Role | None,
    part: Part,
    voice: NDArray[np.float32],
    options: RenderOptions,
    space: str,
    progress: Progress,
) -> NDArray[np.float32]:
    """Play a part with a voice.

    Parameters
    ----------
    voice
        What it wrote for the part from its first second on, shape (n,), at 16 kHz.

    Returns
    -------
    NDArray[np.float32]
        Shape (2, n): a stem, as a `PartPlayer` gives it.
    """
    rate = options.sample_rate
    start = min(note.start for note in part.notes)
    first = round(start * rate / BLOCK) * BLOCK
    sound = resample(Waveform(voice[:, None], SAMPLE_RATE), rate).mono()[first:]
    gauge = _Gauge(rate)
    beginning = replace(part, notes=tuple(n for n in part.notes if n.start < start + _GAUGED))
    PartPlayer(role, options, space, gauge).finish([beginning], progress.share(0.0, 0.3))
    match = gauge.compare(sound)
    strip = _VoicedStrip(role, rate, sound[None] * match.sides[:, None], match)
    return PartPlayer(role, options, space, strip).finish([part], progress.share(0.3, 0.7))


def _below(sample_rate: int) -> Filter:
    return Filter(np.concatenate([low_pass(_CROSSOVER, sample_rate, q) for q in _QUALITIES]))


class _Match(NamedTuple):
    """What brings a voice and the soundfont together.

    Factors of the voice's sides, of what it has from 2 kHz on, and of what the soundfont has above
    the crossover.
    """

    sides: NDArray[np.float32]
    bright: float
    above: float


class _Reach:
    """Measures the energy of sound within the voice's reach, and of its higher parts."""

    def __init__(self, sample_rate: int) -> None:
        self._below = _below(sample_rate)
        self._high = [Filter(high_pass(frequency, sample_rate)) for frequency in (_BRIGHT, _SEAM)]
        self.energy, self.high, self.n = np.zeros(1), np.full(2, 1e-12), 0

    def hear(self, sound: NDArray[np.float32]) -> None:
        """Measure the next stretch, shape (sides, n)."""
        heard = self._below(sound)
        self.energy = self.energy + (heard**2).sum(axis=1)
        self.high += [float((high(heard) ** 2).sum()) for high in self._high]
        self.n += sound.shape[1]


class _Gauge(Strip):
    """Measures a part, and mixes nothing."""

    def __init__(self, sample_rate: int) -> None:
        self._sample_rate = sample_rate
        self._reach = _Reach(sample_rate)

    def add(self, sound: NDArray[np.float32]) -> NDArray[np.float64]:
        """Measure the next stretch; see `Strip.add`."""
        self._reach.hear(sound[0])
        unmixed: NDArray[np.float64] = sound[0].astype(np.float64)
        return unmixed

    def compare(self, voice: NDArray[np.float32]) -> _Match:
        """Say what a voice needs; rounded, since processors differ in the last digits."""
        own, most = _Reach(self._sample_rate), 10 ** (_MOST_DB / 20)
        own.hear(voice[None, : self._reach.n])
        sides = np.sqrt(self._reach.energy / max(float(own.energy[0]), 1e-12))
        bright, seam = np.sqrt(own.high * (sides**2).sum() / self._reach.high).tolist()
        lowered = max(1 / max(bright, 1.0), 1 / most)
        above = min(max(lowered * seam, 1 / most), most)
        return _Match(sides.round(4).astype(np.float32), round(lowered, 4), round(above, 4))


class _VoicedStrip(Strip):
    """Hears a voice where the soundfont plays, but for what the voice cannot reach."""

    def __init__(
        self, role: Role | None, sample_rate: int, voice: NDArray[np.float32], match: _Match
    ) -> None:
        super().__init__(role, sample_rate)
        self._below = _below(sample_rate)
        self._shelf = Filter(shelf(_BRIGHT, 20 * np.log10(match.bright), sample_rate))
        above = [high_pass(_CROSSOVER, sample_rate, q) for q in _QUALITIES]
        self._above = Filter(np.concatenate(above))
        self._voice, self._above_gain, self._position = voice, match.above, 0

    def add(self, sound: NDArray[np.float32]) -> NDArray[np.float64]:
        """Mix the next stretch; see `Strip.add`."""
        n = sound.shape[2]
        own = np.zeros((2, n), np.float32)
        written = self._voice[:, self._position : self._position + n]
        own[:, : written.shape[1]] = written
        self._position += n
        dry = self._shelf(self._below(own)) + self._above_gain * self._above(sound[0])
        return super().add(np.stack([dry.astype(np.float32), sound[1]]))
