from __future__ import annotations

import os
import time
from pathlib import Path

from engine.files import sweep, write_whole
from engine.files.remains import aside_of


def leave(folder: Path, *, hours: float, is_folder: bool = False) -> Path:
    """Leave what a killed writer would."""
    folder.mkdir(parents=True, exist_ok=True)
    path = aside_of(folder / "song.wav")
    if is_folder:
        path.mkdir()
        (path / "half").write_text("x")
    else:
        path.write_text("half")
    os.utime(path, (time.time() - 3600 * hours,) * 2)
    return path


def test_old_remains_are_removed_and_young_ones_left(tmp_path: Path) -> None:
    old = [leave(tmp_path / "a", hours=2), leave(tmp_path / "a" / "b", hours=50, is_folder=True)]
    young = leave(tmp_path / "a", hours=0.1)
    others = [tmp_path / ".affetto-notes", tmp_path / ".affetto-0123456789ab.part.txt"]
    for other in others:
        other.touch()
        os.utime(other, (0, 0))
    sweep([tmp_path / "a", tmp_path / "a" / "b", tmp_path])
    assert not any(path.exists() for path in old)
    assert young.exists()
    assert all(other.exists() for other in others)


def test_a_link_among_the_remains_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "file").touch()
    link = aside_of(tmp_path / "x")
    link.symlink_to(tmp_path / "kept")
    os.utime(link, (0, 0), follow_symlinks=False)
    sweep([tmp_path])
    assert not link.is_symlink()
    assert (tmp_path / "kept" / "file").exists()


def test_writing_into_a_folder_removes_what_was_left_there(tmp_path: Path) -> None:
    old = leave(tmp_path / "songs", hours=2)
    write_whole(tmp_path / "songs" / "song.mid", b"new")
    assert not old.exists()


def test_no_folder_is_nothing_to_sweep(tmp_path: Path) -> None:
    sweep([tmp_path / "nowhere"])
    assert list(tmp_path.iterdir()) == []
