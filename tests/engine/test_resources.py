from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from engine import resources
from engine.errors import ResourceError


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of one resource in a folder of its own, with caches that know nothing yet."""
    name = "models/rbm/config.json"
    shutil.copytree(resources._root() / "models" / "rbm", tmp_path / "models" / "rbm")
    shutil.copy(resources._root() / "manifest.toml", tmp_path)
    assert name in resources.manifest()
    monkeypatch.setattr(resources, "_root", lambda: tmp_path)
    resources.manifest.cache_clear()
    resources.path.cache_clear()
    yield tmp_path
    resources.manifest.cache_clear()
    resources.path.cache_clear()


@pytest.mark.slow
def test_everything_that_ships_is_as_the_manifest_says() -> None:
    assert resources.manifest()
    assert not [error for error in resources.verify_all().values() if error]


def test_every_entry_has_size_licence_and_origin() -> None:
    for name, entry in resources.manifest().items():
        assert (resources._root() / name).stat().st_size == entry["size"], name
        assert entry["licence"], name
        assert entry["made"], name


def test_a_changed_file_is_refused(root: Path) -> None:
    file = root / "models" / "rbm" / "config.json"
    file.write_bytes(file.read_bytes() + b" ")
    with pytest.raises(ResourceError, match="checksum") as caught:
        resources.path("models/rbm/config.json")
    assert "Reinstall" in caught.value.hint


def test_a_missing_file_is_named(root: Path) -> None:
    (root / "models" / "rbm" / "config.json").unlink()
    with pytest.raises(ResourceError, match=r"models/rbm/config\.json"):
        resources.path("models/rbm/config.json")


def test_a_damaged_manifest_is_an_error_of_ours(root: Path) -> None:
    (root / "manifest.toml").write_text("[broken")
    with pytest.raises(ResourceError, match=r"manifest\.toml"):
        resources.manifest()


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(ResourceError, match="no resource"):
        resources.path("models/nothing")
