"""Why the music is as it is: each word's share in each decision.

A word's share is how far the decision moves when the wish is said without the word. Moves that
nobody would hear count for nothing, as long as there are others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from engine.composition.planning.planner import Planner
    from engine.emotion.reading import EmotionReading, ReadWord

__all__ = ["AUDIBLE", "Reason", "explain", "leave_out"]

_MOST_WORDS = 60  # of a longer wish only the words that carry feeling are tried

AUDIBLE: dict[str, float] = {
    "key": 0.25,  # semitones: may round to another key note
    "mode": 0.05,
    "tempo": 2.0,
    "density": 0.05,  # of the density
    "register": 0.5,
    "velocity": 2.0,
    "articulation": 0.033,  # notes longer by a tenth: Abel, "Duration discrimination of noise and
    # tone bursts", Journal of the Acoustical Society of America 1972
    "instruments": 0.02,  # may fall to another instrument
}
"""The smallest change of each decision that can be heard, in the decision's unit."""


@dataclass(frozen=True)
class Reason:
    """One decision and its words.

    Attributes
    ----------
    decision
        Such as ``"tempo"``.
    value
        Its mean over the wish's feelings, in the decision's own unit: see `Planner.decide`.
    choice
        The same in words, where the number says little.
    shares
        One for each word of the reading, in order; they sum to 1.
    """

    decision: str
    value: float
    choice: str
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
    choices = planner.describe(reading)
    weights = np.array([word.weight for word in reading.words])
    moved = np.array([_move(word, reading, read, planner) for word in reading.words])
    return tuple(
        Reason(name, value, choices.get(name, ""), tuple(_share(column, weights).tolist()))
        for (name, value), column in zip(decisions.items(), moved.T, strict=True)
    )


def leave_out(text: str, word: ReadWord) -> str:
    """Say a wish without one of its words."""
    return text[: word.start] + text[word.end :]


def _move(
    word: ReadWord,
    reading: EmotionReading,
    read: Callable[[str], EmotionReading],
    planner: Planner,
) -> NDArray[np.float64]:
    """Say how far each decision moves without a word, in smallest changes that can be heard."""
    whole = planner.decide(reading)
    if word.weight == 0 and len(reading.words) > _MOST_WORDS:
        return np.zeros(len(whole))
    steps = np.array([AUDIBLE[name] for name in whole])
    steps[list(whole).index("density")] *= whole["density"]
    without = read(leave_out(reading.text, word))
    if without.quadrant is None:  # no piece at all
        moved = np.array([high - low for low, high in planner.limits.values()])
    else:
        there, here = (list(values.values()) for values in (planner.decide(without), whole))
        moved = np.abs(np.subtract(there, here))
    steps_moved: NDArray[np.float64] = moved / steps
    return steps_moved


def _share(moved: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Scale to a sum of 1; where no single word matters, all that carry feeling share."""
    heard = np.where(moved >= 1, moved, 0)
    chosen = next(values for values in (heard, moved, weights) if values.sum() > 0)
    shares: NDArray[np.float64] = chosen / chosen.sum()
    return shares
