from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.composition.boltzmann.known_bars import KnownBars
from engine.composition.boltzmann.piano_roll import (
    FIRST_ONSET,
    HOLD,
    N_COLUMNS,
    SILENCE,
    Bars,
)
from engine.errors import ResourceError


def bar_of(*pitches: int) -> Bars:
    """Crotchets, in semitones above the lowest pitch."""
    bar = np.full(N_COLUMNS, HOLD)
    bar[4 * len(pitches) :] = SILENCE
    bar[: 4 * len(pitches) : 4] = np.array(pitches) + FIRST_ONSET
    return bar


def test_a_bar_is_known_in_any_octave() -> None:
    known = KnownBars.of([bar_of(5, 7, 9, 5), bar_of(3, 2, 0)])
    assert len(known) == 2
    assert bar_of(5, 7, 9, 5) in known
    assert bar_of(17, 19, 21, 17) in known
    assert bar_of(15, 14, 12) in known


@pytest.mark.parametrize(
    "other", [bar_of(5, 7, 9, 7), bar_of(6, 8, 10, 6), bar_of(5, 7, 9), bar_of(29, 29, 29, 29)]
)
def test_another_bar_is_not(other: Bars) -> None:
    assert other not in KnownBars.of([bar_of(5, 7, 9, 5)])
    assert other not in KnownBars()


def test_a_bar_of_two_notes_is_nobodys() -> None:
    known = KnownBars.of([bar_of(5, 7), bar_of()])
    assert len(known) == 0
    assert bar_of(5, 7) not in known


def test_what_two_know_is_joined() -> None:
    one, other = KnownBars.of([bar_of(1, 2, 3)]), KnownBars.of([bar_of(3, 2, 1), bar_of(1, 2, 3)])
    assert len(one | other) == 2
    assert bar_of(3, 2, 1) in one | other


def test_a_file_of_them_reads_as_it_was_written(tmp_path: Path) -> None:
    assert len(KnownBars.read(tmp_path)) == 0
    (tmp_path / KnownBars.FILE).write_bytes(KnownBars.of([bar_of(1, 2, 3)]).content)
    assert bar_of(1, 2, 3) in KnownBars.read(tmp_path)


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    (tmp_path / KnownBars.FILE).write_bytes(b"\x93NUMPY no more")
    with pytest.raises(ResourceError, match=r"known_bars\.npy cannot be read"):
        KnownBars.read(tmp_path)
