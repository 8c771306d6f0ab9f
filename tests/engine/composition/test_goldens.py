"""The notes of whole pieces, kept as hashes: a change that should not be heard changes none.

``pytest tests/engine/composition/test_goldens.py --write-goldens`` keeps what is composed today.
"""

from __future__ import annotations

import functools
import hashlib
import json
from pathlib import Path

import pytest

from engine.composition.changing.editing import Rekey, Rewrite, apply_edit, edit_called
from engine.composition.composers import COMPOSERS, load_composer
from engine.composition.obedient import ObedientComposer
from engine.composition.plan import Plan
from engine.composition.planning.planner import Planner
from engine.composition.score import Score
from engine.emotion.music_vectors import MusicVectors
from engine.emotion.reading import QUADRANTS, EmotionReading, Quadrant, Segment
from engine.export.midi import score_to_midi_bytes
from engine.options import ComposeOptions
from engine.progress import Progress

pytestmark = pytest.mark.model

GOLDENS = Path(__file__).parents[2] / "data" / "goldens.json"
SECONDS = 16.0
FEELINGS = {"Q1": (0.6, 0.5), "Q2": (-0.6, 0.6), "Q3": (-0.6, -0.5), "Q4": (0.5, -0.6)}
EDITS = {
    "sadder bars 2-3": edit_called("sadder", 3, range(1, 3)),
    "new melody": Rewrite(parts=frozenset({"melody"}), seed=4),
    "key": Rekey("E minor"),
}


def _feeling(quadrant: Quadrant) -> EmotionReading:
    valence, arousal = FEELINGS[quadrant]
    probabilities = {name: float(name == quadrant) for name in QUADRANTS}
    segment = Segment(0, 0, valence, arousal, quadrant)
    return EmotionReading("", (), (segment,), valence, arousal, quadrant, probabilities, 1.0)


@functools.cache
def _planner() -> Planner:
    return Planner(MusicVectors())


@functools.cache
def _composer(name: str) -> ObedientComposer:
    return ObedientComposer(load_composer(name))


@functools.cache
def _piece(name: str, quadrant: Quadrant, seed: int) -> tuple[Plan, Score]:
    plan = _planner().plan(_feeling(quadrant), ComposeOptions(SECONDS, seed, name))
    return plan, _composer(name).compose(plan, Progress())


def _hash(score: Score) -> str:
    return hashlib.sha256(score_to_midi_bytes(score)).hexdigest()


def _hold(request: pytest.FixtureRequest, name: str, score: Score) -> None:
    """Compare with what was kept under a name, or keep it where that is asked for."""
    kept = json.loads(GOLDENS.read_text("utf-8")) if GOLDENS.is_file() else {}
    if request.config.getoption("--write-goldens"):
        kept[name] = _hash(score)
        GOLDENS.write_text(json.dumps(dict(sorted(kept.items())), indent=1) + "\n", "utf-8")
    assert kept.get(name) == _hash(score)


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("quadrant", QUADRANTS)
@pytest.mark.parametrize("name", COMPOSERS)
def test_a_wish_and_a_seed_give_the_notes_they_gave(
    name: str, quadrant: Quadrant, seed: int, request: pytest.FixtureRequest
) -> None:
    _plan, score = _piece(name, quadrant, seed)
    _hold(request, f"{name} {quadrant} {seed}", score)


@pytest.mark.parametrize("called", EDITS)
def test_an_edit_gives_the_notes_it_gave(called: str, request: pytest.FixtureRequest) -> None:
    plan, score = _piece("transformer", "Q1", 1)
    composer = _composer("transformer")
    _plan, edited = apply_edit(plan, score, EDITS[called], composer, Progress())
    _hold(request, f"edit: {called}", edited)
