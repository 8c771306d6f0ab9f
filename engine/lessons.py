"""What is told of a machine that learns, and of the music it learns from: values for a window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["CurvePoint", "Follow", "FoundMusic", "LearnedMood"]


@dataclass(frozen=True)
class CurvePoint:
    """How well a machine knows its music by now.

    Attributes
    ----------
    machine
        ``"harmony"`` or ``"melody"``: they learn one after the other.
    done
        Share of the whole training, 0 to 1.
    error
        Share of the columns that a Gibbs chain from the music changes.
    likelihood, held_out
        Pseudo-likelihood, in nats a column, of the music learned from and of music held back.
    """

    machine: str
    done: float
    error: float
    likelihood: float
    held_out: float


Follow = Callable[[float, CurvePoint | None], None]
"""Is told how far a training is, 0 to 1, and now and then how it goes."""


@dataclass(frozen=True)
class FoundMusic:
    """What of a folder can be learned from.

    Attributes
    ----------
    n_files, n_songs, n_bars
        MIDI files, those that can be used, and the bars of melody in these.
    left_out
        Name and reason of each file that cannot be used.
    """

    n_files: int
    n_songs: int
    n_bars: int
    left_out: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class LearnedMood:
    """A mood that the user's music taught.

    Attributes
    ----------
    n_clips
        Pieces of music that it was learned from.
    valence, arousal
        Where it lies, each −1 to 1.
    """

    name: str
    n_clips: int
    valence: float
    arousal: float
