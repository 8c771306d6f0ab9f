from __future__ import annotations

import pytest

from engine.composition.changing.edit import Edit
from engine.composition.changing.editing import (
    Alter,
    Extend,
    Feel,
    Recompose,
    Rekey,
    Retempo,
    Rewrite,
)
from engine.composition.changing.rearranging import Rearrange
from engine.composition.changing.recasting import Bring, Mute, Recast
from engine.composition.changing.rechording import Rechord
from engine.composition.changing.resizing import Bend, Cut, Shorten
from engine.composition.plan import Expression, Plan, PlannedSection
from engine.composition.planning.moves import MOVES, Move
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
from engine.emotion.reading import EmotionReading, MusicMatch, ReadWord, Segment
from engine.options import ComposeOptions, RenderOptions
from engine.piece import Piece

A_MINOR, C_MAJOR = Key(9, "minor"), Key(0, "major")
EXPRESSION = Expression(100.1, 3.0, 67.25, 80.0, 0.7)


@pytest.fixture
def piece() -> Piece:
    """Every field of a piece filled with something of its own."""
    match = MusicMatch("Q1_clip", "happy", 0.875)
    word = ReadWord("hope", 0, 4, 1.0, 0.5, 0.25, (match,))
    reading = EmotionReading(
        "hope, ± 🌊 beans", (word,), (Segment(0, 0, 0.5, 0.25, "Q1", 1.0, (match,), "then"),),
        0.5, 0.25, "Q1", {"Q1": 0.7, "Q2": 0.1, "Q3": 0.1, "Q4": 0.1}, 0.7, (match,), ("beans",),
    )  # fmt: skip
    plan = Plan(
        A_MINOR,
        Metre(3, 4),
        (
            PlannedSection("introduction", 2, A_MINOR, 0.5, 0.25, EXPRESSION),
            PlannedSection("A", 2, C_MAJOR, -0.5, 0.1, EXPRESSION),
        ),
        7,
    )
    score = Score(
        A_MINOR,
        Metre(3, 4),
        4,
        (TempoChange(0, 100.1), TempoChange(144, 60.0)),
        (ScoreSection("introduction", 0, 2, A_MINOR), ScoreSection("A", 2, 2, C_MAJOR)),
        (Chord(0, 144, 9, "m"), Chord(144, 144, 10, "7", bass=2)),
        (
            Track("melody", 40, (Note(0, 24, 69, 80), Note(150, 100, 75, 70))),
            Track("drums", 0, (Note(0, 6, 36, 100), Note(36, 6, 42, 50))),
        ),
    )
    edits: tuple[Edit, ...] = (
        Alter(MOVES["sadder"], 3),
        Alter(Move.towards(0.5, -0.5), 4, range(2, 4)),
        Rewrite(range(1, 3), frozenset({"melody", "bass"}), keeps_rhythm=True, seed=5),
        Extend(30, 6),
        Rekey("D minor"),
        Retempo(99.5),
        Feel("wistful", 0.5, 7, range(1, 2)),
        Recompose("in the rain", None),
        Shorten(10),
        Rechord(96, 192, 9, "m"),
        Cut(range(2, 3)),
        Rearrange((range(2), range(1))),
        Bend(0.9, range(1, 3)),
        Recast(melody=73, bass=32),
        Mute(frozenset({"drums"})),
        Bring(frozenset({"bass", "drums"}), 8),
    )
    options = ComposeOptions(10, 7), RenderOptions(sample_rate=22_050)
    return Piece(reading, plan, score, *options, edits=edits, told_edits=("slower, seed 1",))
