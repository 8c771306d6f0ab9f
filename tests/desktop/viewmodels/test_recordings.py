"""Recordings are kept where the user asked for it, and nowhere else."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from desktop.viewmodels.recordings import Recordings
from engine import Waveform, keep_recording, recordings_folder
from engine.audio.files import read_audio
from tests.desktop.conftest import make_waveform


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AFFETTO_HOME", str(tmp_path))


@pytest.mark.parametrize("is_wanted", [False, True])
def test_a_wish_is_kept_as_it_was_heard_if_that_is_wanted(
    qtbot: Any, stage: Any, *, is_wanted: bool
) -> None:
    session = stage.session
    kept = Recordings(session.recording, session.choices, keep_recording, stage.workers[2])
    assert kept.parent() is None
    session.choices.preferences = dataclasses.replace(
        session.choices.preferences, keeps_recordings=is_wanted
    )
    session.recording.recorded.emit(make_waveform(0.5))
    session.recording.recorded.emit(make_waveform(0.5))
    qtbot.waitUntil(lambda: stage.is_settled)
    files = list(recordings_folder().glob("*.flac"))
    assert len(files) == (2 if is_wanted else 0)
    for file in files:
        heard: Waveform = read_audio(file)
        assert heard.duration == pytest.approx(0.5)


def test_a_full_disk_is_told(qtbot: Any, stage: Any) -> None:
    def full(_waveform: Waveform) -> Path:
        raise OSError("no space")

    session = stage.session
    kept = Recordings(session.recording, session.choices, full, stage.workers[2])
    failures: list[Any] = []
    kept.failed.connect(failures.append)
    session.choices.preferences = dataclasses.replace(
        session.choices.preferences, keeps_recordings=True
    )
    session.recording.recorded.emit(make_waveform(0.5))
    qtbot.waitUntil(lambda: stage.is_settled)
    assert len(failures) == 1
