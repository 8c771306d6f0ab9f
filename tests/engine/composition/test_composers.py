from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.composition.composers import (
    COMPOSERS,
    composer_folder,
    list_composers,
    load_composer,
)
from engine.errors import OptionError, ResourceError


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("AFFETTO_HOME", str(tmp_path))
    return tmp_path


def add_composer(name: str, config: object) -> Path:
    folder = composer_folder(name)
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps(config))
    return folder


def test_without_own_composers_those_that_ship_are_listed() -> None:
    assert list_composers() == list(COMPOSERS)


def test_own_composers_are_listed_by_name_after_those_that_ship() -> None:
    add_composer("My Pop", {"kind": "rbm"})
    add_composer("Chöre", {"kind": "rbm"})
    assert list_composers() == [*COMPOSERS, "Chöre", "My Pop"]


@pytest.mark.parametrize("config", [{}, [], "rbm", {"kind": "oracle"}, {"kind": ["rbm"]}])
def test_what_is_no_composer_is_passed_over(config: object) -> None:
    add_composer("odd", config)
    assert list_composers() == list(COMPOSERS)


def test_a_file_and_a_broken_folder_are_passed_over(home: Path) -> None:
    (add_composer("broken", {}) / "config.json").write_bytes(b"\xff{")
    (home / "composers" / "notes.txt").write_text("mine")
    assert list_composers() == list(COMPOSERS)


def test_a_name_that_is_unknown_is_an_error_that_lists_all() -> None:
    add_composer("My Pop", {"kind": "rbm"})
    with pytest.raises(OptionError, match="'nobody'") as caught:
        load_composer("nobody")
    assert "My Pop" in caught.value.hint


def test_a_composer_without_its_model_is_an_error() -> None:
    folder = add_composer("My Pop", {"kind": "rbm"})
    with pytest.raises(ResourceError, match="My Pop"):
        load_composer("My Pop")
    assert folder.is_dir()


@pytest.mark.parametrize("name", ["", "a/b", "..", ".hidden", "a\\b", "x" * 61, "end.", "a\nb"])
def test_names_that_no_folder_should_have_are_refused(name: str) -> None:
    with pytest.raises(OptionError):
        composer_folder(name)


@pytest.mark.parametrize("name", COMPOSERS)
def test_the_names_of_those_that_ship_are_taken(name: str) -> None:
    with pytest.raises(OptionError, match="ships"):
        composer_folder(name)


@pytest.mark.parametrize("content", ["[" * 100_000, "{", "", "[]", "\0"])
def test_a_damaged_description_is_kept_aside(
    home: Path, caplog: pytest.LogCaptureFixture, content: str
) -> None:
    folder = home / "composers" / "mine"
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(content)
    assert "mine" not in list_composers()
    assert (folder / "config.json.damaged").read_text() == content
    assert "mine" in caplog.text
    with pytest.raises(OptionError, match="no composer is called 'mine'"):
        load_composer("mine")
