from __future__ import annotations

import numpy as np
import pytest

from engine.composition.transformer.bar_reader import BarReader
from engine.composition.transformer.controls import (
    CONTROL_SIZES,
    CONTROLS,
    Control,
    Controls,
)
from engine.composition.transformer.in_step import alone
from engine.composition.transformer.network import Transformer
from engine.composition.transformer.vocabulary import FIRST_QUALITY, FIRST_ROOT, Bar, Field, Kind
from engine.errors import JobCancelledError
from engine.progress import Progress

LINE = [Kind.BAR, 0, 0, 0, 0]
SOME = [
    [Kind.CHORD, 0, FIRST_ROOT, FIRST_QUALITY, 1],
    [Kind.CHORD, 12, FIRST_ROOT + 7, FIRST_QUALITY, 1],
    [Kind.MELODY, 0, 40, 5, 0],
    [Kind.MELODY, 12, 44, 5, 0],
]
OTHERS = [[Kind.CHORD, 0, FIRST_ROOT + 5, FIRST_QUALITY, 1], [Kind.BASS, 6, 20, 9, 0]]


@pytest.fixture
def controls() -> Controls:
    chance = np.random.default_rng(0)
    row = np.array([chance.integers(0, size) for size in CONTROL_SIZES], np.uint8)
    row[[Control.METRE, Control.MODE]] = 1, 2
    return row


NOTES = [[Kind.MELODY, 0, 40, 5, 0], [Kind.MELODY, 6, 44, 5, 0]]


def reader(model: Transformer, guidance: float = 1.0) -> BarReader:
    return BarReader(model, Progress(), guidance)


def bar_of(rows: list[list[int]]) -> Bar:
    return np.array([[*row, 0] for row in [LINE, *rows]], np.uint8)


def test_bars_read_at_once_are_known_as_if_read_one_by_one(
    untrained: Transformer, controls: Controls
) -> None:
    other = np.zeros(len(CONTROLS), np.uint8)
    at_once, by_event = reader(untrained), reader(untrained)
    alone(untrained, at_once.read_bars([bar_of(SOME), bar_of(OTHERS)], [controls, other]))
    for rows, row in ((SOME, controls), (OTHERS, other)):
        alone(untrained, by_event.open_bar(row))
        for event in rows:
            alone(untrained, by_event.feed([event]))
    assert np.allclose(at_once.state, by_event.state, atol=1e-4)
    for one in (at_once, by_event):
        alone(untrained, one.open_bar(controls))
        assert one.is_minor
        assert one.harmony(0) == (FIRST_ROOT + 5, FIRST_QUALITY)
    assert np.allclose(at_once.state, by_event.state, atol=1e-4)


def test_of_too_many_bars_the_last_ones_are_read(
    untrained: Transformer, controls: Controls
) -> None:
    many, few = reader(untrained), reader(untrained)
    n_last = untrained.size.context // 5
    alone(
        untrained,
        many.read_bars([bar_of(OTHERS)] * 3 + [bar_of(SOME)] * n_last, [controls] * (n_last + 3)),
    )
    alone(untrained, few.read_bars([bar_of(SOME)] * n_last, [controls] * n_last))
    assert np.array_equal(many.state, few.state)


def test_reading_no_bars_is_nothing(untrained: Transformer) -> None:
    one = reader(untrained)
    alone(untrained, one.read_bars([], []))
    assert not one.state.any()


def test_the_chord_at_a_place_is_the_last_one_before(
    untrained: Transformer, controls: Controls
) -> None:
    one = reader(untrained)
    alone(untrained, one.open_bar(controls))
    assert one.harmony(3) == (0, 0)
    alone(untrained, one.feed(SOME[:2]))
    assert [one.harmony(place)[0] - FIRST_ROOT for place in (0, 11, 12, 23)] == [0, 0, 7, 7]


def test_what_is_read_after_a_mark_can_be_forgotten(
    untrained: Transformer, controls: Controls
) -> None:
    one, other = reader(untrained), reader(untrained)
    for each in (one, other):
        alone(untrained, each.open_bar(controls))
    mark = one.mark()
    alone(untrained, one.feed(OTHERS))
    one.go_back(mark)
    for each in (one, other):
        alone(untrained, each.feed(SOME))
    assert np.array_equal(one.state, other.state)
    assert one.harmony(0) == other.harmony(0)


def test_a_melody_is_likelier_over_some_chords_than_over_others(
    untrained: Transformer, controls: Controls
) -> None:
    fits = set()
    for root in range(3):
        one = reader(untrained)
        alone(untrained, one.open_bar(controls))
        alone(untrained, one.feed([[Kind.CHORD, 0, FIRST_ROOT + root, FIRST_QUALITY, 1]]))
        fits.add(round(alone(untrained, one.explain(NOTES)), 4))
    assert len(fits) == 3
    assert max(fits) < 0


def test_guidance_exaggerates_what_controls_change(
    untrained: Transformer, controls: Controls
) -> None:
    scores = {}
    for guidance in (0.0, 1.0, 3.0):
        one = reader(untrained, guidance)
        alone(untrained, one.open_bar(controls))
        scores[guidance] = one.score(one.state, Field.KIND)
    change = scores[1.0] - scores[0.0]
    assert np.abs(change).max() > 0
    assert np.allclose(scores[3.0] - scores[0.0], 3 * change)


def test_reading_stops_when_it_is_cancelled(untrained: Transformer, controls: Controls) -> None:
    progress = Progress()
    one = BarReader(untrained, progress, 1.0)
    progress.cancel()
    with pytest.raises(JobCancelledError):
        alone(untrained, one.open_bar(controls))
