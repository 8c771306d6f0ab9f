"""Drum patterns for music that moves."""

from __future__ import annotations

from dataclasses import replace

from engine.composition.grid import columns_of
from engine.composition.planning.manner import Beat
from engine.composition.playing.figures import Stroke
from engine.composition.playing.texture import Passage
from engine.composition.score import Metre

__all__ = ["play_drums"]

# Keys of General MIDI's percussion.
_KICK, _STICK, _SNARE, _CLOSED, _OPEN, _CRASH, _TOM_HIGH, _TOM_LOW, _SHAKER = (
    36, 37, 38, 42, 46, 49, 48, 45, 70,
)  # fmt: skip

_GENTLE = {
    "4/4": {_KICK: (0, 8), _STICK: (4, 12), _SHAKER: (0, 2, 4, 6, 8, 10, 12, 14)},
    "3/4": {_KICK: (0,), _STICK: (4, 8), _SHAKER: (0, 2, 4, 6, 8, 10)},
    "6/8": {_KICK: (0,), _STICK: (6,), _SHAKER: (0, 2, 4, 6, 8, 10)},
}
_STRONG = {
    "4/4": {_KICK: (0, 6, 8), _SNARE: (4, 12), _CLOSED: (0, 2, 4, 6, 8, 10, 12, 14)},
    "3/4": {_KICK: (0,), _SNARE: (4, 8), _CLOSED: (0, 2, 4, 6, 8, 10)},
    "6/8": {_KICK: (0, 10), _SNARE: (6,), _CLOSED: (0, 2, 4, 6, 8, 10)},
}
_DRIVING = {
    "4/4": {_KICK: (0, 4, 6, 8, 12), _SNARE: (4, 12), _CLOSED: (0, 2, 4, 6, 8, 10, 12),
            _OPEN: (14,)},
    "3/4": {_KICK: (0, 6), _SNARE: (4, 8), _CLOSED: (0, 2, 4, 6, 8, 10)},
    "6/8": {_KICK: (0, 4, 10), _SNARE: (6,), _CLOSED: (0, 2, 4, 6, 8, 10)},
}  # fmt: skip
_PATTERNS: dict[Beat, dict[str, dict[int, tuple[int, ...]]]] = {
    "gentle": _GENTLE, "strong": _STRONG, "driving": _DRIVING,
}  # fmt: skip
"""Columns of a bar in which each drum is struck."""
# Hands that keep the time play softer than kick and snare, which give the beat.
_ACCENTS = {_KICK: 8, _SNARE: 6, _STICK: -4, _CLOSED: -14, _OPEN: -10, _SHAKER: -20}
# The last beat of a section, down the toms: columns from its end, and accents.
_FILL = ((-4, _SNARE, 2), (-3, _TOM_HIGH, 0), (-2, _TOM_HIGH, 4), (-1, _TOM_LOW, 6))


def play_drums(passage: Passage) -> list[Stroke]:
    """Play a section, if it moves; in an introduction from halfway on, never in the last bar."""
    section, beat = passage.section, passage.section.manner.drums
    if beat is None:
        return []
    n_bars = section.n_bars - 1 if passage.section.is_last else section.n_bars
    strokes: list[Stroke] = []
    for bar in range(n_bars // 2 if passage.section.is_introduction else 0, n_bars):
        opens = bar == 0 and not passage.section.is_introduction
        column = passage.first_column + bar * passage.n_columns
        strokes += [
            replace(stroke, column=stroke.column + column)
            for stroke in _play_bar(passage.metre, beat, opens=opens, closes=bar == n_bars - 1)
        ]
    return strokes


def _play_bar(metre: Metre, beat: Beat, *, opens: bool, closes: bool) -> list[Stroke]:
    """Play one bar from column 0; a section opens with a crash and closes with a fill."""
    n_columns = columns_of(metre)
    last = n_columns - 4 if closes else n_columns
    strokes = [
        Stroke(column, 1, drum, _ACCENTS[drum] + (4 if column == 0 else 0))
        for drum, columns in _PATTERNS[beat][str(metre)].items()
        for column in columns
        if column < last or drum == _KICK  # feet go on under a fill
    ]
    if opens:
        strokes.append(Stroke(0, 4, _CRASH, 2))
    if closes:
        strokes += [Stroke(n_columns + column, 1, drum, accent) for column, drum, accent in _FILL]
    return strokes
