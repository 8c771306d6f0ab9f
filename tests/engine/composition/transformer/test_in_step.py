"""Tests of thinking several ways to go on at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.composition.transformer.bar_rules import BarRules
from engine.composition.transformer.controls import CONTROLS, Control
from engine.composition.transformer.in_step import alone, in_step
from engine.composition.transformer.network import Reading, Transformer
from engine.composition.transformer.sampling import BarWriter
from engine.progress import Progress


class Counting(Transformer):
    """Counts how often it reads."""

    n_times = 0

    def read(self, readings: Sequence[Reading]) -> list[np.ndarray]:
        self.n_times += 1
        return super().read(readings)


def pens(model: Transformer) -> list[BarWriter]:
    first = BarWriter(model, np.random.default_rng(3), Progress())
    return first.side_by_side(3)


def test_side_by_side_bars_are_what_they_are_alone_for_fewer_readings(
    untrained: Transformer,
) -> None:
    row = np.zeros(len(CONTROLS), np.uint8)
    row[[Control.METRE, Control.MODE, Control.PARTS]] = 1, 1, 2
    model = Counting.__new__(Counting)
    model.__dict__.update(untrained.__dict__)
    bars = [alone(model, pen.writing(row, BarRules())) for pen in pens(model)]
    n_alone, model.n_times = model.n_times, 0
    together = in_step(model, [pen.writing(row, BarRules()) for pen in pens(model)])
    assert all(np.array_equal(a, b) for a, b in zip(bars, together, strict=True))
    assert model.n_times == max(len(bar) for bar in bars) < n_alone
    assert len({bar.tobytes() for bar in bars}) == 3


def test_nothing_to_do_is_nothing(untrained: Transformer) -> None:
    assert in_step(untrained, []) == []
