"""A piece that is heard while it is composed, with the models that ship."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.composition.changing.editing import Alter, Rewrite
from engine.composition.planning.moves import MOVES
from engine.errors import JobCancelledError
from engine.options import ComposeOptions, RenderOptions
from engine.pipeline import Pipeline
from engine.progress import Progress

pytestmark = [pytest.mark.model, pytest.mark.slow]

CHOSEN = ComposeOptions(20, seed=3)
RENDERED = RenderOptions(sample_rate=22_050)


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return Pipeline()


def test_sound_comes_before_the_score_is_whole_and_changes_nothing(pipeline: Pipeline) -> None:
    told: list[tuple[str, Any]] = []
    piece = pipeline.make(
        "a happy dance", CHOSEN, RENDERED, Progress(), lambda *stage: told.append(stage)
    )
    names = [name for name, _ in told]
    assert names[:2] == ["reading", "plan"]
    assert "sound" in names[: names.index("score")]
    n_bars = [value.n_bars for name, value in told if name == "bars"]
    assert n_bars == sorted(set(n_bars))
    at_once = pipeline.render(
        pipeline.compose("a happy dance", CHOSEN, RENDERED, Progress()), Progress()
    )
    assert at_once.score == piece.score
    np.testing.assert_array_equal(at_once.waveform.samples, piece.waveform.samples)
    heard = np.concatenate([value.samples for name, value in told if name == "sound"])
    assert heard.shape == piece.waveform.samples.shape
    # The balance of the mix is foretold from the first bars; the file has the exact one.
    assert np.corrcoef(heard[:, 0], piece.waveform.samples[:, 0])[0, 1] > 0.97
    assert set(piece.timings) == {"read", "compose", "render"}


def test_nothing_is_told_after_a_stop(pipeline: Pipeline) -> None:
    told: list[str] = []
    progress = Progress()

    def watch(name: str, _value: Any) -> None:
        told.append(name)
        if name == "bars":
            progress.cancel()

    with pytest.raises(JobCancelledError):
        pipeline.make("a happy dance", CHOSEN, RENDERED, progress, watch)
    assert told == ["reading", "plan", "bars"]


def test_an_edited_piece_is_written_down_and_has_no_sound_yet(pipeline: Pipeline) -> None:
    piece = pipeline.compose("a calm lake", CHOSEN, RENDERED, Progress())
    sad = pipeline.editor.edit(piece, Alter(MOVES["sadder"]), Progress())
    new = pipeline.editor.edit(sad, Rewrite(range(2, 4), seed=1), Progress())
    assert (new.waveform, len(new.edits), new.reading) == (None, 2, piece.reading)
    assert new.score.key.mode == "minor"


def test_another_composer_that_writes_in_is_named(pipeline: Pipeline) -> None:
    told: list[Any] = []

    def watch(name: str, value: Any) -> None:
        told.append((name, value))

    options = ComposeOptions(12, seed=3, composer="concatenative")
    piece = pipeline.compose("a calm lake", options, RENDERED, Progress())
    slower = pipeline.editor.edit(piece, Alter(MOVES["slower"]), Progress(), watch)
    assert told == []
    pipeline.editor.edit(slower, Rewrite(range(1), seed=1), Progress(), watch)
    assert [name for name, _ in told] == ["remarks"]
    assert "concatenative" in told[0][1][0]
    assert "transformer" in told[0][1][0]
