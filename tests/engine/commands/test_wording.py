from __future__ import annotations

import pytest

from engine.commands.wording import describe_edit
from engine.composition.changing.editing import (
    REWRITES,
    Alter,
    Edit,
    Extend,
    Rekey,
    Retempo,
    Rewrite,
)
from engine.composition.planning.moves import MOVES, Move
from engine.composition.revision import PARTS


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (Rewrite(range(4, 8), REWRITES["melody"], seed=3), "bars 5-8: melody, seed 3"),
        (Rewrite(keeps_rhythm=True), f"all bars: {', '.join(PARTS)}, rhythm kept, seed 0"),
        (Alter(MOVES["sadder"], 2), "sadder, seed 2"),
        (Alter(MOVES["busier"], 3, range(4, 8)), "busier in bars 5-8, seed 3"),
        (Alter(Move(tempo=0.9)), "moved, seed 0"),
        (Extend(30, 1), "30 s longer, seed 1"),
        (Rekey("C"), "key C"),
        (Retempo(99.5), "tempo 99.5"),
    ],
)
def test_edits_are_told_in_words(edit: Edit, words: str) -> None:
    assert describe_edit(edit) == words
