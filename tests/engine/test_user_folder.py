from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import ExportError
from engine.user_folder import choose_takes_folder, takes_folder, user_folder


def test_the_environment_moves_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AFFETTO_HOME", str(tmp_path))
    assert user_folder() == tmp_path


def test_it_lies_where_applications_keep_their_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AFFETTO_HOME", raising=False)
    monkeypatch.setenv("HOME", "/home/someone")
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    assert user_folder().name == "affetto"


def test_takes_are_kept_where_the_user_wants_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("AFFETTO_HOME", str(tmp_path / "home"))
    assert takes_folder() == tmp_path / "home" / "takes"
    choose_takes_folder(tmp_path / "disk" / "songs")
    assert takes_folder() == tmp_path / "disk" / "songs"
    assert list(takes_folder().iterdir()) == []


def test_a_place_that_cannot_be_is_refused_and_nothing_changes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("AFFETTO_HOME", str(tmp_path / "home"))
    (tmp_path / "file").touch()
    for folder in (Path("songs"), tmp_path / "file", tmp_path / "file" / "songs"):
        with pytest.raises(ExportError):
            choose_takes_folder(folder)
    assert takes_folder() == tmp_path / "home" / "takes"


@pytest.mark.parametrize("content", ["", "[1]", '{"takes": 3}', "nonsense"])
def test_damaged_places_are_passed_over(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: str
) -> None:
    monkeypatch.setenv("AFFETTO_HOME", str(tmp_path))
    (tmp_path / "places.json").write_text(content)
    assert takes_folder() == tmp_path / "takes"
