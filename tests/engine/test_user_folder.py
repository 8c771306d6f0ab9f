from __future__ import annotations

from pathlib import Path

import pytest

from engine.user_folder import user_folder


def test_the_environment_moves_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AFFETTO_HOME", str(tmp_path))
    assert user_folder() == tmp_path


def test_it_lies_where_applications_keep_their_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AFFETTO_HOME", raising=False)
    monkeypatch.setenv("HOME", "/home/someone")
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    assert user_folder().name == "affetto"
