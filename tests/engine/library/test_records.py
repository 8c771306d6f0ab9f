from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

import pytest

from engine.errors import OptionError
from engine.library.records import restore, to_plain
from engine.options import ComposeOptions


@dataclass(frozen=True)
class Leaf:
    kind: Literal["oak", "elm"]
    width: float
    veins: int | None = None


@dataclass(frozen=True)
class Tree:
    leaves: tuple[Leaf, ...]
    names: dict[str, float] = field(default_factory=dict)
    is_old: bool = False


TREE = Tree((Leaf("oak", 2.0, 3), Leaf("elm", 0.1)), {"Ygg": 1.5}, is_old=True)


def test_a_record_comes_back_as_it_was() -> None:
    assert restore(Tree, to_plain(TREE)) == TREE


def test_a_missing_field_takes_its_default() -> None:
    assert restore(Tree, {"leaves": []}) == Tree(())


def test_a_whole_number_may_stand_for_a_float() -> None:
    assert restore(Leaf, {"kind": "oak", "width": 2}).width == 2.0


@pytest.mark.parametrize(
    ("plain", "place"),
    [
        ([], "Tree is"),
        ({"leaves": {}}, "Tree.leaves is"),
        ({}, "leaves"),
        ({"leaves": [{"kind": "ash", "width": 1}]}, r"Tree.leaves\[0\].kind is 'ash'"),
        ({"leaves": [{"kind": "oak", "width": "1"}]}, "width is '1', expected float"),
        ({"leaves": [{"kind": "oak", "width": True}]}, "width is True"),
        ({"leaves": [{"kind": "oak", "width": 1, "veins": 1.5}]}, "veins is 1.5"),
        ({"leaves": [{"kind": "oak", "width": 1e999}]}, "width is inf"),
        ({"leaves": [], "fruits": 1}, "unknown field 'fruits'"),
        ({"leaves": [], "names": {"a": None}}, "Tree.names.a is None"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(plain: Any, place: str) -> None:
    with pytest.raises(ValueError, match=place):
        restore(Tree, plain)


def test_a_record_still_checks_itself() -> None:
    with pytest.raises(OptionError, match="seconds is 1"):
        restore(ComposeOptions, {"seconds": 1})
