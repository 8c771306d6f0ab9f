from __future__ import annotations

import numpy as np
import pytest

from engine.audio.waveform import Waveform
from engine.composition.plan import Expression, Plan, PlannedSection
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
from engine.emotion.reading import EmotionReading
from engine.options import ComposeOptions, RenderOptions
from engine.piece import Piece

CALM = Expression(100, 3, 60, 70, 0.8)
A_MINOR, E_FLAT_MAJOR = Key(9, "minor"), Key(3, "major")


@pytest.fixture
def score() -> Score:
    """Four bars of 3/4 in two keys and two tempos, one track for each role."""
    return Score(
        A_MINOR,
        Metre(3, 4),
        4,
        (TempoChange(0, 100.0), TempoChange(144, 60.0)),
        (ScoreSection("introduction", 0, 2, A_MINOR), ScoreSection("A", 2, 2, E_FLAT_MAJOR)),
        (Chord(0, 144, 9, "m"), Chord(144, 144, 10, "7", bass=2)),
        (
            Track(
                "melody", 40, (Note(0, 24, 69, 80), Note(24, 24, 69, 90), Note(150, 100, 75, 70))
            ),
            Track("chords", 0, (Note(0, 72, 57, 60), Note(0, 72, 60, 60), Note(0, 72, 64, 60))),
            Track("bass", 33, (Note(0, 72, 45, 75),)),
            Track("drums", 0, (Note(0, 6, 36, 100), Note(36, 6, 42, 50))),
        ),
    )


@pytest.fixture
def waveform() -> Waveform:
    """One second of a sine on the left, half as loud on the right."""
    left = 0.5 * np.sin(np.arange(44_100) * 2 * np.pi * 440 / 44_100)
    return Waveform(np.stack([left, left / 2], axis=1).astype(np.float32), 44_100)


@pytest.fixture
def piece(score, waveform) -> Piece:
    return Piece(
        EmotionReading("hope and wonder, ± 🌊 beans"),
        Plan(A_MINOR, Metre(3, 4), (PlannedSection("A", 4, A_MINOR, 0, 0, CALM),), 7),
        score,
        ComposeOptions(seconds=10, seed=7),
        RenderOptions(),
        waveform,
    )
