"""Keeps a piece while it is made, so that nothing sounds that could be lost."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

from engine.composition.plan import Plan
from engine.composition.score import Score
from engine.emotion.reading import EmotionReading
from engine.errors import EngineError, Failure
from engine.library.takes.keeping import keep_take
from engine.library.takes.take import Keep, Take
from engine.options import ComposeOptions, RenderOptions
from engine.piece import Piece

__all__ = ["GrowingTake", "keep_and_tell"]

Tell = Callable[[str, Any], None]
"""Called with a stage's name and its value."""


def keep_and_tell(
    folder: Path, piece: Piece, keep: Keep, tell: Tell, *, is_whole: bool = True
) -> Take | None:
    """Keep a piece, and tell ``("kept", Take)`` or ``("unkept", Failure)``: it may still sound."""
    try:
        take = keep_take(folder, piece, keep, is_whole=is_whole)
    except (EngineError, OSError, ValueError) as error:
        tell("unkept", Failure.of(error))
        return None
    tell("kept", take)
    return take


class GrowingTake:
    """A take that is kept with its first bars, and again when it is whole.

    Parameters
    ----------
    tell
        Receives every stage that `watch` is told of but ``"piece"``, and what `keep_and_tell`
        tells.
    """

    def __init__(
        self,
        folder: Path,
        keep: Keep,
        options: tuple[ComposeOptions, RenderOptions],
        tell: Tell,
    ) -> None:
        self._folder, self._keep, self._options, self._tell = folder, keep, options, tell
        self._reading: EmotionReading | None = None
        self._plan: Plan | None = None
        self._has_begun = False
        self._begun: Take | None = None

    def watch(self, stage: str, value: Any) -> None:
        """Keep what there is, before the stage is passed on to whoever plays it."""
        match stage:
            case "reading":
                self._reading = value
            case "plan":
                self._plan = value
            case "bars" if not self._has_begun:
                self._begin(value)
            case "piece":
                self._finish(value)
                return
        self._tell(stage, value)

    def drop(self) -> None:
        """Forget the beginning of what will not be whole."""
        if self._begun is not None and not self._keep.file:
            with contextlib.suppress(OSError):
                (self._folder / self._begun.file).unlink()
            self._tell("dropped", self._begun)

    def _begin(self, bars: Score) -> None:
        self._has_begun = True
        if self._reading is None or self._plan is None or self._keep.file:
            return
        # As long as it will be: a score that ends before its plan does would count as damaged.
        score = dataclasses.replace(
            bars, n_bars=self._plan.n_bars, sections=self._plan.score_sections
        )
        piece = Piece(self._reading, self._plan, score, *self._options)
        self._begun = keep_and_tell(self._folder, piece, self._keep, self._tell, is_whole=False)

    def _finish(self, piece: Piece) -> None:
        keep = self._keep
        if self._begun is not None:
            keep = dataclasses.replace(keep, file=self._begun.file)
        keep_and_tell(self._folder, piece, keep, self._tell)
        self._begun = None
