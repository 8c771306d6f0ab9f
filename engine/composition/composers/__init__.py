"""The composers a user can choose between; one model, one module."""

from __future__ import annotations

import importlib
from typing import Protocol

from engine.composition.plan import Plan
from engine.composition.score import Score
from engine.errors import OptionError
from engine.progress import Progress

__all__ = ["COMPOSERS", "Composer", "load_composer"]


class Composer(Protocol):
    """Writes a score that obeys a plan; the same plan gives the same score."""

    def compose(self, plan: Plan, progress: Progress) -> Score:
        """Write the score.

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
