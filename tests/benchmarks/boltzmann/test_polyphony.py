from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from boltzmann.frame_baselines import note_frequencies, note_unigram, random_keys
from boltzmann.polyphony import N_KEYS, SETS, PolyphonySet, read_set
from scipy.io import savemat

from engine.errors import ResourceError

DATA = Path(os.environ.get("AFFETTO_DATA", "data"))
needs_data = pytest.mark.skipif(
    not any((DATA / name).exists() for name in ("piano_rolls", "piano_rolls.tar.gz")),
    reason="AFFETTO_DATA names no folder with the piano rolls",
)

PUBLISHED = {  # Boulanger-Lewandowski et al. 2012, table 1: Note 1-Gram, Note 1-Gram (IID)
    "piano": (-11.05, -12.90),
    "nottingham": (-10.25, -16.24),
    "musedata": (-11.51, -14.06),
    "jsb": (-11.06, -15.93),
}
FRAMES = {
    "piano": (75_911, 8_540, 19_036),
    "nottingham": (176_561, 45_513, 44_463),
    "musedata": (245_202, 82_755, 64_339),
    "jsb": (13_807, 4_602, 4_725),
}


def _cells(*rolls: np.ndarray) -> np.ndarray:
    cells = np.empty((1, len(rolls)), object)
    cells[0, :] = rolls
    return cells


def _write(folder: Path, train: list[np.ndarray], valid: list[np.ndarray]) -> Path:
    (folder / "piano_rolls").mkdir(exist_ok=True)
    content = {"traindata": _cells(*train), "validdata": _cells(*valid)}
    savemat(folder / "piano_rolls" / SETS["jsb"], {**content, "testdata": _cells(*train)})
    return folder


def _roll(n_frames: int, key: int = 40) -> np.ndarray:
    roll = np.zeros((n_frames, N_KEYS))
    roll[:, key] = 1
    return roll


def test_pieces_keep_their_frames_and_keys(tmp_path: Path) -> None:
    data = read_set(_write(tmp_path, [_roll(3, 10), _roll(5, 20)], [_roll(2)]), "jsb")
    assert [len(roll) for roll in data.train] == [3, 5]
    assert data.train[1].dtype == bool
    assert set(np.flatnonzero(data.train[1].all(0))) == {20}


def test_frames_of_a_split_are_those_of_its_pieces_in_a_row(tmp_path: Path) -> None:
    data = read_set(_write(tmp_path, [_roll(3, 10), _roll(5, 20)], [_roll(2)]), "jsb")
    frames = data.frames("train")
    assert frames.shape == (8, N_KEYS)
    assert frames[:3, 10].all()
    assert frames[3:, 20].all()


def test_an_unknown_set_names_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match="no piano-roll set 'bach'") as error:
        read_set(tmp_path, "bach")
    assert "nottingham" in error.value.hint


def test_a_missing_archive_is_named(tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match="neither piano_rolls/"):
        read_set(tmp_path, "jsb")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "piano_rolls").mkdir()
    with pytest.raises(ResourceError, match="JSB_Chorales"):
        read_set(tmp_path, "jsb")


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    file = _write(tmp_path, [_roll(9)], [_roll(2)]) / "piano_rolls" / SETS["jsb"]
    file.write_bytes(file.read_bytes()[:150])
    with pytest.raises(ResourceError, match="JSB_Chorales"):
        read_set(tmp_path, "jsb")


def test_a_set_without_a_split_is_refused(tmp_path: Path) -> None:
    (tmp_path / "piano_rolls").mkdir()
    savemat(tmp_path / "piano_rolls" / SETS["jsb"], {"traindata": _cells(_roll(3), _roll(2))})
    with pytest.raises(ResourceError, match="no valid pieces"):
        read_set(tmp_path, "jsb")


def test_a_piece_of_another_width_is_named(tmp_path: Path) -> None:
    _write(tmp_path, [_roll(3), np.zeros((4, 87))], [_roll(2)])
    with pytest.raises(ResourceError, match=r"piece 1 .*shape \(4, 87\)"):
        read_set(tmp_path, "jsb")


def test_figures_are_means_over_frames_not_over_pieces() -> None:
    long, short = _roll(8, 10).astype(bool), _roll(2, 20).astype(bool)
    data = PolyphonySet("two", (long, short), (short,), (long, short))
    likelihood = note_unigram(data.frames("train"), data.frames("test"))
    chance = note_frequencies(data.frames("train"))
    by_frame = [np.log(np.where(frame, chance, 1 - chance)).sum() for frame in data.frames("test")]
    assert likelihood == pytest.approx(np.mean(by_frame))
    assert likelihood != pytest.approx((by_frame[0] + by_frame[-1]) / 2, abs=0.1)


def test_a_key_never_heard_is_counted_half_a_time() -> None:
    chances = note_frequencies(_roll(9, 10).astype(bool))
    assert (chances[10], chances[11]) == (0.95, 0.05)
    shared = note_frequencies(_roll(9, 10).astype(bool), shared=True)
    assert shared == pytest.approx(np.full(N_KEYS, (0.95 + 87 * 0.05) / N_KEYS))


@needs_data
@pytest.mark.slow
@pytest.mark.parametrize("name", SETS)
def test_the_published_baselines_come_out_to_two_decimals(name: str) -> None:
    data = read_set(DATA, name)
    train, test = data.frames("train"), data.frames("test")
    found = note_unigram(train, test), note_unigram(train, test, shared=True), random_keys(test)
    assert [round(value, 2) for value in found] == [*PUBLISHED[name], -61.0]
    counts = tuple(len(data.frames(split)) for split in ("train", "valid", "test"))
    assert counts == FRAMES[name]
