from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desktop.viewmodels.export import Prepared, suggest_name
from engine import ComposeJob, ComposeOptions, ExportJob, Piece, RenderOptions


@pytest.mark.parametrize(
    ("wish", "name"),
    [
        ("Joy and hope", "Joy and hope 7"),
        ("a/b\\c: ../etc?", "a b c etc 7"),
        ("🙂🙂", "song 7"),
        ("надежда", "надежда 7"),
        ("word " * 40, "word word word word word word word word word 7"),
        ("x" * 300, "song 7"),
    ],
)
def test_a_file_is_named_after_the_wish(
    piece_of: Callable[[ComposeJob], Piece], wish: str, name: str
) -> None:
    job = ComposeJob(wish, ComposeOptions(seed=7), RenderOptions())
    assert suggest_name(piece_of(job)) == name


def test_the_engine_writes_what_holds_the_sounds_of_the_parts(
    qtbot: Any, stage: Any, tmp_path: Path
) -> None:
    session = stage.session
    session.wish.replace("joy")
    session.compose()
    piece = stage.client.compose()
    qtbot.waitUntil(lambda: stage.is_settled)
    session.export.folder = tmp_path
    session.outward.save_as(".dawproject")
    qtbot.waitUntil(lambda: any(isinstance(r.job, ExportJob) for r in stage.client.requests))
    request = stage.client.last(ExportJob)
    assert not stage.written, "the window's process has no parts"
    assert (request.job.piece.score, request.job.path.suffix) == (piece.score, ".dawproject")
    with qtbot.waitSignal(session.export.saved) as saved:
        request.finished.emit(request.job.path)
    assert saved.args == [request.job.path]


def test_a_drop_takes_what_the_engine_wrote_though_its_word_has_not_come(tmp_path: Path) -> None:
    prepared = Prepared()
    prepared.expected = tmp_path / "song.dawproject"
    prepared.expected.write_bytes(b"project")
    assert prepared.path() == prepared.expected
