"""Draws values by their scores, with taste and chance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Flags", "Numbers", "Taste"]

Flags = NDArray[np.bool_]
"""Shape (values of a field,): which of them may be drawn."""
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Taste:
    """How freely fields are drawn.

    Attributes
    ----------
    temperature
        By field; below 1 what is likely becomes likelier.
    kept
        The likeliest values that together have this probability may be drawn (Holtzman et al.,
        "The curious case of neural text degeneration", 2020).
    guidance
        1 follows the controls as in training, more exaggerates them.
    """

    temperature: tuple[float, ...] = (1.0, 0.95, 1.06, 0.9, 1.0)
    kept: tuple[float, ...] = (1.0, 0.98, 0.985, 0.96, 0.96)
    guidance: float = 1.25

    def draw(
        self, scores: Numbers, allowed: NDArray[np.intp], field: int, chance: np.random.Generator
    ) -> int:
        """Draw one of the allowed values of a field by the scores of all."""
        heights = scores[allowed]
        order = (-heights).argsort(kind="stable")
        heights = heights[order]
        total = np.exp((heights - heights[0]) / self.temperature[field]).cumsum()
        n_kept = int(total.searchsorted(self.kept[field] * total[-1])) + 1
        drawn = chance.random() * total[min(n_kept, len(total)) - 1]
        return int(allowed[order[min(int(total.searchsorted(drawn)), len(order) - 1)]])
