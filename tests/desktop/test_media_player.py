"""Media keys, asked for over a bus of our own as another program would."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtDBus import QDBusConnection

from desktop.main_window import MainWindow
from desktop.media_player import NAME, PATH, PLAYER, MediaPlayer
from tests.desktop.conftest import Stage
from tests.desktop.test_main_window import compose


@pytest.fixture
def bus() -> Iterator[str]:
    """Start a bus and give its address."""
    daemon = shutil.which("dbus-daemon")
    if daemon is None or shutil.which("gdbus") is None:
        pytest.skip("no dbus-daemon here")
    command = [daemon, "--session", "--nofork", "--print-address"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.terminate()


@pytest.fixture
def player(bus: str, window: MainWindow, stage: Stage) -> Iterator[MediaPlayer]:
    assert window.isVisible()
    connection = QDBusConnection.connectToBus(bus, "affetto-test")
    player = MediaPlayer(stage.session, connection)
    assert player.join()
    yield player
    player.leave()
    QDBusConnection.disconnectFromBus("affetto-test")


def call(qtbot: Any, bus: str, method: str, *arguments: str) -> str:
    """Call as another program does, while the window goes on."""
    command = ["gdbus", "call", "--address", bus, "--dest", NAME, "--object-path", PATH]
    answers: list[subprocess.CompletedProcess[str]] = []

    def run() -> None:
        whole = [*command, "--method", method, "--", *arguments]
        answers.append(subprocess.run(whole, capture_output=True, text=True, check=False))

    threading.Thread(target=run).start()
    qtbot.waitUntil(lambda: bool(answers))
    assert answers[0].returncode == 0, answers[0].stderr
    return answers[0].stdout


def ask(qtbot: Any, bus: str, name: str) -> str:
    return call(qtbot, bus, "org.freedesktop.DBus.Properties.Get", PLAYER, name)


@pytest.mark.usefixtures("player")
def test_a_key_plays_and_pauses(qtbot: Any, bus: str, stage: Stage, window: MainWindow) -> None:
    assert "Stopped" in ask(qtbot, bus, "PlaybackStatus")
    call(qtbot, bus, f"{PLAYER}.PlayPause")  # nothing to play: nothing happens
    assert "false" in ask(qtbot, bus, "CanPlay")
    compose(qtbot, stage, window, "joy and rain")
    qtbot.waitUntil(lambda: stage.session.playback.is_playing)
    assert "Playing" in ask(qtbot, bus, "PlaybackStatus")
    call(qtbot, bus, f"{PLAYER}.PlayPause")
    qtbot.waitUntil(lambda: not stage.session.playback.is_playing)
    assert "Paused" in ask(qtbot, bus, "PlaybackStatus")
    call(qtbot, bus, f"{PLAYER}.Play")
    qtbot.waitUntil(lambda: stage.session.playback.is_playing)


@pytest.mark.usefixtures("player")
def test_the_song_says_what_it_is_and_goes_where_it_is_sent(
    qtbot: Any, bus: str, stage: Stage, window: MainWindow
) -> None:
    compose(qtbot, stage, window, "joy and rain")
    told = ask(qtbot, bus, "Metadata")
    assert "joy and rain" in told
    length = round(stage.session.playback.duration * 1_000_000)
    assert f"<{length}>" in told
    call(qtbot, bus, f"{PLAYER}.SetPosition", "/org/affetto/song", "500000")
    qtbot.waitUntil(lambda: stage.session.playback.position >= 0.5)
    assert "int64" in ask(qtbot, bus, "Position")
    call(qtbot, bus, f"{PLAYER}.Stop")
    qtbot.waitUntil(lambda: stage.session.playback.position == 0)
    assert not stage.session.playback.is_playing


def test_without_a_bus_it_stays_away(stage: Stage) -> None:
    player = MediaPlayer(stage.session, QDBusConnection("there is none"))
    assert not player.join()
    player.leave()


def test_no_bus_is_started_for_it(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    assert not MediaPlayer(stage.session).join()
