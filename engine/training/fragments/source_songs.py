"""Songs that fragments are cut from, with the names under which their sources are to be shown."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from engine.composition.chord_estimation import estimate_chords
from engine.composition.fragments.library import Source
from engine.composition.grid import readable_metre
from engine.composition.score import Chord, Metre, Note, top_line
from engine.training.corpora.lieder import Lied, read_lieder
from engine.training.corpora.songs import split_bass

__all__ = ["SOURCE_SONGS", "SourceSong", "split_hands"]

_BASS_REACH = 3
"""Semitones above the lowest note of a half bar that still belong to the bass."""
_HIGHEST_BASS = 55


@dataclass(frozen=True)
class SourceSong:
    """One song, its notes on the ticks of `engine.composition.score`.

    Attributes
    ----------
    metre
        Of the whole song, one of `engine.composition.grid.METRES`; bars are counted in it.
    melody, upper, lower
        Notes sorted by start; tick 0 is a bar line. ``upper`` and ``lower`` are the accompaniment,
        empty where there is none.
    chords
        Covering what sounds.
    bar_starts
        Tick of each bar of the source, by the number that is printed there.
    tempo
        Quarter notes a minute, None where the source does not say.
    """

    source: Source
    metre: Metre
    melody: tuple[Note, ...]
    upper: tuple[Note, ...]
    lower: tuple[Note, ...]
    chords: tuple[Chord, ...]
    bar_starts: dict[int, int]
    tempo: float | None = None

    @property
    def n_bars(self) -> int:
        """Bars up to the end of the last note."""
        parts = (self.melody, self.upper, self.lower)
        end = max((note.end for part in parts for note in part), default=0)
        return -(-end // self.metre.ticks_per_bar)


def split_hands(notes: Iterable[Note], metre: Metre) -> tuple[tuple[Note, ...], tuple[Note, ...]]:
    """Divide an accompaniment into what lies above the bass and the bass, by half bars."""
    half_bar = metre.ticks_per_bar // 2
    lower, upper = split_bass(notes, half_bar, _BASS_REACH, _HIGHEST_BASS)
    return tuple(upper), tuple(lower)


def _read_lieder(data: Path) -> Iterator[SourceSong]:
    """Read the songs in an order in which composers are mixed, the same for ever."""
    return read_lieder(data, _source_song, order=lambda file: zlib.crc32(file.name.encode()))


def _source_song(lied: Lied) -> SourceSong | None:
    """Make a song; None if its metre changes or cannot be used, or voice or piano are missing."""
    full = lied.full
    metre = readable_metre(full.metres[0]) if len(set(full.metres)) == 1 else None
    if metre is None or not full.sung or not full.played:
        return None
    upper, lower = split_hands(full.played, metre)
    n_bars = -(-full.n_ticks // metre.ticks_per_bar)
    return SourceSong(
        _source_of(lied),
        metre,
        tuple(top_line(full.sung)),
        upper,
        lower,
        estimate_chords([*full.sung, *full.played], metre, n_bars),
        full.bars,
        full.tempo,
    )


def _source_of(lied: Lied) -> Source:
    """Read the names off the folders, such as ``Schubert,_Franz/4_Lieder,_Op.96/…``."""
    composer, collection, work = (part.replace("_", " ") for part in lied.place)
    family, _, given = composer.partition(", ")
    work = re.sub(r"^\d+[a-z]?\s+", "", work)
    title = work if collection in ("", " ") else f"{work} ({collection})"
    return Source(title, f"{given} {family}".strip(), "OpenScore Lieder")


SOURCE_SONGS: dict[str, Callable[[Path], Iterator[SourceSong]]] = {
    "openscore_lieder": _read_lieder,
}
"""The readers of what may ship as fragments, by the name of the data set."""
