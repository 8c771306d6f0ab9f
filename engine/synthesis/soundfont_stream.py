"""A score that grows, played while it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
from numpy.typing import NDArray

from engine.audio.waveform import Waveform
from engine.composition.plan import Plan
from engine.composition.score import Role, Score
from engine.options import MixOptions
from engine.performance.play import FARTHEST, play
from engine.progress import Progress
from engine.synthesis.band import Band, BandMember
from engine.synthesis.finishing import fade_in, fade_out, level
from engine.synthesis.mastering import GrowingMaster, expected_gain
from engine.synthesis.mixdown import GrowingMix
from engine.synthesis.part_stems import Stems
from engine.synthesis.timed_performance import Part, Performance, perform
from engine.synthesis.together import together

__all__ = ["SoundfontStream"]

_FEWEST_SECONDS = 4.0
"""Sound that a stream gives at a time; with it the first time it knows how loud the piece is."""

Keep = Callable[[Performance, Stems], None]
"""Takes the stems when all is played."""


class SoundfontStream:
    """A score that grows; see `ScoreStream`.

    Parameters
    ----------
    band, space
        Who plays, and where.
    keep
        May refuse what is to be played to its end, too.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - who plays, where, what and how
        self,
        band: Band,
        space: str,
        keep: Keep,
        plan: Plan,
        sample_rate: int,
        options: MixOptions,
    ) -> None:
        self._band, self._space = band, space
        self._keep, self._plan = keep, plan
        self._sample_rate, self._options = sample_rate, options
        self._players: dict[Role, BandMember] = {}
        self._mix = GrowingMix(sample_rate, options.faders.gain)
        self._has_begun = False
        self._master: GrowingMaster | None = None
        self._given = 0.0

    def more(self, beginning: Score, progress: Progress) -> Iterator[Waveform]:
        """Play on to the end of a longer beginning, and give the sound every few bars."""
        parts = self._parts(perform(play(beginning, self._plan)), progress)
        fewest = _FEWEST_SECONDS if self._master is None else 0.0
        if beginning.duration - self._given < max(fewest, 1e-6):
            return
        self._band.ready(parts, beginning.duration - FARTHEST, progress)
        for n_bars in range(1, beginning.n_bars + 1):
            end = beginning.seconds_at(n_bars * beginning.metre.ticks_per_bar)
            is_last = self._master is not None and n_bars == beginning.n_bars
            if end - self._given >= _FEWEST_SECONDS or (is_last and end > self._given):
                if self._master is None:  # somebody waits, and not for a bar line
                    end = min(end, _FEWEST_SECONDS + FARTHEST)
                # what comes next may begin before its bar line
                known = end - FARTHEST
                together(
                    [
                        partial(self._players[role].play_until, own, known)
                        for role, own in parts.items()
                    ],
                    progress,
                )
                yield self._mastered(self._mixed(self._stems(parts)), n_bars)
                self._given = end

    def finish(self, score: Score, progress: Progress) -> tuple[Waveform, Waveform]:
        """Play the whole score to its end; give the rest of the sound, and the whole."""
        performance = perform(play(score, self._plan))
        parts = self._parts(performance, progress)
        self._band.ready(parts, None, progress)
        tasks = [partial(self._players[role].finish, own) for role, own in parts.items()]
        stems: Stems = dict(zip(parts, together(tasks, progress), strict=True))
        self._keep(performance, stems)
        self._has_begun &= self._mix.go_back(min(stem.shape[1] for stem in stems.values())) > 0
        mixed = self._mixed(stems, is_last=True)
        fade_out(mixed, self._sample_rate)
        rest = self._mastered(mixed, score.n_bars, is_last=True)
        return rest, level(mixed, self._sample_rate, self._options.loudness, progress)

    def _parts(self, performance: Performance, progress: Progress) -> dict[Role, list[Part]]:
        """Give the parts that have notes by their roles, each with somebody to play it."""
        parts: dict[Role, list[Part]] = {}
        for part in performance.parts:
            if part.role and part.notes:
                parts.setdefault(part.role, []).append(part)
        for role in parts.keys() - self._players.keys():
            progress.check()
            self._players[role] = self._band.seat(role, self._space)
        return parts

    def _stems(self, parts: dict[Role, list[Part]]) -> Stems:
        """Give what is played, in the order of the score, in which it is added up, too.

        All end with the one that has come least far: a voice is late.
        """
        stems = {role: self._players[role].stem for role in parts}
        n = min(stem.shape[1] for stem in stems.values())
        return {role: stem[:, :n] for role, stem in stems.items()}

    def _mixed(self, stems: Stems, *, is_last: bool = False) -> NDArray[np.float32]:
        """Mix on; give all that is mixed, shape (n, 2), not a copy."""
        mixed = self._mix.more(stems, is_last=is_last)
        if len(mixed) and not self._has_begun:
            fade_in(mixed, self._sample_rate)  # once for all: later sound stands behind it
            self._has_begun = True
        return mixed

    def _mastered(
        self, mixed: NDArray[np.float32], n_bars: int, *, is_last: bool = False
    ) -> Waveform:
        if self._master is None:
            first = Waveform(mixed, self._sample_rate)
            gain = expected_gain(self._plan, first, n_bars, self._options.loudness)
            self._master = GrowingMaster(gain)
        return Waveform(self._master.more(mixed, is_last=is_last), self._sample_rate)
