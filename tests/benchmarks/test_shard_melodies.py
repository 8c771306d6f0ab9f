from __future__ import annotations

from pathlib import Path

import numpy as np
from shard_melodies import read_melodies

from engine.composition.score import Note
from engine.composition.transformer.controls import CONTROLS
from engine.composition.transformer.vocabulary import FIRST_QUALITY, FIRST_ROOT, Kind
from engine.training.transformer.prepare import Shard


def write_shard(folder: Path, name: str, splits: list[int]) -> None:
    """Songs of two bars, with two notes and a chord in each."""
    bar = [
        (Kind.BAR, 0, 0, 0, 0), (Kind.CHORD, 0, FIRST_ROOT, FIRST_QUALITY, 1),
        (Kind.MELODY, 0, 40, 3, 0), (Kind.MELODY, 8, 42, 3, 0),
    ]  # fmt: skip
    n_bars = 2 * len(splits)
    Shard(
        name, np.array(bar * n_bars, np.uint8), np.arange(0, 4 * n_bars + 1, 4),
        np.ones((n_bars, len(CONTROLS)), np.uint8), np.arange(0, n_bars + 1, 2),
        np.array(splits, np.uint8), tuple(f"{name}/{number}" for number in range(len(splits))),
    ).save(folder)  # fmt: skip


def test_melodies_are_told_apart_by_what_became_of_them(tmp_path: Path) -> None:
    write_shard(tmp_path, "pop909", [0, 0, 1, 2])
    write_shard(tmp_path, "mutopia", [0, 1])
    learned, held_out = read_melodies(tmp_path)
    assert (len(learned), len(held_out)) == (3, 2)
    assert learned[0] == [
        Note(0, 6, 40, 64), Note(32, 6, 42, 64), Note(96, 6, 40, 64), Note(128, 6, 42, 64),
    ]  # fmt: skip
