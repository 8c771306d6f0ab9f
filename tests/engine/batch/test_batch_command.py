"""``affetto batch``, with real songs."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from engine.cli import main

pytestmark = pytest.mark.model
SHORT = ["--seconds", "5"]


def answers(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.fixture
def wishes(tmp_path: Path) -> Path:
    file = tmp_path / "wishes.txt"
    file.write_text("joy\num, uh\na lonely night\njoy\n", encoding="utf-8")
    return file


def songs(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.glob("0*"))}


@pytest.mark.slow
def test_any_number_of_processes_makes_the_same_files(
    wishes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = []
    for jobs in ("1", "2"):
        words = ["batch", str(wishes), "-o", str(tmp_path / jobs), "--seed", "7", "--jobs", jobs]
        assert main([*words, *SHORT, "--format", "mid", "--format", "wav"]) == 1
        made.append(songs(tmp_path / jobs))
        assert [line["number"] for line in answers(capsys)] == [1, 2, 3, 4]
    assert made[0] == made[1]
    midi = [name for name in made[0] if name.endswith(".mid")]
    assert midi == ["0001.mid", "0003.mid", "0004.mid"]
    assert made[0]["0001.mid"] != made[0]["0004.mid"]  # the same wish with another seed


def test_run_again_it_makes_what_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, folder = tmp_path / "wishes.txt", tmp_path / "songs"
    file.write_text("joy\na lonely night\n")
    words = ["batch", str(file), "-o", str(folder), *SHORT, "--jobs", "1"]
    assert main(words) == 0
    before = songs(folder)
    seeds = [line["seed"] for line in answers(capsys)]
    (folder / "0002.mid").unlink()
    assert main(words) == 0
    assert [line["seed"] for line in answers(capsys)] == seeds[1:]
    assert songs(folder) == before
    assert main(words) == 0
    assert capsys.readouterr() == ("", "all 2 songs were done already\n")
    lines = (folder / "done.jsonl").read_bytes().splitlines(keepends=True)
    (folder / "done.jsonl").write_bytes(lines[1][:-9])  # killed while it wrote
    assert main(words) == 0
    assert len(answers(capsys)) == 2
    assert songs(folder) == before


def test_another_list_or_other_options_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, folder = tmp_path / "wishes.txt", tmp_path / "songs"
    file.write_text("joy\n")
    words = ["batch", str(file), "-o", str(folder), *SHORT]
    assert main([*words, "--seed", "1"]) == 0
    before = songs(folder)
    assert main([*words, "--seed", "2"]) == 1
    assert main([*words, "--tempo", "90"]) == 1
    file.write_text("sad\n")
    assert main(words) == 1
    assert capsys.readouterr().err.count("holds another batch") == 3
    assert songs(folder) == before


def test_a_bad_wish_is_listed_and_tried_again_next_time(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, folder = tmp_path / "wishes.txt", tmp_path / "songs"
    file.write_text("um, uh\n")
    for _ in range(2):
        assert main(["batch", str(file), "-o", str(folder), *SHORT]) == 1
        assert len(answers(capsys)) == 1
        failed = json.loads((folder / "failed.jsonl").read_text())
        assert (failed["number"], failed["text"]) == (1, "um, uh")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_marks_of_encodings_do_not_stay_in_a_wish(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], encoding: str
) -> None:
    file = tmp_path / "wishes.txt"
    file.write_text("süße Freude\r\n", encoding=encoding)
    assert main(["batch", str(file), "-o", str(tmp_path / "songs"), *SHORT]) == 0
    assert answers(capsys)[0]["text"] == "süße Freude"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "holds no wish"),
        (b"\n \n\t\n", "holds no wish"),
        ("joy\ncafé".encode("latin-1"), "byte 0xe9 in line 2"),
        (b"\x00\x01\xff\xfe" * 99, "no text in UTF-8"),
    ],
)
def test_a_list_that_is_none_is_told_before_anything_is_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, words: str
) -> None:
    file = tmp_path / "wishes.txt"
    file.write_bytes(content)
    assert main(["batch", str(file), "-o", str(tmp_path / "songs")]) == 1
    assert words in capsys.readouterr().err
    assert not (tmp_path / "songs").exists()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--format", "xyz"], "'xyz' is not known"),
        (["--jobs", "0"], "0 processes"),
        (["--seconds", "1"], "seconds is 1"),
        (["--composer", "bach"], "'bach'"),
        (["--soundfont", "nowhere.sf2"], "nowhere.sf2"),
        (["--cluster", "tcp://example.org:8786"], "TLS"),
    ],
)
def test_bad_options_are_told_before_anything_is_made(
    wishes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], message: str
) -> None:
    assert main(["batch", str(wishes), "-o", str(tmp_path / "songs"), *words]) == 1
    said = capsys.readouterr()
    assert message in said.err
    assert said.out == ""
    assert not songs(tmp_path / "songs")


def wait_until_all_ended(group: int) -> None:
    """Wait for the last process of a group; pytest's time limit ends a wait in vain."""
    with contextlib.suppress(ProcessLookupError):
        while True:
            os.killpg(group, 0)
            os.sched_yield()


@pytest.mark.slow
def test_ctrl_c_ends_it_at_once_and_the_next_run_goes_on(tmp_path: Path) -> None:
    file, folder = tmp_path / "wishes.txt", tmp_path / "songs"
    file.write_text("joy\nsorrow\nanger\ncalm\nfear\nhope\njoy\nsorrow\n")
    command = [sys.executable, "-m", "engine", "batch", str(file), "-o", str(folder)]
    command += ["--seconds", "20"]  # not over before the signal comes
    started = subprocess.Popen(
        [*command, "--jobs", "2"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    assert started.stdout is not None
    started.stdout.readline()
    os.killpg(started.pid, signal.SIGINT)
    _, said = started.communicate()
    assert (started.returncode, said) == (130, b"affetto: stopped\n")
    wait_until_all_ended(started.pid)
    before = songs(folder)
    assert not list(folder.glob(".affetto-*"))
    assert 1 <= len(before) < 8
    again = subprocess.run([*command, "--jobs", "2"], capture_output=True, check=False)
    assert again.returncode == 0
    assert len(again.stdout.splitlines()) < 8
    assert before.items() <= songs(folder).items()
    assert len(songs(folder)) == 8
