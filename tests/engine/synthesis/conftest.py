from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from engine import resources
from engine.composition.score import Key, Metre, Note, Role, Score, ScoreSection, TempoChange, Track
from engine.options import RenderOptions
from engine.synthesis.soundfont import SoundfontSynthesizer
from engine.synthesis.soundfont_file import SHIPPED_SOUNDFONT

C_MAJOR = Key(0, "major")


@pytest.fixture(scope="session")
def make_score() -> Callable[..., Score]:
    def make(
        notes: Sequence[Note],
        *,
        role: Role = "melody",
        program: int = 73,
        tempos: Sequence[tuple[int, float]] = ((0, 120),),
    ) -> Score:
        n_bars = max(note.end for note in notes) // 96 + 1
        return Score(
            C_MAJOR,
            Metre(),
            n_bars,
            tuple(TempoChange(*tempo) for tempo in tempos),
            (ScoreSection("A", 0, n_bars, C_MAJOR),),
            (),
            (Track(role, program, tuple(notes)),),
        )

    return make


@pytest.fixture(scope="session")
def synthesizer() -> SoundfontSynthesizer:
    """With our own soundfont, whatever the machine has."""
    return SoundfontSynthesizer(RenderOptions(soundfont=str(resources.path(SHIPPED_SOUNDFONT))))
