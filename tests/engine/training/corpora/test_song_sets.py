from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import ResourceError
from engine.training.corpora.song_sets import COMPARED, SONGS, read_songs
from engine.training.transformer.mixture import HELD_OUT, TRAINING


def test_a_data_set_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match="pop909"):
        list(read_songs(tmp_path))


def test_the_sets_that_models_are_compared_on_come_first() -> None:
    assert tuple(SONGS)[: len(COMPARED)] == COMPARED
    assert set(COMPARED) == set(HELD_OUT.shares)


def test_every_set_has_its_share() -> None:
    assert set(TRAINING.shares) == set(SONGS)
