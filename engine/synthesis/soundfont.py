"""A synthesizer that plays recorded instruments out of a soundfont."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.audio.loudness import normalise
from engine.audio.waveform import Waveform
from engine.composition.score import Note, Score
from engine.errors import SynthesisError
from engine.options import RenderOptions
from engine.progress import Progress
from engine.synthesis.fluidsynth_library import BLOCK, MOST_PARTS, FluidSynth, version
from engine.synthesis.mixing import target_loudness
from engine.synthesis.performance import Part, Performance, perform, untangle
from engine.synthesis.soundfont_file import SHIPPED_SOUNDFONT, TRY_ANOTHER, find_soundfont

__all__ = ["SHIPPED_SOUNDFONT", "SoundfontSynthesizer", "find_soundfont"]

LONGEST = 20 * 60.0
"""Seconds of music that we play: each minute takes 100 MB of memory on the way."""
_LONGEST_TAIL = 2.5
_SILENCE = 1e-3  # of the peak, −60 dB: the tail has died away
_FAINTEST = 1e-6  # a note of velocity 1 reaches 7e-6, an idle reverberation 4e-8
_FADE_IN, _FADE_OUT = 0.005, 1.0
_STEP = 0.25
_SPEED = 20.0
"""Seconds of music that are played in a second, at least."""
"""Seconds computed between two looks at whether the user wants to stop."""


class SoundfontSynthesizer:
    """FluidSynth with a soundfont; the same score gives the same samples.

    Parameters
    ----------
    options
        The soundfont and the sample rate.
    """

    def __init__(self, options: RenderOptions) -> None:
        self._options = options
        self._last: FluidSynth | None = None

    def warm_up(self) -> None:
        """Do nothing: a soundfont is opened for every piece anew."""

    def expected_seconds(self, performance: Performance, progress: Progress) -> float:
        """Estimate how long `play` will take, from what it took on a slow core."""
        progress.check()
        return performance.duration / _SPEED

    def describe(self) -> str:
        """Say what plays, once it has been tried.

        Raises
        ------
        SynthesisError
            If there is no FluidSynth, or the soundfont is bad.
        """
        soundfont = find_soundfont(self._options.soundfont)
        FluidSynth(soundfont, self._options.sample_rate).close()
        return f"FluidSynth {version()} plays {soundfont.name}"

    def render(self, score: Score, progress: Progress) -> Waveform:
        """Play a score; see `play`."""
        return self.play(perform(score), progress)

    def play(self, performance: Performance, progress: Progress) -> Waveform:
        """Play to the end of the last sound, in stereo, made as loud as other music.

        Parameters
        ----------
        performance
            Up to 20 minutes and 256 parts.

        Raises
        ------
        SynthesisError
            If there is nothing to play or too much of it, no FluidSynth, or the soundfont is bad.
        JobCancelledError
            If the user asked to stop.
        """
        _check_performance(performance)
        progress.update("render", 0.0)
        synth = self._prepare(performance, progress)
        samples = _play(synth, performance, self._options.sample_rate, progress)
        if np.abs(samples).max() < _FAINTEST:
            raise SynthesisError("the soundfont has no sound for these notes", hint=TRY_ANOTHER)
        _fade(samples, self._options.sample_rate)
        progress.update("render", 0.95)
        velocities = [note.velocity for part in performance.parts for note in part.notes]
        raw = Waveform(samples, self._options.sample_rate)
        waveform = normalise(raw, target_loudness(velocities), progress)
        progress.update("render", 1.0)
        return waveform

    def _prepare(self, performance: Performance, progress: Progress) -> FluidSynth:
        """Make a synthesizer that holds the instruments.

        A new one for each piece, since an old one's reverberation is somewhere in its cycle. The
        last one is kept until then: FluidSynth loads no sample twice while one is in use.
        """
        soundfont = find_soundfont(self._options.soundfont)
        synth = FluidSynth(soundfont, self._options.sample_rate)
        try:
            for channel, part in enumerate(performance.parts):
                progress.check()
                synth.choose(channel, part.program, is_drum=part.is_drum)
        except BaseException:
            synth.close()
            raise
        if self._last is not None:
            self._last.close()
        self._last = synth
        return synth


def _check_performance(performance: Performance) -> None:
    if not any(part.notes for part in performance.parts):
        raise SynthesisError("there are no notes to play", hint="Choose music with notes in it.")
    if performance.duration > LONGEST:
        raise SynthesisError(
            f"the music lasts {performance.duration / 60:.0f} minutes",
            hint=f"Cut it into pieces of at most {LONGEST / 60:.0f} minutes.",
        )
    if len(performance.parts) > MOST_PARTS:
        raise SynthesisError(
            f"the music has {len(performance.parts)} parts, more than {MOST_PARTS}",
            hint="Leave some instruments out.",
        )


class _Event(NamedTuple):
    """Something to tell the synthesizer before it computes ``block``; lower ranks come first."""

    block: int
    rank: int
    tell: Callable[..., None]
    arguments: tuple[int, ...]


def _events(synth: FluidSynth, performance: Performance, sample_rate: int) -> list[_Event]:
    """List all events in the order of time."""
    events = [
        event
        for channel, part in enumerate(performance.parts)
        for event in _part_events(synth, channel, part, sample_rate / BLOCK)
    ]
    return sorted(events, key=lambda event: event[:2])


def _part_events(synth: FluidSynth, channel: int, part: Part, rate: float) -> Iterator[_Event]:
    """Turn seconds into the nearest blocks (``rate`` a second), at most 0.8 ms off at 44.1 kHz."""
    for control in part.controls:
        arguments = (channel, control.number, control.value)
        yield _Event(round(control.time * rate), 1, synth.control, arguments)
    for bend in part.bends:
        yield _Event(round(bend.time * rate), 1, synth.bend, (channel, bend.value))
    notes = []
    for note in part.notes:
        start = round(note.start * rate)
        n_blocks = max(round(note.end * rate) - start, 1)
        notes.append(Note(start, n_blocks, note.pitch, note.velocity))
    for played in untangle(notes):
        yield _Event(played.start, 2, synth.note_on, (channel, played.pitch, played.velocity))
        yield _Event(played.end, 0, synth.note_off, (channel, played.pitch))


def _play(
    synth: FluidSynth, performance: Performance, sample_rate: int, progress: Progress
) -> NDArray[np.float32]:
    """Compute the sound, shape (n_frames, 2), until it has died away."""
    events = _events(synth, performance, sample_rate)
    step = max(int(_STEP * sample_rate) // BLOCK, 1)
    n_blocks = events[-1].block
    most_blocks = n_blocks + math.ceil(_LONGEST_TAIL * sample_rate / BLOCK)
    samples = np.zeros((most_blocks * BLOCK, 2), dtype=np.float32)
    position = 0

    def advance(until: int) -> None:
        nonlocal position
        while position < until:
            n = min(step, until - position)
            synth.write(samples, position * BLOCK, n * BLOCK)
            position += n
            progress.update("render", 0.9 * position / most_blocks)

    for event in events:
        advance(event.block)
        event.tell(*event.arguments)
    _let_ring(synth, len(performance.parts))
    threshold = _SILENCE * float(np.abs(samples[: n_blocks * BLOCK]).max(initial=0.0))
    while position < most_blocks:
        start = position
        advance(min(position + step, most_blocks))
        loudest = float(np.abs(samples[start * BLOCK : position * BLOCK]).max())
        if not synth.is_sounding and loudest <= threshold:
            break
    return samples[: position * BLOCK]


def _let_ring(synth: FluidSynth, n_channels: int) -> None:
    """Lift all pedals, so that no note is held for ever."""
    for channel, pedal in itertools.product(range(n_channels), (64, 66)):
        synth.control(channel, pedal, 0)


def _fade(samples: NDArray[np.float32], sample_rate: int) -> None:
    """Take the edges off start and end, in place."""
    n_in = min(int(_FADE_IN * sample_rate), len(samples))
    n_out = min(int(_FADE_OUT * sample_rate), len(samples))
    samples[:n_in] *= np.linspace(0, 1, n_in, dtype=np.float32)[:, None]
    samples[len(samples) - n_out :] *= (
        np.cos(np.linspace(0, np.pi / 2, n_out, dtype=np.float32))[:, None] ** 2
    )
