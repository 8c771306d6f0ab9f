from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from engine import cli
from engine.arguments import build_parser
from engine.commands import COMMANDS
from engine.errors import DeviceError
from engine.synthesis.wavenet.dream import DreamOptions


def use(monkeypatch: pytest.MonkeyPatch, command: Callable[[object], object]) -> None:
    """Put a command in the place of all others."""
    monkeypatch.setattr(cli, "load_command", lambda _name: command)


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    """What the compose command was asked to do."""
    calls: list[dict[str, object]] = []
    use(monkeypatch, lambda options: calls.append(vars(options)) or 0)
    return calls


@pytest.mark.parametrize(
    "words",
    [
        ["compose", "rain", "-o", "a.wav", "a.mid"],
        ["compose", "-o", "a.wav", "a.mid", "rain"],
        ["compose", "-o", "a.wav", "-o", "a.mid", "rain"],
        ["compose", "-o", "a.wav", "a.mid", "--", "rain"],
    ],
)
def test_the_wish_may_stand_before_or_behind_the_files(
    seen: list[dict[str, object]], words: list[str]
) -> None:
    assert cli.main(words) == 0
    assert seen[0]["text"] == "rain"
    assert seen[0]["outputs"] == ["a.wav", "a.mid"]


@pytest.mark.parametrize(
    "words",
    [["compose"], ["compose", "-o", "a.wav"], ["compose", "x", "--seconds", "long"], ["dance"]],
)
def test_wrong_usage_exits_with_2(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main(words)
    assert caught.value.code == 2
    assert "usage" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("compos", "did you mean compose"),
        ("dance in the rain", "write: affetto compose 'dance in the rain' -o song.wav"),
        ("xyzzy", "there are compose, listen"),
    ],
)
def test_what_is_no_command_is_answered_with_what_was_meant(
    word: str, meant: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main([word])
    assert caught.value.code == 2
    assert meant in capsys.readouterr().err


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="others always have a screen")
def test_without_a_screen_the_window_is_refused_in_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert cli.main([]) == 1
    error = capsys.readouterr().err
    assert error.startswith("affetto: there is no screen")
    assert "affetto compose" in error


def test_an_error_is_one_line_with_the_next_step(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_options: object) -> int:
        raise DeviceError("no microphone was found", hint="Plug one in.")

    use(monkeypatch, fail)
    assert cli.main(["listen"]) == 1
    assert capsys.readouterr().err == "affetto: no microphone was found. Plug one in.\n"


def test_ctrl_c_is_not_an_error_with_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stop(_options: object) -> int:
        raise KeyboardInterrupt

    use(monkeypatch, stop)
    assert cli.main(["batch", "wishes.txt", "-o", "songs"]) == 130
    assert capsys.readouterr().err == "affetto: stopped\n"


def test_the_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("affetto 0.")


def test_files_alone_open_in_the_window(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    opened: list[list[str]] = []

    def open_window(files: list[str]) -> int:
        opened.append(files)
        return 0

    monkeypatch.setattr(cli, "_open_window", open_window)
    song = tmp_path / "a song.affetto"
    song.touch()
    assert cli.main([str(song)]) == 0
    assert cli.main([]) == 0
    assert opened == [[str(song)], []]


def test_every_command_of_the_parser_exists() -> None:
    parser = build_parser()
    actions = [action for action in parser._actions if action.dest == "command"]
    assert set(actions[0].choices or ()) == set(COMMANDS)


def test_a_dream_is_as_calm_as_the_engine_holds_good() -> None:
    given = build_parser().parse_args(["dream"])
    kept = DreamOptions()
    assert (given.seconds, given.temperature) == (kept.seconds, kept.temperature)
