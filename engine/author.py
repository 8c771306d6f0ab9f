"""From what a wish feels like to a piece: the second half of the way from a wish to its notes."""

from __future__ import annotations

import dataclasses
import functools
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from engine.composition.composers import (
    Composer,
    Rewriter,
    composer_called,
    composer_stamp,
    load_composer,
)
from engine.composition.metres import plan_in_metre
from engine.composition.obedient import ObedientComposer
from engine.composition.planning.orders import Orders, take_orders
from engine.composition.planning.planner import Planner
from engine.composition.planning.reasons import Reason, explain
from engine.composition.verifying import verify
from engine.listener import Listener
from engine.options import DEFAULT_COMPOSER, ComposeOptions, ReadOptions, RenderOptions
from engine.piece import Piece
from engine.rounding import rounded
from engine.speech.transcript import Transcript

if TYPE_CHECKING:
    from engine.composition.plan import Plan
    from engine.composition.planning.brief import PieceBrief
    from engine.composition.revision import Revision
    from engine.composition.score import Mode, Score
    from engine.demands.answer import Answer
    from engine.emotion.reading import EmotionReading
    from engine.progress import Progress

__all__ = ["Author", "Watch", "watch_nothing"]

_READ, _COMPOSE = ReadOptions(), ComposeOptions()

Watch = Callable[[str, Any], None]
"""Called with a stage's name and its finished value."""


def watch_nothing(stage: str, value: Any) -> None:
    """Let the value pass."""


class Author:
    """Writes pieces, which have no sound yet. Models are loaded on first use and kept.

    Parameters
    ----------
    listener
        Whose music the plans follow, and who reads again where words are weighed.
    """

    def __init__(self, listener: Listener) -> None:
        self._listener = listener

    @functools.lru_cache(maxsize=4)  # noqa: B019 - one author lives as long as its process
    def _composer_of(self, name: str, trained: tuple[object, ...]) -> Composer:  # noqa: ARG002
        """Load anew when the user has trained it again."""
        return load_composer(name)

    def composer(self, name: str) -> Composer:
        """Give the composer of that name, loaded."""
        return self._composer_of(name, composer_stamp(name))

    def planner(self, options: ReadOptions) -> Planner:
        """Give the planner that follows the same music as the reader."""
        vectors, styles = self._listener.reader(options).music_vectors, self._listener.styles
        return Planner(vectors, styles.find, styles.find_scenes)

    def plan(self, reading: EmotionReading, options: ComposeOptions) -> Plan:
        """Plan a piece in numbers that every processor gives."""
        return rounded(self.planner(options.reading).plan(reading, options))

    def home_mode(self, reading: EmotionReading, options: ComposeOptions) -> Mode:
        """Say in which mode a piece would be at home, without planning the rest of it."""
        return self.planner(options.reading).home_mode(reading, options)

    def answer(
        self, reading: EmotionReading, options: ComposeOptions = _COMPOSE
    ) -> tuple[Answer, ...]:
        """Say what of a wish's demands a piece would obey, and what it would do instead."""
        if reading.quadrant is None:  # nothing can be planned yet, but it is clear what is asked
            return self.orders(reading, options).answers
        return self.plan(reading, options).answers

    def orders(self, reading: EmotionReading, options: ComposeOptions) -> Orders:
        """Say what a wish and the options fix of a piece, whatever it feels like."""
        return take_orders(reading.demands, options, self._listener.styles.find)

    def explain(self, reading: EmotionReading, options: ReadOptions = _READ) -> tuple[Reason, ...]:
        """Say which words of the wish are behind each decision about its music."""

        def read(text: str) -> EmotionReading:
            return self._listener.read(Transcript(text, voice=reading.voice), options)

        return explain(reading, read, self.planner(options))

    def write(
        self,
        reading: EmotionReading,
        compose_options: ComposeOptions,
        render_options: RenderOptions,
        progress: Progress,
        watch: Watch = watch_nothing,
    ) -> Piece:
        """Write a piece for what a wish feels like, and demands.

        Parameters
        ----------
        watch
            Receives ``("reading", EmotionReading)``, ``("plan", Plan)``, ``("bars", Score)`` for
            each longer beginning and ``("score", Score)``, as soon as each is there.

        Raises
        ------
        EmotionError
            If the wish carries no feeling to compose for.
        """
        started = time.perf_counter()
        watch("reading", reading)
        plan = self.plan(reading, compose_options)
        watch("plan", plan_in_metre(plan))
        score = self.obedient(compose_options, watch).compose(
            plan, progress, lambda beginning: watch("bars", beginning)
        )
        plan = dataclasses.replace(plan_in_metre(plan), answers=verify(plan, score))
        watch("score", score)
        timings = {"compose": time.perf_counter() - started}
        return Piece(reading, plan, score, compose_options, render_options, timings=timings)

    def rewriter(self, options: ComposeOptions, watch: Watch) -> ObedientComposer:
        """Give the composer of a piece that is there, or the usual one where that has gone."""
        if composer_called(options.composer) is None:
            watch("remarks", (f"{options.composer} is gone: {DEFAULT_COMPOSER} wrote instead",))
            return ObedientComposer(self.composer(DEFAULT_COMPOSER))
        return self.obedient(options, watch)

    def obedient(self, options: ComposeOptions, watch: Watch) -> ObedientComposer:
        """Give the composer of the options, with another where it cannot write to what is given."""
        composer = self.composer(options.composer)
        if isinstance(composer, Rewriter):
            return ObedientComposer(composer)
        other = cast("Rewriter", self.composer(DEFAULT_COMPOSER))
        remark = f"{options.composer} writes no parts to given ones: {DEFAULT_COMPOSER} did"
        return ObedientComposer(composer, _StandIn(other, remark, watch))


class _StandIn:
    """Writes what another composer cannot, and says so the first time."""

    def __init__(self, rewriter: Rewriter, remark: str, watch: Watch) -> None:
        self._rewriter, self._watch = rewriter, watch
        self._remarks: tuple[str, ...] = (remark,)

    def rewrite(self, brief: PieceBrief, revision: Revision, progress: Progress) -> Score:
        if self._remarks:
            self._watch("remarks", self._remarks)
            self._remarks = ()
        return self._rewriter.rewrite(brief, revision, progress)
