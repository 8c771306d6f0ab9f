"""A synthesizer that lets a WaveNet write the sound, sample by sample."""

from __future__ import annotations

import functools
import logging
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.audio.waveform import Waveform
from engine.composition.score import Role, Score
from engine.errors import ResourceError
from engine.model_files import shipped_model
from engine.options import MixOptions, RenderOptions
from engine.progress import Progress
from engine.synthesis.instruments import NAMES
from engine.synthesis.part_cache import PartCache
from engine.synthesis.part_player import PartPlayer
from engine.synthesis.soundfont import SoundfontSynthesizer, check_performance
from engine.synthesis.timed_performance import Part, Performance, perform
from engine.synthesis.wavenet.generator import Array
from engine.synthesis.wavenet.generators import make_generator
from engine.synthesis.wavenet.lanes import LANES, LaneWriter
from engine.synthesis.wavenet.source import FRAME, PartialBank
from engine.synthesis.wavenet.stems import Stem, stem_of, stems_of
from engine.synthesis.wavenet.torch_generator import TorchGenerator
from engine.synthesis.wavenet.voice import Voice, load_voice
from engine.synthesis.wavenet.voicing import pedalled, play_voiced
from engine.synthesis.wavenet.waiting import patiently

__all__ = ["WaveNetSynthesizer"]

_log = logging.getLogger(__name__)

_VOICE = "wavenet"
_FEW = 6  # instruments up to which lanes would mostly be idle
_VOICES = 0.8  # of the time goes into what the voice writes


_USUAL = MixOptions()


class WaveNetSynthesizer:
    """A trained voice that plays notes; the same score gives the same samples.

    It plays the instruments that it has learned, pitches outside its range by the partials of the
    nearest octave; the soundfont plays all others, and lends it the room and what lies above 7 kHz.

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
        stem = Stem(self._bank, 0, np.array([[0, 0.1, 60, 80.0]]), 1, 0.5)
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
        band = self._band(performance, progress)
        return band.play(performance, progress.share(_VOICES, 1 - _VOICES), options)

    def play_apart(
        self,
        performance: Performance,
        progress: Progress,
        options: MixOptions = _USUAL,
        *,
        is_limited: bool = False,
    ) -> dict[Role | None, Waveform]:
        """Play every part by itself; see `SoundfontSynthesizer.play_apart`."""
        band, rest = self._band(performance, progress), progress.share(_VOICES, 1 - _VOICES)
        return band.play_apart(performance, rest, options, is_limited=is_limited)

    def _band(self, performance: Performance, progress: Progress) -> SoundfontSynthesizer:
        """Write what the voice has to play, and give those who play along with it."""
        check_performance(performance)
        progress.update("render", 0.0)
        voices = self.write_voices(performance, progress.share(0.0, _VOICES))

        def play_part(
            role: Role | None, parts: tuple[Part, ...], space: str, progress: Progress
        ) -> NDArray[np.float32]:
            others = tuple(part for part in parts if part not in voices)
            tasks = [
                partial(play_voiced, role, part, voices[part], self._options, space)
                for part in parts
                if part in voices
            ]
            if any(part.notes for part in others):
                player = PartPlayer(role, self._options, space)
                tasks.append(partial(player.finish, others))
            shares = progress.shares(len(tasks))
            return _sum([task(share) for task, share in zip(tasks, shares, strict=True)])

        return SoundfontSynthesizer(self._options, play_part, self._stems)

    def write_voices(
        self, performance: Performance, progress: Progress
    ) -> dict[Part, NDArray[np.float32]]:
        """Write the sound of every part whose instrument the voice has learned.

        Returns
        -------
        dict
            Of shape (n,) each, mono and dry at 16 kHz.
        """
        learned = [part for part in performance.parts if part.notes and self._knows(part)]
        found = {part: sound for part in learned if (sound := self._written.get(part)) is not None}
        lacking = [part for part in dict.fromkeys(learned) if part not in found]
        if not lacking:
            return found
        patiently(self._make_ready, progress)
        stems = [stem_of(pedalled(part), self._bank) for part in lacking]
        self._warn(stems, performance.duration)
        sounds = [np.zeros(stem.n_frames * FRAME, np.float32) for stem in stems]
        for stretch, written in self._writer.write(stems, progress):
            span = sounds[stretch.stem][stretch.first * FRAME :][: len(written)]
            span += written[: len(span)]
        for part, sound in zip(lacking, sounds, strict=True):
            self._written.put(part, sound)
        return found | dict(zip(lacking, sounds, strict=True))

    def _knows(self, part: Part) -> bool:
        return not part.is_drum and part.program in self._bank.programs

    def stream(self, performance: Performance) -> Iterator[Array]:
        """Write the sound as it is needed, all instruments side by side.

        Yields
        ------
        NDArray[np.float32]
            Shape (n, 2) at 16 kHz: 50 ms, dry, without drums, not levelled.
        """
        check_performance(performance)
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
            yield np.sum(
                [
                    stem.placed(sound)
                    for group, block in zip(groups, blocks, strict=True)
                    for stem, sound in zip(group, block, strict=False)
                ],
                axis=0,
            )

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
        learned = [part for part in performance.parts if part.notes and self._knows(part)]
        others = SoundfontSynthesizer(self._options).expected_seconds(performance, progress)
        stems = [stem_of(pedalled(part), self._bank) for part in learned]
        return others + self._writer.expected_seconds(stems)

    def _warn(self, stems: list[Stem], duration: float) -> None:
        """Say so if this machine is too slow to write the sound in the time that it lasts."""
        expected = self._writer.expected_seconds(stems)
        if expected > max(duration, 1.0):
            _log.warning(
                "WaveNet will take about %.0f s for %.0f s of music on this machine",
                expected,
                duration,
            )


def _sum(sounds: list[NDArray[np.float32]]) -> NDArray[np.float32]:
    """Add sounds of shape (2, n) up; what has ended is silent."""
    total = np.zeros((2, max(sound.shape[1] for sound in sounds)), np.float32)
    for sound in sounds:
        total[:, : sound.shape[1]] += sound
    return total
