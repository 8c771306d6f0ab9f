"""What a composer hands over: notes as written, before anybody sets and plays them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.composition.score import Chord, Excerpt, Note, Role

__all__ = ["Draft"]


@dataclass(frozen=True)
class Draft:
    """A piece, or the beginning of one that ends with a section.

    Attributes
    ----------
    n_bars
        How many bars are written.
    chords
        Covering these bars, in order; none lasts from one section into another.
    melody
        Sorted, monophonic.
    accompaniment
        Chords and bass where the composer wrote them too, with velocities of 64 and the accents;
        None where they are to be made from the chords.
    excerpts
        What was taken from other works.
    """

    n_bars: int
    chords: Sequence[Chord]
    melody: Sequence[Note]
    accompaniment: Mapping[Role, Sequence[Note]] | None = None
    excerpts: Sequence[Excerpt] = ()
