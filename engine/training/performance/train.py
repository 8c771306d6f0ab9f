"""Learns how people play: ``affetto train performance --data DIR``.

Most of POP909 was put on the grid by those who made it, so timing is learned from the tracks that
were not: those of whose onsets less than six in ten lie on it. Loudness and length were left as
played, so they are learned from all. Songs of odd numbers are left out, for benchmarks to compare.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

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
_FEWEST = 80  # notes of a part from which it says something
_N_SONGS = 909
_N_PLAYERS = 128
_FEWEST_LEVELS = 4  # velocities of a part that was not made equally loud
_WANDERING = 0.6  # correlation of notes so near in what is drawn anew for each beat
_STILL = 1e-9
_N_STEPS, _N_LATE, _N_APART = 24, 32, 12
"""Quantiles that are kept: of velocities and lengths, of lateness, of the notes of a chord."""


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
    record = {"players": _players(songs), "timings": _timings(songs)}
    write_folder(output, {"config.json": of_record(_rounded(record))})
    return f"{len(songs)} songs, {len(record['players'])} players"


def _players(songs: Iterable[PlayedSong]) -> list[dict[str, Any]]:
    """Describe how loud and how long the players of each song play."""
    rows = []
    for song in songs:
        if not {"MELODY", "PIANO"} <= song.parts.keys():
            continue
        tune, rest = song.parts["MELODY"], song.parts["PIANO"]
        if min(len(tune.place), len(rest.place)) >= _FEWEST and _is_touched(tune, rest):
            rows.append({
                "lead": float(tune.velocity.mean() - rest.velocity.mean()),
                "tune": _learn_touch(tune),
                "accompaniment": _learn_touch(rest),
            })  # fmt: skip
    return rows[:: max(1, len(rows) // _N_PLAYERS)][:_N_PLAYERS]


def _is_touched(*parts: PlayedPart) -> bool:
    """Whether loudness was left as played."""
    return all(len(set(part.velocity.tolist())) >= _FEWEST_LEVELS for part in parts)


def _learn_touch(part: PlayedPart) -> dict[str, Any]:
    steps = part.velocity - _local_mean(part)
    features = _context(part)
    scores = _normal_scores(steps)
    weights, *_ = np.linalg.lstsq(features, scores, rcond=None)
    left = scores - features @ weights
    filled, known = _filled(part)
    return {
        "grain": float(np.median(np.diff(np.unique(part.velocity)))),
        "velocities": _spread(steps, _N_STEPS),
        "weights": weights.tolist(),
        "explained": float(np.clip(1 - left.var() / scores.var(), 0.0, 0.9)),
        "velocity_memory": _memories(part.place, left),
        "phrases": _phrase_deviation(part),
        "lengths": _spread(filled, _N_STEPS),
        "length_memory": _memories(part.place[known], _normal_scores(filled)),
    }


def _timings(songs: Iterable[PlayedSong]) -> dict[str, list[dict[str, Any]]]:
    """Describe when the players come who were left their time."""
    found: dict[str, list[dict[str, Any]]] = {voice: [] for voice in _VOICES}
    for song in songs:
        for voice, names in _VOICES.items():
            for part in (song.parts[name] for name in names if name in song.parts):
                if len(part.place) >= _FEWEST and is_live(part):
                    found[voice].append(_learn_timing(part))
    return found


def _learn_timing(part: PlayedPart) -> dict[str, Any]:
    places, inverse, sizes = np.unique(part.place, return_inverse=True, return_counts=True)
    late = 1000 * (np.bincount(inverse, part.late) / sizes)
    late -= np.median(late)
    apart = (1000 * part.late - np.bincount(inverse, 1000 * part.late)[inverse] / sizes[inverse])[
        sizes[inverse] > 1
    ]
    return {
        "late": _spread(late, _N_LATE),
        "memory": _memories(places, _normal_scores(late)),
        "apart": _spread(apart if len(apart) else np.zeros(1), _N_APART),
    }


def _spread(values: Array, n_quantiles: int) -> list[float]:
    """Give the means of equal shares of a distribution, from its lowest to its highest values."""
    fine = np.quantile(values, (np.arange(8 * n_quantiles) + 0.5) / (8 * n_quantiles))
    return fine.reshape(n_quantiles, 8).mean(axis=1).tolist()  # type: ignore[no-any-return]


def _normal_scores(values: Array) -> Array:
    """Give where each value lies in its distribution, as if that were a bell curve."""
    order = np.argsort(values, kind="stable")
    ranks = np.empty(len(values))
    ranks[order] = np.arange(len(values))
    # equal values have equal ranks
    _, inverse = np.unique(values, return_inverse=True)
    ranks = (np.bincount(inverse, ranks) / np.bincount(inverse))[inverse]
    normal = NormalDist()
    return np.array([normal.inv_cdf(share) for share in ((ranks + 0.5) / len(ranks)).tolist()])


def _memories(places: Array, values: Array) -> list[float]:
    """Give the shares of a variance that last for bars, and for a beat."""
    slow = min(max(0.0, _memory(places, values, 3.5, 4.5)), 0.9)
    quick = max(0.0, _memory(places, values, 0.2, 1.2) - slow) / _WANDERING
    return [slow, min(quick, 0.95 - slow)]


def _memory(places: Array, values: Array, nearest: float, farthest: float) -> float:
    """Give the correlation of values that lie some beats apart."""
    values, variance = values - values.mean(), values.var()
    apart = places[None] - places[:, None]
    one, other = np.nonzero((apart > nearest) & (apart < farthest))
    if not len(one) or variance < _STILL:
        return 0.0
    return float(np.mean(values[one] * values[other]) / variance)


def _context(part: PlayedPart) -> Array:
    """Describe each note by what its loudness may hang on; shape (n, 7), see `Touch.weights`."""
    _, inverse, sizes = np.unique(part.place, return_inverse=True, return_counts=True)
    many = sizes[inverse] > 1
    highest, lowest = np.full(len(sizes), -1.0), np.full(len(sizes), 200.0)
    np.maximum.at(highest, inverse, part.pitch)
    np.minimum.at(lowest, inverse, part.pitch)
    columns = [
        np.ones(len(part.place)),
        (part.pitch - np.median(part.pitch)) / 12,
        np.log2(np.clip(part.length, 0.125, 8.0)),
        part.place % 1 == 0,
        part.place % 4 == 0,
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


def _filled(part: PlayedPart) -> tuple[Array, NDArray[np.bool_]]:
    """Give the doublings by which notes last longer than the time to the next onset.

    And which notes these are.
    """
    known = (part.gap > 0) & (part.length > 0)
    return np.clip(np.log2(part.length[known] / part.gap[known]), -3.0, 3.0), known


def _phrase_deviation(part: PlayedPart) -> float:
    return float(np.std([four.mean() for four in _fours(part) if len(four) > 4]))


def _fours(part: PlayedPart) -> list[Array]:
    number = (part.place // 16).astype(int)
    return [part.velocity[number == n] for n in np.unique(number)]


def _rounded(value: Any) -> Any:
    """Keep two decimals of every number."""
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    return [_rounded(item) for item in value] if isinstance(value, list) else round(value, 2)
