from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.composition.fragments import composer as module
from engine.composition.fragments.composer import ConcatenativeComposer
from engine.composition.fragments.library import FragmentLibrary
from engine.composition.fragments.patchwork import Patchwork, key_clarity
from engine.composition.key_finding import margin
from engine.composition.obedient import ObedientComposer
from engine.composition.plan import Plan
from engine.composition.planning.brief import PieceBrief
from engine.composition.planning.briefing import brief_piece
from engine.composition.score import Key, Note
from engine.progress import Progress
from engine.training.fragments.library_files import write_library

PlanMaker = Callable[..., Plan]
C_MAJOR = np.array([5.0, 0, 2, 0, 4, 2, 0, 4, 0, 2, 0, 1])


def test_a_clear_key_has_a_margin() -> None:
    assert margin(C_MAJOR, Key(0, "major")) > 0.05
    assert margin(np.roll(C_MAJOR, 3), Key(3, "major")) == pytest.approx(
        margin(C_MAJOR, Key(0, "major"))
    )


def test_another_key_has_none() -> None:
    assert margin(C_MAJOR, Key(7, "major")) < 0
    assert margin(np.zeros(12), Key(0, "major")) == 0


def scale(tonic: int, start: int) -> list[Note]:
    steps = (0, 4, 7, 0, 2, 4, 5, 7, 9, 11, 0, 0)
    return [Note(start + 8 * n, 8, 60 + tonic + step, 64) for n, step in enumerate(steps)]


def test_every_section_is_heard_in_its_own_key(make_plan: PlanMaker) -> None:
    plan = make_plan("Q4", (("A", 1), ("B", 1)), tonic=0)
    away = replace(
        plan, sections=(plan.sections[0], replace(plan.sections[1], key=Key(6, "major")))
    )
    notes = scale(0, 0) + scale(6, 96)
    patchwork = Patchwork((), {"melody": notes}, ())
    assert key_clarity(brief_piece(away), patchwork) > 0.05
    assert key_clarity(brief_piece(plan), patchwork) < 0.05


def test_a_piece_whose_key_is_not_heard_is_chosen_anew(
    small_library: FragmentLibrary,
    tmp_path: Path,
    make_plan: PlanMaker,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write_library(small_library, tmp_path / "library", "# Small\n")
    composer = ObedientComposer(ConcatenativeComposer(tmp_path / "library", n_candidates=1))
    tried: list[Patchwork] = []

    def clarity(_: PieceBrief, patchwork: Patchwork) -> float:
        tried.append(patchwork)
        return (-0.3, -0.1, -0.2, -0.4, -0.5)[len(tried) - 1]

    monkeypatch.setattr(module, "key_clarity", clarity)
    score = composer.compose(make_plan("Q4"), Progress())
    assert len(tried) == 5
    assert score.excerpts == tried[1].excerpts
