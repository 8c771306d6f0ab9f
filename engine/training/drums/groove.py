"""The Groove MIDI Dataset: drummers' performances to a click, bar by bar."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from engine.composition.score import TICKS_PER_BEAT, Metre
from engine.midi.parsing import read_midi
from engine.training.corpora.archives import open_data

__all__ = ["DrumHit", "DrumPerformance", "read_groove"]

_GM = {22: 42, 26: 46, 40: 38, 55: 49, 58: 43, 59: 51}
"""Pitches of the drummers' kit (Roland TD-11) that General MIDI has elsewhere: rims and edges."""
_PLACES = np.array([0, 6, 8, 12, 16, 18, 24])
"""Ticks of a beat on which strokes are taken to be meant: sixteenths and triplets."""
_LATEST = 60  # milliseconds; what is later was meant elsewhere


class DrumHit(NamedTuple):
    """One stroke: ``tick`` in its bar, General MIDI pitch, velocity, and milliseconds late."""

    tick: int
    pitch: int
    velocity: int
    late: int


@dataclass(frozen=True)
class DrumPerformance:
    """One recording; a bar without strokes is empty."""

    style: str
    tempo: float
    metre: Metre
    is_fill: bool
    bars: tuple[tuple[DrumHit, ...], ...]


def read_groove(data: Path) -> Iterator[DrumPerformance]:
    """Read all performances.

    Raises
    ------
    ResourceError
        If the data set is missing.
    """
    with (
        open_data(data, "groove") as folder,
        (folder / "info.csv").open(encoding="utf-8", newline="") as table,
    ):
        for row in csv.DictReader(table):
            yield _performance(folder / row["midi_filename"], row)


def _performance(file: Path, row: dict[str, str]) -> DrumPerformance:
    metre, tempo = Metre(*map(int, row["time_signature"].split("-"))), float(row["bpm"])
    midi = read_midi(file)
    notes = np.array([(n.start, n.pitch, n.velocity) for n in midi.notes], float).reshape(-1, 3)
    ticks = notes[:, 0] / midi.ticks_per_beat * TICKS_PER_BEAT
    beats, places = np.divmod(ticks, TICKS_PER_BEAT)
    meant = _PLACES[np.abs(places[:, None] - _PLACES).argmin(axis=1)]
    late = (places - meant) * 60_000 / (tempo * TICKS_PER_BEAT)
    # electronic drums and the click have a delay of their own
    late = np.clip(late - (np.median(late) if len(late) else 0.0), -_LATEST, _LATEST)
    at = (beats * TICKS_PER_BEAT + meant).astype(int)
    n_bars = int(at.max() // metre.ticks_per_bar) + 1 if len(at) else 0
    bars: list[dict[tuple[int, int], DrumHit]] = [{} for _ in range(n_bars)]
    for tick, pitch, velocity, delay in zip(at, notes[:, 1], notes[:, 2], late, strict=True):
        bar, place = divmod(int(tick), metre.ticks_per_bar)
        drum = _GM.get(int(pitch), int(pitch))
        hit = DrumHit(place, drum, int(velocity), round(float(delay)))
        known = bars[bar].get((place, drum))
        if known is None or known.velocity < hit.velocity:  # of a flam or a roll the main stroke
            bars[bar][place, drum] = hit
    played = tuple(tuple(bar[key] for key in sorted(bar)) for bar in bars)
    return DrumPerformance(row["style"], tempo, metre, row["beat_type"] == "fill", played)
