from __future__ import annotations

import contextlib
import random
import tarfile
from pathlib import Path

import pytest

from engine.errors import ResourceError
from engine.training.corpora import archives
from engine.training.corpora.archives import open_data


def test_a_folder_is_given_as_it_is_and_an_archive_unpacked(tmp_path: Path) -> None:
    (tmp_path / "songs").mkdir()
    (tmp_path / "songs" / "a.txt").write_text("la")
    with open_data(tmp_path, "songs") as folder:
        assert folder == tmp_path / "songs"
    (tmp_path / "packed").mkdir()
    with tarfile.open(tmp_path / "packed" / "songs.tar.gz", "w:gz") as tar:
        tar.add(tmp_path / "songs", "songs")
    with open_data(tmp_path / "packed", "songs") as folder:
        assert (folder / "a.txt").read_text() == "la"
    assert not folder.exists()


def test_missing_and_damaged_data_are_named(tmp_path: Path) -> None:
    with (
        pytest.raises(ResourceError, match=r"neither songs/ nor songs\.tar\.gz"),
        open_data(tmp_path, "songs"),
    ):
        pass
    (tmp_path / "songs.tar.gz").write_bytes(b"no archive")
    with pytest.raises(ResourceError, match="cannot be unpacked"), open_data(tmp_path, "songs"):
        pass


def test_an_archive_larger_than_any_data_set_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_bytes(bytes(2_000))
    with tarfile.open(tmp_path / "songs.tar.gz", "w:gz") as tar:
        tar.add(tmp_path / "a.txt", "songs/a.txt")
    monkeypatch.setattr(archives, "_LARGEST", 1_000)
    with (
        pytest.raises(ResourceError, match="holds more than"),
        open_data(tmp_path, "songs"),
    ):
        pass


def test_damage_anywhere_in_an_archive_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(random.Random(1).randbytes(50_000))
    archive = tmp_path / "songs.tar.gz"
    with tarfile.open(archive, "w:gz") as tar:
        tar.add(tmp_path / "a.txt", "songs/a.txt")
    content = archive.read_bytes()
    for place in range(5, len(content), len(content) // 20):
        archive.write_bytes(content[:place] + bytes(40) + content[place + 40 :])
        with contextlib.suppress(ResourceError), open_data(tmp_path, "songs"):
            pass
