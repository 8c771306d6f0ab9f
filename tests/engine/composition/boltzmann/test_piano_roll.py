from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, strategies as st

from engine.composition.boltzmann.piano_roll import (
    FIRST_ONSET,
    HOLD,
    LOWEST_PITCH,
    N_COLUMNS,
    N_PITCHES,
    SILENCE,
    decode_notes,
    encode_bars,
    measure_traits,
    pitches_of,
    repair,
)
from engine.composition.grid import columns_of
from engine.composition.score import Metre, Note
from engine.errors import CompositionError


def state(pitch: int) -> int:
    return pitch - LOWEST_PITCH + FIRST_ONSET


@st.composite
def melodies(draw: st.DrawFn) -> list[Note]:
    notes, column = [], 0
    for _ in range(draw(st.integers(0, 12))):
        column += draw(st.integers(0, 3))
        length = draw(st.integers(1, 6))
        pitch = draw(st.integers(LOWEST_PITCH, LOWEST_PITCH + N_PITCHES - 1))
        notes.append(Note(column * 6, length * 6, pitch, 64))
        column += length
    return [note for note in notes if note.end <= 4 * 16 * 6]


@given(melodies())
def test_notes_survive_the_way_into_bars_and_back(notes: list[Note]) -> None:
    assert decode_notes(encode_bars(notes, 16, 4, 0), 16, 0) == notes


@given(melodies())
def test_bars_of_three_beats_leave_four_columns_silent(notes: list[Note]) -> None:
    bars = encode_bars(notes, 12, 6, 0)
    assert bars.shape == (6, N_COLUMNS)
    assert (bars[:, 12:] == SILENCE).all()
    assert decode_notes(bars, 12, 0) == notes


def test_shift_transposes_both_ways() -> None:
    notes = [Note(0, 24, 70, 64)]
    bars = encode_bars(notes, 16, 1, -5)
    assert pitches_of(bars[0]).tolist() == [65]
    assert decode_notes(bars, 16, 5) == notes


def test_notes_outside_the_roll_are_left_out() -> None:
    bars = encode_bars([Note(0, 24, 20, 64), Note(24, 24, 120, 64)], 16, 1, 0)
    assert (bars == SILENCE).all()


def test_holds_of_nothing_become_silent() -> None:
    row = np.array([HOLD, state(60), HOLD, SILENCE, HOLD])
    assert repair(row).tolist() == [SILENCE, state(60), HOLD, SILENCE, SILENCE]


def test_traits_of_a_bar() -> None:
    bar = np.array([state(60), HOLD, state(64), HOLD, state(66), *[SILENCE] * 11])
    traits = measure_traits(bar, 16, "major", previous_pitch=59)
    assert traits.density == 0.75
    assert traits.pitch == pytest.approx((60 + 64 + 66) / 3 - 67)
    assert traits.motion == pytest.approx((1 + 4 + 2) / 3)
    assert traits.offbeat == pytest.approx(0.5 / 3)
    assert traits.silence == pytest.approx(11 / 16)
    assert traits.chromatic == pytest.approx(1 / 3)
    assert traits.is_close


def test_traits_of_an_empty_bar_are_zero() -> None:
    traits = measure_traits(np.zeros(16, dtype=int), 16, "minor", None)
    assert (traits.density, traits.pitch, traits.motion, traits.silence) == (0, 0, 0, 1)
    assert not traits.is_close


def test_leading_tone_belongs_to_minor() -> None:
    bar = np.array([state(71), *[HOLD] * 15])
    assert measure_traits(bar, 16, "minor", None).chromatic == 0
    assert measure_traits(bar, 16, "major", None).chromatic == 0
    assert measure_traits(bar - (bar > HOLD), 16, "major", None).chromatic == 1


@pytest.mark.parametrize(
    ("metre", "n_columns"), [(Metre(4, 4), 16), (Metre(3, 4), 12), (Metre(6, 8), 12)]
)
def test_columns_of_a_bar(metre: Metre, n_columns: int) -> None:
    assert columns_of(metre) == n_columns


def test_an_unknown_metre_is_named() -> None:
    with pytest.raises(CompositionError, match="5/4"):
        columns_of(Metre(5, 4))
