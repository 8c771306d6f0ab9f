"""Folders that are asked for: what is chosen goes where it was asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from desktop.dialogs.folder_dialog import FolderDialog
from desktop.main_window import MainWindow


def test_takes_are_copied_to_the_folder_that_is_chosen(
    stage: Any, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[tuple[Any, ...]] = []
    monkeypatch.setattr(stage.session.takes, "give_out", lambda *what: given.append(what))
    window.takes_view.give_out_wanted.emit(("one.affetto", "two.affetto"))
    window.findChild(FolderDialog, "copy_dialog").fileSelected.emit(str(tmp_path))
    assert given == [(("one.affetto", "two.affetto"), tmp_path)]


def test_music_is_looked_into_where_it_is_chosen(window: MainWindow, tmp_path: Path) -> None:
    heard: list[Path] = []
    window._dialogs.music_chosen.connect(heard.append)
    window._dialogs.ask_for_music()
    window.findChild(FolderDialog, "music_dialog").fileSelected.emit(str(tmp_path))
    assert heard == [tmp_path]
