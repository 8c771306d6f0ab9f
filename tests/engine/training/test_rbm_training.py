from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from engine.composition.composers.rbm import RbmComposer
from engine.composition.plan import Expression, Plan, PlannedSection
from engine.composition.score import Chord, Key, Metre, Mode, Note
from engine.errors import ResourceError
from engine.progress import Progress
from engine.training.contrastive_divergence import Schedule
from engine.training.lead_sheets import LeadSheet
from engine.training.rbm import Recipe, is_held_out, train, train_machines

TINY = Recipe(
    n_chords=20,
    held_out=4,
    harmony_hidden=4,
    melody_hidden=4,
    harmony=Schedule(epochs=1, batch_size=8),
    melody=Schedule(epochs=1, batch_size=8),
)


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    n_threads = torch.get_num_threads()
    torch.set_num_threads(1)  # for matrices this small, more only wait for each other
    yield
    torch.set_num_threads(n_threads)


def sheet(number: int) -> LeadSheet:
    mode: Mode = "minor" if number % 2 else "major"
    third = 3 if mode == "minor" else 4
    qualities = ("m" if mode == "minor" else "", "m" if mode == "minor" else "", "", "")
    chords = tuple(
        Chord(96 * n, 96, (0, 5, 7, 0)[n % 4], (*qualities[:3], qualities[0])[n % 4])
        for n in range(12)
    )
    melody = tuple(Note(24 * n, 24, 67 + (0, third, -2, 5)[n % 4], 64) for n in range(48))
    return LeadSheet(f"toy/{number}", Key(0, mode), Metre(4, 4), melody, chords)


def test_what_is_trained_can_compose(tmp_path: Path) -> None:
    train_machines([sheet(n) for n in range(24)], tmp_path, TINY, Progress())
    key = Key(7, "minor")
    section = PlannedSection("A", 4, key, -0.5, -0.5, Expression(80, 2, 67, 60, 0.9))
    score = RbmComposer(tmp_path).compose(Plan(key, Metre(4, 4), (section,), 3), Progress())
    assert score.n_bars == 4
    card = (tmp_path / "MODEL_CARD.md").read_text()
    assert "| melody | 16 × 32 | 4 |" in card
    assert "| harmony | 8 × " in card


def test_too_few_songs_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match="too few"):
        train_machines([sheet(0)], tmp_path, TINY, Progress())
    assert not list(tmp_path.iterdir())


def test_missing_data_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match="pop909"):
        train(tmp_path, tmp_path / "out", Progress())


def test_songs_are_held_out_by_name_alone() -> None:
    held = [name for name in (f"pop909/{n:03d}" for n in range(909)) if is_held_out(name)]
    assert 20 < len(held) < 75
    assert all(is_held_out(name) for name in held)
