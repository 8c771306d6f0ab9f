"""Writes bars of melody with a Boltzmann machine."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from engine.composition.boltzmann.conditions import BarContext, bar_conditions
from engine.composition.boltzmann.known_bars import KnownBars
from engine.composition.boltzmann.machine import Biases, BoltzmannMachine
from engine.composition.boltzmann.melody_request import MelodyRequest
from engine.composition.boltzmann.piano_roll import (
    FIRST_ONSET,
    HOLD,
    LOWEST_PITCH,
    N_COLUMNS,
    N_STATES,
    SILENCE,
    Bars,
    measure_traits,
    pitches_of,
    repair,
)
from engine.composition.grid import columns_of
from engine.composition.harmony import Degree, slot_columns
from engine.composition.score import Key, Mode
from engine.progress import Progress

__all__ = ["MelodyRequest", "MelodyWriter"]

Flags = NDArray[np.bool_]

_N_CHAINS = 48  # bars to choose from, for little more than one costs: they share each product
_TEMPERATURES = [1.0] * 14 + [0.9, 0.8]
"""From a draw that already obeys the biases; `affetto look` shows how soon chains settle."""
# Logits that a pitch loses 2.5 semitones from the pattern's, and the most that any loses: a tune
# that comes back may go another way, if the chord wants it.
_PULL, _PULL_WIDTH, _PULL_MOST = 2.0, 2.5, 8.0
_NEVER = -1e4  # logits: more than all weights together, and still finite in a sum
_INTERVAL_COSTS = np.array([0.35, 0, 0, 0.25, 0.25, 0.45, 1.5, 0.6, 1.0, 1.0, 2.0, 2.0, 1.0, 3.0])
"""By size in semitones; the last one stands for every wider interval.

Steps are free, as most intervals of tunes are steps (Vos & Troost, Music Perception 6, 1989); the
tritone and the sevenths are what singers miss."""

_EMPTY_COST = 4.0  # rather a poor bar than a hole in the tune
_KNOWN_COST = 1.5
"""Of a bar that stands in a song learned from: another as good as it is nearly always there."""

_STATES = np.arange(N_STATES)
_PITCHES = _STATES - FIRST_ONSET + LOWEST_PITCH
_IS_ONSET = _STATES >= FIRST_ONSET


class MelodyWriter:
    """Lets chains of bars settle under what is asked and keeps the one that fits best.

    Parameters
    ----------
    known
        Bars that the machine learned from, which are not to be written again.
    """

    def __init__(self, machine: BoltzmannMachine, known: KnownBars | None = None) -> None:
        self._machine = machine
        self._known = known or KnownBars()

    def write(self, request: MelodyRequest, generator: torch.Generator, progress: Progress) -> Bars:
        """Write one bar, shape (16,).

        What the request excludes is forbidden by biases that nothing overcomes, so that the chains
        settle into what is left.
        """
        numbers = torch.from_numpy(bar_conditions(request.context, request.traits))
        field = self._machine.field(numbers[None])
        visible = field.visible + torch.from_numpy(_attraction(request)).flatten()
        forbidden = ~torch.from_numpy(_allowed(request)).flatten()
        field = Biases(visible.masked_fill(forbidden, _NEVER), field.hidden)
        start = self._machine.draw(field, _N_CHAINS, generator)
        states = self._machine.settle(
            start, field, generator, temperatures=_TEMPERATURES, check=progress.check
        )
        bars = [_mend(bar, request.context) for bar in states.numpy()]
        return min(bars, key=lambda bar: _misfit(bar, request) + _KNOWN_COST * (bar in self._known))


def _mend(bar: Bars, context: BarContext) -> Bars:
    """Silence holds of nothing; the first column may go on from the bar before."""
    return repair(np.concatenate([[_last_state(context)], bar]))[1:]


def _last_state(context: BarContext) -> int:
    """Give the last state of the bar before."""
    if context.previous is None:
        return SILENCE
    return int(context.previous[columns_of(context.metre) - 1])


def _allowed(request: MelodyRequest) -> Flags:
    """Say which states each column may take, shape [16, K]."""
    allowed = np.ones((N_COLUMNS, N_STATES), dtype=bool)
    low, high = request.compass
    in_reach = (low <= _PITCHES) & (high >= _PITCHES)
    for column in range(request.n_columns):
        allowed[column] = ~_IS_ONSET | (_fits_chord(request, column) & in_reach)
    allowed[request.n_columns :] = _STATES == SILENCE
    if _last_state(request.context) == SILENCE:
        allowed[0, HOLD] = False
    if request.pattern is not None:
        _keep_rhythm(allowed, request.pattern)
    if request.close is not None:
        _close_bar(allowed, request)
    return allowed


def _fits_chord(request: MelodyRequest, column: int) -> Flags:
    """Say which pitches may begin in a column: chord tones on strong beats, else the scale."""
    chord = request.chord_at(column)
    is_strong = column in slot_columns(request.context.metre)
    classes = chord.tones if is_strong else _scale_over(chord, request.context.mode)
    return np.isin(_PITCHES % 12, classes)


def _scale_over(chord: Degree, mode: Mode) -> tuple[int, ...]:
    """Give the scale, bent where the chord bends it (the leading tone over a minor key's V)."""
    scale = set(Key(0, mode).scale)
    bent = set(chord.tones) - scale
    kept = {step for step in scale if not {(step + 1) % 12, (step - 1) % 12} & bent}
    return tuple(kept | set(chord.tones))


def _keep_rhythm(allowed: Flags, rhythm: Bars) -> None:
    for column, state in enumerate(rhythm):
        if state >= FIRST_ONSET:
            allowed[column] &= _IS_ONSET
        elif column or state == SILENCE:
            allowed[column] = state == _STATES
        else:
            allowed[column] &= ~_IS_ONSET


def _close_bar(allowed: Flags, request: MelodyRequest) -> None:
    """Let the phrase come to rest: no onset late in the bar, a breath at its end."""
    if request.close == "final":
        allowed[0] &= _IS_ONSET & (_PITCHES % 12 == 0)
        allowed[1 : request.n_columns] = _STATES == HOLD
        return
    half = slot_columns(request.context.metre)[1]
    allowed[half + 1 : request.n_columns] &= ~_IS_ONSET
    if request.close != "open":  # an eighth to breathe in
        allowed[request.n_columns - 2 : request.n_columns] = _STATES == SILENCE


def _attraction(request: MelodyRequest) -> NDArray[np.float64]:
    """Draw the pitches towards the pattern's, shape [16, K]."""
    bias = np.zeros((N_COLUMNS, N_STATES))
    if request.pattern is None or not request.attracts:
        return bias
    for column in np.flatnonzero(request.pattern >= FIRST_ONSET):
        distance = (_STATES - request.pattern[column] - request.lift) / _PULL_WIDTH
        bias[column, _IS_ONSET] = -np.minimum(_PULL * distance**2, _PULL_MOST)[_IS_ONSET]
    return bias


def _misfit(bar: Bars, request: MelodyRequest) -> float:
    """Cost of a bar: what it misses of its traits, and what is hard to sing."""
    context, wanted = request.context, request.traits
    found = measure_traits(bar, request.n_columns, context.mode, context.previous_pitch)
    # The register may be missed in one bar: the next are asked for what is missing.
    cost = 0.3 * abs(found.pitch - wanted.pitch)
    if request.pattern is None:  # else the rhythm is settled
        cost += 2.5 * abs(found.density - wanted.density) + abs(found.offbeat - wanted.offbeat)
    line = pitches_of(bar)
    cost += _close_misfit(line, request) + _EMPTY_COST * (not len(line))
    if context.previous_pitch is not None:
        line = np.append(context.previous_pitch, line)
    if request.next_pitch is not None:
        line = np.append(line, request.next_pitch)
    return cost + _awkwardness(line)


def _awkwardness(line: Bars) -> float:
    """Cost of what is hard to sing: leaps, leaps not answered by a turn, and going to and fro."""
    steps = np.diff(line)
    sizes = np.abs(steps)
    cost = float(_INTERVAL_COSTS[np.minimum(sizes, 13)].sum())
    turns = steps[:-1] * steps[1:] < 0
    # To and fro by more than a tone is restless; after a leap the line wants to turn and fill the
    # gap (Meyer, Explaining Music, 1973).
    cost += 0.25 * float((turns & (sizes[1:] > 2)).sum())
    cost += 0.6 * float(((sizes[:-1] > 4) & ~turns & (sizes[1:] > 2)).sum())
    # A note left and taken again twice over is a fidget, not a tune.
    return cost + 0.6 * float(((line[4:] == line[2:-2]) & (line[2:-2] == line[:-4])).sum())


def _close_misfit(line: Bars, request: MelodyRequest) -> float:
    """Cost of an end that does not sound like one."""
    if request.close is None:
        return 0.0
    if not len(line):
        return 3.0
    last = int(line[-1]) % 12
    is_chord_tone = last in request.chord_at(request.n_columns - 1).tones
    # a tune is home on the tonic, nearly so on its third or fifth, and elsewhere not at all
    if request.close == "full" and last != 0:
        return 2.0 if is_chord_tone else 5.0
    return 0.0 if is_chord_tone else 2.0
