from __future__ import annotations

from collections.abc import Callable

import pytest

from desktop.viewmodels.export import suggest_name
from engine import ComposeJob, ComposeOptions, Piece, RenderOptions


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
