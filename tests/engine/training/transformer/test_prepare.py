from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.composition.score import Key, Metre, Note, Score, ScoreSection, TempoChange, Track
from engine.composition.transformer.controls import Control
from engine.composition.transformer.vocabulary import Field, Kind, encode_score
from engine.errors import JobCancelledError, ResourceError
from engine.progress import Progress
from engine.training.corpora.songs import Song
from engine.training.transformer import prepare as preparing
from engine.training.transformer.prepare import (
    SPLITS,
    Shard,
    load_shards,
    prepare,
    split_of,
    tokenise,
)


def tune(seed: int, n_notes: int = 64, pitch: int = 0) -> list[Note]:
    chance = np.random.default_rng(seed)
    pitches, lengths = chance.integers(60, 80, n_notes), chance.choice((12, 24), n_notes)
    starts = np.cumsum(lengths) - lengths
    return [
        Note(int(s), int(d), int(p) + pitch, 64)
        for s, d, p in zip(starts, lengths, pitches, strict=True)
    ]


def song(name: str, seed: int = 0, mode: str = "major", *, is_full: bool = False) -> Song:
    notes = tuple(tune(seed))
    n_bars = -(-notes[-1].end // 96)
    key = Key(0, mode)  # type: ignore[arg-type]
    tracks = [Track("melody", 0, notes)]
    if is_full:
        tracks.append(Track("bass", 0, tuple(Note(96 * bar, 96, 40, 64) for bar in range(n_bars))))
    sections = (ScoreSection("A", 0, n_bars, key),)
    score = Score(key, Metre(4, 4), n_bars, (TempoChange(0, 90.0),), sections, (), tuple(tracks))
    return Song(name, "pop", score, is_full, 90.0 if is_full else None)


def with_tracks(known: Song, *tracks: Track) -> Song:
    n_bars = max(-(-note.end // 96) for track in tracks for note in track.notes)
    sections = (ScoreSection("A", 0, n_bars, known.score.key),)
    score = replace(known.score, n_bars=n_bars, sections=sections, tracks=tracks)
    return replace(known, score=score)


def test_a_shard_holds_every_event_in_its_place() -> None:
    songs = [song("x/1"), song("x/2", 1, is_full=True)]
    shard = tokenise("x", songs)
    bars = [bar for each in songs for bar in encode_score(each.score)]
    assert shard.songs.tolist() == [0, songs[0].score.n_bars, len(bars)]
    assert shard.bars[-1] == len(shard.events)
    for number, bar in enumerate(bars):
        rows = shard.events[shard.bars[number] : shard.bars[number + 1]]
        assert (rows == bar[:, : Field.VELOCITY]).all()
    assert set(shard.controls[: shard.songs[1], Control.PARTS]) == {1}
    assert set(shard.controls[shard.songs[1] :, Control.PARTS]) == {2}
    assert (shard.events[shard.bars[:-1], 0] == Kind.BAR).all()


def test_a_shard_comes_back_and_the_same_songs_give_the_same_bytes(tmp_path: Path) -> None:
    shard = tokenise("x", [song("x/1")])
    for folder in ("one", "two"):
        shard.save(tmp_path / folder)
    assert (tmp_path / "one/x.npz").read_bytes() == (tmp_path / "two/x.npz").read_bytes()
    (again,) = load_shards(tmp_path / "one")
    assert again.names == ("x/1",)
    for name in ("events", "bars", "controls", "songs", "splits"):
        assert (getattr(again, name) == getattr(shard, name)).all()


def test_nothing_to_prepare_is_an_error() -> None:
    with pytest.raises(ResourceError, match="no song"):
        tokenise("x", [])


def test_splits_follow_from_the_name_alone() -> None:
    splits = [split_of(f"x/{number}") for number in range(2000)]
    assert {name: round(splits.count(name) / 100) for name in SPLITS} == {
        "train": 18, "valid": 1, "test": 1,
    }  # fmt: skip


def test_preparing_writes_one_shard_a_set_without_doubles(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sets = {"one": [song("one/1"), song("one/2", 1)], "two": [song("two/1"), song("two/2", 2)]}
    monkeypatch.setattr(preparing, "SONGS", sets)
    monkeypatch.setattr(preparing, "read_songs", lambda _, names: iter(sets[names[0]]))
    told: list[str] = []
    prepare(tmp_path, tmp_path / "out", Progress(lambda stage, _: told.append(stage)))
    assert [shard.names for shard in load_shards(tmp_path / "out")] == [
        ("one/1", "one/2"), ("two/2",),
    ]  # fmt: skip
    assert told == ["preparing one", "preparing two"]


def test_what_is_near_a_held_out_song_enters_no_other_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held_out = next(f"one/{n}" for n in range(100) if split_of(f"one/{n}") == "valid")
    known = song(held_out)
    end = known.score.tracks[0].notes[19].end
    quoting = [
        *known.score.tracks[0].notes[:20],
        *(replace(n, start=n.start + end) for n in song("", 5).score.tracks[0].notes),
    ]
    beneath = song("two/3", 3)
    doubled = Track("chords", 0, tuple(quoting))
    sets = {
        "one": [known],
        "two": [
            with_tracks(song("two/1", 1), Track("melody", 0, tuple(quoting))),
            song("two/2", 2),
            with_tracks(beneath, *beneath.score.tracks, doubled),
        ],
    }
    monkeypatch.setattr(preparing, "SONGS", sets)
    monkeypatch.setattr(preparing, "COMPARED", ("one",))
    monkeypatch.setattr(preparing, "read_songs", lambda _, names: iter(sets[names[0]]))
    prepare(tmp_path, tmp_path / "out", Progress())
    assert [shard.names for shard in load_shards(tmp_path / "out")] == [(held_out,), ("two/2",)]


def test_a_song_of_another_style_leaves_it_unsaid() -> None:
    shard = tokenise("x", [song("x/1"), replace(song("x/2", 1), style=None)])
    styles = shard.controls[shard.songs[:2], Control.STYLE]
    assert styles.tolist() == [1, 0]


def test_preparing_can_be_stopped(tmp_path: Path) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(JobCancelledError):
        prepare(tmp_path, tmp_path / "out", progress)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("content", [b"", b"nothing", b"PK\x03\x04 cut"])
def test_a_damaged_shard_says_what_to_do(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.npz").write_bytes(content)
    with pytest.raises(ResourceError) as caught:
        Shard.load(tmp_path / "x.npz")
    assert "affetto prepare" in caught.value.hint


def test_a_shard_of_another_version_is_refused(tmp_path: Path) -> None:
    shard = tokenise("x", [song("x/1")])
    narrow = Shard(
        "x", shard.events, shard.bars, shard.controls[:, :5], shard.songs, shard.splits, shard.names
    )
    narrow.save(tmp_path)
    with pytest.raises(ResourceError, match="another version"):
        load_shards(tmp_path)


def test_a_folder_without_shards_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match="no shards"):
        load_shards(tmp_path)
