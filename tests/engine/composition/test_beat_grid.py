from __future__ import annotations

import numpy as np
import pytest

from engine.composition.beat_grid import find_beats, is_on_grid, place_on_beats
from engine.composition.score import Note

SECONDS_PER_TICK = 0.5 / 24


def played(period: float, n_bars: int = 8, *, seed: int = 0) -> list[Note]:
    """Four beats a bar, a low note on the first, played a little unevenly; period in seconds."""
    chance = np.random.default_rng(seed)
    notes = []
    for beat in range(4 * n_bars):
        start = (0.37 + beat * period + chance.normal(0, 0.01)) / SECONDS_PER_TICK
        pitches = [72 + beat % 5, *([40, 47] if beat % 4 == 0 else [])]
        notes += [Note(round(start), 10, pitch, 64) for pitch in pitches]
    return notes


def test_what_is_written_lies_on_the_grid_and_what_is_played_does_not() -> None:
    chance = np.random.default_rng(0)
    assert is_on_grid([n / 4 for n in range(30)])
    assert is_on_grid(list(np.arange(30) / 4 + chance.normal(0, 0.02, 30)))
    assert not is_on_grid(list(chance.uniform(0, 30, 60)))


@pytest.mark.parametrize("period", [0.45, 0.53, 0.66])
def test_beats_are_found_from_the_first_bar_line_on(period: float) -> None:
    beats = find_beats(played(period), SECONDS_PER_TICK) * SECONDS_PER_TICK
    assert np.diff(beats).mean() == pytest.approx(period, rel=0.02)
    bars = (beats[::4] - 0.37) / (4 * period)
    assert np.abs(bars - np.round(bars)).max() < 0.05


def test_notes_are_placed_on_their_beats() -> None:
    notes = played(0.6)
    placed = place_on_beats(notes, find_beats(notes, SECONDS_PER_TICK))
    misses = [abs(note.start - 24 * round(note.start / 24)) for note in placed]
    assert max(misses) <= 2
    low = {note.start // 24 % 4 for note in placed if note.pitch == 40 and note.start % 24 < 3}
    assert low <= {0}


def test_a_single_note_has_no_beats_to_be_placed_on() -> None:
    beats = find_beats([Note(0, 4, 60, 64)], SECONDS_PER_TICK)
    assert place_on_beats([Note(0, 4, 60, 64)], beats) in ([], [Note(0, 4, 60, 64)])
