from __future__ import annotations

import numpy as np
import pytest

from engine.composition.harmony import (
    Degree,
    chord_tones,
    is_dominant,
    is_usual,
    prepares,
    simplify,
    slot_columns,
    tonic_of,
)
from engine.composition.score import Metre, Mode

VOCABULARY = {Degree(0): 0, Degree(7): 1, Degree(9, "m"): 2, Degree(11, "dim"): 3}


@pytest.mark.parametrize(
    ("degree", "index"),
    [
        (Degree(0), 0),
        (Degree(7, "7"), 1),
        (Degree(9, "m7"), 2),
        (Degree(11, "m7♭5"), 3),
        (Degree(9, "dim7"), 2),
        (Degree(2, "m"), None),
    ],
)
def test_rare_chords_become_the_nearest_on_their_root(degree: Degree, index: int | None) -> None:
    assert simplify(degree, VOCABULARY) == index


def test_chord_tones_and_root() -> None:
    tones = chord_tones(Degree(7, "7"))
    assert np.flatnonzero(tones).tolist() == [2, 5, 7, 11, 12 + 7]
    assert not chord_tones(None).any()


@pytest.mark.parametrize(
    ("degree", "mode", "usual"),
    [
        (Degree(0), "major", True),
        (Degree(7, "7"), "major", True),
        (Degree(7, "7"), "minor", True),
        (Degree(7, "m"), "minor", True),
        (Degree(0, "7"), "major", True),  # leads to IV
        (Degree(2, "7"), "major", True),  # leads to V
        (Degree(6, "7"), "major", False),
        (Degree(6), "major", False),
        (Degree(0), "minor", False),
        (Degree(3, "aug"), "minor", False),
    ],
)
def test_usual_chords(degree: Degree, mode: Mode, *, usual: bool) -> None:
    assert is_usual(degree, mode) is usual


def test_functions() -> None:
    assert tonic_of("minor") == Degree(0, "m")
    assert is_dominant(Degree(7))
    assert not is_dominant(Degree(7, "m"))
    assert prepares(Degree(5, "m"), "minor")
    assert not prepares(Degree(7), "major")


def test_chords_may_change_in_the_middle_of_a_bar() -> None:
    assert slot_columns(Metre(4, 4)) == (0, 8)
    assert slot_columns(Metre(6, 8)) == (0, 6)
