"""Turns what is asked of a bar or a phrase into the numbers that drive a machine's biases."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.composition.boltzmann.piano_roll import (
    HOLD,
    LOWEST_PITCH,
    N_COLUMNS,
    N_PITCHES,
    N_STATES,
    Bars,
    Traits,
)
from engine.composition.grid import METRES
from engine.composition.harmony import Degree, chord_tones
from engine.composition.score import Metre, Mode

__all__ = [
    "N_BAR_CONDITIONS",
    "N_BAR_TRAITS",
    "N_PHRASE_TRAITS",
    "BarContext",
    "PhraseTraits",
    "bar_conditions",
    "n_phrase_conditions",
    "phrase_conditions",
]

Numbers = NDArray[np.float64]

_BAR_KNOTS = (  # in the order of Traits
    (0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0),
    (-9.0, -6.0, -3.0, 0.0, 3.0, 6.0, 9.0),
    (0.0, 1.5, 3.0, 5.0, 8.0),
    (0.0, 0.25, 0.5, 0.75),
    (0.0, 0.3, 0.7, 1.0),
    (0.0, 0.3),
    (0.0, 1.0),
)
_PHRASE_KNOTS = (  # in the order of PhraseTraits
    (0.25, 0.5, 1.0, 1.5, 2.0),
    (0.0, 0.25, 0.5, 0.75, 1.0),
    (0.0, 0.5, 1.0),
    (0.0, 0.5),
)
_N_SETTING = 2 + len(METRES)  # mode and metre
_N_CHORD = 24  # its tones and its root, see `chord_tones`
_N_PREVIOUS = N_COLUMNS * N_STATES + N_PITCHES

N_BAR_TRAITS = _N_SETTING + sum(map(len, _BAR_KNOTS))
"""The first conditions of a bar: mode, metre and traits; the rest is what stands around it."""
N_BAR_CONDITIONS = N_BAR_TRAITS + 3 * _N_CHORD + _N_PREVIOUS
N_PHRASE_TRAITS = _N_SETTING + sum(map(len, _PHRASE_KNOTS))
"""The first conditions of a phrase: mode, metre and traits; the rest is the chord before."""


@dataclass(frozen=True)
class BarContext:
    """Where a bar of melody stands.

    Attributes
    ----------
    chords
        Of the bar's two halves, and the first one of the next bar; None where none is known.
    previous
        The bar before, shape (16,), or None.
    previous_pitch
        Of the last note before the bar (tonic C), or None.
    """

    mode: Mode
    metre: Metre
    chords: tuple[Degree | None, Degree | None, Degree | None]
    previous: Bars | None
    previous_pitch: int | None


@dataclass(frozen=True)
class PhraseTraits:
    """What can be measured in any four bars of chords, and asked of them.

    Attributes
    ----------
    changes
        Chord changes a bar.
    minor
        Share of the chords with a minor third.
    sevenths
        Share of the chords with four tones.
    chromatic
        Share of the chords with a tone outside the scale (minor: natural and harmonic).
    """

    changes: float
    minor: float
    sevenths: float
    chromatic: float


def _hat(value: float, knots: tuple[float, ...]) -> Numbers:
    """Spread a value over its two nearest knots; the weights sum to 1."""
    weights = np.zeros(len(knots))
    place = float(np.interp(value, knots, np.arange(len(knots))))
    low = min(int(place), len(knots) - 2)
    weights[low], weights[low + 1] = low + 1 - place, place - low
    return weights


def _setting(mode: Mode, metre: Metre) -> Numbers:
    return np.array(
        [mode == "major", mode == "minor", *(metre == known for known in METRES)], float
    )


def bar_conditions(context: BarContext, traits: Traits) -> Numbers:
    """Describe a bar of melody to its machine, shape (`N_BAR_CONDITIONS`,)."""
    values = (
        traits.density,
        traits.pitch,
        traits.motion,
        traits.offbeat,
        traits.silence,
        traits.chromatic,
        float(traits.is_close),
    )
    return np.concatenate(
        [
            _setting(context.mode, context.metre),
            *(_hat(value, knots) for value, knots in zip(values, _BAR_KNOTS, strict=True)),
            *(chord_tones(chord) for chord in context.chords),
            _previous(context),
        ]
    )


def _previous(context: BarContext) -> Numbers:
    numbers = np.zeros(_N_PREVIOUS)
    if context.previous is not None:
        numbers[np.arange(N_COLUMNS) * N_STATES + context.previous] = 1
        # Holds are the rule: leaving them dark keeps the conditions few and the biases calm.
        numbers[np.arange(N_COLUMNS) * N_STATES + HOLD] = 0
    if context.previous_pitch is not None:
        numbers[N_COLUMNS * N_STATES + context.previous_pitch - LOWEST_PITCH] = 1
    return numbers


def n_phrase_conditions(n_chords: int) -> int:
    """Give the number of conditions of a phrase over a vocabulary of ``n_chords``."""
    return N_PHRASE_TRAITS + n_chords


def phrase_conditions(
    mode: Mode, metre: Metre, traits: PhraseTraits, previous: int | None, n_chords: int
) -> Numbers:
    """Describe four bars of chords to their machine.

    Parameters
    ----------
    previous
        Entry in the vocabulary of the last chord before the phrase, or None.

    Returns
    -------
    NDArray
        Shape (`n_phrase_conditions`,).
    """
    values = (traits.changes, traits.minor, traits.sevenths, traits.chromatic)
    last = np.zeros(n_chords)
    if previous is not None:
        last[previous] = 1
    return np.concatenate(
        [
            _setting(mode, metre),
            *(_hat(value, knots) for value, knots in zip(values, _PHRASE_KNOTS, strict=True)),
            last,
        ]
    )
