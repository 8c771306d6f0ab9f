"""What every bar of a score is like, in small numbers: measured in music, asked of the model.

All is measured from the notes themselves, alike in any corpus and in our own scores, so that no
label of a listener is needed. A 0 in any column means: not said.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from engine.composition.grid import METRES
from engine.composition.score import QUALITIES, TICKS_PER_BEAT, Key, Metre, Mode
from engine.composition.transformer.vocabulary import (
    DURATIONS,
    FIRST_QUALITY,
    FIRST_ROOT,
    LOWEST,
    NO_CHORD,
    Bar,
    Field,
    Kind,
    tick_of,
)

__all__ = [
    "ALWAYS_SAID",
    "CONTROLS",
    "CONTROL_SIZES",
    "EDGES",
    "STYLES",
    "Control",
    "Controls",
    "bin_of",
    "measure_bars",
    "metre_of",
]

Controls = NDArray[np.uint8]
"""Shape (n_bars, 19): one row a bar, one column a `Control`."""


class Control(IntEnum):
    """Columns of `Controls`.

    Of the setting: METRE, MODE, PARTS (1 a lead sheet, 2 all). Of the form: CLOSE (1 goes on,
    2 half, 3 full close, 4 another rest), COUNTDOWN (bars up to the next close, it included),
    BEGINNING and ENDING (bars from the piece's first and last), SINGS (1 the melody is silent,
    2 it is not). The rest are measures of the four bars around.
    """

    METRE = 0
    MODE = 1
    PARTS = 2
    STYLE = 3
    CLOSE = 4
    COUNTDOWN = 5
    BEGINNING = 6
    ENDING = 7
    SINGS = 8
    TEMPO = 9
    MELODY_DENSITY = 10
    DENSITY = 11
    POLYPHONY = 12
    MELODY_REGISTER = 13
    TEXTURE_REGISTER = 14
    LENGTH = 15
    CHROMATIC = 16
    DARK = 17
    CHANGES = 18


ALWAYS_SAID = (Control.METRE, Control.MODE, Control.PARTS)
"""Never left out in training; all others may be."""

EDGES: dict[Control, tuple[float, ...]] = {
    Control.TEMPO: (56, 66, 76, 88, 100, 112, 126, 144),  # quarter notes a minute
    Control.MELODY_DENSITY: (0.25, 0.5, 0.75, 1.0, 1.35, 1.75, 2.3),  # onsets a quarter
    Control.DENSITY: (0.6, 0.9, 1.2, 1.5, 1.8, 2.2, 2.7, 3.3),  # of all parts together
    Control.POLYPHONY: (1.2, 1.6, 2.0, 2.5, 3.0, 3.7, 4.6),  # notes an onset, without melody
    Control.MELODY_REGISTER: (
        57,
        60,
        62,
        64,
        66,
        68,
        70,
        72,
        74,
        76,
        78,
    ),  # mean pitch, tonic near C
    Control.TEXTURE_REGISTER: (44, 47, 50, 52, 54, 56, 58, 61, 64, 67),
    Control.LENGTH: (-1.2, -0.8, -0.4, 0.0, 0.4, 0.8, 1.2),  # log2 of quarters, without melody
    Control.CHROMATIC: (0.005, 0.03, 0.07, 0.12, 0.2, 0.3),  # share of notes outside the scale
    Control.DARK: (0.05, 0.2, 0.35, 0.5, 0.65, 0.8),  # share of the time with a minor third
    Control.CHANGES: (0.6, 1.05, 1.55, 2.1, 3.1),  # chords a bar
}
"""Where a measure's next value begins."""

STYLES = ("pop", "lied", "folk", "standard")
"""Where music comes from, named by a number from 1."""
_OF_FORM = {
    Control.METRE: len(METRES),
    Control.MODE: 2,
    Control.PARTS: 2,
    Control.STYLE: len(STYLES),
    Control.CLOSE: 4,
    Control.COUNTDOWN: 9,
    Control.BEGINNING: 3,
    Control.ENDING: 5,
    Control.SINGS: 2,
}
CONTROLS = tuple(Control)
CONTROL_SIZES = tuple(
    1 + (_OF_FORM[control] if control in _OF_FORM else len(EDGES[control]) + 1)
    for control in CONTROLS
)
"""How many values each control has, 0 included."""

_HALF_WINDOW = (1, 3)  # bars before, and bars from this one on, that a measure looks at
_MEASURES = (
    "beats", "melody", "onsets", "notes", "strokes", "melody_pitch", "pitch", "length",
    "outside", "all_notes", "chord_ticks", "dark_ticks", "chords",
)  # fmt: skip


def metre_of(row: Controls) -> Metre:
    """Give the metre that a bar's controls, shape (19,), say: they always say one."""
    return METRES[int(row[Control.METRE]) - 1]


def bin_of(control: Control, value: float) -> int:
    """Give the number that stands for a measured value; 0 if it is not a number."""
    return 0 if np.isnan(value) else 1 + int(np.searchsorted(EDGES[control], value, side="right"))


def measure_bars(
    bars: Sequence[Bar], keys: Sequence[Key], metre: Metre, tempo: float | None
) -> Controls:
    """Measure every bar of a piece; PARTS and STYLE are left unsaid.

    Parameters
    ----------
    keys
        Of every bar.
    tempo
        In quarter notes a minute, if known.
    """
    controls = np.zeros((len(bars), len(CONTROLS)), np.uint8)
    controls[:, Control.METRE] = 1 + METRES.index(metre)
    controls[:, Control.MODE] = [1 + (key.mode == "minor") for key in keys]
    _measure_form(controls, bars, metre)
    counts = np.array(
        [_count(bar, key.mode, metre) for bar, key in zip(bars, keys, strict=True)], float
    ).reshape(len(bars), len(_MEASURES))
    for bar in range(len(bars)):
        around = counts[max(0, bar - _HALF_WINDOW[0]) : bar + _HALF_WINDOW[1]]
        _measure_window(controls[bar], dict(zip(_MEASURES, around.sum(axis=0), strict=True)))
        controls[bar, Control.CHANGES] = bin_of(Control.CHANGES, around[:, -1].mean())
    if tempo is not None:
        controls[:, Control.TEMPO] = bin_of(Control.TEMPO, tempo)
    return controls


def _measure_window(row: NDArray[np.uint8], found: dict[str, float]) -> None:
    for control, above, below in (
        (Control.MELODY_DENSITY, "melody", "beats"),
        (Control.DENSITY, "onsets", "beats"),
        (Control.POLYPHONY, "notes", "strokes"),
        (Control.MELODY_REGISTER, "melody_pitch", "melody"),
        (Control.TEXTURE_REGISTER, "pitch", "notes"),
        (Control.LENGTH, "length", "notes"),
        (Control.CHROMATIC, "outside", "all_notes"),
        (Control.DARK, "dark_ticks", "chord_ticks"),
    ):
        value = found[above] / found[below] if found[below] else np.nan
        row[control] = bin_of(control, value)


def _count(bar: Bar, mode: Mode, metre: Metre) -> tuple[float, ...]:
    """Count what the measures are made of, in the order of `_MEASURES`."""
    kinds, places = bar[:, Field.KIND], bar[:, Field.PLACE]
    pitches = bar[:, Field.SYMBOL].astype(int) - 1 + LOWEST
    melody, notes = kinds == Kind.MELODY, kinds > Kind.MELODY
    played = melody | notes
    lengths = np.array(DURATIONS)[bar[notes, Field.EXTENT].astype(int) - 1] / TICKS_PER_BEAT
    allowed = [*Key(0, mode).scale, *((11,) if mode == "minor" else ())]
    return (
        metre.ticks_per_bar / TICKS_PER_BEAT, melody.sum(), len(np.unique(places[played])),
        notes.sum(), len(np.unique(places[notes])), pitches[melody].sum(), pitches[notes].sum(),
        np.log2(lengths).sum(), (~np.isin(pitches[played] % 12, allowed)).sum(), played.sum(),
        *_count_chords(bar[kinds == Kind.CHORD], metre),
    )  # fmt: skip


def _count_chords(rows: NDArray[np.uint8], metre: Metre) -> tuple[float, float, float]:
    """Count ticks with a chord, ticks with a minor third, and chords."""
    named = dark = 0.0
    qualities = list(QUALITIES.values())
    ticks = [tick_of(int(place)) for place in rows[:, Field.PLACE]] + [metre.ticks_per_bar]
    for row, start, end in zip(rows, ticks, ticks[1:], strict=False):
        if row[Field.SYMBOL] != NO_CHORD:
            named += end - start
            dark += (3 in qualities[row[Field.EXTENT] - FIRST_QUALITY]) * (end - start)
    return named, dark, len(rows)


def _measure_form(controls: Controls, bars: Sequence[Bar], metre: Metre) -> None:
    n_bars = len(bars)
    numbers = np.arange(n_bars)
    controls[:, Control.BEGINNING] = np.minimum(numbers + 1, 3)
    controls[:, Control.ENDING] = np.minimum(n_bars - numbers, 5)
    sings = [bool((bar[:, Field.KIND] == Kind.MELODY).any()) for bar in bars]
    controls[:, Control.SINGS] = np.where(sings, 2, 1)
    if any(sings):
        controls[:, Control.CLOSE] = _closes(bars, metre)
        _count_down(controls)


def _count_down(controls: Controls) -> None:
    left = 9
    for row in controls[::-1]:
        left = 1 if row[Control.CLOSE] > 1 else min(left + 1, 9)
        row[Control.COUNTDOWN] = left


def _closes(bars: Sequence[Bar], metre: Metre) -> list[int]:
    """Say of every bar how the melody ends in it; it rests for half a bar or it goes on."""
    onsets = [
        number * metre.ticks_per_bar + tick_of(int(place))
        for number, bar in enumerate(bars)
        for place in bar[bar[:, Field.KIND] == Kind.MELODY, Field.PLACE]
    ]
    closes = [1] * len(bars)
    following = [*onsets[1:], len(bars) * metre.ticks_per_bar + metre.ticks_per_bar]
    for onset, after in zip(onsets, following, strict=True):
        number = onset // metre.ticks_per_bar
        if (
            after - onset >= metre.ticks_per_bar // 2
            and after >= (number + 1) * metre.ticks_per_bar
        ):
            closes[number] = _kind_of_close(bars[number])
    return closes


def _kind_of_close(bar: Bar) -> int:
    """Name the close by the chord that sounds last under the note that rests."""
    chords = bar[bar[:, Field.KIND] == Kind.CHORD]
    if not len(chords):
        return 4
    return {FIRST_ROOT: 3, FIRST_ROOT + 7: 2}.get(int(chords[-1, Field.SYMBOL]), 4)
