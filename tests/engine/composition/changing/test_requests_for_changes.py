from __future__ import annotations

import pytest

from engine.composition.changing.editing import Alter, Extend, Rewrite, edit_called
from engine.composition.changing.spoken import _ADJECTIVES, _OPPOSITES, find_changes
from engine.composition.planning.moves import MOVES
from engine.errors import OptionError


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("make it sadder", ("sadder",)),
        ("Slower, please!", ("slower",)),
        ("Could you make this a little bit busier?", ("busier",)),
        ("more tense", ("more tense",)),
        ("I want it to sound much gloomier and quieter", ("sadder", "softer")),
        ("less busy and even simpler", ("sparser",)),
        ("less sad", ("happier",)),
        ("make the song longer", ("longer",)),
        ("gentler", ("calmer",)),
        ("", ()),
        ("please", ()),
        ("a song about growing older", ()),
        ("sad", ()),
        ("something slower than rain on the sea", ()),
        ("my brother", ()),
        ("more beans", ()),
        ("I want a song that makes me happier", ()),
    ],
)
def test_requests_are_told_from_wishes(text: str, changes: tuple[str, ...]) -> None:
    assert find_changes(text) == changes


@pytest.mark.parametrize("name", sorted({*_ADJECTIVES.values(), *_OPPOSITES.values()}))
def test_every_change_can_be_made(name: str) -> None:
    assert isinstance(edit_called(name, 1), Alter | Extend)


def test_edits_have_names() -> None:
    assert edit_called("sadder", 3) == Alter(MOVES["sadder"], 3)
    assert edit_called("longer", 3) == Extend(30, 3)
    assert edit_called("new melody", 3) == Rewrite(None, frozenset({"melody"}), seed=3)
    with pytest.raises(OptionError, match="'purple'"):
        edit_called("purple", 1)
