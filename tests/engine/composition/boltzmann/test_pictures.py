from __future__ import annotations

import numpy as np
import torch

from engine.composition.boltzmann import pictures
from engine.composition.boltzmann.machine import BoltzmannMachine, MachineSize
from engine.composition.boltzmann.piano_roll import (
    HOLD,
    N_COLUMNS,
    N_STATES,
    SILENCE,
)
from engine.composition.boltzmann.pictures import draw_bars, draw_filters, draw_strip

GAP, (CELL_HEIGHT, CELL_WIDTH) = pictures._GAP, pictures._CELL


def colour_at(pixels: np.ndarray, row: int, column: int) -> list[int]:
    """Of a cell of the first picture."""
    pixel = pixels[GAP + row * CELL_HEIGHT, GAP + column * CELL_WIDTH]
    return [int(part) for part in pixel]


def test_bars_are_drawn_upwards_with_their_held_notes() -> None:
    bar = np.full((1, N_COLUMNS), SILENCE)
    bar[0, :3] = [2, HOLD, HOLD]  # the lowest pitch, held for three columns
    bar[0, 4:6] = [SILENCE, HOLD]  # a hold of nothing
    pixels = draw_bars(bar, 0.5, n_columns=1)
    onset, held = pictures._ONSET.tolist(), pictures._HELD.tolist()
    assert [colour_at(pixels, 29, column) for column in range(3)] == [onset, held, held]
    assert onset not in [colour_at(pixels, 0, column) for column in range(16)]
    assert colour_at(pixels, 29, 5) not in (onset, held)


def test_the_line_below_says_how_far_the_chain_is() -> None:
    bars = np.full((3, N_COLUMNS), SILENCE)
    for share in (0.0, 0.25, 1.0):
        line = (draw_bars(bars, share)[-1] == pictures._FOR).all(1)
        assert line.sum() == round(len(line) * share)


def test_filters_are_drawn_strongest_first() -> None:
    machine = BoltzmannMachine(MachineSize(N_COLUMNS, N_STATES, 1, 3))
    with torch.no_grad():
        machine.weight.zero_()
        machine.weight[2, 0] = 1.0  # column 0, lowest pitch
        machine.weight[3, 2] = -2.0  # column 0, one higher
    pixels = draw_filters(machine, n_rows=1, n_columns=3)
    assert colour_at(pixels, 28, 0) == pictures._AGAINST.tolist()
    assert colour_at(pixels, 29, 0) == pictures._PAPER.tolist()
    second = pixels[:, GAP + N_COLUMNS * CELL_WIDTH :]
    assert colour_at(second, 29, 0) == pictures._FOR.tolist()


def test_the_strip_shows_each_chain_from_its_first_step_to_its_last() -> None:
    steps = np.full((3, 2, N_COLUMNS), SILENCE)
    steps[0, 0, 0], steps[2, 1, 0] = 2, 2
    pixels = draw_strip(steps)
    height, width = (size - GAP for size in draw_bars(steps[0, :1], 0.0, n_columns=1).shape[:2])
    onset = pictures._ONSET.tolist()
    seen = [
        [int(part) for part in pixels[GAP + 29 * CELL_HEIGHT + row * height, GAP + column * width]]
        == onset
        for row in range(2)
        for column in range(3)
    ]
    assert seen == [True, False, False, False, False, True]
