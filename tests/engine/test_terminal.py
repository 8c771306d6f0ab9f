"""The command as other programs meet it: odd terminals, full disks, readers that leave."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from engine.errors import OptionError
from engine.terminal import RemarkHandler, as_typed, decode

NARROW = [
    {"PYTHONIOENCODING": "cp1252"},
    {"PYTHONIOENCODING": "ascii"},
    {"PYTHONIOENCODING": "cp437"},
]
if sys.prefix.isascii():  # NumPy cannot be imported so where its folder's name is not
    NARROW.append({"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"})
LEARNED = {
    "label": "rainy ☔ süße ♭",
    "valence": -0.5,
    "arousal": -0.5,
    "source": "/music/\x1b[2Jmüll",
    "digest": "x",
}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Give a user's folder with a mood whose name few terminals can show."""
    from engine.emotion.music_features import ATTRIBUTES  # noqa: PLC0415 - loads NumPy

    clip = {**LEARNED, "key": "rainy/a.mid", "attributes": [0.0] * len(ATTRIBUTES)}
    content = json.dumps({"version": 1, "clips": [clip]})
    (tmp_path / "moods.json").write_text(content, encoding="utf-8")
    return tmp_path


def affetto(
    home: Path,
    *words: str | bytes,
    given: bytes = b"",
    environment: dict[str, str] | None = None,
    shell: str = '"$@"',
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        ["sh", "-c", shell, "sh", sys.executable, "-m", "engine", *words],
        env={**os.environ, "AFFETTO_HOME": str(home), **(environment or {})},
        input=given,
        capture_output=True,
        check=False,
    )


@pytest.mark.parametrize("environment", NARROW, ids=str)
def test_what_a_terminal_lacks_is_written_as_it_can(
    home: Path, environment: dict[str, str]
) -> None:
    done = affetto(home, "learn", "--list", environment=environment)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"rainy" in done.stdout
    assert b": 1 clip, " in done.stdout
    assert b"\x1b" not in done.stdout


@pytest.mark.parametrize("environment", [{}, *NARROW], ids=str)
def test_json_is_the_same_everywhere(home: Path, environment: dict[str, str]) -> None:
    done = affetto(home, "learn", "--list", "--json", environment=environment)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.isascii()
    assert json.loads(done.stdout)["moods"][0]["mood"] == LEARNED["label"]


@pytest.mark.parametrize(
    "words", [["--version"], ["--help"], ["learn", "--list"], ["learn", "--list", "--json"]]
)
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no disk is always full here")
def test_an_answer_on_a_full_disk_is_an_error_in_one_line(home: Path, words: list[str]) -> None:
    done = affetto(home, *words, shell='"$@" >/dev/full')
    assert done.returncode == 1
    assert done.stderr.count(b"\n") == 1
    assert b"the answer cannot be written: No space left" in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no disk is always full here")
def test_remarks_on_a_full_disk_stop_nothing(home: Path) -> None:
    done = affetto(home, "-v", "learn", "--list", shell='"$@" 2>/dev/full')
    assert done.returncode == 0
    assert affetto(home, "learn", shell='"$@" 2>/dev/full').returncode == 1
    assert affetto(home, "dance", shell='"$@" 2>/dev/full').returncode == 2


@pytest.mark.parametrize("words", [["--help"], ["learn", "--list"], ["learn", "--list", "--json"]])
def test_a_reader_that_has_left_is_no_traceback(home: Path, words: list[str]) -> None:
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "engine", *words],
        env={**os.environ, "AFFETTO_HOME": str(home)},
        stdout=write,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (1, b"")


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", ">&- 2>&- <&-"])
def test_closed_streams_are_no_error(home: Path, closed: str) -> None:
    done = affetto(home, "learn", "--list", shell=f'"$@" {closed}')
    assert (done.returncode, done.stderr) == (0, b"")


def test_an_unknown_mood_in_bytes_that_are_no_utf_8_is_an_error_in_one_line(home: Path) -> None:
    done = affetto(home, "learn", "--forget", "m\xfcde".encode("latin-1"))
    assert done.returncode == 1
    assert done.stderr.decode().startswith("affetto: no mood called 'müde' was learned")


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"\xef\xbb\xbfjoy", "joy"),
        ("süß".encode(), "süß"),
        ("süß".encode("utf-16"), "süß"),
        ("\ufeffsüß".encode("utf-16-be"), "süß"),
        (b"", ""),
    ],
)
def test_marks_of_encodings_are_obeyed_and_left_out(content: bytes, text: str) -> None:
    assert decode(content, "wishes.txt") == text


def test_bytes_that_are_no_text_are_named_with_their_line() -> None:
    with pytest.raises(OptionError, match=r"wishes.txt .*0xe9 in line 2") as caught:
        decode("joy\ncafé".encode("latin-1"), "wishes.txt")
    assert "UTF-8" in caught.value.hint


@pytest.mark.parametrize("content", ["müde 悲".encode(), "müde".encode("latin-1"), b"tired"])
def test_arguments_are_what_was_typed(content: bytes) -> None:
    assert as_typed(content.decode("ascii", "surrogateescape")) in {"müde 悲", "müde", "tired"}


def test_what_the_engine_warns_of_is_said_and_libraries_are_not(
    capsys: pytest.CaptureFixture[str],
) -> None:
    handler = RemarkHandler()
    for name, level in (("engine.midi", 30), ("numba", 30), ("PIL", 40)):
        entry = {"name": name, "levelno": level, "msg": f"{name}\x1b"}
        handler.emit(logging.makeLogRecord(entry))
    assert capsys.readouterr().err == "engine.midi\ufffd\nPIL\ufffd\n"
