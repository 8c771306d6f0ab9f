"""A synthesizer that plays recorded instruments out of a soundfont."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from engine.audio.loudness import normalise
from engine.audio.waveform import Waveform
from engine.composition.plan import Plan
from engine.composition.score import Role, Score
from engine.errors import SynthesisError
from engine.options import RenderOptions
from engine.performance.play import FARTHEST, play
from engine.progress import Progress
from engine.synthesis.desk import Desk
from engine.synthesis.fluidsynth_library import MOST_PARTS, FluidSynth, version
from engine.synthesis.mastering import GrowingMaster, expected_gain
from engine.synthesis.mixdown import GrowingMix, mix
from engine.synthesis.mixing import TARGET
from engine.synthesis.orchestra import Orchestra
from engine.synthesis.performance import Part, Performance, perform
from engine.synthesis.presets import describe_missing, read_presets
from engine.synthesis.rendition import Rendition
from engine.synthesis.soundfont_file import SHIPPED_SOUNDFONT, TRY_ANOTHER, find_soundfont

__all__ = ["SHIPPED_SOUNDFONT", "SoundfontSynthesizer", "find_soundfont"]

LONGEST = 20 * 60.0
"""Seconds of music that we play: each minute takes 110 MB of memory on the way."""
_FAINTEST = 1e-6  # a note of velocity 1 reaches 7e-6, an idle reverberation 4e-8
_FADE_IN, _FADE_OUT = 0.005, 0.5
_SPEED = 20.0
"""Seconds of music that are played in a second, at least."""
_FEWEST_SECONDS = 4.0
"""Sound that a stream gives at a time; with it the first time it knows how loud the piece is."""
_ROLES: tuple[Role, ...] = ("melody", "chords", "bass", "drums", "second")
"""Of the stems, in the order in which they are mixed."""


class SoundfontSynthesizer:
    """FluidSynth with a soundfont; the same score gives the same samples.

    Parameters
    ----------
    options
        The soundfont and the sample rate.
    """

    def __init__(self, options: RenderOptions) -> None:
        self._options = options

    def warm_up(self) -> None:
        """Do nothing: a soundfont is opened for every piece anew."""

    def expected_seconds(self, performance: Performance, progress: Progress) -> float:
        """Estimate how long `play` will take, from what it took on a slow core."""
        progress.check()
        return performance.duration / _SPEED

    def missing(self, performance: Performance) -> tuple[str, ...]:
        """Say which parts the soundfont cannot play as written; see `Synthesizer`."""
        soundfont = find_soundfont(self._options.soundfont)
        return describe_missing(read_presets(soundfont), soundfont.name, performance)

    def describe(self) -> str:
        """Say what plays, once it has been tried.

        Raises
        ------
        SynthesisError
            If there is no FluidSynth, or the soundfont is bad.
        """
        soundfont = find_soundfont(self._options.soundfont)
        FluidSynth(soundfont, self._options.sample_rate, self._options.library).close()
        return f"FluidSynth {version(self._options.library)} plays {soundfont.name}"

    def render(self, score: Score, progress: Progress) -> Waveform:
        """Play a score as it is written; see `play`."""
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
        return _finish(self._mixed(performance, progress), self._options.sample_rate, progress)

    def _mixed(self, performance: Performance, progress: Progress) -> NDArray[np.float32]:
        """Give the mix alone: the buses are three times as large, and go before it is levelled."""
        performance, roles = _by_role(performance)
        synth, orchestra = self._open(len(roles))
        orchestra.seat_all(performance.parts)
        progress.check()
        sample_rate = self._options.sample_rate
        take = Rendition(synth, Desk(roles, sample_rate), sample_rate)
        return mix(take.finish(performance, progress), sample_rate, progress)

    def play_along(self, plan: Plan, progress: Progress) -> _SoundfontStream:
        """Begin to play a piece of which only the plan is known; see `Streamer`.

        Raises
        ------
        SynthesisError
            If there is no FluidSynth, or the soundfont is bad.
        """
        progress.check()
        return _SoundfontStream(*self._open(len(_ROLES)), plan, self._options.sample_rate)

    def _open(self, n_stems: int) -> tuple[FluidSynth, Orchestra]:
        """Make a synthesizer: an old one's reverberation is somewhere in its cycle."""
        soundfont = find_soundfont(self._options.soundfont)
        synth = FluidSynth(soundfont, self._options.sample_rate, self._options.library, n_stems)
        return synth, Orchestra(synth, soundfont)


class _SoundfontStream:
    """A score that grows, played by FluidSynth; see `ScoreStream`."""

    def __init__(
        self, synth: FluidSynth, orchestra: Orchestra, plan: Plan, sample_rate: int
    ) -> None:
        self._synth, self._orchestra, self._plan = synth, orchestra, plan
        self._sample_rate = sample_rate
        self._take = Rendition(synth, Desk(_ROLES, sample_rate), sample_rate)
        self._mix = GrowingMix(sample_rate)
        self._known: set[Role] = set()
        self._master: GrowingMaster | None = None

    def more(self, beginning: Score, progress: Progress) -> Iterator[Waveform]:
        """Play on to the end of a longer beginning, and give the sound every few bars."""
        performance = self._perform(beginning, progress)
        given = self._take.buses.shape[2] / self._sample_rate if self._master else 0.0
        for n_bars in range(1, beginning.n_bars + 1):
            end = beginning.seconds_at(n_bars * beginning.metre.ticks_per_bar)
            if end - given >= _FEWEST_SECONDS or (self._master and n_bars == beginning.n_bars):
                # what comes next may begin before its bar line
                self._take.play_until(performance, end - FARTHEST, progress)
                yield self._finished(self._take.buses, n_bars)
                given = end

    def finish(self, score: Score, progress: Progress) -> tuple[Waveform, Waveform]:
        """Play the whole score to its end; give the rest of the sound, and the whole."""
        performance = self._perform(score, progress)
        _check_performance(performance)
        buses = self._take.finish(performance, progress)
        rest = self._finished(buses, score.n_bars, is_last=True)
        mixed = mix(buses, self._sample_rate, progress)
        return rest, _finish(mixed, self._sample_rate, progress)

    def _finished(
        self, buses: NDArray[np.float32], n_bars: int, *, is_last: bool = False
    ) -> Waveform:
        mixed = self._mix.more(buses)
        if self._master is None:
            _fade_in(mixed, self._sample_rate)  # once for all: later sound stands behind it
            first = Waveform(mixed, self._sample_rate)
            self._master = GrowingMaster(expected_gain(self._plan, first, n_bars))
        if is_last:
            _fade_out(mixed, self._sample_rate)
        return Waveform(self._master.more(mixed, is_last=is_last), self._sample_rate)

    def _perform(self, beginning: Score, progress: Progress) -> Performance:
        """Give every role its own channel, whether it has notes yet or not."""
        performance, _ = _by_role(perform(play(beginning, self._plan)))
        for channel, (role, part) in enumerate(zip(_ROLES, performance.parts, strict=True)):
            if not part.notes:
                continue
            progress.check()
            self._orchestra.seat(channel, part)
            if role not in self._known:
                self._known.add(role)
                # what a part is told at its start it may be told whenever it joins
                for control in part.controls:
                    if control.time == 0:
                        self._synth.control(channel, control.number, control.value)
        return performance


def _by_role(performance: Performance) -> tuple[Performance, Sequence[Role | None]]:
    """Give every role its own channel, whether it has notes yet or not; a stranger's parts one."""
    parts = {part.role: part for part in performance.parts}
    if None in parts or len(parts) < len(performance.parts):
        return performance, (None,)
    silent = Part(0, is_drum=False, notes=())
    return Performance(tuple(parts.get(role, silent) for role in _ROLES)), _ROLES


def _finish(mixed: NDArray[np.float32], sample_rate: int, progress: Progress) -> Waveform:
    """Take the edges off, and make it as loud as other music."""
    if np.abs(mixed).max() < _FAINTEST:
        raise SynthesisError("the soundfont has no sound for these notes", hint=TRY_ANOTHER)
    _fade_in(mixed, sample_rate)
    _fade_out(mixed, sample_rate)
    progress.update("render", 0.95)
    waveform = normalise(Waveform(mixed, sample_rate), TARGET, progress)
    progress.update("render", 1.0)
    return waveform


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


def _fade_in(samples: NDArray[np.float32], sample_rate: int) -> None:
    """Take the edge off the start, in place."""
    n = min(int(_FADE_IN * sample_rate), len(samples))
    samples[:n] *= np.linspace(0, 1, n, dtype=np.float32)[:, None]


def _fade_out(samples: NDArray[np.float32], sample_rate: int) -> None:
    """Take the edge off the end, in place."""
    n = min(int(_FADE_OUT * sample_rate), len(samples))
    fall = np.cos(np.linspace(0, np.pi / 2, n)) ** 2
    # rounded, since processors differ in the last digit of a cosine
    samples[len(samples) - n :] *= fall.round(6).astype(np.float32)[:, None]
