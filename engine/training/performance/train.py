"""Learns how people play: ``affetto train performance --data DIR``.

Most of POP909 was put on the grid by those who made it, so timing is learned from the tracks that
were not: those of whose onsets less than six in ten lie on it. Loudness and length were left as
played, so they are learned from all. Songs of odd numbers are left out, for benchmarks to compare.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from engine.files import write_folder
from engine.progress import Progress
from engine.training.contents import of_record
from engine.training.performance.played_songs import (
    Array,
    PlayedPart,
    PlayedSong,
    read_played_songs,
)

__all__ = ["is_learned_from", "is_live", "train"]

_VOICES = {"tune": ("MELODY", "BRIDGE"), "accompaniment": ("PIANO",)}
_QUANTILES = np.linspace(0.01, 0.99, 33)
_FEWEST = 80  # notes of a part from which it says something
_N_SONGS = 909
_N_PLAYERS = 160


def is_learned_from(song: PlayedSong) -> bool:
    """Whether a song is one of those that the model has seen."""
    return song.number % 2 == 0


def is_live(part: PlayedPart) -> bool:
    """Whether a part was left as it was played, and its beats are those that were played to."""
    on_grid = float(np.mean(np.abs(part.late) < 0.0025))
    return on_grid < 0.6 and abs(part.late.mean()) < 0.03 and part.late.std() < 0.045


def train(data: Path, output: Path, progress: Progress) -> str:
    """Learn from the songs of POP909 and write the model to ``output``.

    Raises
    ------
    ResourceError
        If the data are missing.
    JobCancelledError
        If the user asked to stop.
    """
    songs = []
    for number, song in enumerate(read_played_songs(data)):
        progress.update("reading", number / _N_SONGS)
        if is_learned_from(song):
            songs.append(song)
    record: dict[str, Any] = {
        "voices": {name: _learn_voice(songs, tracks) for name, tracks in _VOICES.items()},
        "players": _players(songs),
    }
    write_folder(output, {"config.json": of_record(_rounded(record))})
    return f"{len(songs)} songs, {len(record['players'])} players"


def _learn_voice(songs: Sequence[PlayedSong], names: Iterable[str]) -> dict[str, Any]:
    parts = [
        song.parts[name]
        for song in songs
        for name in names
        if name in song.parts and len(song.parts[name].place) >= _FEWEST
    ]
    live = [part for part in parts if is_live(part)]
    return {
        **_learn_onsets(live),
        "looseness": sorted(1000 * _onset_lateness(part)[1].std() for part in live),
        **_learn_velocities(parts),
        **_learn_lengths(parts),
    }


def _onset_lateness(part: PlayedPart) -> tuple[Array, Array]:
    """Give the places of chords, and the mean lateness of their notes beside the part's."""
    places, inverse = np.unique(part.place, return_inverse=True)
    late = np.bincount(inverse, part.late) / np.bincount(inverse)
    return places, late - late.mean()


def _learn_onsets(live: Sequence[PlayedPart]) -> dict[str, Any]:
    by_place: list[list[float]] = [[], [], [], []]
    normal, near, far, apart = [], [], [], []
    for part in live:
        places, late = _onset_lateness(part)
        spread = late.std()
        normal += (late / spread).tolist()
        sixteenth = np.round(places % 1 * 4).astype(int) % 4
        for column in range(4):
            by_place[column] += (1000 * late[sixteenth == column]).tolist()
        near.append(_memory(places, late, 0.6, 1.4))
        far.append(_memory(places, late, 3.5, 4.5))
        apart.append(_within_chords(part) / spread)
    slow = max(0.0, float(np.median(far)))
    return {
        "late": [float(np.mean(some)) for some in by_place],
        "onsets": np.quantile(normal, _QUANTILES).tolist(),
        "onset_memory": [slow, max(0.0, float(np.median(near)) - slow)],
        "chord_spread": float(np.nanmedian(apart)),
    }


def _memory(places: Array, values: Array, nearest: float, farthest: float) -> float:
    """Give the correlation of values that lie some beats apart."""
    apart = places[None] - places[:, None]
    one, other = np.nonzero((apart > nearest) & (apart < farthest))
    return float(np.mean(values[one] * values[other]) / values.var()) if len(one) else 0.0


def _within_chords(part: PlayedPart) -> float:
    _, inverse, sizes = np.unique(part.place, return_inverse=True, return_counts=True)
    means = np.bincount(inverse, part.late) / sizes
    within = (part.late - means[inverse])[sizes[inverse] > 1]
    return float(within.std()) if len(within) > 20 else np.nan


def _learn_velocities(parts: Sequence[PlayedPart]) -> dict[str, Any]:
    weights, normal, near, far = [], [], [], []
    for part in parts:
        features, rest = _context(part), part.velocity - _local_mean(part)
        found, *_ = np.linalg.lstsq(features, rest, rcond=None)
        weights.append(found)
        left = rest - features @ found
        if left.std() > 0.5:
            normal += (left / left.std()).tolist()
            near.append(_memory(part.place, left, 0.2, 1.2))
            far.append(_memory(part.place, left, 3.5, 4.5))
    slow = max(0.0, float(np.median(far)))
    names = ("higher", "longer", "top", "bottom")  # per octave, per doubling, of a chord
    return {
        "velocity": dict(zip(names, np.median(weights, axis=0)[1:].tolist(), strict=True)),
        "velocities": np.quantile(normal, _QUANTILES).tolist(),
        "velocity_memory": [slow, max(0.0, float(np.median(near)) - slow)],
    }


def _context(part: PlayedPart) -> Array:
    """Describe each note by what its loudness may hang on; shape (n, 5)."""
    _, inverse, sizes = np.unique(part.place, return_inverse=True, return_counts=True)
    many = sizes[inverse] > 1
    highest, lowest = np.full(len(sizes), -1.0), np.full(len(sizes), 200.0)
    np.maximum.at(highest, inverse, part.pitch)
    np.minimum.at(lowest, inverse, part.pitch)
    columns = [
        np.ones(len(part.place)),
        (part.pitch - np.median(part.pitch)) / 12,
        np.log2(np.clip(part.length, 0.125, 8.0)),
        many & (part.pitch == highest[inverse]),
        many & (part.pitch == lowest[inverse]),
    ]
    return np.column_stack(columns).astype(float)


def _local_mean(part: PlayedPart) -> Array:
    """Give the mean velocity of the four bars, of four beats, that a note lies in."""
    number = (part.place // 16).astype(int)
    sums, counts = np.bincount(number, part.velocity), np.bincount(number)
    means: Array = (sums / np.maximum(counts, 1))[number]
    return means


def _learn_lengths(parts: Sequence[PlayedPart]) -> dict[str, Any]:
    normal: list[float] = []
    for part in parts:
        filled = _filled(part)
        if filled.std() > 0.02:
            normal += ((filled - np.median(filled)) / filled.std()).tolist()
    return {"lengths": np.quantile(normal, _QUANTILES).tolist()}


def _filled(part: PlayedPart) -> Array:
    """Give the doublings by which notes last longer than the time to the next onset."""
    known = (part.gap > 0) & (part.length > 0)
    return np.clip(np.log2(part.length[known] / part.gap[known]), -3.0, 3.0)


def _players(songs: Iterable[PlayedSong]) -> list[dict[str, Any]]:
    """Say of each song how much its players vary what they do."""
    rows = []
    for song in songs:
        if not {"MELODY", "PIANO"} <= song.parts.keys():
            continue
        tune, rest = song.parts["MELODY"], song.parts["PIANO"]
        if min(len(tune.place), len(rest.place)) >= _FEWEST:
            rows.append({
                "lead": float(tune.velocity.mean() - rest.velocity.mean()),
                **{
                    name: [measure(tune), measure(rest)]
                    for name, measure in _MEASURES.items()
                },
            })  # fmt: skip
    return rows[:: max(1, len(rows) // _N_PLAYERS)][:_N_PLAYERS]


def _note_deviation(part: PlayedPart) -> float:
    return float((part.velocity - _local_mean(part)).std())


def _phrase_deviation(part: PlayedPart) -> float:
    return float(np.std([four.mean() for four in _fours(part) if len(four) > 4]))


def _length_deviation(part: PlayedPart) -> float:
    return float(_filled(part).std())


_MEASURES = {
    "velocity": _note_deviation, "phrases": _phrase_deviation, "length": _length_deviation,
}  # fmt: skip
"""Standard deviations of notes' loudness in four bars, of the four bars', and of notes' lengths."""


def _fours(part: PlayedPart) -> list[Array]:
    number = (part.place // 16).astype(int)
    return [part.velocity[number == n] for n in np.unique(number)]


def _rounded(value: Any) -> Any:
    """Keep four digits of every number."""
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    return [_rounded(item) for item in value] if isinstance(value, list) else round(value, 4)
