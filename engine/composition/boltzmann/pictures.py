"""Draws what a melody machine has learned, and how its chains settle, as piano rolls.

Time runs to the right in sixteenths, pitch upwards over two and a half octaves.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.composition.boltzmann.machine import BoltzmannMachine
from engine.composition.boltzmann.piano_roll import (
    FIRST_ONSET,
    HOLD,
    LOWEST_PITCH,
    N_COLUMNS,
    N_PITCHES,
)
from engine.composition.boltzmann.settling import score_of_settling, settle_from_noise
from engine.composition.pictured import Film, Insight, Look, Pixels

__all__ = ["draw_bars", "draw_filters", "draw_strip", "insight_into", "look_into"]

_PAPER = np.array([250, 248, 242])
_BLACK_KEYS = np.array([238, 235, 226])
_ONSET, _HELD = np.array([38, 70, 110]), np.array([122, 160, 200])
_FOR, _AGAINST = np.array([178, 60, 30]), np.array([38, 90, 150])
_RULE = np.array([150, 146, 136])
_CELL = (5, 9)
"""Height and width of a sixteenth at one pitch, in pixels."""
_GAP = 10

_N_CHAINS, _N_STEPS = 12, 40
_HEARD = (0, 1, 2, 3, 5, 10, 20, 40)
_N_SHOWN = 24
"""Filters, where each is to be as large as an eye wants it."""
_N_IN_STRIP = 4
"""Chains, one below the other: a strip that fits a screen."""
_N_SLOW = 6
"""The first steps, in which most happens, are shown longer."""
_SLOW_MS, _QUICK_MS, _END_MS = 700, 150, 3000


def look_into(machine: BoltzmannMachine, seed: int) -> Look:
    """Show the filters, the chains that settle, and what one of them sounds like on the way."""
    steps = settle_from_noise(machine, n_chains=_N_CHAINS, n_steps=_N_STEPS, seed=seed)
    frames = (draw_bars(bars, number / _N_STEPS) for number, bars in enumerate(steps))
    delays = (*[_SLOW_MS] * _N_SLOW, *[_QUICK_MS] * (_N_STEPS - _N_SLOW), _END_MS)
    return Look(
        pictures={"filters": draw_filters(machine), "strip": draw_strip(steps[np.array(_HEARD)])},
        films={"settling": Film(tuple(frames), delays)},
        scores={"settling": score_of_settling(steps[np.array(_HEARD), 0])},
    )


def insight_into(machine: BoltzmannMachine, seed: int) -> Insight:
    """Give the filters and the chains that settle, as numbers."""
    steps = settle_from_noise(machine, n_chains=_N_IN_STRIP, n_steps=_N_STEPS, seed=seed)
    rolls = [[_roll(bar)[::-1] for bar in step] for step in steps]
    filters = [np.concatenate(_shares(weights)) for weights in _weightiest(machine, _N_SHOWN)]
    return Insight(np.array(filters, np.float32), np.array(rolls), LOWEST_PITCH + N_PITCHES - 1)


def draw_filters(machine: BoltzmannMachine, n_rows: int = 6, n_columns: int = 10) -> Pixels:
    """Draw the filters of the hidden units that matter most, each against its own greatest weight.

    Where a filter is red, the unit calls for notes to begin and is called by them; where it is
    blue, it speaks against them. Below the line: holding on, and silence.
    """
    rolls = _weightiest(machine, n_rows * n_columns)
    return _mosaic([_draw_filter(roll) for roll in rolls], n_columns)


def _weightiest(machine: BoltzmannMachine, n_units: int) -> NDArray[np.float64]:
    """Give the filters of the hidden units that matter most, shape (n, 16, 32)."""
    weights = machine.weight.detach().double().numpy().T
    order = np.argsort(-np.linalg.norm(weights, axis=1), kind="stable")[:n_units]
    return weights[order].reshape(len(order), machine.size.n_columns, machine.size.n_states)


def _shares(weights: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give the rows of pitches and those below them, each filter against its greatest weight."""
    shares = weights / max(np.abs(weights).max(), 1e-9)
    return shares[:, FIRST_ONSET:].T[::-1], shares[:, :FIRST_ONSET].T[::-1]


def _draw_filter(weights: NDArray[np.float64]) -> Pixels:
    """Draw one filter, shape (16, 32)."""
    onsets, rest = _shares(weights)
    rule = np.broadcast_to(_RULE, (1, len(weights) * _CELL[1], 3))
    return np.concatenate([_grown(_tinted(onsets)), rule, _grown(_tinted(rest))]).astype(np.uint8)


def _tinted(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Colour numbers from −1 to 1: blue, paper, red."""
    ink = np.where(shares[..., None] > 0, _FOR, _AGAINST)
    strength = np.abs(shares[..., None])
    return np.asarray(_PAPER + (ink - _PAPER) * strength)


def draw_bars(bars: NDArray[np.int64], share: float, n_columns: int = 4) -> Pixels:
    """Draw bars of melody, shape (n, 16), and below them how far the chain has come.

    Parameters
    ----------
    share
        Of the steps, 0 to 1.
    """
    pixels = _mosaic([_draw_bar(bar) for bar in bars], n_columns)
    height, width = pixels.shape[:2]
    pixels[height - 4 :, : round(width * share)] = _FOR
    return pixels


def draw_strip(steps: NDArray[np.int64]) -> Pixels:
    """Draw chains from noise at the left to a bar at the right, for who sees stills alone.

    Parameters
    ----------
    steps
        Bars of melody, shape (n steps, n chains, 16).
    """
    chains = range(min(_N_IN_STRIP, steps.shape[1]))
    return _mosaic([_draw_bar(step[chain]) for chain in chains for step in steps], len(steps))


def _draw_bar(bar: NDArray[np.int64]) -> Pixels:
    roll = _roll(bar)[..., None]
    is_black = np.isin((LOWEST_PITCH + np.arange(N_PITCHES)) % 12, (1, 3, 6, 8, 10))
    ground = np.where(is_black[:, None, None], _BLACK_KEYS, _PAPER)
    drawn = np.select([roll == 2, roll == 1], [_ONSET, _HELD], ground)
    return _grown(drawn[::-1]).astype(np.uint8)


def _roll(bar: NDArray[np.int64]) -> NDArray[np.uint8]:
    """Write a bar as a roll, the lowest pitch first: 2 where a note begins, 1 where it goes on."""
    roll = np.zeros((N_PITCHES, N_COLUMNS), np.uint8)
    sounding = -1
    for column, state in enumerate(bar):
        if state >= FIRST_ONSET:
            sounding = int(state) - FIRST_ONSET
            roll[sounding, column] = 2
        elif state == HOLD and sounding >= 0:
            roll[sounding, column] = 1
        else:
            sounding = -1
    return roll


def _grown(cells: NDArray[np.float64]) -> NDArray[np.float64]:
    return cells.repeat(_CELL[0], axis=0).repeat(_CELL[1], axis=1)


def _mosaic(pictures: list[Pixels], n_columns: int) -> Pixels:
    """Lay pictures of one size out in rows."""
    height, width = pictures[0].shape[:2]
    n_rows = -(-len(pictures) // n_columns)
    shape = (n_rows * (height + _GAP) + _GAP, n_columns * (width + _GAP) + _GAP, 3)
    canvas = np.full(shape, 255, np.uint8)
    for number, picture in enumerate(pictures):
        row, column = divmod(number, n_columns)
        top, left = _GAP + row * (height + _GAP), _GAP + column * (width + _GAP)
        canvas[top : top + height, left : left + width] = picture
    return canvas
