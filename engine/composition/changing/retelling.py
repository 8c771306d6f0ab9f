"""Tells a tune in another metre, key or tempo, as a wish asks: "like this, but as a sad waltz".

What is heard as the tune stays: the order of its notes, what is long and what is short, where it
leaps. A pair of beats becomes three by a longer first one, and three become four likewise, as
dance bands have always made waltzes of songs and songs of waltzes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from engine.composition.grid import METRES
from engine.composition.score import (
    TICKS_PER_BEAT,
    Key,
    Metre,
    Note,
    Score,
    TempoChange,
    top_line,
)
from engine.composition.transposing import to_keys
from engine.errors import CompositionError

__all__ = ["in_key", "in_metre", "in_tempo"]

_FOUR, _THREE, _SIX = METRES


@dataclass(frozen=True)
class _Telling:
    """How bars of one metre become bars of another.

    Attributes
    ----------
    places
        Ticks of the old stretch, and those that they become in the new one, from 0 to its length.
    bars
        New bars that an old one makes.
    """

    old: Sequence[int]
    new: Sequence[int]
    bars: int = 1


_BEAT = TICKS_PER_BEAT
_TELLINGS: dict[tuple[Metre, Metre], _Telling] = {
    (_FOUR, _THREE): _Telling((0, _BEAT, 2 * _BEAT), (0, 2 * _BEAT, 3 * _BEAT), bars=2),
    (_THREE, _FOUR): _Telling((0, _BEAT, 3 * _BEAT), (0, 2 * _BEAT, 4 * _BEAT)),
    (_FOUR, _SIX): _Telling((0, _BEAT, 2 * _BEAT), (0, _BEAT, 3 * _BEAT // 2)),
    (_SIX, _FOUR): _Telling((0, _BEAT, 3 * _BEAT // 2), (0, _BEAT, 2 * _BEAT)),
    (_THREE, _SIX): _Telling((0, 3 * _BEAT), (0, 3 * _BEAT)),
    (_SIX, _THREE): _Telling((0, 3 * _BEAT), (0, 3 * _BEAT)),
}
_GRIDS = (_BEAT // 4, _BEAT // 3)
"""Semiquavers and triplets: notes are put on the nearest of both."""


def in_metre(melody: Score, metre: Metre) -> Score:
    """Tell a melody in another metre; what lasts longer in it keeps its length in seconds.

    Raises
    ------
    CompositionError
        If nobody composes in one of the metres.
    """
    if metre == melody.metre:
        return melody
    telling = _TELLINGS.get((melody.metre, metre))
    if telling is None:
        raise CompositionError(
            f"a tune in {melody.metre} cannot be told in {metre}",
            hint=f"Choose one of {', '.join(map(str, METRES))}.",
        )
    old, new = telling.old[-1], telling.new[-1]

    def moved(tick: int) -> float:
        stretch, place = divmod(tick, old)
        return stretch * new + float(np.interp(place, telling.old, telling.new))

    (track,) = melody.tracks
    notes = [_between(note, moved(note.start), moved(note.end)) for note in track.notes]
    faster = new / old
    return replace(
        melody,
        metre=metre,
        n_bars=melody.n_bars * telling.bars,
        sections=tuple(
            replace(s, first_bar=s.first_bar * telling.bars, n_bars=s.n_bars * telling.bars)
            for s in melody.sections
        ),
        tempos=tuple(
            TempoChange(round(moved(change.tick)), change.tempo * faster)
            for change in melody.tempos
        ),
        tracks=(replace(track, notes=tuple(top_line(notes))),),
    )


def _between(note: Note, start: float, end: float) -> Note:
    begin = _on_grid(start)
    return replace(note, start=begin, duration=max(_on_grid(end) - begin, _GRIDS[0]))


def _on_grid(tick: float) -> int:
    """Give the nearest semiquaver or triplet."""
    return min((round(tick / grid) * grid for grid in _GRIDS), key=lambda place: abs(place - tick))


def in_key(melody: Score, key: Key) -> Score:
    """Tell a melody in another key: on the same degrees of its scale, the shortest way there."""
    return to_keys(melody, lambda _: key)


def in_tempo(melody: Score, tempo: float) -> Score:
    """Tell a melody as fast as ``tempo`` quarter notes a minute; what changes on the way stays."""
    faster = tempo / melody.tempo
    changes = tuple(replace(change, tempo=change.tempo * faster) for change in melody.tempos)
    return replace(melody, tempos=changes)
