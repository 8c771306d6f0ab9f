from __future__ import annotations

import numpy as np
import pytest
from note_windows import WINDOW, scale_share, windows_of

from engine.composition.score import Note

BAR = 96


def test_music_is_cut_into_bars_of_what_is_held() -> None:
    notes = [Note(0, 24, 60, 64), Note(2 * BAR, BAR, 62, 64), Note(3 * BAR - 2, 1, 64, 64)]
    first, second = windows_of(notes)
    assert first.shape == (WINDOW, 128)
    assert first.sum() == 4  # a crotchet is four sixteenths
    assert second[:, 62].all()
    assert second.sum() == WINDOW  # the short note falls into the next bar, which is not whole
    assert not list(windows_of([]))


@pytest.mark.parametrize(
    ("pitches", "share"), [((60, 64, 67), 1.0), ((60, 64, 67, 61), 0.75), ((57, 60, 64, 56), 0.75)]
)
def test_the_best_major_scale_counts(pitches: tuple[int, ...], share: float) -> None:
    window = np.zeros((WINDOW, 128), np.bool_)
    window[:, pitches] = True
    assert scale_share(window) == share
