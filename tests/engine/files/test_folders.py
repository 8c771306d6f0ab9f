from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from engine.errors import ExportError, ResourceError
from engine.files import renaming, write_folder, write_whole


def contents(number: int) -> dict[str, bytes]:
    return {"weights": b"%d" % number * 5000, "config.json": b"%d" % number}


def read(folder: Path) -> set[str]:
    """Give the runs that a folder's files are of."""
    return {path.read_text()[0] for path in folder.iterdir() if path.name in contents(0)}


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_folder_is_made_with_its_files(tmp_path: Path) -> None:
    write_folder(tmp_path / "models" / "mine", contents(1))
    assert names(tmp_path / "models") == ["mine"]
    assert names(tmp_path / "models" / "mine") == ["config.json", "weights"]


def test_other_files_of_the_folder_stay(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    (folder / "deep").mkdir(parents=True)
    (folder / "notes.txt").write_text("own")
    (folder / "deep" / "more.txt").write_text("own, too")
    (folder / "link").symlink_to("notes.txt")
    folder.chmod(0o750)
    for number in (1, 2):
        write_folder(folder, contents(number))
    assert read(folder) == {"2"}
    assert (folder / "deep" / "more.txt").read_text() == "own, too"
    assert (folder / "link").is_symlink()
    assert folder.stat().st_mode & 0o777 == 0o750
    assert names(tmp_path) == ["mine"]


@pytest.mark.parametrize("before", [None, 1])
def test_a_killed_writer_leaves_the_files_of_one_run(
    tmp_path: Path, killed: Callable[[Callable[[], object]], Iterator[int]], before: int | None
) -> None:
    folder = tmp_path / "mine"

    def prepare() -> None:
        shutil.rmtree(folder, ignore_errors=True)
        if before is not None:
            write_folder(folder, contents(before))

    prepare()
    seen = []
    for _ in killed(lambda: write_folder(folder, contents(2))):
        seen.append("".join(sorted(read(folder))) if folder.exists() else "")
        prepare()
    assert set(seen) == {"1" if before else "", "2"}
    assert len(seen) > 5


def test_writers_at_once_leave_the_files_of_one_of_them(
    tmp_path: Path, at_once: Callable[[list[Callable[[], object]]], None]
) -> None:
    folder = tmp_path / "mine"
    at_once([lambda n=n: write_folder(folder, contents(n)) for n in range(10)])
    assert len(read(folder)) == 1
    assert names(tmp_path) == ["mine"]


def test_a_folder_that_one_stands_in_is_still_there_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_folder(Path(), contents(1))
    assert names(Path()) == ["config.json", "weights"]
    assert tmp_path.samefile(Path.cwd())


def test_a_system_without_exchange_writes_file_by_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(renaming, "_system_rename", lambda: None)
    for number in (1, 2):
        write_folder(tmp_path / "mine", contents(number))
    assert read(tmp_path / "mine") == {"2"}
    assert names(tmp_path) == ["mine"]


def test_what_does_not_stand_the_test_replaces_nothing(tmp_path: Path) -> None:
    def refuse(_folder: Path) -> None:
        raise ResourceError("damaged")

    write_folder(tmp_path / "mine", contents(1))
    with pytest.raises(ResourceError, match="damaged"):
        write_folder(tmp_path / "mine", contents(2), refuse)
    assert read(tmp_path / "mine") == {"1"}
    assert names(tmp_path) == ["mine"]


def test_a_file_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for place in (tmp_path / "file", tmp_path / "file" / "mine"):
        with pytest.raises(ExportError, match="cannot write"):
            write_folder(place, contents(1))
    assert names(tmp_path) == ["file"]


@pytest.mark.parametrize("before", [None, b"old"])
def test_a_killed_writer_leaves_a_whole_file(
    tmp_path: Path, killed: Callable[[Callable[[], object]], Iterator[int]], before: bytes | None
) -> None:
    path = tmp_path / "song.wav"

    def prepare() -> None:
        path.unlink(missing_ok=True)
        if before is not None:
            path.write_bytes(before)

    prepare()
    seen = set()
    for _ in killed(lambda: write_whole(path, b"new" * 9000, overwrite=before is not None)):
        seen.add(path.read_bytes() if path.exists() else None)
        prepare()
    assert seen == {before, b"new" * 9000}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
def test_force_replaces_regular_files_only(tmp_path: Path) -> None:
    pipe, link = tmp_path / "pipe.wav", tmp_path / "link.wav"
    os.mkfifo(pipe)
    link.symlink_to(pipe)
    for place in (pipe, link, Path("/dev/null")):
        with pytest.raises(ExportError, match="pipe or a device"):
            write_whole(place, b"new", overwrite=True)
    assert pipe.is_fifo()


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664])
def test_a_replaced_file_keeps_its_permissions(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "song.wav"
    path.touch()
    path.chmod(mode)
    write_whole(path, b"new", overwrite=True)
    assert path.stat().st_mode & 0o777 == mode


def test_what_appears_while_we_write_is_not_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "song.wav"
    monkeypatch.setattr("os.fsync", lambda _file: path.write_bytes(b"another program's"))
    with pytest.raises(ExportError, match="appeared meanwhile"):
        write_whole(path, b"new")
    assert path.read_bytes() == b"another program's"
    assert names(tmp_path) == ["song.wav"]
