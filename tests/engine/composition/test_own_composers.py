"""A user's composers are renamed, thrown away and brought back, and songs still find them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.composition.composers import composer_called, composer_folder, composer_stamp
from engine.composition.own_composers import (
    bring_composer_back,
    list_own_composers,
    rename_composer,
    throw_composer_away,
)
from engine.errors import ExportError, OptionError


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("AFFETTO_HOME", str(tmp_path))
    return tmp_path


def add_composer(name: str) -> Path:
    folder = composer_folder(name)
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps({"kind": "rbm"}))
    return folder


def test_a_renamed_composer_is_found_by_all_names_it_had() -> None:
    add_composer("Pop")
    assert rename_composer("Pop", " My pop ") == "My pop"
    rename_composer("My pop", "Waltzes")
    assert list_own_composers() == ["Waltzes"]
    assert {composer_called(name) for name in ("Pop", "My pop", "Waltzes")} == {"Waltzes"}
    assert composer_stamp("Pop") == composer_stamp("Waltzes") != ()
    assert composer_called("Rock") is None


def test_a_name_of_now_counts_more_than_one_of_old() -> None:
    add_composer("Pop")
    rename_composer("Pop", "Old pop")
    add_composer("Pop")
    assert composer_called("Pop") == "Pop"


def test_a_composer_has_its_first_name_again() -> None:
    add_composer("Pop")
    rename_composer("Pop", "Rock")
    rename_composer("Rock", "Pop")
    assert list_own_composers() == ["Pop"]
    assert composer_called("Rock") == "Pop"


@pytest.mark.parametrize("taken", ["Rock", "transformer", "", "a/b"])
def test_a_name_that_cannot_be_had_changes_nothing(taken: str) -> None:
    add_composer("Pop")
    add_composer("Rock")
    with pytest.raises(OptionError):
        rename_composer("Pop", taken)
    assert list_own_composers() == ["Pop", "Rock"]


def test_a_composer_that_was_thrown_away_comes_back_whole() -> None:
    (add_composer("Pop") / "MODEL_CARD.md").write_text("learned")
    throw_composer_away("Pop")
    assert list_own_composers() == []
    bring_composer_back("Pop")
    assert (composer_folder("Pop") / "MODEL_CARD.md").read_text() == "learned"


def test_only_the_last_one_comes_back() -> None:
    for name in ("Pop", "Rock"):
        add_composer(name)
        throw_composer_away(name)
    with pytest.raises(OptionError, match="'Pop' is gone"):
        bring_composer_back("Pop")
    add_composer("Rock")
    with pytest.raises(OptionError, match="another composer called 'Rock'"):
        bring_composer_back("Rock")


def test_nobody_else_s_folder_is_thrown_away() -> None:
    for name in ("transformer", "..", "nobody"):
        with pytest.raises(OptionError):
            throw_composer_away(name)


def test_a_folder_that_cannot_be_moved_is_an_error_with_its_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    add_composer("Pop")

    def refuse(_self: Path, _place: Path) -> None:
        raise PermissionError(13, "no")

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(ExportError, match="may not write"):
        rename_composer("Pop", "Rock")
    assert list_own_composers() == ["Pop"]
