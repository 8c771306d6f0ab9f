"""Turns data sets into the shards that the transformer is trained on: ``affetto prepare``.

A shard is one ``.npz`` file a data set. Songs keep apart: one in twenty is held out for validation
and one for tests, and what is the same tune as an earlier song is left out. The sets of
`engine.training.corpora.song_sets.COMPARED` come first and hold out the same songs for ever; what
is near to one of these, in its melody or beneath it, enters none of the other sets.
"""

from __future__ import annotations

import io
import logging
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.composition.score import Note, Role, top_line
from engine.composition.transformer.controls import (
    CONTROLS,
    STYLES,
    Control,
    Controls,
    measure_bars,
)
from engine.composition.transformer.vocabulary import Field, encode_score
from engine.errors import ResourceError
from engine.files import make_folder, write_whole
from engine.progress import Progress
from engine.training.contents import of_arrays
from engine.training.corpora.song_sets import COMPARED, SONGS, read_songs
from engine.training.corpora.songs import Song
from engine.training.transformer.tunes import Tunes

__all__ = ["SPLITS", "Shard", "load_shards", "prepare", "split_of", "tokenise"]

_log = logging.getLogger(__name__)

SPLITS = ("train", "valid", "test")
_ONE_IN = 20


@dataclass(frozen=True)
class Shard:
    """The songs of one data set.

    Attributes
    ----------
    name
        Of the data set.
    events
        Shape (n_events, 5), uint8: the modelled fields of the transformer's vocabulary.
    bars
        Shape (n_bars + 1,): where each bar's events begin, and the end.
    controls
        Shape (n_bars, 19).
    songs
        Shape (n_songs + 1,): where each song's bars begin, and the end.
    splits
        Shape (n_songs,): indices of `SPLITS`.
    names
        Of the songs.
    """

    name: str
    events: NDArray[np.uint8]
    bars: NDArray[np.int64]
    controls: Controls
    songs: NDArray[np.int64]
    splits: NDArray[np.uint8]
    names: tuple[str, ...]

    def save(self, folder: Path) -> None:
        """Write the shard as ``NAME.npz``.

        Raises
        ------
        ResourceError
            If it cannot be written.
        """
        content = of_arrays(
            events=self.events, bars=self.bars.astype(np.uint32),
            controls=self.controls, songs=self.songs.astype(np.uint32), splits=self.splits,
            names=np.array(self.names),
        )  # fmt: skip
        make_folder(folder)
        write_whole(folder / f"{self.name}.npz", content, overwrite=True)

    @classmethod
    def load(cls, file: Path) -> Shard:
        """Read a shard.

        Raises
        ------
        ResourceError
            If it is damaged or another version's.
        """
        try:
            with np.load(io.BytesIO(file.read_bytes())) as stored:
                shard = cls(
                    file.stem, stored["events"], stored["bars"].astype(np.int64),
                    stored["controls"], stored["songs"].astype(np.int64), stored["splits"],
                    tuple(stored["names"].tolist()),
                )  # fmt: skip
        except (OSError, EOFError, KeyError, ValueError, zipfile.BadZipFile, zlib.error) as error:
            raise ResourceError(
                f"{file} cannot be read: {error}", hint="Make it again with: affetto prepare"
            ) from error
        if shard.controls.shape[1:] != (len(CONTROLS),):
            raise ResourceError(
                f"{file} was made by another version", hint="Make it again with: affetto prepare"
            )
        return shard


def load_shards(folder: Path) -> list[Shard]:
    """Read all shards of a folder.

    Raises
    ------
    ResourceError
        If there are none, or one is damaged.
    """
    files = sorted(folder.glob("*.npz"))
    if not files:
        raise ResourceError(
            f"{folder} holds no shards", hint="Make them with: affetto prepare --data DIR -o DIR"
        )
    return [Shard.load(file) for file in files]


def prepare(data: Path, output: Path, progress: Progress) -> None:
    """Write one shard a data set; the same data gives the same bytes.

    Raises
    ------
    ResourceError
        If a data set is missing or the output cannot be written.
    JobCancelledError
        If the user asked to stop.
    """
    tunes = Tunes()
    for number, name in enumerate(SONGS):
        progress.update(f"preparing {name}", number / len(SONGS))
        songs = read_songs(data, [name])
        if name not in COMPARED:
            songs = _apart(songs, tunes)
        shard = tokenise(name, _new_songs(songs, tunes, progress))
        shard.save(output)
        _log.info("%s: %d songs, %d events", name, len(shard.names), len(shard.events))


def _apart(songs: Iterable[Song], tunes: Tunes) -> Iterator[Song]:
    """Leave out what would tell a song that is held out."""
    for song in songs:
        lines = [
            list(notes) for notes in (_notes(song, "melody"), top_line(_notes(song, "chords")))
        ]
        if any(tunes.is_near_held_out(line) for line in lines):
            _log.info("%s is near to a song that is held out", song.name)
        else:
            yield song


def _notes(song: Song, role: Role) -> tuple[Note, ...]:
    track = song.score.track(role)
    return track.notes if track else ()


def _new_songs(songs: Iterable[Song], tunes: Tunes, progress: Progress) -> Iterator[Song]:
    for song in songs:
        progress.check()
        if tunes.add(_notes(song, "melody"), is_held_out=split_of(song.name) != "train"):
            yield song
        else:
            _log.info("%s is the tune of an earlier song", song.name)


def split_of(name: str) -> str:
    """Give the split of a song, the same for ever; a song has one name, whatever its versions."""
    return {0: "valid", 1: "test"}.get(zlib.crc32(name.encode()) % _ONE_IN, "train")


def tokenise(name: str, songs: Iterable[Song]) -> Shard:
    """Write songs as one shard.

    Raises
    ------
    ResourceError
        If there are no songs.
    """
    events, controls, lengths, n_bars, names = [], [], [0], [0], []
    for song in songs:
        bars = encode_score(song.score)
        keys = [song.score.key_at(bar) for bar in range(len(bars))]
        measured = measure_bars(bars, keys, song.score.metre, song.tempo)
        measured[:, Control.PARTS] = 2 if song.is_full else 1
        measured[:, Control.STYLE] = 1 + STYLES.index(song.style) if song.style else 0
        events += [bar[:, : Field.VELOCITY] for bar in bars]
        lengths += [len(bar) for bar in bars]
        controls.append(measured)
        n_bars.append(len(bars))
        names.append(song.name)
    if not names:
        raise ResourceError(f"{name} holds no song that can be used", hint="Copy the data again.")
    return Shard(
        name, np.concatenate(events), np.cumsum(lengths), np.concatenate(controls),
        np.cumsum(n_bars), np.array([SPLITS.index(split_of(n)) for n in names], np.uint8),
        tuple(names),
    )  # fmt: skip
