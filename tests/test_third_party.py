"""What THIRD_PARTY.md says of packages and of what ships."""

from __future__ import annotations

from engine import resources
from release.third_party import NOTICES, asked_for, listed


def test_every_package_that_we_ask_for_is_listed_once_with_a_licence() -> None:
    told = listed()
    assert set(asked_for()) <= set(told)
    assert all(told.values())


def test_everything_of_others_that_ships_is_named() -> None:
    text = NOTICES.read_text(encoding="utf-8")
    theirs = [name for name, entry in resources.manifest().items() if entry["licence"] != "MIT"]
    folders = {name.rpartition("/")[0].rpartition("/")[2] for name in theirs}
    assert [folder for folder in sorted(folders) if folder not in text] == []
