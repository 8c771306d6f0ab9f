from __future__ import annotations

import contextlib
import errno
import os
import stat
import subprocess
from pathlib import Path

import pytest

from engine.errors import ExportError
from engine.files import check_place, write_whole
from engine.files.writing import explain


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def fail_with(number):
    def fail(*_args, **_options):
        raise OSError(number, os.strerror(number))

    return fail


def test_a_file_is_written_and_nothing_else(tmp_path):
    write_whole(tmp_path / "song.wav", b"sound")
    assert (tmp_path / "song.wav").read_bytes() == b"sound"
    assert names(tmp_path) == ["song.wav"]


def test_a_new_file_has_the_usual_permissions(tmp_path):
    (tmp_path / "usual").touch()
    write_whole(tmp_path / "song.wav", b"sound")
    modes = {stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("usual", "song.wav")}
    assert len(modes) == 1


def test_an_existing_file_is_kept_unless_told_otherwise(tmp_path):
    path = tmp_path / "song.wav"
    path.write_bytes(b"old")
    with pytest.raises(ExportError, match="exists already") as caught:
        write_whole(path, b"new")
    assert "--force" in caught.value.hint
    assert path.read_bytes() == b"old"
    write_whole(path, b"new", overwrite=True)
    assert path.read_bytes() == b"new"


def test_a_link_stays_and_its_target_is_replaced(tmp_path):
    target, link = tmp_path / "target.wav", tmp_path / "link.wav"
    target.write_bytes(b"old")
    link.symlink_to(target)
    write_whole(link, b"new", overwrite=True)
    assert link.is_symlink()
    assert target.read_bytes() == b"new"


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(ExportError, match="is a folder"):
        write_whole(tmp_path, b"", overwrite=True)


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(ExportError, match="folder does not exist") as caught:
        check_place(tmp_path / "nowhere" / "song.wav")
    assert "Make the folder" in caught.value.hint


def test_a_folder_that_cannot_be_written_into_is_found_before_the_work(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(ExportError, match="may not write into this folder"):
        check_place(tmp_path / "song.mid")


def test_a_folder_that_takes_no_files_is_not_said_to_be_missing(tmp_path):
    gone = FileNotFoundError(errno.ENOENT, "no")
    there, missing = (explain(place / "x.mid", gone) for place in (tmp_path, tmp_path / "none"))
    assert "no files can be made in this folder" in str(there)
    assert "does not exist" in str(missing)


def test_a_file_in_place_of_the_folder_is_named(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(ExportError, match="the folder is a file"):
        check_place(tmp_path / "file" / "song.wav")


def test_a_name_can_be_too_long(tmp_path):
    with pytest.raises(ExportError, match="too long"):
        write_whole(tmp_path / ("x" * 300 + ".wav"), b"sound")
    assert names(tmp_path) == []


def test_the_longest_possible_name_works(tmp_path):
    write_whole(tmp_path / ("x" * 251 + ".wav"), b"sound")


def test_a_link_to_itself_is_an_error_or_replaced(tmp_path):
    loop = tmp_path / "loop.wav"
    loop.symlink_to(loop)
    with contextlib.suppress(ExportError):
        write_whole(loop, b"sound", overwrite=True)
    assert names(tmp_path) == ["loop.wav"]


def test_a_name_that_no_file_can_have(tmp_path):
    with pytest.raises(ExportError):
        write_whole(tmp_path / "a\0b.wav", b"sound")


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "disk is full"),
        (errno.EDQUOT, "share of the disk is full"),
        (errno.EACCES, "may not write"),
        (errno.EROFS, "only be read"),
        (errno.EIO, os.strerror(errno.EIO)),
    ],
)
@pytest.mark.parametrize("step", ["os.fsync", "pathlib.Path.open", "pathlib.Path.replace"])
def test_whatever_fails_the_old_file_is_whole_and_no_rest_stays(
    tmp_path, monkeypatch, number, words, step
):
    path = tmp_path / "song.wav"
    path.write_bytes(b"old")
    with monkeypatch.context() as patch:
        patch.setattr(step, fail_with(number))
        with pytest.raises(ExportError, match=words) as caught:
            write_whole(path, b"new", overwrite=True)
    assert caught.value.hint
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["song.wav"]


@pytest.fixture
def tiny_disk(tmp_path):
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        mounted = False
    if not mounted:
        pytest.skip("only root may mount a disk")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_real_full_disk(tiny_disk: Path):
    with pytest.raises(ExportError, match="disk is full"):
        write_whole(tiny_disk / "song.wav", bytes(200_000))
    assert names(tiny_disk) == []


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may do anything")
def test_a_real_folder_without_permission(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(ExportError, match="may not write"):
        write_whole(tmp_path / "song.wav", b"sound")
    tmp_path.chmod(0o700)
