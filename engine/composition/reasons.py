"""Why the music is as it is: each word's share in each decision.

A word's share is how far the decision moves when the wish is said without the word.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from engine.composition.planner import Planner
    from engine.emotion.reading import EmotionReading, ReadWord

__all__ = ["Reason", "explain"]

_MOST_WORDS = 60  # of a longer wish only the words that carry feeling are tried
_UNMOVED = 1e-4  # of a decision's range: less is no change


@dataclass(frozen=True)
class Reason:
    """One decision and its words.

    Attributes
    ----------
    decision
        Such as ``"tempo"``.
    value
        Its mean over the wish's feelings, in the decision's own unit; for the mode −1 (minor) to 1.
    shares
        One for each word of the reading, in order; they sum to 1.
    """

    decision: str
    value: float
    shares: tuple[float, ...]


def explain(
    reading: EmotionReading, read: Callable[[str], EmotionReading], planner: Planner
) -> tuple[Reason, ...]:
    """Give the reason for each decision; nothing for a wish without feeling.

    Parameters
    ----------
    reading
        Of the wish.
    read
        Reads a wish, as it read this one.
    planner
        Decides about the music.
    """
    if reading.quadrant is None:
        return ()
    decisions = planner.decide(reading)
    scale = np.array([high - low for low, high in planner.limits.values()])
    whole = np.array(list(decisions.values()))
    weights = np.array([word.weight for word in reading.words])
    moved = np.zeros((len(reading.words), len(whole)))
    for index, word in enumerate(reading.words):
        if word.weight > 0 or len(reading.words) <= _MOST_WORDS:
            without = planner.decide(read(_leave_out(reading.text, word)))
            moved[index] = np.abs(np.array(list(without.values())) - whole) / scale
    moved[moved < _UNMOVED] = 0
    return tuple(
        Reason(name, value, tuple(_share(column, weights).tolist()))
        for (name, value), column in zip(decisions.items(), moved.T, strict=True)
    )


def _leave_out(text: str, word: ReadWord) -> str:
    return text[: word.start] + text[word.end :]


def _share(moved: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Scale to a sum of 1; where no single word matters, all that carry feeling share."""
    chosen = moved if moved.sum() > 0 else weights
    shares: NDArray[np.float64] = chosen / chosen.sum()
    return shares
