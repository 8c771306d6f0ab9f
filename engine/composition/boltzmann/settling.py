"""Lets a melody machine settle from noise into music, step by step, to be seen."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from engine.composition.boltzmann.conditions import BarContext, bar_conditions
from engine.composition.boltzmann.machine import BoltzmannMachine
from engine.composition.boltzmann.piano_roll import (
    N_COLUMNS,
    N_STATES,
    Traits,
    decode_notes,
)
from engine.composition.harmony import Degree
from engine.composition.score import (
    Chord,
    Key,
    Metre,
    Score,
    ScoreSection,
    TempoChange,
    Track,
)

__all__ = ["score_of_settling", "settle_from_noise"]

# A plain bar, about which nothing is special: what is seen is the machine.
_METRE = Metre(4, 4)
_CONTEXT = BarContext("major", _METRE, (Degree(0), Degree(0), Degree(7)), None, None)
_TRAITS = Traits(
    density=1.5, pitch=2.0, motion=2.0, offbeat=0.2, silence=0.0, chromatic=0.0, is_close=False
)


def settle_from_noise(
    machine: BoltzmannMachine, *, n_chains: int, n_steps: int, seed: int
) -> NDArray[np.int64]:
    """Start chains from columns drawn blindly and walk them, nothing forbidden and nothing chosen.

    Asked for is a bar of C major in 4/4 at rest.

    Returns
    -------
    NDArray
        The states of every column at every step, shape (n_steps + 1, n_chains, 16).
    """
    generator = torch.Generator().manual_seed(seed)
    states = torch.randint(N_STATES, (n_chains, N_COLUMNS), generator=generator)
    steps = [states.numpy()]
    with torch.inference_mode():
        numbers = torch.from_numpy(bar_conditions(_CONTEXT, _TRAITS))
        field = machine.field(numbers.to(machine.weight.dtype)[None])
        for _ in range(n_steps):
            states = machine.step(states, field, generator)
            steps.append(states.numpy())
    return np.stack(steps)


def score_of_settling(steps: NDArray[np.int64]) -> Score:
    """Write one chain, shape (steps, 16), as a melody: each step a bar."""
    key = Key(0, "major")
    notes = tuple(decode_notes(steps, N_COLUMNS, 0))
    return Score(
        key,
        _METRE,
        len(steps),
        (TempoChange(0, 120.0),),
        (ScoreSection("A", 0, len(steps), key),),
        (Chord(0, len(steps) * _METRE.ticks_per_bar, 0, "", 0),),
        (Track("melody", 0, notes),),
    )
