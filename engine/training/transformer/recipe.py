"""How a transformer is trained."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field

from engine.composition.transformer.network import SIZES, TransformerSize
from engine.training.transformer.rows import Dropout, Variation

__all__ = ["Recipe"]


@dataclass(frozen=True)
class Recipe:
    """How a transformer is trained.

    Attributes
    ----------
    rows
        In a batch, of ``size.context`` events each.
    rate
        Of Muon on matrices; AdamW takes `rate` × `other_rate` on all else.
    warm, cool
        Shares of the time in which the rates rise, and fall to nothing.
    averaged
        Steps over which the weights are averaged, about.
    """

    size: TransformerSize = SIZES["small"]
    rows: int = 10
    rate: float = 4e-3
    other_rate: float = 1.0
    decay: float = 0.1
    warm: float = 0.01
    cool: float = 0.45
    averaged: int = 500
    dropout: Dropout = field(default_factory=Dropout)
    variation: Variation = field(default_factory=Variation)
    seed: int = 0
    checks: int = 24
    check_batches: int = 8

    def going_on(self) -> Recipe:
        """Give the recipe for weights that are trained already: half the rate, falling sooner."""
        return dataclasses.replace(self, rate=self.rate / 2, cool=0.9)

    def pace(self, done: float) -> float:
        """Give the factor on the rates when ``done`` of the time has passed."""
        return max(0.0, min(1.0, (done + 1e-3) / self.warm, (1 - done) / self.cool))
