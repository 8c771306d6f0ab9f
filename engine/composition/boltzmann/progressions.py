"""Writes phrases of chords with a Boltzmann machine."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine.composition.boltzmann.conditions import PhraseTraits, phrase_conditions
from engine.composition.boltzmann.machine import Biases, BoltzmannMachine
from engine.composition.harmony import (
    CHORD_HOLD,
    N_SLOTS,
    SLOTS_PER_BAR,
    Degree,
    is_dominant,
    is_usual,
    prepares,
    tonic_of,
)
from engine.composition.planning.phrases import Close
from engine.composition.score import Metre, Mode
from engine.progress import Progress

__all__ = ["HarmonyWriter", "PhraseRequest"]

_N_CHAINS = 48  # phrases to choose from, for little more than one costs
_TEMPERATURES = [1.0] * 60 + [0.9, 0.8]  # cooled at last, for likelier chords than a draw's
_NEVER = -1e4  # logits: more than all weights together, and still finite in a sum
_MOST_FIFTHS = 0.3
"""Share of a phrase beyond which chords on the fifth degree sound like another key."""
_PULL, _CLASH_COST = 2.0, 3.0
"""How strongly a given melody draws the chains, and decides between them."""


@dataclass(frozen=True)
class PhraseRequest:
    """Which chords are wanted.

    Attributes
    ----------
    previous
        Chord before the phrase, if any.
    known
        Chords of the first slots, which stay as they are; None where one is wanted.
    begins_home
        Whether the phrase begins on the tonic or away from it; None for either.
    tune
        Ticks that a given melody spends on each pitch class above the tonic in every slot, shape
        (n_slots, 12): the chords hold as much of it as they can. None if there is no melody yet.
    """

    mode: Mode
    metre: Metre
    n_bars: int
    close: Close
    traits: PhraseTraits
    previous: Degree | None = None
    known: Sequence[Degree | None] = ()
    begins_home: bool | None = None
    tune: NDArray[np.float64] | None = None

    @property
    def n_slots(self) -> int:
        """Half bars in the phrase."""
        return self.n_bars * SLOTS_PER_BAR


class HarmonyWriter:
    """Settles four bars of chords at once, with the known slots and the cadence held fast.

    A shorter phrase is the end of four bars.

    Parameters
    ----------
    vocabulary
        The chord of each state but the first, which is the hold.
    """

    def __init__(self, machine: BoltzmannMachine, vocabulary: list[Degree]) -> None:
        self._machine = machine
        self._vocabulary = vocabulary

    def write(
        self, request: PhraseRequest, generator: torch.Generator, progress: Progress
    ) -> list[Degree]:
        """Write a phrase: the chord that sounds in every half bar.

        What the request excludes is forbidden by biases that nothing overcomes. Of the chains that
        meet the rest about equally well, chance picks one.
        """
        field = self._field(request)
        forbidden = ~self._allowed(request).flatten()
        field = Biases(field.visible.masked_fill(forbidden, _NEVER), field.hidden)
        start = self._machine.draw(field, _N_CHAINS, generator)
        states = self._machine.settle(
            start, field, generator, temperatures=_TEMPERATURES, check=progress.check
        )
        phrases = [self._read(row)[-request.n_slots :] for row in states.tolist()]
        costs = torch.tensor([_misfit(phrase, request) for phrase in phrases])
        # The very best would often be the same one: seeds shall sound different.
        best = torch.nonzero(costs <= costs.min() + 0.5).flatten()
        pick = torch.randint(len(best), (1,), generator=generator)
        return phrases[int(best[pick])]

    def _field(self, request: PhraseRequest) -> Biases:
        previous = request.previous
        entry = self._vocabulary.index(previous) if previous in self._vocabulary else None
        numbers = phrase_conditions(
            request.mode, request.metre, request.traits, entry, len(self._vocabulary)
        )
        field = self._machine.field(torch.from_numpy(numbers)[None])
        if request.tune is None:
            return field
        return Biases(field.visible + self._attraction(request.tune).flatten(), field.hidden)

    def _attraction(self, tune: NDArray[np.float64]) -> Tensor:
        """Draw every slot towards chords that hold its notes, shape [slots, states]."""
        bias = torch.zeros(N_SLOTS, len(self._vocabulary) + 1, dtype=torch.float64)
        for index, degree in enumerate(self._vocabulary):
            fits = [_PULL * (1 - 2 * _clash(degree, weights)) for weights in tune]
            bias[N_SLOTS - len(tune) :, index + 1] = torch.tensor(fits)
        return bias

    def _allowed(self, request: PhraseRequest) -> Tensor:
        """Say which states each slot may take, shape [slots, states]."""
        allowed = self._choose(lambda degree: is_usual(degree, request.mode), hold=True)
        allowed = allowed.repeat(N_SLOTS, 1)
        first = N_SLOTS - request.n_slots
        if request.metre == Metre(3, 4):  # changes at bar lines, but for the cadence
            allowed[1 : N_SLOTS - 1 : 2] = self._hold
        allowed[first, CHORD_HOLD] = False
        if request.begins_home is not None:
            allowed[first] &= self._choose(lambda degree: _may_begin(degree, request), hold=False)
        for slot, degree in enumerate(request.known):
            if degree is None:
                continue
            goes_on = slot > 0 and degree == request.known[slot - 1]
            allowed[first + slot] = self._hold if goes_on else self._only(degree)
        self._permit_close(allowed, request)
        return allowed

    def _permit_close(self, allowed: Tensor, request: PhraseRequest) -> None:
        last = N_SLOTS - SLOTS_PER_BAR
        if request.close in ("full", "final"):
            allowed[last] = self._only(tonic_of(request.mode))
            allowed[last + 1] = self._hold
            if request.n_bars > 1:
                # where chords are slow, the dominant may have begun a bar before
                holds = bool(allowed[last - 1, CHORD_HOLD]) and request.traits.changes < 1.5
                allowed[last - 1] = self._choose(is_dominant, hold=holds)
        elif request.close == "half" and request.traits.changes > 1.2:
            # Where chords are quick, the last bar has room for what leads to its dominant.
            allowed[last] = self._choose(lambda degree: prepares(degree, request.mode), hold=False)
            allowed[last + 1] = self._choose(is_dominant, hold=False)
        elif request.close == "half":
            allowed[last] = self._choose(is_dominant, hold=False)
            allowed[last + 1] = self._hold

    @property
    def _hold(self) -> Tensor:
        return self._choose(lambda _: False, hold=True)

    def _only(self, wanted: Degree) -> Tensor:
        return self._choose(lambda degree: degree == wanted, hold=False)

    def _choose(self, permits: Callable[[Degree], bool], *, hold: bool) -> Tensor:
        """Give one slot's flags."""
        return torch.tensor([hold, *map(permits, self._vocabulary)])

    def _read(self, states: list[int]) -> list[Degree]:
        chords: list[Degree] = []
        for state in states:
            if state != CHORD_HOLD or not chords:
                chords.append(self._vocabulary[max(state - 1, 0)])
            else:
                chords.append(chords[-1])
        return chords


def _may_begin(degree: Degree, request: PhraseRequest) -> bool:
    """Whether it is the tonic where the phrase begins at home, else a chord that leads away."""
    if request.begins_home:
        return degree == tonic_of(request.mode)
    return degree.root not in (0, 7, 11)  # dominant and leading tone point home


def _misfit(phrase: Sequence[Degree], request: PhraseRequest) -> float:
    """Cost of chords that come too fast or too slow, that are too few, or miss the cadence."""
    changes = 1 + sum(a != b for a, b in itertools.pairwise(phrase))
    cost = 3.0 * abs(changes / request.n_bars - request.traits.changes)
    # A phrase of one or two chords stands still.
    cost += max(0, min(4, request.n_bars) - len(set(phrase)))
    fifths = sum(chord.root == 7 for chord in phrase) / len(phrase)
    cost += 6.0 * max(0.0, fifths - _MOST_FIFTHS)
    if request.close in ("full", "final") and request.n_bars > 1:
        # a tonic that no dominant leads to does not close
        cost += 4.0 * (not is_dominant(phrase[-SLOTS_PER_BAR - 1]))
    if request.tune is not None:
        pairs = zip(phrase, request.tune, strict=True)
        cost += _CLASH_COST * sum(_clash(degree, weights) for degree, weights in pairs)
    return cost


def _clash(degree: Degree, weights: NDArray[np.float64]) -> float:
    """Say which share of a half bar the melody spends outside the chord; 0 where it is silent."""
    total = float(weights.sum())
    return 1 - float(weights[list(degree.tones)].sum()) / total if total else 0.0
