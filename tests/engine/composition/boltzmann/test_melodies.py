from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from engine.composition.boltzmann.conditions import BarContext
from engine.composition.boltzmann.known_bars import KnownBars
from engine.composition.boltzmann.loading import load_machines
from engine.composition.boltzmann.melodies import MelodyRequest, MelodyWriter, _misfit
from engine.composition.boltzmann.piano_roll import (
    FIRST_ONSET,
    HOLD,
    LOWEST_PITCH,
    SILENCE,
    Bars,
    Traits,
    pitches_of,
)
from engine.composition.harmony import Degree
from engine.composition.planning.phrases import Close
from engine.composition.score import Metre
from engine.progress import Progress

TRAITS = Traits(1.0, 0.0, 2.0, 0.1, 0.05, 0.0, is_close=False)
G7, C = Degree(7, "7"), Degree(0)
CONTEXT = BarContext("major", Metre(4, 4), (C, G7, C), None, 64)
REQUEST = MelodyRequest(CONTEXT, TRAITS, (57, 77))


def state(pitch: int) -> int:
    return pitch - LOWEST_PITCH + FIRST_ONSET


PATTERN = np.array(
    [state(64), HOLD, state(65), HOLD, state(67), HOLD, HOLD, HOLD,
     state(65), HOLD, SILENCE, SILENCE, state(62), HOLD, state(64), HOLD]
)  # fmt: skip


@pytest.fixture(scope="module")
def writer(tiny_folder: Path) -> MelodyWriter:
    return MelodyWriter(load_machines(tiny_folder)[1])


def write(writer: MelodyWriter, request: MelodyRequest, seed: int = 0) -> Bars:
    return writer.write(request, torch.Generator().manual_seed(seed), Progress())


def test_strong_beats_carry_chord_tones_and_the_rest_the_scale(writer: MelodyWriter) -> None:
    for seed in range(6):
        bar = write(writer, REQUEST, seed)
        assert {int(p) % 12 for p in pitches_of(bar)} <= {0, 2, 4, 5, 7, 9, 11}
        for column, chord in ((0, C), (8, G7)):
            if bar[column] >= FIRST_ONSET:
                assert pitches_of(bar[column : column + 1])[0] % 12 in chord.tones


def test_the_leading_tone_takes_the_place_of_the_minor_seventh(writer: MelodyWriter) -> None:
    context = replace(CONTEXT, mode="minor", chords=(Degree(7), Degree(7), Degree(0, "m")))
    for seed in range(6):
        assert 10 not in pitches_of(write(writer, replace(REQUEST, context=context), seed)) % 12


def test_nothing_is_held_that_has_not_begun(writer: MelodyWriter) -> None:
    for seed in range(6):
        bar = write(writer, REQUEST, seed)
        assert bar[0] != HOLD
        holds = np.flatnonzero(bar == HOLD)
        assert (bar[holds - 1] != SILENCE).all()


def test_three_beats_leave_four_columns_silent(writer: MelodyWriter) -> None:
    context = replace(CONTEXT, metre=Metre(3, 4))
    assert (write(writer, replace(REQUEST, context=context))[12:] == SILENCE).all()


def test_a_pattern_gives_its_rhythm_and_draws_its_pitches(writer: MelodyWriter) -> None:
    bar = write(writer, replace(REQUEST, pattern=PATTERN))
    assert ((bar >= FIRST_ONSET) == (PATTERN >= FIRST_ONSET)).all()
    assert np.abs(pitches_of(bar) - pitches_of(PATTERN)).mean() < 3
    lifted = write(writer, replace(REQUEST, pattern=PATTERN, lift=5.0))
    assert pitches_of(lifted).mean() > pitches_of(bar).mean()


def bar_of(*pitches: int) -> Bars:
    """Quarter notes, then silence."""
    columns = [column for pitch in pitches for column in (state(pitch), HOLD, HOLD, HOLD)]
    return np.array(columns + [SILENCE] * (16 - len(columns)))


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ((64, 65, 67, 65), (64, 65)),  # as many notes as asked
        ((64, 65, 67, 65), ()),
        ((64, 65, 67, 65), (76, 77, 79, 77)),  # where it was asked
        ((64, 65, 67, 65), (64, 72, 60, 71)),  # steps are easier to sing
        ((64, 65, 67, 65), (64, 64, 64, 64)),
    ],
)
def test_the_bar_that_fits_better_costs_less(
    better: tuple[int, ...], worse: tuple[int, ...]
) -> None:
    assert _misfit(bar_of(*better), REQUEST) < _misfit(bar_of(*worse), REQUEST)


def test_the_compass_is_never_left(writer: MelodyWriter) -> None:
    for seed in range(4):
        pitches = pitches_of(write(writer, replace(REQUEST, compass=(60, 67)), seed))
        assert ((pitches >= 60) & (pitches <= 67)).all()


@pytest.mark.parametrize("close", ["open", "half", "full"])
def test_a_phrase_comes_to_rest(writer: MelodyWriter, close: Close) -> None:
    context = replace(CONTEXT, chords=(C, C, None))
    bar = write(writer, replace(REQUEST, context=context, close=close))
    assert np.flatnonzero(bar >= FIRST_ONSET)[-1] <= 8
    if close != "open":
        assert (bar[14:] == SILENCE).all()
    if close == "full":
        assert pitches_of(bar)[-1] % 12 in C.tones


def test_the_final_note_is_the_tonic_held_through(writer: MelodyWriter) -> None:
    context = replace(CONTEXT, chords=(C, C, None))
    bar = write(writer, replace(REQUEST, context=context, close="final"))
    assert pitches_of(bar).tolist() == [60 + 12 * (int(pitches_of(bar)[0]) // 12 - 5)]
    assert (bar[1:] == HOLD).all()


def test_a_bar_that_was_learned_is_not_written_again(tiny_folder: Path) -> None:
    machine, seeds = load_machines(tiny_folder)[1], range(12)
    known = KnownBars.of(write(MelodyWriter(machine), REQUEST, seed) for seed in seeds)
    assert len(known)
    careful = MelodyWriter(machine, known)
    assert not any(write(careful, REQUEST, seed) in known for seed in seeds)
