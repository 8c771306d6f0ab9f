"""POP909 as it was played: each note beside the sixteenth or triplet that it stands for."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.midi.parsing import read_midi
from engine.training.corpora.archives import open_data, read_each
from engine.training.corpora.pop909 import read_annotations

__all__ = ["PlayedPart", "PlayedSong", "read_played_songs"]

Array = NDArray[np.float64]

_TRIPLETS_COST = 0.02  # beats by which a triplet has to be nearer: sixteenths are the usual thing


@dataclass(frozen=True, eq=False)
class PlayedPart:
    """One track; all arrays have shape (n,) and are sorted by `place`, then pitch.

    Attributes
    ----------
    place
        Of each note's onset on the grid, in beats.
    late
        Seconds behind it.
    length
        How long it sounds, in beats.
    gap
        Beats to the next onset of the part, NaN for the last.
    """

    place: Array
    late: Array
    length: Array
    gap: Array
    pitch: Array
    velocity: Array


@dataclass(frozen=True)
class PlayedSong:
    """A song by its number, its usual beat in seconds, its parts by the data set's names."""

    number: int
    beat: float
    parts: dict[str, PlayedPart]


def read_played_songs(data: Path) -> Iterator[PlayedSong]:
    """Read every song whose beats are known."""
    with open_data(data, "pop909") as folder:
        yield from read_each(sorted(folder.glob("*/*.mid")), _song)


def _song(file: Path) -> PlayedSong | None:
    beats, _downbeats, _chords = read_annotations(file)
    if len(beats) < 32:
        return None
    midi = read_midi(file)
    parts = {}
    for track in midi.tracks:
        if track.notes:
            notes = np.array([(n.start, n.end, n.pitch, n.velocity) for n in track.notes], float)
            starts, ends = midi.seconds(notes[:, 0].tolist()), midi.seconds(notes[:, 1].tolist())
            parts[track.name] = _part(starts, ends, notes[:, 2], notes[:, 3], beats)
    return PlayedSong(int(file.stem), float(np.median(np.diff(beats))), parts)


def _part(starts: Array, ends: Array, pitch: Array, velocity: Array, beats: Array) -> PlayedPart:
    numbers = np.arange(len(beats), dtype=float)
    inside = (starts >= beats[0] - 0.1) & (starts <= beats[-1])
    starts, ends, pitch, velocity = (a[inside] for a in (starts, ends, pitch, velocity))
    at = np.interp(starts, beats, numbers)
    straight, triplet = np.round(at * 4) / 4, np.round(at * 3) / 3
    is_triplet = np.abs(at - triplet) < np.abs(at - straight) - _TRIPLETS_COST
    place = np.where(is_triplet, triplet, straight)
    order = np.lexsort((pitch, place))
    place = place[order]
    late = starts[order] - np.interp(place, numbers, beats)
    length = np.interp(ends, beats, numbers)[order] - at[order]
    onsets = [*np.unique(place), np.nan]
    after = dict(itertools.pairwise(onsets))
    gap = np.array([after[p] - p for p in place.tolist()])
    return PlayedPart(place, late, length, gap, pitch[order], velocity[order])
