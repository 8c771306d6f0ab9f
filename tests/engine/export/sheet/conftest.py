from __future__ import annotations

import dataclasses

import pytest

from engine.composition.score import (
    Chord,
    Key,
    Metre,
    Note,
    Score,
    ScoreSection,
    TempoChange,
    Track,
)
from engine.export.sheet.rhythm import as_written

D_MINOR, A_FLAT = Key(2, "minor"), Key(8, "major")


def line(*notes, velocity=80):
    """Notes from pairs of length and pitch; None rests."""
    tick, made = 0, []
    for length, pitch in notes:
        if pitch is not None:
            made.append(Note(tick, length, pitch, velocity))
        tick += length
    return tuple(made)


TUNE = (
    (24, None), (12, 62), (24, 65), (12, 69), (24, 73),  # syncopated, with a leading tone
    (8, 74), (8, 73), (8, 74), (6, 70), (6, 69), (12, 67), (48, 69),  # triplets, sixteenths
    (36, 65), (12, 64), (72, 62), (72, None),  # over the bar line
    (24, 68), (24, 72), (24, 75), (24, 80), (96, 80),  # A flat major
)  # fmt: skip


@pytest.fixture
def sheet() -> Score:
    """Six bars, four parts, two keys, every kind of chord symbol that is hard to write."""
    chords = (
        Chord(0, 60, 2, "m"), Chord(60, 36, 9, "7", bass=1), Chord(96, 96, 4, "m7♭5"),
        Chord(192, 48, 10, "maj7"), Chord(240, 144, 2, "m"), Chord(384, 96, 8),
        Chord(480, 96, 1, "m6", bass=8),
    )  # fmt: skip
    piano = [
        Note(bar * 96 + start, length, pitch, 60)
        for bar in range(6)
        for start, length, pitch in (
            (0, 96, 50), (0, 24, 65), (0, 24, 69), (36, 10, 65), (36, 10, 69), (48, 40, 74)
        )
    ]  # fmt: skip
    bass = [Note(bar * 96 + beat * 48, 44, 38 + bar % 2, 70) for bar in range(6) for beat in (0, 1)]
    drums = [Note(tick, 6, 36 if tick % 48 == 0 else 42, 90) for tick in range(0, 576, 12)]
    return Score(
        D_MINOR,
        Metre(),
        6,
        (TempoChange(0, 96.0), TempoChange(384, 120.0)),
        (ScoreSection("A", 0, 4, D_MINOR), ScoreSection("B", 4, 2, A_FLAT)),
        chords,
        (
            Track("melody", 40, line(*TUNE)),
            Track("chords", 0, tuple(sorted(piano, key=lambda n: (n.start, n.pitch)))),
            Track("bass", 33, tuple(bass)),
            Track("drums", 0, tuple(drums)),
        ),
    )


@pytest.fixture
def written(sheet) -> Score:
    return as_written(sheet)


@pytest.fixture
def song(piece, sheet):
    return dataclasses.replace(piece, score=sheet)
