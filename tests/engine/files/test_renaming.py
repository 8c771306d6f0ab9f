from __future__ import annotations

from pathlib import Path

import pytest

from engine.files import renaming
from engine.files.renaming import exchange, name_anew


@pytest.fixture(params=["by the system", "by hand"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rename as the system does, and as where it knows no flags."""
    if request.param == "by hand":
        monkeypatch.setattr(renaming, "_system_rename", lambda: None)


@pytest.mark.usefixtures("way")
def test_a_free_name_is_taken(tmp_path: Path) -> None:
    (tmp_path / "old").write_text("x")
    name_anew(tmp_path / "old", tmp_path / "new")
    assert (tmp_path / "new").read_text() == "x"
    assert [path.name for path in tmp_path.iterdir()] == ["new"]


@pytest.mark.usefixtures("way")
def test_a_name_that_something_has_is_never_taken(tmp_path: Path) -> None:
    (tmp_path / "old").write_text("x")
    (tmp_path / "new").write_text("another program's")
    with pytest.raises(FileExistsError):
        name_anew(tmp_path / "old", tmp_path / "new")
    assert (tmp_path / "new").read_text() == "another program's"


@pytest.mark.usefixtures("way")
def test_folders_are_renamed_too(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "file").touch()
    name_anew(tmp_path / "old", tmp_path / "new")
    assert (tmp_path / "new" / "file").exists()


def test_two_folders_change_places_in_one_step_or_not_at_all(tmp_path: Path) -> None:
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    changed = exchange(tmp_path / "one", tmp_path / "other")
    assert (tmp_path / "one" / ("other" if changed else "one")).exists()
    assert (tmp_path / "other" / ("one" if changed else "other")).exists()
