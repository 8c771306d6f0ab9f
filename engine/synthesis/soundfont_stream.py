"""A score that grows, played by FluidSynth while it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from engine.audio.waveform import Waveform
from engine.composition.plan import Plan
from engine.composition.score import Role, Score
from engine.options import MixOptions
from engine.performance.play import FARTHEST, play
from engine.progress import Progress
from engine.synthesis.finishing import fade_in, fade_out
from engine.synthesis.mastering import GrowingMaster, expected_gain
from engine.synthesis.mixdown import GrowingMix
from engine.synthesis.part_player import PartPlayer
from engine.synthesis.part_stems import Stems
from engine.synthesis.timed_performance import Part, Performance, perform
from engine.synthesis.together import together

__all__ = ["SoundfontStream"]

_FEWEST_SECONDS = 4.0
"""Sound that a stream gives at a time; with it the first time it knows how loud the piece is."""

Finish = Callable[[Performance, Stems, Progress], Waveform]
"""Makes the whole sound of stems that are played to their end."""


class SoundfontStream:
    """A score that grows; see `ScoreStream`.

    Parameters
    ----------
    seat
        Finds somebody to play the part of a role.
    finish
        Takes the stems when all is played.
    """

    def __init__(
        self,
        seat: Callable[[Role], PartPlayer],
        finish: Finish,
        plan: Plan,
        sample_rate: int,
        options: MixOptions,
    ) -> None:
        self._seat, self._finish_whole, self._plan = seat, finish, plan
        self._sample_rate, self._options = sample_rate, options
        self._players: dict[Role, PartPlayer] = {}
        self._mix = GrowingMix(sample_rate, options.faders.gain)
        self._master: GrowingMaster | None = None
        self._given = 0.0

    def more(self, beginning: Score, progress: Progress) -> Iterator[Waveform]:
        """Play on to the end of a longer beginning, and give the sound every few bars."""
        parts = self._parts(perform(play(beginning, self._plan)), progress)
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
                stems: Stems = {role: player.stem for role, player in self._players.items()}
                yield self._finished(stems, n_bars)
                self._given = end

    def finish(self, score: Score, progress: Progress) -> tuple[Waveform, Waveform]:
        """Play the whole score to its end; give the rest of the sound, and the whole."""
        performance = perform(play(score, self._plan))
        parts = self._parts(performance, progress)
        tasks = [partial(self._players[role].finish, own) for role, own in parts.items()]
        stems: Stems = dict(zip(parts, together(tasks, progress), strict=True))
        whole = self._finish_whole(performance, stems, progress)
        return self._finished(stems, score.n_bars, is_last=True), whole

    def _parts(self, performance: Performance, progress: Progress) -> dict[Role, list[Part]]:
        """Give the parts that have notes by their roles, each with somebody to play it."""
        parts: dict[Role, list[Part]] = {}
        for part in performance.parts:
            if part.role and part.notes:
                parts.setdefault(part.role, []).append(part)
        for role in parts.keys() - self._players.keys():
            progress.check()
            self._players[role] = self._seat(role)
        return parts

    def _finished(self, stems: Stems, n_bars: int, *, is_last: bool = False) -> Waveform:
        mixed = self._mix.more(stems, is_last=is_last)
        if self._master is None:
            fade_in(mixed, self._sample_rate)  # once for all: later sound stands behind it
            first = Waveform(mixed, self._sample_rate)
            gain = expected_gain(self._plan, first, n_bars, self._options.loudness)
            self._master = GrowingMaster(gain)
        if is_last:
            fade_out(mixed, self._sample_rate)
        return Waveform(self._master.more(mixed, is_last=is_last), self._sample_rate)
