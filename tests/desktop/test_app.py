from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QLabel

import desktop.app
from desktop.app import Application
from desktop.engine_client import EngineClient
from desktop.settings import Preferences, Settings, ThemeChoice
from desktop.theme import DARK, colours_of
from desktop.translations import WindowLanguage


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[EngineClient]:
    """Note who starts the engine, and do not start it."""
    started: list[EngineClient] = []

    def start(client: EngineClient) -> None:
        started.append(client)

    monkeypatch.setattr(EngineClient, "start", start)
    return started


@pytest.fixture
def application(
    qapp: QApplication, settings: Settings, started: list[EngineClient]
) -> Iterator[Application]:
    hook = sys.excepthook
    application = Application(qapp, settings)
    yield application
    application.close()
    application.window.deleteLater()
    sys.excepthook = hook
    assert started is not None


def test_the_engine_starts_once_the_window_stands(
    qtbot: Any, application: Application, started: list[EngineClient]
) -> None:
    assert started == []
    application.window.show()
    qtbot.waitUntil(lambda: len(started) == 1)


def test_changed_preferences_are_kept_and_seen(
    qapp: QApplication, application: Application, settings: Settings
) -> None:
    chosen = Preferences(silence=3.0, theme=ThemeChoice.DARK)
    application.window.preferences_changed.emit(chosen)
    assert settings.preferences == chosen
    assert colours_of(qapp.palette()) is DARK


def test_another_language_is_spoken_at_once(
    qtbot: Any, application: Application, settings: Settings
) -> None:
    before = application.window
    before.show()
    chosen = Preferences(window_language=WindowLanguage.GERMAN)
    application.window.preferences_changed.emit(chosen)
    qtbot.waitUntil(lambda: application.window is not before)
    titles = {action.text() for action in application.window.menuBar().actions()}
    assert "&Datei" in titles
    assert application.window.isVisible()
    assert not before.isVisible()
    assert settings.preferences.window_language is WindowLanguage.GERMAN
    application.window.preferences_changed.emit(Preferences(window_language=WindowLanguage.ENGLISH))
    qtbot.waitUntil(lambda: "&File" in {a.text() for a in application.window.menuBar().actions()})


def test_a_bug_is_shown_and_the_program_goes_on(application: Application) -> None:
    sys.excepthook(ZeroDivisionError, ZeroDivisionError("half a note"), None)
    notice = application.window.notice
    assert not notice.isHidden()
    assert "half a note" in notice.findChild(QLabel, "notice_message").text()


def test_a_piece_is_written_over_an_older_file(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[tuple[Any, Path, bool]] = []

    def export_piece(piece: Any, path: Path, *, overwrite: bool) -> None:
        written.append((piece, path, overwrite))

    monkeypatch.setattr(desktop.app.engine, "export_piece", export_piece, raising=False)
    desktop.app._write_piece("piece", Path("song.mid"))  # type: ignore[arg-type]
    assert written == [("piece", Path("song.mid"), True)]


def test_devices_are_listed_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    class Device:
        def __init__(self, name: str) -> None:
            self.name = name

    def list_devices(kind: str) -> tuple[Device, ...]:
        return (Device(f"a {kind}"),)

    monkeypatch.setattr(desktop.app.engine, "list_devices", list_devices, raising=False)
    assert desktop.app._list_devices() == (["a microphone"], ["a loudspeaker"])
