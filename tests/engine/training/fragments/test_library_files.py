from __future__ import annotations

import errno
from pathlib import Path

import numpy as np
import pytest

from engine.composition.fragments.library import FragmentLibrary
from engine.errors import ExportError, ResourceError
from engine.training.fragments import library_files
from engine.training.fragments.library_files import gather, write_library


def test_nothing_makes_no_library() -> None:
    with pytest.raises(ResourceError, match="no fragment could be cut"):
        gather([])


def test_songs_of_a_group_lie_together(small_library: FragmentLibrary) -> None:
    first, end = small_library.groups["3/4 minor"]
    sources = small_library.fragments["source"][first:end]
    assert len(set(sources.tolist())) == 4
    changes = np.flatnonzero(np.diff(sources.astype(int)))
    assert (small_library.fragments["follows"][first:end][changes + 1] == 0).all()


def test_a_new_library_takes_the_place_of_the_old(
    small_library: FragmentLibrary, tmp_path: Path
) -> None:
    for card in ("# Old\n", "# New\n"):
        write_library(small_library, tmp_path / "library", card)
    assert (tmp_path / "library" / "MODEL_CARD.md").read_text(encoding="utf-8") == "# New\n"
    assert [file.name for file in tmp_path.iterdir()] == ["library"]


def test_a_full_disk_leaves_the_old_library(
    small_library: FragmentLibrary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "library"
    write_library(small_library, folder, "# Old\n")

    def fail(_file: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(ExportError, match="disk is full"):
        write_library(small_library, folder, "# New\n")
    assert len(FragmentLibrary.open(folder)) == len(small_library)
    assert [file.name for file in tmp_path.iterdir()] == ["library"]


def test_a_library_that_cannot_be_read_again_never_replaces_one(
    small_library: FragmentLibrary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "library"
    write_library(small_library, folder, "# Old\n")
    monkeypatch.setattr(library_files, "_encode", lambda _: b"nonsense")
    with pytest.raises(ResourceError, match="cannot be read"):
        write_library(small_library, folder, "# New\n")
    assert len(FragmentLibrary.open(folder)) == len(small_library)
