from __future__ import annotations

import numpy as np
import pytest

from engine.composition.transformer.controls import CONTROLS, Control
from engine.training.transformer.mixture import Mix, SongKind, kind_of

ONE = {"x": 1.0}


def chances(mix: Mix, *songs: tuple[bool, bool, int]) -> list[float]:
    """Weigh songs of one set, each minor or not, calm or not, and so long."""
    kinds = [SongKind("x", is_minor, is_calm) for is_minor, is_calm, _ in songs]
    return mix.weigh(kinds, [length for _, _, length in songs]).round(3).tolist()


def test_a_song_is_known_by_its_controls() -> None:
    controls = np.ones((4, len(CONTROLS)), np.uint8)
    controls[:, Control.TEMPO] = 0
    controls[:, Control.DENSITY] = (5, 6, 6, 8)
    assert kind_of("x", controls) == SongKind("x", is_minor=False, is_calm=False)
    controls[:, Control.MODE], controls[:, Control.TEMPO] = 2, 4  # slower than usual
    assert kind_of("x", controls) == SongKind("x", is_minor=True, is_calm=True)


def test_songs_of_one_kind_come_as_they_are_long() -> None:
    assert chances(Mix(ONE), (False, False, 3), (False, False, 1)) == [0.75, 0.25]


def test_rare_kinds_come_more_often_than_there_is_of_them() -> None:
    songs = (False, False, 8), (False, True, 1), (True, False, 1)
    assert chances(Mix(ONE), *songs) == [0.542, 0.208, 0.25]
    assert chances(Mix(ONE, is_balanced=False), *songs) == [0.667, 0.083, 0.25]
    assert chances(Mix(ONE), (False, False, 1), (False, True, 9)) == [0.25, 0.75]


def test_the_sets_have_their_shares() -> None:
    kinds = [SongKind(name, is_minor=False, is_calm=True) for name in "xyz"]
    weights = Mix({"x": 0.3, "y": 0.1}).weigh(kinds, [5, 10, 20])  # others have a tenth
    assert weights == pytest.approx([0.6, 0.2, 0.2])
