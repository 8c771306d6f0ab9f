"""The composers a user can choose between; one model, one module."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Protocol

from engine.composition.plan import Plan
from engine.composition.score import Score
from engine.errors import OptionError
from engine.progress import Progress

__all__ = ["COMPOSERS", "Composer", "OnBars", "load_composer", "play_nothing"]

OnBars = Callable[[Score], None]
"""Called with the finished beginning of a piece: a score of its first bars, longer each time."""


def play_nothing(beginning: Score) -> None:
    """Wait for the whole piece."""


class Composer(Protocol):
    """Writes a score that obeys a plan; the same plan gives the same score."""

    def compose(self, plan: Plan, progress: Progress, on_bars: OnBars = play_nothing) -> Score:
        """Write the score.

        Parameters
        ----------
        on_bars
            Receives the beginning as it grows, so that playing can begin before the end is
            written; what was handed on stays as it is.

        Raises
        ------
        CompositionError
            If the plan cannot be met.
        JobCancelledError
            If the user asked to stop.
        """
        ...


COMPOSERS: dict[str, str] = {
    "rbm": "engine.composition.composers.rbm:RbmComposer",
}
"""Where each composer lives: its module, loaded on first use, and its class."""


def load_composer(name: str) -> Composer:
    """Load a composer with its trained model.

    Raises
    ------
    OptionError
        If no composer has that name.
    ResourceError
        If its model is missing or damaged.
    """
    if name not in COMPOSERS:
        raise OptionError(
            f"no composer is called {name!r}", hint=f"Choose one of: {', '.join(COMPOSERS)}."
        )
    module, _, class_name = COMPOSERS[name].partition(":")
    composer: Composer = getattr(importlib.import_module(module), class_name)()
    return composer
