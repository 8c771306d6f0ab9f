"""A synthesizer that plays recorded instruments out of a soundfont."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from engine.audio.waveform import Waveform
from engine.composition.plan import Plan
from engine.composition.score import Role, Score
from engine.errors import SynthesisError
from engine.options import MixOptions, RenderOptions
from engine.progress import Progress
from engine.synthesis.band import Band, SoundfontBand
from engine.synthesis.finishing import finish, level_together
from engine.synthesis.fluidsynth_library import MOST_PARTS, FluidSynth, version
from engine.synthesis.mixdown import mix, mix_apart
from engine.synthesis.part_cache import PartCache
from engine.synthesis.part_stems import Stems
from engine.synthesis.presets import describe_missing, read_presets
from engine.synthesis.soundfont_file import SHIPPED_SOUNDFONT, find_soundfont
from engine.synthesis.soundfont_stream import SoundfontStream
from engine.synthesis.timed_performance import Part, Performance, perform
from engine.synthesis.together import together

__all__ = [
    "SHIPPED_SOUNDFONT",
    "SoundfontSynthesizer",
    "check_performance",
    "find_soundfont",
]

LONGEST = 20 * 60.0
"""Seconds of music that we play: each minute takes 110 MB of memory on the way."""
_SPEED = 20.0
"""Seconds of music that are played in a second, at least."""
_USUAL = MixOptions()


class SoundfontSynthesizer:
    """FluidSynth with a soundfont; the same score gives the same samples.

    Parameters
    ----------
    options
        The soundfont and the sample rate.
    band
        Others who play the parts; None for the soundfont alone.
    cache
        Of stems that were played by the same.
    """

    def __init__(
        self,
        options: RenderOptions,
        band: Band | None = None,
        cache: PartCache | None = None,
    ) -> None:
        self._options = options
        self._band = band or SoundfontBand(options)
        self._cache = PartCache() if cache is None else cache

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

    def play(
        self, performance: Performance, progress: Progress, options: MixOptions = _USUAL
    ) -> Waveform:
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
        stems, rate = self._stems(performance, progress), self._options.sample_rate
        self._keep(performance, stems)
        mixed = mix(stems, rate, progress, options.faders.gain)
        return finish(mixed, rate, options.loudness, progress)

    def _keep(self, performance: Performance, stems: Stems) -> None:
        """Keep the stems, so that a change takes little time."""
        for role, parts in _by_role(performance).items():
            self._cache.put((performance.space, parts), stems[role])

    def play_apart(
        self,
        performance: Performance,
        progress: Progress,
        options: MixOptions = _USUAL,
        *,
        is_limited: bool = False,
    ) -> dict[Role | None, Waveform]:
        """Play every part by itself, as it stands in the mix before it is levelled.

        Parameters
        ----------
        is_limited
            Whether somebody will limit what they are together; else they keep away from clipping.

        Returns
        -------
        dict
            All of one length, with one gain throughout: near the loudness asked for, but so that
            neither they nor their sum are clipped. Parts that the faders silence are not there.

        Raises
        ------
        SynthesisError, JobCancelledError
            As `play` does.
        """
        rate, gains = self._options.sample_rate, options.faders.gain
        apart = mix_apart(self._stems(performance, progress), rate, progress, gains)
        heard = {role: sound for role, sound in apart.items() if gains(role)}
        levelled = level_together(
            list(heard.values()), rate, options.loudness, progress, is_limited=is_limited
        )
        return {role: Waveform(s, rate) for role, s in zip(heard, levelled, strict=True)}

    def _stems(self, performance: Performance, progress: Progress) -> Stems:
        """Play the parts one by one, those alone that have changed since the last time."""
        check_performance(performance)
        progress.update("render", 0.0)
        groups = _by_role(performance)
        stems = {
            role: self._cache.get((performance.space, parts)) for role, parts in groups.items()
        }
        unplayed = [role for role, stem in stems.items() if stem is None]

        share = self._band.share
        lacking = {role: groups[role] for role in unplayed}
        self._band.ready(lacking, None, progress.share(0.0, share))
        tasks = [partial(self._play, role, lacking[role], performance.space) for role in unplayed]
        shares = progress.share(share, 1 - share)
        played = dict(zip(unplayed, together(tasks, shares), strict=True))
        return {role: played[role] if stem is None else stem for role, stem in stems.items()}

    def _play(
        self, role: Role | None, parts: tuple[Part, ...], space: str, progress: Progress
    ) -> NDArray[np.float32]:
        # no player outlives its part: each holds its instrument's samples
        return self._band.seat(role, space).finish(parts, progress)

    def play_along(
        self, plan: Plan, progress: Progress, options: MixOptions = _USUAL
    ) -> SoundfontStream:
        """Begin to play a piece of which only the plan is known; see `Streamer`.

        Raises
        ------
        SynthesisError
            If there is no FluidSynth, or the soundfont is bad.
        """
        progress.check()
        space = self._options.space or plan.scoring.space

        def keep(performance: Performance, stems: Stems) -> None:
            check_performance(performance)
            self._keep(replace(performance, space=space), stems)

        rate = self._options.sample_rate
        return SoundfontStream(self._band, space, keep, plan, rate, options)


def _by_role(performance: Performance) -> dict[Role | None, tuple[Part, ...]]:
    """Give the parts by their roles, each of its players; a stranger's all together."""
    if any(part.role is None for part in performance.parts):
        return {None: performance.parts}
    groups: dict[Role | None, tuple[Part, ...]] = {}
    for part in performance.parts:
        if part.notes:
            groups[part.role] = (*groups.get(part.role, ()), part)
    return groups


def check_performance(performance: Performance) -> None:
    """See that there is something to play, and not too much of it.

    Raises
    ------
    SynthesisError
        If there isn't, or if there is.
    """
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
