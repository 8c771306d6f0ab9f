"""A synthesizer that lets a WaveNet write the sound, sample by sample."""

from __future__ import annotations

import functools
import logging
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.audio.waveform import Waveform
from engine.composition.plan import Plan
from engine.composition.score import Role, Score
from engine.errors import ResourceError
from engine.model_files import shipped_model
from engine.options import MixOptions, RenderOptions
from engine.progress import Progress
from engine.synthesis.instruments import NAMES
from engine.synthesis.part_cache import PartCache
from engine.synthesis.soundfont import SoundfontSynthesizer, check_performance
from engine.synthesis.stream import ScoreStream
from engine.synthesis.timed_performance import Part, Performance, perform
from engine.synthesis.wavenet.growing_voices import GrowingVoices
from engine.synthesis.wavenet.lanes import LaneWriter
from engine.synthesis.wavenet.source import PartialBank
from engine.synthesis.wavenet.stems import Stem, stem_of
from engine.synthesis.wavenet.torch_generator import TorchGenerator
from engine.synthesis.wavenet.tuning import faders_of, find_sides, tuned
from engine.synthesis.wavenet.voice import Voice, load_voice
from engine.synthesis.wavenet.voiced_band import VoicedBand
from engine.synthesis.wavenet.voicing import pedalled
from engine.synthesis.wavenet.waiting import patiently

__all__ = ["WaveNetSynthesizer"]

_log = logging.getLogger(__name__)

_VOICE = "wavenet"
_USUAL = MixOptions()


class WaveNetSynthesizer:
    """A trained voice that plays notes; the same score gives the same samples.

    It plays the instruments that it has learned, pitches outside its range by the partials of the
    nearest octave; the soundfont plays all others, and lends it the room and what lies above 7 kHz.
    It begins to play before a song is complete.

    Parameters
    ----------
    options
        The sample rate and the soundfont.
    folder
        Of another voice than the one that ships.
    """

    def __init__(self, options: RenderOptions, folder: Path | None = None) -> None:
        self._options, self._folder = options, folder
        self._written, self._stems = PartCache(), PartCache()
        self._sides: dict[Part, NDArray[np.float32]] = {}

    @functools.cached_property
    def _voice(self) -> Voice:
        return load_voice(self._folder or shipped_model(_VOICE))

    @functools.cached_property
    def _writer(self) -> LaneWriter:
        return LaneWriter(self._voice.model)

    @functools.cached_property
    def _bank(self) -> PartialBank:
        if self._voice.bank is None or not self._voice.model.dimensions.has_source:
            raise ResourceError(
                "the voice was trained to dream, not to play",
                hint="Choose a voice with instruments.",
            )
        return tuned(self._voice.bank, self._options, Progress())

    def warm_up(self) -> None:
        """Load and compile in the background, so that the first piece need not wait for it."""
        threading.Thread(target=self._try_out, daemon=True).start()

    def _make_ready(self) -> None:
        """Load and compile, which takes seconds the first time."""
        self._writer.give_back(self._writer.take())
        _ = self._bank

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
        stem = Stem(self._bank, 0, np.array([[0, 0.1, 60, 80.0]]))
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
            If there is nothing to play, too much of it, or the soundfont is bad.
        ResourceError
            If the voice is missing or damaged.
        JobCancelledError
            If the user asked to stop; within 0.1 s.
        """
        self._check(performance, progress)
        return self._band().play(performance, progress, options)

    def play_apart(
        self,
        performance: Performance,
        progress: Progress,
        options: MixOptions = _USUAL,
        *,
        is_limited: bool = False,
    ) -> dict[Role | None, Waveform]:
        """Play every part by itself; see `SoundfontSynthesizer.play_apart`."""
        self._check(performance, progress)
        return self._band().play_apart(performance, progress, options, is_limited=is_limited)

    def play_along(
        self, plan: Plan, progress: Progress, options: MixOptions = _USUAL
    ) -> ScoreStream:
        """Begin to play a piece of which only the plan is known; see `Streamer`.

        Raises
        ------
        EngineError
            If the voice or the soundfont is missing or damaged.
        """
        patiently(self._make_ready, progress)
        return self._band().play_along(plan, progress, options)

    def _band(self) -> SoundfontSynthesizer:
        """Give those who play one song, with the voice among them."""
        band = VoicedBand(self.voices(), self._find_sides, self._options)
        return SoundfontSynthesizer(self._options, band, self._stems)

    def voices(self) -> GrowingVoices:
        """Give what writes the parts of one song, dry and as they grow."""
        return GrowingVoices(self._writer, self._bank, self._written)

    def _find_sides(self, part: Part, progress: Progress) -> NDArray[np.float32]:
        """Find how loud a part is left and right, once for each instrument and its faders."""
        own = replace(part, notes=(), bends=(), controls=faders_of(part))
        if own not in self._sides:
            self._sides[own] = find_sides(own, self._bank, self._options, progress)
        return self._sides[own]

    def _check(self, performance: Performance, progress: Progress) -> None:
        """See that it can be played, and say so where that will take long."""
        check_performance(performance)
        progress.update("render", 0.0)
        patiently(self._make_ready, progress)
        stems = self._stems_of(performance)
        if stems:
            self._warn(stems, performance.duration)

    def _stems_of(self, performance: Performance) -> list[Stem]:
        learned = [part for part in performance.parts if part.notes and self._knows(part)]
        return [stem_of(pedalled(part), self._bank) for part in learned]

    def _knows(self, part: Part) -> bool:
        return not part.is_drum and part.program in self._bank.programs

    def missing(self, performance: Performance) -> tuple[str, ...]:
        """Say what the soundfont lacks, and if it has to play everything."""
        played = [part for part in performance.parts if part.notes]
        told = SoundfontSynthesizer(self._options).missing(performance)
        if played and not any(map(self._knows, played)):
            learned = ", ".join(NAMES[program] for program in self._bank.programs)
            told = (f"WaveNet plays only {learned}: the soundfont plays all of this", *told)
        return told

    def expected_seconds(self, performance: Performance, progress: Progress) -> float:
        """Estimate how long `play` will take on this machine, by trying it out."""
        patiently(self._make_ready, progress)
        others = SoundfontSynthesizer(self._options).expected_seconds(performance, progress)
        return others + self._writer.expected_seconds(self._stems_of(performance))

    def _warn(self, stems: list[Stem], duration: float) -> None:
        """Say so if this machine is too slow to write the sound in the time that it lasts."""
        expected = self._writer.expected_seconds(stems)
        if expected > max(duration, 1.0):
            _log.warning(
                "WaveNet will take about %.0f s for %.0f s of music on this machine",
                expected,
                duration,
            )
