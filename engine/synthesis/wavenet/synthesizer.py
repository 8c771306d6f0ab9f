"""A synthesizer that lets a WaveNet write the sound, sample by sample."""

from __future__ import annotations

import functools
import logging
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from engine.audio.loudness import normalise
from engine.audio.resampling import resample
from engine.audio.waveform import Waveform
from engine.composition.score import Score
from engine.errors import ResourceError, SynthesisError
from engine.model_files import shipped_model
from engine.options import MixOptions, RenderOptions
from engine.progress import Progress
from engine.synthesis.mixing import TARGET
from engine.synthesis.soundfont import SoundfontSynthesizer
from engine.synthesis.timed_performance import Performance, perform, with_gains
from engine.synthesis.wavenet.generator import Array
from engine.synthesis.wavenet.generators import make_generator
from engine.synthesis.wavenet.lanes import LANES, LaneWriter
from engine.synthesis.wavenet.source import FRAME, SAMPLE_RATE, PartialBank
from engine.synthesis.wavenet.stem_mix import StemMix
from engine.synthesis.wavenet.stems import Stem, stems_of
from engine.synthesis.wavenet.torch_generator import TorchGenerator
from engine.synthesis.wavenet.voice import Voice, load_voice
from engine.synthesis.wavenet.waiting import patiently

__all__ = ["WaveNetSynthesizer"]

_log = logging.getLogger(__name__)

LONGEST = 20 * 60.0
"""Seconds of music that we play."""
_VOICE = "wavenet"
_FEW = 6  # instruments up to which lanes would mostly be idle
_DRUMS_BELOW = 10 ** (-8 / 20)


_USUAL = MixOptions()


class WaveNetSynthesizer:
    """A trained voice that plays notes; the same score gives the same samples.

    Programs that it has not learned are played by the nearest one that it has, pitches outside
    its range by the partials of the nearest octave, and drums by the soundfont.

    Parameters
    ----------
    options
        The sample rate; the soundfont for drums.
    folder
        Of another voice than the one that ships.
    """

    def __init__(self, options: RenderOptions, folder: Path | None = None) -> None:
        self._options, self._folder = options, folder

    @functools.cached_property
    def _voice(self) -> Voice:
        return load_voice(self._folder or shipped_model(_VOICE))

    @functools.cached_property
    def _writer(self) -> LaneWriter:
        return LaneWriter(self._voice.model)

    @property
    def _bank(self) -> PartialBank:
        if self._voice.bank is None or not self._voice.model.dimensions.has_source:
            raise ResourceError(
                "the voice was trained to dream, not to play",
                hint="Choose a voice with instruments.",
            )
        return self._voice.bank

    def warm_up(self) -> None:
        """Load and compile in the background, so that the first piece need not wait for it."""
        threading.Thread(target=self._try_out, daemon=True).start()

    def _make_ready(self) -> None:
        """Load and compile, which takes seconds the first time."""
        self._writer.give_back(self._writer.take())

    def _try_out(self) -> None:
        try:
            self._make_ready()
        except ResourceError:
            _log.info("the voice cannot be warmed up; playing will say why", exc_info=True)

    def describe(self) -> str:
        """Say how fast the voice is here, once it has been tried.

        Raises
        ------
        EngineError
            If the voice is missing or damaged.
        """
        generator = self._writer.take()
        how = "in plain torch" if isinstance(generator, TorchGenerator) else "compiled"
        self._writer.give_back(generator)
        stem = Stem(self._bank, 0, np.array([[0, 0.1, 60, 80.0]]), 1, 0.5, 0)
        speed = self._writer.speed(stem)
        return f"WaveNet, {how}, writes {speed:.1f} s of sound a second and core"

    def render(self, score: Score, progress: Progress) -> Waveform:
        """Play a score as it is written; see `play`."""
        return self.play(perform(score), progress)

    def play(
        self, performance: Performance, progress: Progress, options: MixOptions = _USUAL
    ) -> Waveform:
        """Play to the end of the last sound, in stereo, made as loud as other music.

        Raises
        ------
        SynthesisError
            If there is nothing to play, or more than 20 minutes.
        ResourceError
            If the voice is missing or damaged.
        JobCancelledError
            If the user asked to stop; within 0.1 s.
        """
        performance = with_gains(performance, options.faders.gain)
        _check(performance)
        progress.update("render", 0.0)
        patiently(self._make_ready, progress)
        stems = stems_of(performance, self._bank)
        self._warn(stems, performance.duration)
        n_samples = max((stem.n_frames for stem in stems), default=0) * FRAME
        mix = StemMix(n_samples)
        for stretch, written in self._writer.write(stems, progress):
            mix.add(stems[stretch.stem], stretch.first * FRAME, written)
        progress.update("render", 0.9)
        sound = resample(Waveform(mix.finish(), SAMPLE_RATE), self._options.sample_rate)
        sound = self._with_drums(normalise(sound, TARGET, progress), performance, progress)
        progress.update("render", 1.0)
        return normalise(sound, options.loudness, progress)

    def stream(self, performance: Performance) -> Iterator[Array]:
        """Write the sound as it is needed, all instruments side by side.

        Yields
        ------
        NDArray[np.float32]
            Shape (n, 2) at 16 kHz: 50 ms, dry, without drums, not levelled.
        """
        _check(performance)
        stems = stems_of(performance, self._bank)
        n_frames = max((stem.n_frames for stem in stems), default=0)
        # few instruments are written faster one by one than in lanes of which most are idle
        n_lanes = 1 if len(stems) <= _FEW else LANES
        groups = [stems[i : i + n_lanes] for i in range(0, len(stems), n_lanes)]
        writers = [
            self._writer.side_by_side(
                make_generator(self._voice.model, n_lanes), group, [0] * len(group), n_frames
            )
            for group in groups
        ]
        for blocks in zip(*writers, strict=True):
            mix = StemMix(blocks[0].shape[1])
            for group, block in zip(groups, blocks, strict=True):
                for stem, sound in zip(group, block, strict=False):
                    mix.add(stem, 0, sound)
            yield mix.dry

    def missing(self, performance: Performance) -> tuple[str, ...]:
        """Say what of the drums the soundfont lacks; all else has a voice."""
        drums = tuple(part for part in performance.parts if part.is_drum and part.notes)
        return SoundfontSynthesizer(self._options).missing(Performance(drums)) if drums else ()

    def expected_seconds(self, performance: Performance, progress: Progress) -> float:
        """Estimate how long `play` will take on this machine, by trying it out."""
        patiently(self._make_ready, progress)
        return self._writer.expected_seconds(stems_of(performance, self._bank))

    def _warn(self, stems: list[Stem], duration: float) -> None:
        """Say so if this machine is too slow to write the sound in the time that it lasts."""
        expected = self._writer.expected_seconds(stems)
        if expected > max(duration, 1.0):
            _log.warning(
                "WaveNet will take about %.0f s for %.0f s of music on this machine",
                expected,
                duration,
            )

    def _with_drums(
        self, sound: Waveform, performance: Performance, progress: Progress
    ) -> Waveform:
        """Add the drums, which the network has not learned, from the soundfont."""
        drums = tuple(part for part in performance.parts if part.is_drum and part.notes)
        if not drums:
            return sound
        stoppable = Progress(lambda *_: progress.check())
        beat = SoundfontSynthesizer(self._options).play(Performance(drums), stoppable)
        progress.check()
        samples = np.zeros((max(len(sound.samples), len(beat.samples)), 2), dtype=np.float32)
        samples[: len(sound.samples)] += sound.samples
        samples[: len(beat.samples)] += beat.samples * np.float32(
            _DRUMS_BELOW if sound.peak else 1.0
        )
        return Waveform(samples, sound.sample_rate)


def _check(performance: Performance) -> None:
    if not any(part.notes for part in performance.parts):
        raise SynthesisError("there are no notes to play", hint="Choose music with notes in it.")
    if performance.duration > LONGEST:
        raise SynthesisError(
            f"the music lasts {performance.duration / 60:.0f} minutes",
            hint=f"Cut it into pieces of at most {LONGEST / 60:.0f} minutes.",
        )
