from __future__ import annotations

import numpy as np
import pytest

from engine.composition.transformer.controls import ALWAYS_SAID, CONTROLS, Control
from engine.composition.transformer.vocabulary import FIRST_QUALITY, FIRST_ROOT, Kind
from engine.errors import ResourceError
from engine.training.transformer.mixture import HELD_OUT
from engine.training.transformer.prepare import Shard
from engine.training.transformer.rows import Corpus, Dropout, Variation

N_BARS = 12


def make_shard(name: str, modes: list[int], splits: list[int], metre: int = 1) -> Shard:
    """Songs of twelve bars, each with its number as the pitch of its only notes."""
    events, controls = [], []
    for number, mode in enumerate(modes):
        for _ in range(N_BARS):
            events += [
                (Kind.BAR, 0, 0, 0, 0),
                (Kind.CHORD, 0, FIRST_ROOT + number, FIRST_QUALITY, 1),
                (Kind.MELODY, 9, 20 + number, 5, 0),
            ]
            row = np.ones(len(CONTROLS), np.uint8)
            row[[Control.METRE, Control.MODE]] = metre, mode
            controls.append(row)
    return Shard(
        name, np.array(events, np.uint8), np.arange(0, len(events) + 1, 3), np.array(controls),
        np.arange(0, len(controls) + 1, N_BARS), np.array(splits, np.uint8),
        tuple(f"{name}/{number}" for number in range(len(modes))),
    )  # fmt: skip


def numbers_in(corpus: Corpus, rows: int = 200) -> np.ndarray:
    """Count the songs from which rows begin."""
    batch = corpus.batch(np.random.default_rng(0), rows, 3, None)
    melody = batch.events[..., 0] == Kind.MELODY
    return np.bincount(batch.events[..., 2][melody].numpy() - 20, minlength=4) / rows


def test_rows_come_from_their_split_alone() -> None:
    shard = make_shard("x", [1, 1, 1, 1], [0, 0, 1, 2])
    assert numbers_in(Corpus([shard], "train"))[2:].sum() == 0
    assert numbers_in(Corpus([shard], "valid"))[2] == 1


def test_a_split_without_songs_is_an_error() -> None:
    with pytest.raises(ResourceError, match="no song"):
        Corpus([make_shard("x", [1], [0])], "valid")


def test_minor_songs_come_more_often_than_there_are_of_them() -> None:
    shares = numbers_in(Corpus([make_shard("x", [1] * 9 + [2], [0] * 10)], "train"), 600)
    assert shares[9] == pytest.approx(0.25, abs=0.06)
    half = numbers_in(Corpus([make_shard("x", [1, 1, 2, 2], [0] * 4)], "train"), 600)
    assert half[2:].sum() == pytest.approx(0.4, abs=0.06)


def test_the_sets_have_their_shares() -> None:
    shards = [make_shard("pop909", [1], [0]), make_shard("nottingham", [1], [0], metre=3)]
    corpus = Corpus(shards, "train", HELD_OUT)
    batch = corpus.batch(np.random.default_rng(0), 600, 3, None)
    folk = float((batch.controls[:, 0, Control.METRE] == 3).float().mean())
    assert folk == pytest.approx(0.08 / 0.53, abs=0.05)


def test_a_row_goes_on_with_another_song_and_time_goes_on() -> None:
    corpus = Corpus([make_shard("x", [1, 1], [0, 0])], "train")
    batch = corpus.batch(np.random.default_rng(1), 4, 60, None)
    assert batch.events.shape == (4, 60, 7)
    assert batch.controls.shape == (4, 60, len(CONTROLS))
    for row in batch.bars:
        assert row[0] == 0
        assert (row.diff() >= 0).all()
    # A melody note stands one and a half beats into its bar of four.
    melody = batch.events[..., 0] == Kind.MELODY
    assert (batch.bars[melody] % 1 == 9 / 24).all()


def test_notes_come_with_the_chord_of_their_bar() -> None:
    corpus = Corpus([make_shard("x", [1, 1, 1], [0, 0, 0])], "train")
    batch = corpus.batch(np.random.default_rng(0), 8, 30, None)
    melody = batch.events[batch.events[..., 0] == Kind.MELODY]
    assert (melody[:, 5] - FIRST_ROOT == melody[:, 2] - 20).all()
    assert (melody[:, 6] == FIRST_QUALITY).all()


def test_a_row_keeps_or_drops_a_control_throughout() -> None:
    corpus = Corpus([make_shard("x", [1], [0])], "train")
    dropout = Dropout(each=0.5, measures=0.0, everything=0.0)
    batch = corpus.batch(np.random.default_rng(0), 40, 12, dropout)
    kept = batch.controls > 0
    assert (kept == kept[:, :1]).all()
    assert kept[..., list(ALWAYS_SAID)].all()
    assert 0.4 < kept[..., Control.TEMPO].float().mean() < 0.6


@pytest.mark.parametrize(
    ("dropout", "kept"),
    [(Dropout(0, 1, 0), set(range(9)) - {Control.STYLE}), (Dropout(0, 0, 1), set(ALWAYS_SAID))],
)
def test_all_measures_or_everything_may_be_left_out(dropout: Dropout, kept: set[int]) -> None:
    assert set(np.flatnonzero(dropout.draw(np.random.default_rng(0)))) == kept


def full_shard() -> Shard:
    """A full song: in every bar a chord, a note of melody and two below."""
    shard = make_shard("x", [1], [0])
    events = [
        row
        for bar in range(N_BARS)
        for row in (
            *shard.events[3 * bar : 3 * bar + 3],
            (Kind.BASS, 0, 10, 5, 0),
            (Kind.ACCOMPANIMENT, 6, 30, 5, 0),
        )
    ]
    controls = shard.controls.copy()
    controls[:, Control.PARTS] = 2
    return Shard(
        "x", np.array(events, np.uint8), np.arange(0, len(events) + 1, 5), controls, shard.songs,
        shard.splits, shard.names,
    )  # fmt: skip


def test_a_full_song_may_become_a_lead_sheet() -> None:
    corpus = Corpus([full_shard()], "train")
    batch = corpus.batch(np.random.default_rng(0), 4, 30, None, Variation(0, 1))
    assert set(np.unique(batch.events[..., 0])) == {Kind.BAR, Kind.CHORD, Kind.MELODY}
    assert (batch.controls[..., Control.PARTS] == 1).all()
    assert (batch.controls[..., Control.POLYPHONY] == 0).all()
    assert (batch.controls[..., Control.MELODY_DENSITY] == 1).all()
    for row in batch.bars:
        assert (row.diff() >= 0).all()
    sheet = Corpus([make_shard("x", [1], [0])], "train")
    same = sheet.batch(np.random.default_rng(0), 4, 30, None, Variation(0, 1))
    assert (same.controls[..., Control.POLYPHONY] == 1).all()


def test_all_notes_of_a_song_may_move_by_an_octave_that_is_left_unsaid() -> None:
    corpus = Corpus([full_shard()], "train")
    batch = corpus.batch(np.random.default_rng(0), 20, 30, None, Variation(1, 0))
    kinds, symbols = batch.events[..., 0], batch.events[..., 2]
    assert set(np.unique(symbols[kinds == Kind.CHORD])) == {FIRST_ROOT}
    # Down is out of the bass's reach: then the song stays as it is.
    for kind, usual in ((Kind.MELODY, 20), (Kind.BASS, 10), (Kind.ACCOMPANIMENT, 30)):
        assert set(np.unique(symbols[kinds == kind])) == {usual, usual + 12}
    moved = symbols[kinds == Kind.MELODY] == 32
    said = batch.controls[..., Control.MELODY_REGISTER][kinds == Kind.MELODY]
    assert ((said == 0) == moved).all()
